"""The support menu: kinds of support that a person can ask for, a page each."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.practice.content import Content, ExerciseId, Paragraphs, Review, Source, sentences
from app.practice.text import Words


class Line(Content):
    """One line of a list; `name` is set apart from the rest."""

    name: Words | None = None
    words: Words


class Section(Content):
    """A heading with paragraphs, and lines that may each begin with a name of their own."""

    title: Words
    words: tuple[Words, ...] = ()
    lines: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.words or self.lines):
            raise ValueError("needs `words` or `lines`")
        return self


class Support(Content):
    """One kind of support that a person can ask for: a page of the support menu."""

    version: Annotated[int, Field(ge=1)]
    order: Annotated[int, Field(ge=1)]
    title: Words
    line: Words
    what: Paragraphs
    helps_when: Paragraphs
    careful: Paragraphs
    sections: tuple[Section, ...] = ()
    ask: Paragraphs
    openers: Annotated[tuple[Words, ...], Field(min_length=1)]
    exercises: tuple[ExerciseId, ...] = ()
    review: Review
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    def spoken(self) -> str:
        """Every word of the page that a person reads."""
        sections = [
            said
            for section in self.sections
            for said in (
                section.title,
                *section.words,
                *(words for line in section.lines for words in (line.name, line.words) if words),
            )
        ]
        own = (*self.what, *self.helps_when, *self.careful, *sections, *self.ask, *self.openers)
        return sentences([self.title, self.line, *own])
