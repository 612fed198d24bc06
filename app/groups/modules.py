"""A module as a facilitator finds it, ready or composed, by the one id that its address has."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.groups import composing, snapshots
from app.groups.models import ComposedModule
from app.practice.content import Caution
from app.practice.library import Library
from app.practice.module import Module

WORKING_DAYS = 5  # of a week, from Monday


@dataclass(frozen=True)
class Found:
    """`whole` is what members get; one of `ready` and `composed` is set."""

    whole: dict[str, Any]
    cautions: list[Caution]
    ready: Module | None = None
    composed: ComposedModule | None = None

    @property
    def needs_caution_sheet(self) -> bool:
        """Whether whoever suggests it says first that they have read what being still can do."""
        return snapshots.needs_caution_sheet(self.cautions)


def find(session: Session, library: Library, account_id: str, module_id: str) -> Found:
    """A ready module by its name, or a composed one that this account may use; raises NotFound."""
    ready = library.modules.get(module_id)
    if ready:
        whole = snapshots.of_ready(library, module_id)
        return Found(whole, snapshots.cautions_of_ready(ready), ready=ready)
    composed = composing.usable(session, account_id, module_id)
    whole = snapshots.of_composed(library, composed)
    cautions = snapshots.cautions_of_composed(library, composed)
    return Found(whole, cautions, composed=composed)


def draft_of(found: Found) -> composing.Draft:
    """A module to be composed anew from this one, as one's own and not shared."""
    whole = found.whole
    return composing.Draft(
        title=whole["title"],
        aim=whole["aim"],
        about="\n".join(whole["about"]),
        exercises=tuple(each["id"] for each in whole["exercises"]),
        working_days=whole["pace"]["working_days"],
        shared=False,
    )


def last_day(starts: date, working_days: int) -> date:
    """The last of so many working days, the first among them where it is one."""
    day = starts - timedelta(days=1)
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < WORKING_DAYS
    return day
