"""Which worker does a job that is due: the one whose UPDATE finds it unclaimed.

Every worker ticks. There is no leader to elect and none to lose; a claim runs out by itself, so
that a worker that dies in the middle holds up nobody for longer than one round.
"""

from sqlalchemy import BigInteger, update
from sqlmodel import Field, Session, col

from app.db import insert_unless_there
from app.tables import Table


class Claim(Table, table=True):
    """Until when a job is somebody's: seconds since 1970."""

    job: str = Field(primary_key=True, max_length=40)
    until: int = Field(sa_type=BigInteger)


def claim(session: Session, job: str, now: int, seconds: int) -> bool:
    """Take a job for so many seconds from `now`; False where another worker has it."""
    insert_unless_there(session, Claim(job=job, until=0))
    unclaimed = (col(Claim.job) == job, col(Claim.until) <= now)
    take = update(Claim).where(*unclaimed).values(until=now + seconds).returning(col(Claim.job))
    return session.execute(take).first() is not None
