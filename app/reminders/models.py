"""What is held of a reminder: when, and where to. It belongs to no account: whoever set it shows a
secret to change it, and nothing tells whose journal is on the same phone.
"""

from sqlalchemy import JSON, BigInteger, LargeBinary
from sqlmodel import Field

from app.tables import ID, Table


class Reminder(Table, table=True):
    """A schedule and a push subscription (`sealed` by the server's key: its address opens the way
    to a phone). `times` are seven, from Monday, as `HH:MM` or null. `next_due` is seconds since
    1970, and null where there is none.
    """

    id: str = Field(primary_key=True, max_length=ID)
    secret_hash: bytes = Field(sa_type=LargeBinary)
    sealed: bytes = Field(sa_type=LargeBinary)
    zone: str = Field(max_length=64)
    times: list[str | None] = Field(sa_type=JSON)
    quiet_from: str = Field(max_length=5)
    quiet_to: str = Field(max_length=5)
    next_due: int | None = Field(default=None, sa_type=BigInteger, index=True)
