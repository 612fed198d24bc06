"""Nameless marks come in; after an assignment has closed one band is published, once, and the marks
go. What decides is `tally.py`.
"""

from datetime import date

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import Session, col

from app.accounts.models import Account
from app.accounts.server_key import ServerKey
from app.db import Engines, insert_unless_there, reading, writing
from app.groups import suggestions, tally
from app.groups.cohorts import cohort_of
from app.groups.models import Assignment, Counted, GroupCode, Tally

MOST_TOKENS = 1000  # of one assignment; more are clamped at the cohort anyway


def receive(engines: Engines, key: ServerKey, day: date, mark: Tally, shown: bytes) -> None:
    """Take a mark, if its assignment is open and this is the assignment's key. Whoever sends it is
    told nothing of what became of it, and one that came before changes nothing.

    Nobody has to say who they are here, so whatever is of no use is told apart by reading alone,
    and holds up nobody who writes.
    """
    with reading(engines) as session:
        fits = _fits(session, key, day, mark, shown)
    if fits:
        with writing(engines) as session:
            if _fits(session, key, day, mark, shown):
                insert_unless_there(session, mark)


def _fits(session: Session, key: ServerKey, day: date, mark: Tally, shown: bytes) -> bool:
    assignment = session.get(Assignment, mark.assignment_id)
    if assignment is None or not suggestions.opens(key, assignment, shown):
        return False
    is_open = assignment.starts <= day <= assignment.closes
    if not is_open or assignment.withdrawn or assignment.published:
        return False
    if session.get(Tally, (mark.assignment_id, mark.token)):
        return False
    here = select(func.count()).where(_of(mark.assignment_id))
    return (session.scalar(here) or 0) < MOST_TOKENS


def publish_closed(engines: Engines, key: ServerKey, day: date, least: int) -> None:
    """Publish what has closed before `day`, each in a transaction of its own, the first to close
    first. Days beyond `tally.AGAIN_AFTER` are forgotten, and so are codes that have ended, and
    marks that came in the very moment in which there was no more use for them."""
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
        drop_useless_marks(session)


def drop_useless_marks(session: Session) -> None:
    """Delete the marks of whatever is published or taken back."""
    done = col(Assignment.published).is_(True) | col(Assignment.withdrawn).is_(True)
    of_done = col(Tally.assignment_id).in_(select(col(Assignment.id)).where(done))
    session.execute(delete(Tally).where(of_done))


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
    # Whoever deletes their account in this moment waits, or is gone already.
    here = select(col(Account.id)).where(col(Account.id).in_(members)).order_by(col(Account.id))
    for account_id in session.scalars(here.with_for_update(read=True, key_share=True)).all():
        insert_unless_there(session, Counted(account_id=account_id, published=day))
    theirs = update(Counted).where(col(Counted.account_id).in_(members))
    session.execute(theirs.values(published=day))
