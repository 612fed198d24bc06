"""Modules that facilitators put together: three to seven exercises with one aim. Theirs alone, or
shared with every facilitator of the organisation, who may suggest and copy it but not change it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.changing import change
from app.encoding import is_id, new_id
from app.errors import EditedElsewhere, Fault, Invalid, NotFound
from app.groups.models import ComposedModule
from app.practice.library import Library

FEWEST, MOST = 3, 7  # exercises (PRODUCT.md 3)
MOST_DAYS = 60
MOST_MODULES = 200  # of one account


@dataclass(frozen=True)
class Draft:
    """What a facilitator put into the form: `exercises` are ids in the order suggested."""

    title: str
    aim: str
    about: str
    exercises: tuple[str, ...]
    working_days: int
    shared: bool


def compose(session: Session, library: Library, account_id: str, draft: Draft) -> ComposedModule:
    """A new module; raises Invalid for one that cannot be."""
    if len(_own(session, account_id)) >= MOST_MODULES:
        raise Invalid(faults=(Fault(("body", "title"), "too_many"),))
    module = ComposedModule(account_id=account_id, id=new_id(), **_values(library, draft))
    session.add(module)
    return module


def alike(
    session: Session, library: Library, account_id: str, draft: Draft
) -> ComposedModule | None:
    """One's own module that says the very same, where there is one: somebody has not heard that it
    was made, and sends the form again. Raises Invalid for one that cannot be."""
    wanted = _values(library, draft)
    return next(
        (
            each
            for each in _own(session, account_id)
            if all(getattr(each, name) == value for name, value in wanted.items())
        ),
        None,
    )


def edit(
    session: Session, library: Library, module: ComposedModule, version: int, draft: Draft
) -> None:
    """Change one's own module; what was suggested before stays as it was. Raises Invalid, or
    EditedElsewhere where it has changed since `version`."""
    change(session, module, version, **_values(library, draft))


def remove(session: Session, module: ComposedModule, version: int) -> None:
    """Delete one's own module; what was suggested stays. Raises EditedElsewhere."""
    as_read = (
        col(ComposedModule.account_id) == module.account_id,
        col(ComposedModule.id) == module.id,
        col(ComposedModule.version) == version,
    )
    gone = delete(ComposedModule).where(*as_read)
    if session.execute(gone.returning(col(ComposedModule.id))).first() is None:
        raise EditedElsewhere


def modules_for(
    session: Session, account_id: str
) -> tuple[list[ComposedModule], list[ComposedModule]]:
    """One's own modules, and those that others share."""
    others = select(ComposedModule).where(
        col(ComposedModule.account_id) != account_id, col(ComposedModule.shared).is_(True)
    )
    by_title = (col(ComposedModule.title), col(ComposedModule.id))
    return _own(session, account_id), list(session.scalars(others.order_by(*by_title)))


def usable(session: Session, account_id: str, module_id: str) -> ComposedModule:
    """A module that somebody may suggest or copy: their own or a shared one; raises NotFound."""
    if not is_id(module_id):
        raise NotFound
    here = select(ComposedModule).where(
        col(ComposedModule.id) == module_id,
        (col(ComposedModule.account_id) == account_id) | col(ComposedModule.shared).is_(True),
    )
    module = session.scalar(here)
    if module is None:
        raise NotFound
    return module


def own(session: Session, account_id: str, module_id: str) -> ComposedModule:
    """A module that somebody may change; raises NotFound for any other, shared or missing."""
    module = usable(session, account_id, module_id)
    if module.account_id != account_id:
        raise NotFound
    return module


def _own(session: Session, account_id: str) -> list[ComposedModule]:
    theirs = select(ComposedModule).where(col(ComposedModule.account_id) == account_id)
    by_title = (col(ComposedModule.title), col(ComposedModule.id))
    return list(session.scalars(theirs.order_by(*by_title)))


def _values(library: Library, draft: Draft) -> dict[str, Any]:
    wanted = draft.exercises
    faults = []
    if not FEWEST <= len(wanted) <= MOST or len(set(wanted)) < len(wanted):
        faults.append(Fault(("body", "exercises"), "how_many"))
    if not set(wanted) <= library.by_id.keys():
        faults.append(Fault(("body", "exercises"), "unknown"))
    if not 1 <= draft.working_days <= MOST_DAYS:
        faults.append(Fault(("body", "working_days"), "out_of_range"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return {
        "title": draft.title,
        "aim": draft.aim,
        "about": draft.about,
        "exercises": [
            {"id": id_, "version": library.by_id[id_].version, "why": ""} for id_ in wanted
        ],
        "working_days": draft.working_days,
        "shared": draft.shared,
    }
