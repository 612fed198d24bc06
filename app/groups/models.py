"""What is held about groups: who runs them, who is in them, what was assigned, and counts.

There is no roster to show: a membership has an account, which has a pseudonym that no facilitator's
page reads. A tally has no account at all. Nothing here says who practised.
"""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field

from app.accounts.current import today
from app.accounts.models import SECRET
from app.tables import ID, Table, account_key

NAME, LINE, MESSAGE = 80, 120, 1000  # letters
SMALLEST = "under-10"  # step of a group's size


def group_key(*, primary: bool = False) -> Any:  # noqa: ANN401 - as Field itself
    """The column of what belongs to a group and goes with it."""
    return Field(
        primary_key=primary,
        index=True,
        max_length=ID,
        foreign_key="team_group.id",
        ondelete="CASCADE",
    )


class Group(Table, table=True):
    """A group, as its facilitator describes it. `version` counts the changes of the description.
    `size` is a step as it was on the day `sized` (`sizes.py`)."""

    __tablename__ = "team_group"

    id: str = Field(primary_key=True, max_length=ID)
    name: str = Field(max_length=NAME)
    relationship: str = Field(max_length=LINE)
    rhythm: str = Field(max_length=LINE)
    archived: bool = False
    version: int = 1
    size: str = Field(default=SMALLEST, max_length=12)
    sized: date = Field(default_factory=today, index=True)


class Facilitation(Table, table=True):
    """Who runs a group: from the day `starts`, up to the day before `ends`. `shown_as` is the name
    that members read."""

    account_id: str = account_key()
    group_id: str = group_key(primary=True)
    shown_as: str = Field(max_length=NAME)
    line_manager: bool
    starts: date
    ends: date | None = None


class GroupCode(Table, table=True):
    """A code that opens a group: for `join` as often as wanted, for `beside` (a second
    facilitator) and `after` (a successor of `made_by`) once. Known by a keyed hash, and sealed by
    the server's key, so that the facilitator can see it again and a stolen database cannot.
    """

    __tablename__ = "group_code"

    mark: bytes = Field(primary_key=True, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    group_id: str = group_key()
    purpose: str = Field(max_length=8)
    made_by: str = Field(max_length=ID, foreign_key="account.id", ondelete="CASCADE", index=True)
    sealed: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=SECRET)
    expires: date = Field(index=True)


class Membership(Table, table=True):
    """Somebody in a group. `counted_since` is set in one of a person's groups alone: there they
    may be counted, in what began on that day or later."""

    account_id: str = account_key()
    group_id: str = group_key(primary=True)
    since: date
    counted_since: date | None = None


class ComposedModule(Table, table=True):
    """A module that a facilitator put together; `exercises` is `[{id, version, why}, …]`."""

    __tablename__ = "composed_module"

    account_id: str = account_key()
    id: str = Field(primary_key=True, max_length=ID)
    title: str = Field(max_length=NAME)
    aim: str = Field(max_length=MESSAGE)
    about: str = Field(max_length=MESSAGE)
    exercises: list[dict[str, Any]] = Field(sa_type=JSON)
    working_days: int
    shared: bool = False
    version: int = 1


class Assignment(Table, table=True):
    """A module suggested to a group, as it was on that day (`module`, the form that members get).

    Closed the day after `closes`; what is said of its count is written once (`published`), and is
    nothing where `band_kind` is null. `key` is sealed: it goes to members, who show it to be
    counted.
    """

    id: str = Field(primary_key=True, max_length=ID)
    group_id: str = group_key()
    facilitator: str = Field(max_length=NAME)
    module: dict[str, Any] = Field(sa_type=JSON)
    message: str = Field(max_length=MESSAGE)
    rhythm: str = Field(max_length=LINE)
    made: date
    starts: date
    suggested_by: date
    closes: date = Field(index=True)
    withdrawn: bool = False
    key: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=SECRET)
    published: bool = False
    band_kind: str | None = Field(default=None, max_length=8)
    band_people: int | None = None
    version: int = 1


class Tally(Table, table=True):
    """One nameless mark: somebody who has the assignment's key chose to be counted.

    SQLite numbers rows as they come, and the order would say who came when: here it does not.
    """

    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    assignment_id: str = Field(
        primary_key=True, max_length=ID, foreign_key="assignment.id", ondelete="CASCADE"
    )
    token: bytes = Field(primary_key=True, sa_type=LargeBinary)


class Counted(Table, table=True):
    """The day on which a count was last published of a cohort that this account was in."""

    account_id: str = account_key()
    published: date = Field(index=True)
