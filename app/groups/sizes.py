"""How big a group is, as its members and facilitators read it: a step and never a number.

A step that moved at once would say who came or went, and whoever has accounts of their own could
bring a group to an edge and count. So it is looked at once a week, and with noise. Only a group of
fewer than ten is always said to be so: its words are those of a group of nobody.
"""

from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.accounts.server_key import ServerKey
from app.db import Engines, reading, writing
from app.groups import tally
from app.groups.models import SMALLEST, Group, Membership

STEPS = ((tally.COHORT, SMALLEST), (20, "10-to-19"), (40, "20-to-39"))
LARGEST = "40-or-more"
EVERY = timedelta(days=7)


def renew(engines: Engines, key: ServerKey, day: date) -> None:
    """Look again at every group that was last looked at a week ago, each in a transaction."""
    old = select(col(Group.id)).where(col(Group.sized) <= day - EVERY).order_by(col(Group.id))
    with reading(engines) as session:
        due = list(session.scalars(old))
    for group_id in due:
        with writing(engines) as session:
            _renew(session, key, group_id, day)


def step_of(count: int) -> str:
    """The step that a number of people is on."""
    return next((name for below, name in STEPS if count < below), LARGEST)


def _renew(session: Session, key: ServerKey, group_id: str, day: date) -> None:
    members = select(func.count()).where(col(Membership.group_id) == group_id)
    count = session.scalar(members) or 0
    if count >= tally.COHORT:
        # Named by the day, so that a second try, or one after a restore, draws nothing new.
        count += tally.noise(key.tallies, f"size/{group_id}/{day.isoformat()}")
    is_old = (col(Group.id) == group_id, col(Group.sized) <= day - EVERY)
    session.execute(update(Group).where(*is_old).values(size=step_of(count), sized=day))
