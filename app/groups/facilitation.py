"""Running a group: made, described, handed over, put away. Members see who runs it, and see a
change before it takes effect.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.server_key import ServerKey
from app.changing import change
from app.encoding import is_id, new_id
from app.errors import EditedElsewhere, Fault, Invalid, NotFound
from app.groups import codes, cohorts
from app.groups.models import Assignment, Facilitation, Group, GroupCode, Tally

NOTICE = timedelta(days=7)  # from the day a change is agreed until it takes effect
MOST = 2  # facilitators of a group
MOST_GROUPS = 200  # that one account runs


def runs_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Facilitation`: whoever runs a group on that day."""
    ends = col(Facilitation.ends)
    return (col(Facilitation.starts) <= day, ends.is_(None) | (ends > day))


def create(session: Session, account_id: str, about: Group, shown_as: str, *, line: bool) -> Group:
    """A new group, run by this account from today; raises Invalid beyond `MOST_GROUPS`."""
    if len(groups_of(session, account_id)) >= MOST_GROUPS:
        raise Invalid(faults=(Fault(("body", "name"), "too_many"),))
    about.id = new_id()
    session.add(about)
    session.flush()
    session.add(
        Facilitation(
            account_id=account_id,
            group_id=about.id,
            shown_as=shown_as,
            line_manager=line,
            starts=today(),
        )
    )
    return about


def groups_of(session: Session, account_id: str) -> list[Group]:
    """The groups that somebody runs today, those put away last."""
    here = (
        select(Group)
        .join(Facilitation, col(Facilitation.group_id) == col(Group.id))
        .where(col(Facilitation.account_id) == account_id, *runs_on(today()))
        .order_by(col(Group.archived), col(Group.name), col(Group.id))
    )
    return list(session.scalars(here))


def held(session: Session, account_id: str, group_id: str) -> Group:
    """As `led`, for whoever is about to change something: of two who do the second waits, and sees
    what the first has done."""
    group = led(session, account_id, group_id)
    session.refresh(group, with_for_update={"key_share": True})
    return led(session, account_id, group_id)


def led(session: Session, account_id: str, group_id: str) -> Group:
    """A group that this account runs today; raises NotFound for any other, missing or not."""
    if not is_id(group_id):
        raise NotFound
    here = (
        select(Group)
        .join(Facilitation, col(Facilitation.group_id) == col(Group.id))
        .where(
            col(Group.id) == group_id,
            col(Facilitation.account_id) == account_id,
            *runs_on(today()),
        )
    )
    group = session.scalar(here)
    if group is None:
        raise NotFound
    return group


def facilitators(session: Session, group_id: str) -> list[Facilitation]:
    """Whoever runs a group, or is about to, in the order in which they began."""
    here = (
        select(Facilitation)
        .where(
            col(Facilitation.group_id) == group_id,
            col(Facilitation.ends).is_(None) | (col(Facilitation.ends) > today()),
        )
        .order_by(col(Facilitation.starts), col(Facilitation.account_id))
    )
    return list(session.scalars(here))


def shown_as(session: Session, account_id: str, group: Group) -> str:
    """The name by which members know somebody who runs their group."""
    return session.get_one(Facilitation, (account_id, group.id)).shown_as


def show_as(session: Session, account_id: str, group: Group, name: str, *, line: bool) -> None:
    """Another name for somebody who runs a group, or that they are a line manager in it by now.
    Raises Invalid where somebody else has that name there."""
    others = [each for each in facilitators(session, group.id) if each.account_id != account_id]
    _check_name(others, name)
    here = (col(Facilitation.account_id) == account_id, col(Facilitation.group_id) == group.id)
    shown = update(Facilitation).where(*here).values(shown_as=name, line_manager=line)
    session.execute(shown)


def describe(session: Session, group: Group, version: int, **values: object) -> None:
    """Change a group's description; raises EditedElsewhere (`app/changing.py`)."""
    change(session, group, version, **values)


def archive(session: Session, group: Group, version: int) -> None:
    """Put a group away: nobody joins it, nothing is suggested to it any more, and whoever was
    counted in it is counted elsewhere."""
    describe(session, group, version, archived=True)
    codes.forget(session, group.id)
    open_ones = (col(Assignment.group_id) == group.id, col(Assignment.closes) >= today())
    withdraw = update(Assignment).where(*open_ones).values(withdrawn=True)
    session.execute(withdraw.execution_options(synchronize_session=False))
    of_group = select(col(Assignment.id)).where(col(Assignment.group_id) == group.id)
    session.execute(delete(Tally).where(col(Tally.assignment_id).in_(of_group)))
    cohorts.settle_all(session, group.id)


def take_up(
    session: Session, key: ServerKey, account_id: str, typed: str, shown_as: str, *, line: bool
) -> tuple[Group, date]:
    """Use a code by which somebody becomes the second facilitator, or the successor of whoever
    made it. Gives the group and the day it takes effect, a week from now, so that members see it
    before. Raises NotFound for a code that is no good, Invalid where there are two already, they
    run it themselves, or somebody has their name there.
    """
    code = codes.find(session, key, typed, "beside", "after")
    group = session.get(Group, code.group_id, with_for_update={"key_share": True})
    now = facilitators(session, code.group_id)
    staying = [each for each in now if each.ends is None]
    maker = next((each for each in staying if each.account_id == code.made_by), None)
    if group is None or maker is None:
        raise NotFound
    room = MOST - len(staying) + (code.purpose == "after")
    if any(each.account_id == account_id for each in now) or room < 1:
        raise Invalid(faults=(Fault(("body", "code"), "no_room"),))
    _check_name(now, shown_as)
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


def _check_name(others: Sequence[Facilitation], name: str) -> None:
    # Members know whoever runs their group by this name alone.
    if name.casefold() in {each.shown_as.casefold() for each in others}:
        raise Invalid(faults=(Fault(("body", "shown_as"), "same_name"),))


def coming_to(session: Session, account_id: str) -> list[tuple[Group, date]]:
    """The groups that somebody will run, and from which day."""
    here = (
        select(Group, col(Facilitation.starts))
        .join(Facilitation, col(Facilitation.group_id) == col(Group.id))
        .where(col(Facilitation.account_id) == account_id, col(Facilitation.starts) > today())
        .order_by(col(Facilitation.starts), col(Group.id))
    )
    return [(group, starts) for group, starts in session.execute(here)]


def days_of_change(running: Sequence[Facilitation]) -> str:
    """The days on which somebody begins or stops, as text: whoever calls a change off calls off
    the one that they saw."""
    begin = [f"+{each.starts}" for each in running if each.starts > today()]
    stop = [f"-{each.ends}" for each in running if each.ends]
    return " ".join(sorted(begin) + sorted(stop))


def call_off(session: Session, group: Group, days: str) -> None:
    """A change that is coming does not come: whoever was to begin does not, whoever was to stop
    goes on. Raises EditedElsewhere where `days_of_change` gives others by now."""
    if days_of_change(facilitators(session, group.id)) != days:
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


def stop_all(session: Session, account_id: str) -> None:
    """Stop running every group today, without a successor: for somebody whose Desk is taken away,
    or who deletes their account. Members keep what they have; their codes open nothing any more.
    Whoever was to hand or leave a group to them goes on running it."""
    theirs = (col(Facilitation.account_id) == account_id,)
    groups = session.scalars(select(col(Facilitation.group_id)).where(*theirs)).all()
    in_order = select(col(Group.id)).where(col(Group.id).in_(groups)).order_by(col(Group.id))
    session.execute(in_order.with_for_update(key_share=True))
    session.execute(delete(Facilitation).where(*theirs, col(Facilitation.starts) >= today()))
    running = col(Facilitation.ends).is_(None) | (col(Facilitation.ends) > today())
    session.execute(update(Facilitation).where(*theirs, running).values(ends=today()))
    session.execute(delete(GroupCode).where(col(GroupCode.made_by) == account_id))
    _let_nobody_stop_for_nobody(session, groups)
    for group_id in sorted(groups):
        cohorts.settle_all(session, group_id)


def _let_nobody_stop_for_nobody(session: Session, groups: Sequence[str]) -> None:
    """Where nobody is left who stays, those about to stop do not."""
    has_somebody = select(col(Facilitation.group_id)).where(col(Facilitation.ends).is_(None))
    stopping = update(Facilitation).where(
        col(Facilitation.group_id).in_(groups),
        col(Facilitation.group_id).not_in(has_somebody),
        col(Facilitation.ends) > today(),
    )
    session.execute(stopping.values(ends=None))
