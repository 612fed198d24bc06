"""Whatever is sent to the account calls: a problem with a stable code, no change, no echo."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from callers import Caller, code_of, key
from fastapi.testclient import TestClient
from matrix import ROWS, Person
from protocol import KDF
from test_sessions import database

CANARY = "zebedee-canary"
WITH_BODY = [at for at, row in ROWS.items() if row.body and "journal" not in at[1]]
JSON = {"Content-Type": "application/json"}

MALFORMED = [
    b"{",
    b"nonsense",
    b'{"name": NaN}',
    b'{"name": Infinity}',
    b'{"name": "' + CANARY.encode() + b'\xff"}',
    b'{"name": "\\ud800"}',
    b'{"name": "\x01"}',
    b"[" * 5000 + b"]" * 5000,
    b'{"name":' * 300 + b"1" + b"}" * 300,
    b"1" * 5000,
    b"\xef\xbb\xbf{}",
    '{"name": "x"}'.encode("utf-16"),
    b"{} {}",
]
INVALID: list[bytes] = [b"{}", b"[]", b"null", b"1", b'"text"', b"true", b'{"name": 1e999}']
MEDIA: list[str | bytes] = [
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/problem+json",
    "application/json; charset=utf-16",
    "application/json; boundary=x",
    "application/json, text/plain",
    "json",
    b"application/json\x80",
]


@pytest.fixture
def ann(client: TestClient) -> Person:
    return Person(client.app).arrive()


def send(person: Person, at: tuple[str, str], body: bytes, headers: Any = JSON) -> Any:  # noqa: ANN401
    return person.call(*at, content=body, headers=headers)


@pytest.mark.both_engines
@pytest.mark.parametrize("at", WITH_BODY, ids=" ".join)
def test_what_cannot_be_read_is_malformed_and_what_is_wrong_is_invalid(
    ann: Person, at: tuple[str, str]
) -> None:
    before = database(ann.app)
    for bodies, expected in [(MALFORMED, (400, "malformed")), (INVALID, (422, "invalid"))]:
        for body in bodies:
            answer = send(ann, at, body)
            assert (body[:40], code_of(answer)) == (body[:40], expected)
            assert CANARY not in answer.text
    for media in MEDIA:
        answer = send(ann, at, b'{"name": "x"}', {"Content-Type": media})
        assert (media, code_of(answer)) == (media, (415, "unsupported_media"))
    assert database(ann.app) == before


@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
    ],
)
def test_json_in_utf8_is_taken_however_it_is_named(client: TestClient, media: str) -> None:
    caller = Caller(client.app)
    body = json.dumps({"name": "anybody"}).encode()
    answer = caller.call(
        "POST", "/api/account/prelogin", content=body, headers={"Content-Type": media}
    )
    assert answer.status_code == 200


def changes(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body that is wrong in one member: left out, of another type, or one too many."""
    yield "*", body | {CANARY: 1}
    for name, value in body.items():
        yield name, {other: kept for other, kept in body.items() if other != name}
        wrong: list[Any] = [1, 1.5, True, [], [value], {}, {CANARY: value}]
        if not (name == "login_key" and "new" in body):
            wrong.append(None)
        if not isinstance(value, str):
            wrong = [None, CANARY, [], 1.5, True, -1, 2**70]
        yield from ((name, body | {name: other}) for other in wrong)
        if isinstance(value, dict):
            yield from ((name, body | {name: inner}) for _, inner in changes(value))


@pytest.mark.both_engines
@pytest.mark.parametrize("at", WITH_BODY, ids=" ".join)
def test_a_missing_an_extra_or_a_mistyped_member_is_invalid_and_named_by_place(
    ann: Person, at: tuple[str, str]
) -> None:
    body = whole_body(ann, at)
    before = database(ann.app)
    for name, changed in changes(body):
        answer = ann.call(*at, changed)
        assert (name, code_of(answer)) == (name, (422, "invalid"))
        errors = answer.json()["errors"]
        assert name in {part for each in errors for part in each["loc"]}
        assert CANARY not in answer.text
        assert {frozenset(each) for each in errors} == {frozenset({"loc", "type"})}
    assert database(ann.app) == before


def whole_body(person: Person, at: tuple[str, str]) -> dict[str, Any]:
    """What this call takes, for an account that exists."""
    if at == ("POST", "/api/account/prelogin"):
        return {"name": person.name}
    if at == ("POST", "/api/session"):
        return {"name": person.name, "login_key": person.login_key, "device": "x"}
    if at == ("POST", "/api/account/recover"):
        code = person.recovery_login_key
        return {"name": person.name, "recovery_login_key": code, "device": "x"}
    make = ROWS[at].body
    assert make
    return dict(make(person, ""))


VALUES = {
    "name": [
        *("", "ab", "a" * 65, "a" * 257, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 4),
        *("a\0bc", "abc\x7f", "abc\u0085", "abc\n", "\x1b[2Jabc"),
    ],
    "device": ["", "x" * 65, "a\0b", "a\tb"],
    "login_key": ["", key(31), key(33), key() + "=", key()[:-1] + "B", " " + key(), "é" * 43],
    "salt": [key(15), key(17), key(16)[:-1] + "B"],
    "wrapped_by_passphrase": [key(59), key(61), key(60) + "===="],
    "vault_id": ["", key(15), key(17), "A" * 21 + "B", "A" * 21 + "\0", "+" * 22],
    "kdf": [
        KDF | {member: value}
        for member, value in [
            ("algorithm", "argon2i"),
            ("algorithm", "Argon2id"),
            ("memory_kib", 65_535),
            ("memory_kib", 1_048_577),
            ("iterations", 2),
            ("iterations", 17),
            ("parallelism", 0),
            ("parallelism", 17),
        ]
    ],
}
ALIKE = {"recovery_login_key": "login_key", "key_id": "vault_id"}
ALIKE |= {"wrapped_by_recovery": "wrapped_by_passphrase"}


@pytest.mark.both_engines
@pytest.mark.parametrize("member", [*VALUES, *ALIKE])
def test_f46_a_value_out_of_bounds_is_invalid_at_sign_up(ann: Person, member: str) -> None:
    before = database(ann.app)
    stranger = Caller(ann.app)
    for value in VALUES[ALIKE.get(member, member)]:
        answer = stranger.sign_up(**{member: value})
        assert (value, code_of(answer)) == (value, (422, "invalid"))
        assert {each["loc"][1] for each in answer.json()["errors"]} == {member}
    assert database(ann.app) == before


@pytest.mark.both_engines
@pytest.mark.parametrize("member", ["login_key", "salt", "wrapped_by_passphrase", "kdf"])
def test_f46_new_keys_are_held_to_the_same_bounds(ann: Person, member: str) -> None:
    before = database(ann.app)
    for value in VALUES[member]:
        answer = ann.change_keys(ann.login_key, **{member: value})
        assert (value, code_of(answer)) == (value, (422, "invalid"))
    for alone in ("recovery_login_key", "wrapped_by_recovery"):
        for value in (key(32), key(60)):
            assert code_of(ann.change_keys(ann.login_key, **{alone: value})) == (422, "invalid")
    assert database(ann.app) == before


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "name",
    ["abc", "a" * 64, "\N{HANGUL SYLLABLE GAG}" * 64, "\u1f82" * 16, "' OR 1=1 --", "<b>x</b>"],
)
def test_names_within_bounds_are_taken(ann: Person, name: str) -> None:
    visitor = Caller(ann.app)
    assert visitor.sign_up(name=name).status_code == 201
    assert visitor.sign_in(name=name).status_code == 200


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("0", (426, "client_too_old")),
        ("00", (426, "client_too_old")),
        ("-1", (400, "malformed")),
        ("one", (400, "malformed")),
        ("", (400, "malformed")),
        ("9" * 500, (400, "malformed")),
        ("1", (200, None)),
        ("2", (200, None)),
    ],
)
def test_a_client_that_speaks_an_older_protocol_is_told_to_update(
    ann: Person, header: str, expected: tuple[int, str | None]
) -> None:
    for at in [("GET", "/api/account/keys"), ("GET", "/api/journal/state")]:
        answer = ann.call(*at, headers={"Between-Visits-Protocol": header})
        assert code_of(answer) == expected
    assert ann.http.get("/", headers={"Between-Visits-Protocol": header}).status_code == 200
