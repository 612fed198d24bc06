"""Passkeys, held in software: each for one account, one site, one challenge."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cbor2
import pytest
import time_machine
from authenticators import PRESENT, SoftPasskey
from desk import (
    CODES,
    NEW_PASSKEY,
    NEW_PASSKEY_BEGUN,
    PASSKEY,
    PASSKEY_BEGUN,
    SECURITY,
    AtDesk,
    Words,
    facilitator,
    place,
    somebody,
)
from fastapi.testclient import TestClient
from protocol import b64, unb64
from test_second_factor import NOON, outside, together

pytestmark = pytest.mark.both_engines


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def person(client: TestClient) -> AtDesk:
    """A facilitator with an app and a passkey."""
    person = facilitator(client.app)
    assert person.add_passkey().status_code == 303
    return person


def give(person: AtDesk, passkey: SoftPasskey, options: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    options = options or person.post(PASSKEY_BEGUN).json()
    return person.post(PASSKEY, credential=passkey.used(options))


def test_a_passkey_alone_opens_desk_and_brings_codes(client: TestClient) -> None:
    person = somebody(client.app)
    assert place(person.add_passkey()) == CODES
    other = outside(person)
    assert place(other.give_passkey()) == CODES
    assert other.get("/team").status_code == 200


def test_what_the_browser_is_told_names_the_site_and_the_account_s_own_passkeys(
    person: AtDesk,
) -> None:
    options = person.post(NEW_PASSKEY_BEGUN).json()
    assert options["rp"] == {"id": "testserver", "name": "Between Visits"}
    assert options["user"]["name"] == person.name
    assert options["attestation"] == "none"
    assert len(options["excludeCredentials"]) == 1
    used = person.post(PASSKEY_BEGUN).json()
    assert used["rpId"] == "testserver"
    assert used["userVerification"] == "preferred"
    assert used["challenge"] != options["challenge"]
    assert [each["id"] for each in used["allowCredentials"]] == [
        each["id"] for each in options["excludeCredentials"]
    ]


def test_a_passkey_that_asked_for_no_finger_is_taken_and_one_that_nobody_touched_is_not(
    person: AtDesk,
) -> None:
    assert place(give(outside(person), replace(person.passkey, flags=PRESENT))) == "/team"
    assert give(outside(person), replace(person.passkey, flags=0, count=9)).status_code == 422


def test_a_challenge_is_good_once(person: AtDesk) -> None:
    other = outside(person)
    options = other.post(PASSKEY_BEGUN).json()
    assert give(other, SoftPasskey(), options).status_code == 422
    assert give(other, person.passkey, options).status_code == 422, "a wrong try spends it too"
    options = other.post(PASSKEY_BEGUN).json()
    assert place(give(other, person.passkey, options)) == "/team"
    assert give(outside(person), person.passkey, options).status_code == 422
    before = other.post(PASSKEY_BEGUN).json()
    other.post(PASSKEY_BEGUN)
    assert give(other, person.passkey, before).status_code == 422, "a new one takes its place"


def test_of_one_answer_in_two_requests_at_once_one_comes_in(person: AtDesk) -> None:
    one, other = outside(person), outside(person)
    credential = person.passkey.used(one.post(PASSKEY_BEGUN).json())
    answers = together(
        lambda: one.post(PASSKEY, credential=credential),
        lambda: other.post(PASSKEY, credential=credential),
    )
    assert sorted(each.status_code for each in answers) == [303, 422]


def test_a_challenge_ends_after_five_minutes_or_a_little_more(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    assert person.add_passkey().status_code == 303
    other = outside(person)
    options = other.post(PASSKEY_BEGUN).json()
    clock.shift(5 * 60)
    assert place(give(other, person.passkey, options)) == "/team"
    options = other.post(PASSKEY_BEGUN).json()
    clock.shift(6 * 60)
    assert give(other, person.passkey, options).status_code == 422
    made = person.passkey.made(person.post(NEW_PASSKEY_BEGUN).json())
    clock.shift(6 * 60)
    assert person.post(NEW_PASSKEY, label="late", credential=made).status_code == 422


def test_a_challenge_is_for_one_purpose_and_one_account(client: TestClient, person: AtDesk) -> None:
    other = outside(person)
    new = person.post(NEW_PASSKEY_BEGUN).json()
    used = person.passkey.used(new | {"rpId": "testserver"})
    assert other.post(PASSKEY, credential=used).status_code == 422
    stranger = facilitator(client.app)
    theirs = stranger.post(PASSKEY_BEGUN).json()
    outside(person).post(PASSKEY_BEGUN)
    assert give(outside(person), person.passkey, theirs).status_code == 422


@pytest.mark.parametrize(
    "origin", ["https://testserver.example", "http://testserver", "https://testserver:444", "null"]
)
def test_what_was_signed_for_another_site_opens_nothing_here(person: AtDesk, origin: str) -> None:
    assert give(outside(person), replace(person.passkey, origin=origin)).status_code == 422
    other = replace(SoftPasskey(), origin=origin)
    made = other.made(person.post(NEW_PASSKEY_BEGUN).json())
    assert person.post(NEW_PASSKEY, label="x", credential=made).status_code == 422
    options = outside(person).post(PASSKEY_BEGUN).json() | {"rpId": "elsewhere.example"}
    assert give(outside(person), person.passkey, options).status_code == 422


def test_somebody_else_s_passkey_opens_nothing(client: TestClient, person: AtDesk) -> None:
    stranger = facilitator(client.app)
    stranger.add_passkey()
    assert give(outside(person), stranger.passkey).status_code == 422


def test_a_copy_of_a_passkey_is_noticed_by_its_count(person: AtDesk) -> None:
    for count in (5, 9):
        assert place(give(outside(person), replace(person.passkey, count=count))) == "/team"
    assert give(outside(person), replace(person.passkey, count=6)).status_code == 422


def test_a_passkey_that_is_there_is_not_taken_again_and_there_are_twenty_at_most(
    person: AtDesk,
) -> None:
    made = person.passkey.made(person.post(NEW_PASSKEY_BEGUN).json())
    assert person.post(NEW_PASSKEY, label="again", credential=made).status_code == 422
    for number in range(19):
        assert person.add_passkey(f"number {number}").status_code == 303
    assert person.add_passkey("one more").status_code == 422
    assert len(person.passkeys()) == 20


BARE = tuple(b64(each) for each in (b"7", b'"x"', b"[]", b"null", b"{}", b"\x07", b"\x80", b"\xa0"))


def garbage(right: str) -> Iterator[str]:
    yield from ("", "{}", "[]", "null", "1e999", '"x"', "{", "[" * 9_000, "\ud7ff", "�")
    held = json.loads(right)
    for name in held:
        for value in (None, "", 7, [], {}, "x" * 5_000, "é", "AA=="):
            yield json.dumps(held | {name: value})
    for name in held["response"]:
        # The last are texts and numbers in JSON and in CBOR, where there ought to be a map.
        for value in (None, "", 7, [], {}, "AAAA", "x" * 5_000, "é", "ow", *BARE):
            yield json.dumps(held | {"response": held["response"] | {name: value}})
    yield json.dumps(held, ensure_ascii=True).replace('"', "'")
    yield "x" * 30_000


def test_what_no_passkey_would_answer_is_refused_and_breaks_nothing(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    assert person.add_passkey().status_code == 303
    other = outside(person)
    for number, each in enumerate(garbage(person.passkey.used(other.post(PASSKEY_BEGUN).json()))):
        other.post(PASSKEY_BEGUN)
        assert other.post(PASSKEY, credential=each).status_code in (422, 429), each[:80]
        clock.shift(20 * 60 if number % 9 == 8 else 0)
    options = person.post(NEW_PASSKEY_BEGUN).json()
    for each in garbage(SoftPasskey().made(options)):
        person.post(NEW_PASSKEY_BEGUN)
        answer = person.post(NEW_PASSKEY, label="x", credential=each)
        assert answer.status_code == 422, each[:80]
    assert len(person.passkeys()) == 1


def odd_attestations(right: str) -> Iterator[str]:
    """What is whole by its form, and made by no authenticator."""
    held = json.loads(right)
    whole = cbor2.loads(unb64(held["response"]["attestationObject"]))
    for name in whole:
        for value in (None, "", b"", 7, [], {}, [[]], {"x5c": []}, "packed", "tpm", "fido-u2f"):
            changed = cbor2.dumps(whole | {name: value})
            response = held["response"] | {"attestationObject": b64(changed)}
            yield json.dumps(held | {"response": response})
    for kind in ("packed", "tpm", "fido-u2f", "apple", "android-key", "android-safetynet", "none"):
        stated = (
            {},
            {"alg": -7, "sig": b"x"},
            {"alg": -7, "sig": b"x", "x5c": [b"x"]},
            {"ver": "2.0"},
        )
        for statement in (*stated, {"ver": 7, "response": b"{}"}, {"x5c": b"x"}):
            changed = cbor2.dumps(whole | {"fmt": kind, "attStmt": statement})
            response = held["response"] | {"attestationObject": b64(changed)}
            yield json.dumps(held | {"response": response})


def test_an_attestation_that_no_authenticator_makes_is_refused_and_breaks_nothing(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    taken = 0
    for number in range(200):
        options = person.post(NEW_PASSKEY_BEGUN).json()
        odd = list(odd_attestations(SoftPasskey().made(options)))
        if number == len(odd):
            break
        answer = person.post(NEW_PASSKEY, label="x", credential=odd[number])
        taken += answer.status_code == 303
        assert answer.status_code in (303, 422), odd[number]
    assert taken == len(person.passkeys())


def test_a_word_for_a_passkey_is_shown_as_it_was_typed_and_can_be_changed(
    person: AtDesk,
) -> None:
    (passkey,) = person.passkeys()
    hostile = "<script>alert(1)</script> & {{ 7 * 7 }}"
    assert place(person.post(f"{SECURITY}/passkeys/{passkey}", label=hostile)) == SECURITY
    page = person.get(SECURITY).text
    assert "<script>alert" not in page
    assert f"Passkey: {hostile}" in Words(page).said
    for wrong in ("", "  ", "x" * 65, "a\0b"):
        answer = person.post(f"{SECURITY}/passkeys/{passkey}", label=wrong)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert f"Passkey: {hostile}" in Words(person.get(SECURITY).text).said


def test_the_only_thing_that_opens_desk_stays(client: TestClient) -> None:
    person = facilitator(client.app)
    answer = person.post(f"{SECURITY}/app/remove")
    assert answer.status_code == 422
    assert "This is the only thing that opens the desk" in answer.text
    person.add_passkey()
    assert place(person.post(f"{SECURITY}/app/remove")) == SECURITY
    assert person.post(f"{SECURITY}/app/remove").status_code == 404
    (passkey,) = person.passkeys()
    assert person.post(f"{SECURITY}/passkeys/{passkey}/remove").status_code == 422
    assert outside(person).give_code(person.code()).status_code == 422
    assert place(outside(person).give_passkey()) == "/team"


def test_a_passkey_that_was_removed_opens_nothing(person: AtDesk) -> None:
    (passkey,) = person.passkeys()
    assert place(person.post(f"{SECURITY}/passkeys/{passkey}/remove")) == SECURITY
    assert outside(person).give_passkey().status_code == 422
