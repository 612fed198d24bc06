"""A module: a few exercises with one aim, and a guide for the meeting that may go with it."""

from typing import Annotated

from pydantic import Field

from app.practice.content import (
    Caution,
    Content,
    ExerciseId,
    Paragraphs,
    Review,
    Source,
    sentences,
)
from app.practice.text import Words


class Part(Content):
    """An exercise in a module: of this version when the module was put together."""

    id: ExerciseId
    version: Annotated[int, Field(ge=1)]
    why: Words


class Pace(Content):
    """How a module is spread: never more than five minutes a day, and nothing is ever due."""

    working_days: Annotated[int, Field(ge=1, le=60)] = 10
    minutes_a_day: Annotated[float, Field(gt=0, le=5)] = 5


class GuideStep(Content):
    """One stretch of a live meeting."""

    title: Words
    minutes: Annotated[int, Field(ge=1, le=60)]
    words: Paragraphs


class SessionGuide(Content):
    """How a facilitator may run the live meeting that goes with a module."""

    before: Paragraphs
    steps: Annotated[tuple[GuideStep, ...], Field(min_length=2)]
    after: Paragraphs

    @property
    def minutes(self) -> int:
        """How long the meeting takes."""
        return sum(step.minutes for step in self.steps)


class Module(Content):
    """Three to seven exercises with one aim, which anyone may follow alone, in any order."""

    version: Annotated[int, Field(ge=1)]
    order: Annotated[int, Field(ge=1)]
    title: Words
    aim: Words
    about: Paragraphs
    exercises: Annotated[tuple[Part, ...], Field(min_length=3, max_length=7)]
    pace: Pace
    guide: SessionGuide
    review: Review
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    cautions: Annotated[tuple[Caution, ...], Field(min_length=1)]

    def spoken(self) -> str:
        """Every word of the module that a member reads; the guide is read by who runs it."""
        cautions = [said for caution in self.cautions for said in (caution.words, caution.instead)]
        return sentences(
            [self.title, self.aim, *self.about, *cautions, *(part.why for part in self.exercises)]
        )
