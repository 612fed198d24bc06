"""What all content has in common: strictness, skills, cautions, sources, review.

The models refuse what they do not know, so a spelling mistake in a key stops the start instead of
being ignored.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.practice.text import Slug, Words

REVIEW_LINES = 4463  # the literature review's length; `lines` in a source count from 1

SkillId = Literal[
    "self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across"
]
ExerciseId = Annotated[str, Field(pattern=r"^[A-Z]{2}\d{1,2}$")]
Paragraphs = Annotated[tuple[Words, ...], Field(min_length=1)]


class Content(BaseModel):
    """Strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def sentences(said: Iterable[str]) -> str:
    """One text out of many: a heading or an option with no full stop gets one."""
    return " ".join(words if words[-1] in ".?!…:" else f"{words}." for words in said)


class Skill(Content):
    """One of the six skills, or `across`: its name, its star's shape, and what it is."""

    id: SkillId
    name: Words
    star: Slug
    line: Words
    about: Paragraphs


class SkillsFile(Content):
    """`skills.toml`: the six skills in the order of the constellation, then `across`."""

    skills: tuple[Skill, ...]


class Shortcut(Content):
    """A long press on the icon: words, and the Pocket page that they open."""

    name: Words
    url: Annotated[str, Field(pattern=r"^/[a-z0-9/-]*$")]


class AppFile(Content):
    """`app.toml`: the language, and what a phone's home screen says about the app."""

    lang: str = ""  # `app/language.py` sees to it, for pages that have no more than words
    name: Words
    short_name: Words
    description: Words
    shortcuts: tuple[Shortcut, ...]


class Caution(Content):
    """What to know before starting, and another way in."""

    about: Literal[
        "mindfulness", "breath", "self-compassion", "vulnerability", "serious-incident", "privacy"
    ]
    words: Words
    instead: Words


class Source(Content):
    """Lines of the literature review (first, last) that an exercise puts into practice."""

    lines: tuple[
        Annotated[int, Field(ge=1, le=REVIEW_LINES)], Annotated[int, Field(ge=1, le=REVIEW_LINES)]
    ]
    idea: Words

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lines[0] > self.lines[1]:
            raise ValueError("the first line comes after the last")
        return self


class Review(Content):
    """Who needs to have read this exercise before it is relied on, and whether they have."""

    needs: Words
    state: Literal["awaited", "done"]
    by: Words | None = None
    on: date | None = None

    @model_validator(mode="after")
    def _done_by_somebody(self) -> Self:
        if (self.state == "done") != bool(self.by and self.on):
            raise ValueError("`by` and `on` belong to a review that is done, and only to that")
        return self
