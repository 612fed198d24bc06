"""What an administrator's forms hold."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.forms import FormBody, Line, Version
from app.organisation import LEAST_COHORT, MOST_COHORT, SignUp
from app.settings import Slot

MOST_USES = 50

Words = Annotated[Line, StringConstraints(min_length=1, max_length=200)]


def _is_a_number(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ]{1,18}", text):
        raise PydanticCustomError("no-number", "Digits and spaces, and a plus before them")
    return text


Number = Annotated[Line, AfterValidator(_is_a_number)]


class NewInvitation(FormBody):
    """An invitation to sign up."""

    role: Literal["facilitator", "member"]
    uses: Annotated[int, Field(ge=1, le=MOST_USES)]
    last_day: date


class GivenRole(FormBody):
    """Another role, for somebody who had this one when the page was made."""

    was: Literal["facilitator", "admin"]
    role: Literal["member", "facilitator", "admin"]


class Rules(FormBody):
    """Who may sign up, and the smallest cohort."""

    version: Version
    sign_up: SignUp
    least_cohort: Annotated[int, Field(ge=LEAST_COHORT, le=MOST_COHORT)]


class CardLine(FormBody):
    """One line of the help card."""

    version: Version
    slot: Slot
    name: Words
    phone: Number | None = None
    sms: Number | None = None
    hours: Words | None = None
    note: Words | None = None
    owner: Words | None = None
    checked_on: date
    review_by: date

    @model_validator(mode="after")
    def _can_be_reached_and_looked_at_again(self) -> Self:
        if not (self.phone or self.sms or self.note):
            raise PydanticCustomError("no-way-to-reach", "A number, or words")
        if self.review_by <= self.checked_on:
            raise PydanticCustomError("review-comes-after", "The review comes after the check")
        return self


class Removed(FormBody):
    """A line that goes."""

    version: Version
