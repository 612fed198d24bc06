"""How a form is read: strictly, into a typed value or into faults beside its fields.

What no form of ours could have sent (unknown or repeated fields, bytes that are no UTF-8) is an
error of the whole request. What a person may have typed is never one: it comes back with the
form, each field as it was left and with what is wrong about it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Depends
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ErrorType
from starlette.requests import ClientDisconnect, Request

from app.api import check_media_type
from app.desk import MOST_FIELDS
from app.errors import Fault, Invalid, Malformed

FORM = "application/x-www-form-urlencoded"
WHOLE = ""  # what is wrong with a form and with none of its fields in particular

# How pydantic's faults are told: each has words in `desk_faults.toml`. A validator's own fault is
# told under its own name, which needs words there too.
KINDS = {
    "missing": "missing",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_short": "too-short",
    "too_long": "too-long",
    "literal_error": "choose-one",
    "enum": "choose-one",
    "int_parsing": "whole-number",
    "int_parsing_size": "whole-number",
    "int_from_float": "whole-number",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
    "date_parsing": "no-day",
    "date_from_datetime_parsing": "no-day",
    "date_from_datetime_inexact": "no-day",
    "control_character": "characters",
}
OF_LISTS = {"too_short": "choose-one", "too_long": "too-many"}  # of which there are too few
OTHERWISE = "not-right"
JOINERS = "\u200c\u200d"
TAGS = [chr(code) for code in range(0xE0020, 0xE0080)]  # the flags of Scotland and of Wales
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters that look like a space
_PYDANTICS_OWN = set(get_args(ErrorType))


class FormBody(BaseModel):
    """What a form holds. Fields are read from text: `int`, `date`, `bool` ("on"), `Literal`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


M = TypeVar("M", bound=FormBody)
# Of whatever two people may change at once, as it was when the page was made.
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _one_line(text: str) -> str:
    return _shown(text.strip(), allowed="")


def _lines(text: str) -> str:
    return _shown(text.replace("\r\n", "\n").replace("\r", "\n").strip(), allowed="\n")


def _shown(text: str, allowed: str) -> str:
    text = _without_what_is_not_seen(text)
    # Cs are surrogates, which cannot be stored; Cc are control characters, NUL among them.
    letters = (letter for letter in text if letter not in allowed)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in letters):
        raise PydanticCustomError("control_character", "Control characters are not taken")
    return text


def _without_what_is_not_seen(text: str) -> str:
    """Without marks that take no room or turn the text around them, so that no two names look
    alike, none looks like nothing, and none reads backwards. Those that hold letters or pictures
    together stay. Nothing is left of a text that shows nothing."""
    seen = "".join(
        letter
        for letter in text
        if unicodedata.category(letter) != "Cf" or letter in JOINERS or letter in TAGS
    ).strip()
    return seen if any(map(_is_seen, seen)) else ""


def _is_seen(letter: str) -> bool:
    # A control character is none that is not seen: it is refused.
    is_blank = unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cf", "Mn")
    return letter not in BLANKS and not is_blank


def _if_text(read: Any) -> BeforeValidator:  # noqa: ANN401
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


# Before the lengths that a field may have are looked at, so that these count what is kept.
Line = Annotated[str, _if_text(_one_line)]
Lines = Annotated[str, _if_text(_lines)]


@dataclass(frozen=True)
class Filled(Generic[M]):
    """A form as it was sent: its `value`, or None with the `faults` by field, and what was `typed`
    to be shown again.
    """

    typed: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    value: M | None = None

    def but(self, name: str, fault: str) -> "Filled[M]":
        """The same with a fault that was found later, at a field or at the WHOLE."""
        return replace(self, faults={**self.faults, name: fault}, value=None)

    def edited_elsewhere(self, version: int) -> "Filled[M]":
        """The same where somebody else was first. Sent again it is a change of what stands there
        now, at this version: the page shows that beside what was typed."""
        typed = {**self.typed, "version": str(version)}
        return replace(self, typed=typed).but(WHOLE, "edited-elsewhere")

    def forgetting(self, *names: str) -> "Filled[M]":
        """The same without what was typed there: codes are not shown again."""
        return replace(self, typed={k: v for k, v in self.typed.items() if k not in names})


def filled(model: type[M]) -> Any:  # noqa: ANN401 - as Depends itself
    """For a route: `form: Annotated[Filled[NewGroup], filled(NewGroup)]`. Raises Malformed,
    UnsupportedMedia or Invalid for what no form of ours sends.
    """

    async def read(request: Request) -> Filled[M]:
        try:
            body = await request.body()
        except ClientDisconnect:
            raise Malformed from None
        if body:
            check_media_type(request.headers.get("content-type", ""), FORM)
        return read_form(body, model)

    return Depends(read)


def read_form(body: bytes, model: type[M]) -> Filled[M]:
    """A body as this form; raises Malformed or Invalid."""
    typed = _sorted(_pairs(body), model)
    # A field that was left empty, or holds nothing but spaces, is one that was not filled in.
    given = {name: value for name, value in typed.items() if _is_filled_in(value)}
    try:
        return Filled(typed, value=model.model_validate(given))
    except ValidationError as refused:
        faults: dict[str, str] = {}
        for error in refused.errors(include_url=False, include_context=False, include_input=False):
            name = str(error["loc"][0]) if error["loc"] else WHOLE
            is_list = len(error["loc"]) == 1 and _is_list(model.model_fields[name])
            faults.setdefault(name, _kind(error["type"], is_list=is_list))
        return Filled(typed, faults)


def _is_filled_in(value: str | list[str]) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _kind(fault: str, *, is_list: bool) -> str:
    known = OF_LISTS.get(fault) if is_list else None
    return known or KINDS.get(fault) or (OTHERWISE if fault in _PYDANTICS_OWN else fault)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    if not body:
        return []
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Malformed from None


def _sorted(pairs: list[tuple[str, str]], model: type[FormBody]) -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {}
    for name, value in pairs:
        known = model.model_fields.get(name)
        if known is None:
            raise Invalid(faults=(Fault(("body", "*"), "extra_forbidden"),))
        if _is_list(known):
            held = typed.setdefault(name, [])
            assert isinstance(held, list)  # noqa: S101 - as is put there by the line above
            held.append(value)
        elif name in typed:
            raise Invalid(faults=(Fault(("body", name), "repeated"),))
        else:
            typed[name] = value
    return typed


def _is_list(known: FieldInfo) -> bool:
    kinds = {known.annotation, *get_args(known.annotation)}
    return any((get_origin(kind) or kind) in (list, tuple, set, frozenset) for kind in kinds)
