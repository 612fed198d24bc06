"""How a form is read: what no form of ours sends is refused, what people type comes back."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

import pytest
from desk import APP, SET_UP, facilitator
from fastapi.testclient import TestClient
from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Invalid, Malformed
from app.forms import MOST_FIELDS, WHOLE, Filled, FormBody, Line, Lines, read_form


class Trip(FormBody):
    name: Annotated[Line, StringConstraints(min_length=2, max_length=10)]
    note: Annotated[Lines, StringConstraints(max_length=20)] = ""
    starts: date | None = None
    people: Annotated[int, Field(ge=1, le=20)] = 1
    rhythm: Literal["week", "month"] = "week"
    parts: Annotated[tuple[str, ...], Field(max_length=3)] = ()
    counted: bool = False

    @model_validator(mode="after")
    def _not_alone(self) -> "Trip":
        if self.name == "alone":
            raise PydanticCustomError("alone", "Somebody else comes too")
        return self


def read(*pairs: tuple[str, object], **fields: object) -> Filled[Trip]:
    return read_form(urlencode([*pairs, *fields.items()], doseq=True).encode(), Trip)


def test_a_form_becomes_a_typed_value() -> None:
    form = read(
        name="  Winter\u00a0", starts="2026-12-05", people="3", rhythm="month", counted="on",
        parts=["a", "b"],
    )  # fmt: skip
    assert form.faults == {}
    assert form.value == Trip(
        name="Winter",
        starts=date(2026, 12, 5),
        people=3,
        rhythm="month",
        parts=("a", "b"),
        counted=True,
    )


def test_what_is_left_empty_is_not_filled_in() -> None:
    form = read(name="Winter", note="", starts="", people="", rhythm="")
    assert form.value == Trip(name="Winter")
    assert read(note="a").faults == {"name": "missing"}
    assert read(name="").faults == {"name": "missing"}
    assert read(name="   ").faults == {"name": "missing"}
    assert read(name=" x ").faults == {"name": "too-short"}
    assert read(name="Winter", parts=["a"] * 4).faults == {"parts": "too-many"}
    assert read_form(b"", Trip).faults == {"name": "missing"}


def test_every_fault_stands_beside_its_field_and_what_was_typed_is_kept() -> None:
    typed = {
        "name": "x" * 11,
        "note": "y" * 21,
        "starts": "tomorrow",
        "people": "3.5",
        "rhythm": "daily",
        "parts": ["a", "b"],
        "counted": "perhaps",
    }
    form = read(**typed)
    assert form.value is None
    assert form.typed == typed
    assert form.faults == {
        "name": "too-long",
        "note": "too-long",
        "starts": "no-day",
        "people": "whole-number",
        "rhythm": "choose-one",
        "counted": "not-right",
    }
    for people in ("0", "21", "-1"):
        assert read(name="Winter", people=people).faults == {"people": "out-of-range"}
    for people in ("1e3", "99" * 5000, "\u0663 men", "0x10"):
        assert read(name="Winter", people=people).faults == {"people": "whole-number"}, people


def test_a_fault_of_the_whole_stands_at_no_field() -> None:
    assert read(name="alone").faults == {WHOLE: "alone"}


def test_lines_end_alike_and_no_other_control_character_is_taken() -> None:
    form = read(name="Winter", note="one\r\ntwo\rthree\n")
    assert form.value
    assert form.value.note == "one\ntwo\nthree"
    for letter in ("\0", "\x1b", "\x7f", "\x85", "\n", "\t"):
        assert read(name=f"a{letter}b").faults == {"name": "characters"}, letter
    assert read(name="Winter", note="a\tb").faults == {"note": "characters"}


def test_hostile_words_come_through_as_they_are() -> None:
    for words in ("<b>&", "' OR 1", "{{7*7}}", "\U0001f343\u200d", "%00%0a", "a+b=c"):
        form = read(name=words)
        assert form.value
        assert form.value.name == words


def test_marks_that_nobody_sees_are_left_out_and_those_that_hold_letters_together_stay() -> None:
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    for typed, kept in (
        ("\u202eevil\u200b", "evil"),
        (" \u200b Sam\u00ad \ufeff", "Sam"),
        (wales, wales),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("e\u0301", "e\u0301"),
    ):
        form = read(name=typed)
        assert form.value
        assert form.value.name == kept
    for nothing in ("\u200b", "\u2800", "\u3164 \u3164", "\u200d", "\u0301"):
        assert read(name=nothing).faults["name"] in ("missing", "too-short")


@pytest.mark.parametrize(
    "body",
    [
        b"name=%FF", b"name=%ED%A0%80", b"name=\xc3\xa9", b"name", b"&", b"name=a&&", b"%C3=a",
        b"name=%C0%80", b"&".join([b"parts=a"] * (MOST_FIELDS + 1)),
    ],
)  # fmt: skip
def test_what_is_no_form_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_form(body, Trip)


def test_unknown_and_repeated_fields_are_refused_and_not_repeated_to_the_sender() -> None:
    with pytest.raises(Invalid) as refused:
        read(name="Winter", more="a")
    assert [each.loc for each in refused.value.faults] == [("body", "*")]
    with pytest.raises(Invalid) as refused:
        read(("name", "Winter"), ("name", "Summer"))
    assert [each.loc for each in refused.value.faults] == [("body", "name")]
    assert read(("name", "Winter"), ("parts", "a"), ("parts", "a")).value is not None


def test_a_fault_that_is_found_later_joins_the_others() -> None:
    form = read(name="Winter").but("name", "taken").forgetting("name")
    assert (form.value, form.faults, form.typed) == (None, {"name": "taken"}, {})


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/x-www-form-urlencoded", 422),
        ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", 422),
        ("application/x-www-form-urlencoded; charset=latin-1", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_only_forms_are_read_as_forms(client: TestClient, kind: str, status: int) -> None:
    person = facilitator(client.app)
    person.post(SET_UP)
    answer = person.http.post(APP, content=b"code=000000", headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"code=" + b"a" * 1_100_000, 413),
        (b"code=%FF", 400),
        (b"code=a&code=b", 422),
        (b"other=a", 422),
        (b"", 422),
        (b"code=" + b"a" * 900_000, 422),
    ],
)
def test_what_is_wrong_with_a_form_is_told_on_a_page_of_desk(
    client: TestClient, body: bytes, status: int
) -> None:
    person = facilitator(client.app)
    person.post(SET_UP)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = person.http.post(APP, content=body, headers=headers)
    assert answer.status_code == status
    assert '<body class="desk">' in answer.text
    assert "aaaaaaaaaa" not in answer.text
