"""Running a group: made, described, put away. Members see who runs it."""

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.changing import change
from app.encoding import is_id, new_id
from app.errors import Fault, Invalid, NotFound
from app.groups import codes, cohorts
from app.groups.models import Assignment, Facilitation, Group, GroupCode, Tally

NOTICE = timedelta(days=7)  # from the day a change is agreed until it takes effect
MOST = 2  # facilitators of a group
MOST_GROUPS = 200  # that one account runs


def runs_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Facilitation`: whoever runs a group on that day."""
    ends = col(Facilitation.ends)
    return (col(Facilitation.starts) <= day, ends.is_(None) | (ends > day))


def run_by(account_id: str) -> Select[Group]:
    """The groups that somebody runs, ran, or is to run."""
    of_group = col(Facilitation.group_id) == col(Group.id)
    return (
        select(Group).join(Facilitation, of_group).where(col(Facilitation.account_id) == account_id)
    )


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


def alike(
    session: Session, account_id: str, about: Group, shown_as: str, *, line: bool
) -> Group | None:
    """The group that somebody runs and that says the very same, where there is one: they have not
    heard that it was made, and send the form again."""
    same = (
        col(Facilitation.shown_as) == shown_as,
        col(Facilitation.line_manager) == line,
        col(Group.name) == about.name,
        col(Group.relationship) == about.relationship,
        col(Group.rhythm) == about.rhythm,
        col(Group.archived).is_(False),
    )
    return session.scalar(run_by(account_id).where(*same, *runs_on(today())))


def groups_of(session: Session, account_id: str) -> list[Group]:
    """The groups that somebody runs today, those put away last."""
    theirs = run_by(account_id).where(*runs_on(today()))
    in_order = theirs.order_by(col(Group.archived), col(Group.name), col(Group.id))
    return list(session.scalars(in_order))


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
    here = (col(Group.id) == group_id, *runs_on(today()))
    group = session.scalar(run_by(account_id).where(*here))
    if group is None:
        raise NotFound
    return group


def led_soon(
    session: Session, account_id: str, group_id: str, *, hold: bool = False
) -> tuple[Group, Facilitation]:
    """A group that this account runs today or is about to, and how it is shown there; `hold` is for
    whoever is about to change something. Raises NotFound for any other."""
    mine = session.get(Facilitation, (account_id, group_id)) if is_id(group_id) else None
    if mine is None or (mine.ends and mine.ends <= today()):
        raise NotFound
    held = {"key_share": True} if hold else None
    return session.get_one(Group, group_id, with_for_update=held), mine


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
    check_name(others, name)
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


def check_name(others: Sequence[Facilitation], name: str) -> None:
    # Members know whoever runs their group by this name alone.
    if _as_read(name) in {_as_read(each.shown_as) for each in others}:
        raise Invalid(faults=(Fault(("body", "shown_as"), "same_name"),))


def _as_read(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


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
