"""What the organisation's administrators decide while the server runs: who may sign up, how many a
group must have before a count is said, and the organisation's own lines on the help card.

One row. What is null in it is as the settings say, so that an installation that never opened the
page is what its operator set up. `version` counts the changes: of two who change it at once, the
second is told.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON
from sqlmodel import Field as Column
from sqlmodel import Session

from app.changing import change
from app.db import Engines, ask_alone, insert_unless_there
from app.encoding import encode, new_id
from app.settings import Line, OrganisationLine, Settings
from app.tables import Table

ONLY = 1  # the one row's key
LEAST_COHORT, MOST_COHORT = 10, 1000
MOST_LINES = 20  # of the help card
SignUp = Literal["open", "invite", "closed"]


class Organisation(Table, table=True):
    """The one row; there is none until somebody changes something."""

    one: int = Column(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sign_up: str | None = Column(default=None, max_length=8)
    least_cohort: int | None = None
    help_lines: list[dict[str, Any]] | None = Column(
        default=None,
        sa_type=JSON(none_as_null=True),
    )
    version: int = 0


class HelpLine(OrganisationLine):
    """A line of the help card, and the role that keeps it right: never a person's name. The id is
    for whoever changes it."""

    id: str = Field(default_factory=new_id)
    owner: Line | None = None


class Decided(BaseModel):
    """What holds now, and the version that a change of it has to name."""

    model_config = ConfigDict(frozen=True)

    version: int
    sign_up: SignUp
    least_cohort: Annotated[int, Field(ge=LEAST_COHORT, le=MOST_COHORT)]
    help_lines: tuple[HelpLine, ...]


def decided(session: Session, settings: Settings) -> Decided:
    """What holds now: the row's, and the settings' where the row says nothing."""
    row = session.get(Organisation, ONLY) or Organisation(one=ONLY)
    lines: Sequence[Any] = (
        [_named(line) for line in settings.organisation_lines]
        if row.help_lines is None
        else row.help_lines
    )
    return Decided(
        version=row.version,
        sign_up=row.sign_up or settings.sign_up,
        least_cohort=row.least_cohort or LEAST_COHORT,
        help_lines=tuple(map(HelpLine.model_validate, lines)),
    )


def change_rules(session: Session, version: int, *, sign_up: SignUp, least_cohort: int) -> None:
    """Who may sign up, and how many a group must have; raises EditedElsewhere where something has
    changed since `version`, ValueError for a number that the noise cannot hide (`groups/tally.py`).
    """
    if not LEAST_COHORT <= least_cohort <= MOST_COHORT:
        raise ValueError("the cohort is out of its bounds")
    _change(session, version, sign_up=sign_up, least_cohort=least_cohort)


def change_help_lines(session: Session, version: int, lines: Sequence[HelpLine]) -> None:
    """All lines of the organisation on the help card, in their order; raises EditedElsewhere where
    something has changed since `version`, ValueError for too many.
    """
    if len(lines) > MOST_LINES:
        raise ValueError("there are too many lines")
    _change(session, version, help_lines=[line.model_dump(mode="json") for line in lines])


def version_of(engines: Engines) -> int:
    """The version alone, for whoever asks all day: one small statement."""
    found = ask_alone(engines, "SELECT version FROM organisation WHERE one = ?", ONLY)
    return int(found[0][0]) if found else 0


def _named(line: OrganisationLine) -> dict[str, Any]:
    # The same at every question, though nothing is stored of it.
    id_ = encode(sha256(line.model_dump_json().encode()).digest()[:16])
    return line.model_dump() | {"id": id_}


def _change(session: Session, version: int, **values: object) -> None:
    insert_unless_there(session, Organisation(one=ONLY))
    change(session, session.get_one(Organisation, ONLY), version, **values)
