"""What an administrator's forms hold."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.forms import Filled, FormBody, Line, Version
from app.organisation import LEAST_COHORT, MOST_COHORT, SignUp
from app.settings import Slot

MOST_USES = 50
ACROSS = {  # of a line of the help card
    "phone": "no-way-to-reach",
    "checked_on": "day-to-come",
    "review_by": "review-comes-after",
}

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


def faults_across(form: Filled[CardLine], today: date) -> Filled[CardLine]:
    """What is wrong with a line's fields together, or by now, told beside the first of them with
    what is wrong with each alone: nobody is sent back twice."""
    typed = form.typed
    checked_on, review_by = (_day(typed.get(name)) for name in ("checked_on", "review_by"))
    found = {
        "phone": not any(str(typed.get(name, "")).strip() for name in ("phone", "sms", "note")),
        "checked_on": checked_on is not None and checked_on > today,
        "review_by": bool(checked_on and review_by and review_by <= checked_on),
    }
    for name, fault in ACROSS.items():
        if found[name] and name not in form.faults:
            form = form.but(name, fault)
    return form


def _day(typed: object) -> date | None:
    try:
        return date.fromisoformat(str(typed))
    except ValueError:
        return None


class Removed(FormBody):
    """A line that goes."""

    version: Version
