"""A group comes into other hands, or a second pair: agreed by a code, a week before, and called
off until then. Members see it before it takes effect.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.server_key import ServerKey
from app.errors import EditedElsewhere, Fault, Invalid, NotFound
from app.groups import codes
from app.groups.facilitation import MOST, NOTICE, check_name, facilitators, run_by
from app.groups.models import Facilitation, Group


def take_up(
    session: Session, key: ServerKey, account_id: str, typed: str, shown_as: str, *, line: bool
) -> tuple[Group, date]:
    """Use a code by which somebody becomes the second facilitator, or the successor of whoever
    made it. Gives the group and the day it takes effect, a week from now, so that members see it
    before. Raises NotFound for a code that is no good, Invalid where there are two already, they
    run it themselves, or somebody has their name there.
    """
    try:
        code = codes.find(session, key, typed, "beside", "after")
    except NotFound:
        if used := _used_today(session, account_id, shown_as):
            return used
        raise
    group = session.get(Group, code.group_id, with_for_update={"key_share": True})
    now = facilitators(session, code.group_id)
    staying = [each for each in now if each.ends is None]
    maker = next((each for each in staying if each.account_id == code.made_by), None)
    if group is None or maker is None:
        raise NotFound
    room = MOST - len(staying) + (code.purpose == "after")
    if any(each.account_id == account_id for each in now) or room < 1:
        raise Invalid(faults=(Fault(("body", "code"), "no_room"),))
    check_name(now, shown_as)
    from_day = today() + NOTICE
    # Somebody who ran it once may again.
    theirs = (col(Facilitation.account_id) == account_id, col(Facilitation.group_id) == group.id)
    session.execute(delete(Facilitation).where(*theirs))
    session.add(
        Facilitation(
            account_id=account_id,
            group_id=group.id,
            shown_as=shown_as,
            line_manager=line,
            starts=from_day,
        )
    )
    if code.purpose == "after":
        maker.ends = from_day
    codes.forget(session, group.id, "beside" if code.purpose == "beside" else "after")
    return group, from_day


def coming_to(session: Session, account_id: str) -> list[tuple[Group, date]]:
    """The groups that somebody will run, and from which day."""
    starts = col(Facilitation.starts)
    theirs = run_by(account_id).add_columns(starts).where(starts > today())
    in_order = theirs.order_by(starts, col(Group.id))
    return [(group, day) for group, day in session.execute(in_order)]


def days_of_change(running: Sequence[Facilitation]) -> str:
    """The days on which somebody begins or stops, as text: whoever calls a change off calls off
    the one that they saw."""
    begin = [f"+{each.starts}" for each in running if each.starts > today()]
    stop = [f"-{each.ends}" for each in running if each.ends]
    return " ".join(sorted(begin) + sorted(stop))


def call_off(session: Session, group: Group, days: str) -> None:
    """A change that is coming does not come: whoever was to begin does not, whoever was to stop
    goes on. Raises EditedElsewhere where `days_of_change` gives others by now; where it gives none,
    it is called off already."""
    now = days_of_change(facilitators(session, group.id))
    if now and now != days:
        raise EditedElsewhere
    in_group = (col(Facilitation.group_id) == group.id,)
    coming = delete(Facilitation).where(*in_group, col(Facilitation.starts) > today())
    session.execute(coming)
    stays = update(Facilitation).where(*in_group, col(Facilitation.ends) > today())
    session.execute(stays.values(ends=None))


def step_back(session: Session, account_id: str, group: Group) -> date:
    """Stop running a group that somebody else runs too, a week from now; gives the day. Raises
    Invalid for the only one, who hands it over or puts it away."""
    now = facilitators(session, group.id)
    others = [each for each in now if each.ends is None and each.account_id != account_id]
    mine = next(each for each in now if each.account_id == account_id)
    if not any(each.starts <= today() + NOTICE for each in others):
        raise Invalid(faults=(Fault(("body", "group"), "only_one"),))
    mine.ends = mine.ends or today() + NOTICE
    return mine.ends


def _used_today(session: Session, account_id: str, shown_as: str) -> tuple[Group, date] | None:
    """What somebody's code led to today, where they have not heard it and use it again."""
    began = (col(Facilitation.starts) == today() + NOTICE, col(Facilitation.shown_as) == shown_as)
    group = session.scalar(run_by(account_id).where(*began))
    return (group, today() + NOTICE) if group else None
