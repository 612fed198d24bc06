"""The help card's shapes: whom to ring or text, by nation, and the organisation's own lines."""

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from app.practice.content import Content
from app.practice.text import Words

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
NATIONS: tuple[Nation, ...] = get_args(Nation)
Number = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ]{1,18}$")]


class Text(Content):
    """A text message: where to, and the word to send if one is asked for."""

    number: Number
    say: Words | None = None


class HelpLine(Content):
    """One way to reach a person. `order`: most urgent first."""

    name: Words
    when: Words
    order: Annotated[int, Field(ge=1, le=99)]
    nations: Annotated[tuple[Nation, ...], Field(min_length=1)]
    call: Number | None = None
    text: Text | None = None
    then: Words | None = None
    hours: Words
    source: Words
    checked_on: date
    review_by: date
    verified_by_organisation: bool = False

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.call or self.text):
            raise ValueError("needs `call` or `text`")
        if self.review_by <= self.checked_on:
            raise ValueError("`review_by` must come after `checked_on`")
        return self
