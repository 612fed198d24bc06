"""A module as it goes to members with a suggestion: whole, so that nothing that changes later, on
the server or in another version of the app, changes what was suggested.
"""

from collections.abc import Iterator
from typing import Any

from app.groups.models import ComposedModule
from app.practice.content import Caution
from app.practice.library import Library
from app.practice.module import Module


def of_ready(library: Library, slug: str) -> dict[str, Any]:
    """A ready module; raises KeyError where there is none of this name."""
    module = library.modules[slug]
    return {
        "id": slug,
        "version": module.version,
        "title": module.title,
        "aim": module.aim,
        "about": list(module.about),
        "exercises": [
            {"id": part.id, "version": part.version, "why": part.why} for part in module.exercises
        ],
        "pace": {
            "working_days": module.pace.working_days,
            "minutes_a_day": module.pace.minutes_a_day,
        },
        "cautions": _told(cautions_of_ready(module)),
    }


def of_composed(library: Library, module: ComposedModule) -> dict[str, Any]:
    """A module that somebody put together, with the cautions of its exercises."""
    return {
        "id": module.id,
        "version": module.version,
        "title": module.title,
        "aim": module.aim,
        "about": [line for line in module.about.split("\n") if line.strip()],
        "exercises": module.exercises,
        "pace": {"working_days": module.working_days, "minutes_a_day": 5},
        "cautions": _told(cautions_of_composed(library, module)),
    }


def cautions_of_ready(module: Module) -> list[Caution]:
    """What whoever suggests a ready module reads first."""
    return list(module.cautions)


def cautions_of_composed(library: Library, module: ComposedModule) -> list[Caution]:
    """The cautions of every exercise in it, each once."""
    return list(dict.fromkeys(_cautions(library, [each["id"] for each in module.exercises])))


def needs_caution_sheet(cautions: list[Caution]) -> bool:
    """Whether a facilitator has to say that they have read what being still can do."""
    return any(caution.about == "mindfulness" for caution in cautions)


def _cautions(library: Library, ids: list[str]) -> Iterator[Caution]:
    for exercise in library.exercises.values():
        if exercise.id in ids:
            yield from exercise.cautions


def _told(cautions: list[Caution]) -> list[dict[str, str]]:
    return [{"words": caution.words, "instead": caution.instead} for caution in cautions]
