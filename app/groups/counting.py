"""Nameless marks come in; after an assignment has closed one band is published, once, and the marks
go. What decides is `tally.py`.
"""

from datetime import date

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import Session, col

from app.accounts.server_key import ServerKey
from app.db import Engines, insert_unless_there, reading, writing
from app.groups import suggestions, tally
from app.groups.membership import cohort_of
from app.groups.models import Assignment, Counted, GroupCode, Tally

MOST_TOKENS = 1000  # of one assignment; more are clamped at the cohort anyway


def receive(
    session: Session, key: ServerKey, day: date, assignment_id: str, shown: bytes, token: bytes
) -> None:
    """Take a mark, if the assignment is open and this is its key. Whoever sends it is told nothing
    of what became of it, and one that came before changes nothing."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or not suggestions.opens(key, assignment, shown):
        return
    is_open = assignment.starts <= day <= assignment.closes
    if not is_open or assignment.withdrawn or assignment.published:
        return
    here = select(func.count()).where(col(Tally.assignment_id) == assignment_id)
    if (session.scalar(here) or 0) < MOST_TOKENS:
        insert_unless_there(session, Tally(assignment_id=assignment_id, token=token))


def publish_closed(engines: Engines, key: ServerKey, day: date, least: int) -> None:
    """Publish what has closed before `day`, each in a transaction of its own, the first to close
    first. Days beyond `tally.AGAIN_AFTER` are forgotten, and so are codes that have ended."""
    closed = (
        select(col(Assignment.id))
        .where(
            col(Assignment.closes) < day,
            col(Assignment.published).is_(False),
            col(Assignment.withdrawn).is_(False),
        )
        .order_by(col(Assignment.closes), col(Assignment.id))
    )
    with reading(engines) as session:
        due = list(session.scalars(closed))
    for assignment_id in due:
        with writing(engines) as session:
            publish(session, key, day, assignment_id, least)
    with writing(engines) as session:
        old = col(Counted.published) <= day - tally.AGAIN_AFTER
        session.execute(delete(Counted).where(old))
        session.execute(delete(GroupCode).where(col(GroupCode.expires) < day))


def publish(
    session: Session, key: ServerKey, day: date, assignment_id: str, least: int
) -> tally.Band | None:
    """Say once what may be said of an assignment, and drop its marks; None where that is nothing,
    or where it has been said."""
    is_open = (col(Assignment.id) == assignment_id, col(Assignment.published).is_(False))
    claim = update(Assignment).where(*is_open).values(published=True)
    if session.execute(claim.returning(col(Assignment.id))).first() is None:
        return None
    assignment = session.get_one(Assignment, assignment_id, populate_existing=True)
    members = cohort_of(session, assignment.group_id, assignment.starts)
    tokens = session.scalars(select(col(Tally.token)).where(_of(assignment_id))).all()
    band = None
    if not tally.was_published_lately(members, _published_before(session, members), day):
        band = tally.publish(tokens, len(members), key.tallies, assignment_id, least)
    if band:
        assignment.band_kind, assignment.band_people = band
        _remember(session, members, day)
    session.execute(delete(Tally).where(_of(assignment_id)))
    return band


def _of(assignment_id: str) -> ColumnElement[bool]:
    return col(Tally.assignment_id) == assignment_id


def _published_before(session: Session, members: frozenset[str]) -> list[tally.Cohort]:
    here = select(Counted).where(col(Counted.account_id).in_(members))
    return [
        tally.Cohort(frozenset({each.account_id}), each.published) for each in session.scalars(here)
    ]


def _remember(session: Session, members: frozenset[str], day: date) -> None:
    for account_id in sorted(members):
        insert_unless_there(session, Counted(account_id=account_id, published=day))
    theirs = update(Counted).where(col(Counted.account_id).in_(members))
    session.execute(theirs.values(published=day))
