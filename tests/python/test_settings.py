"""Settings are checked at the start, and what is wrong is named without repeating secrets."""

import json
import re

import pytest
from commands import run
from pydantic import ValidationError

from app.guessable import new_key
from app.settings import Settings

LINE = {
    "slot": "on-call-safeguarding",
    "name": "Safeguarding on call",
    "phone": "0161 496 0000",
    "hours": "Day and night",
    "checked_on": "2026-11-01",
    "review_by": "2027-05-01",
}


def test_the_organisations_lines_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORGANISATION_NAME", "Riverside Visiting")
    monkeypatch.setenv("ORGANISATION_LINES", json.dumps([LINE]))
    settings = Settings()
    assert settings.organisation_name == "Riverside Visiting"
    assert settings.organisation_lines[0].phone == "0161 496 0000"


@pytest.mark.parametrize(
    "change",
    [
        {"slot": "boss"},
        {"phone": "javascript:alert(1)"},
        {"phone": None},
        {"sms": "12a"},
        {"name": ""},
        {"colour": "red"},
        {"review_by": "2026-10-01"},
    ],
)
def test_a_line_that_would_mislead_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(organisation_lines=[LINE | change])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://me:hunter2@host/db", "hunter2"]
)
def test_a_database_that_cannot_serve_is_refused_without_repeating_its_address(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(database_url=url)
    assert "hunter2" not in str(refused.value)


def test_a_postgresql_address_is_taken_as_it_is() -> None:
    url = "postgresql+psycopg://me@host/db"
    assert str(Settings(database_url=url).database) == url


GUESSABLE_KEYS = {
    "empty": "",
    "too short": "c2hvcnQ",
    "one byte": "A" * 43,
    "another": "_" * 42 + "8",
    "half and again": "bLWbppfFW7DRg_OvAT_IVWy1m6aXxVuw0YPzrwE_yFU",
    "counts up": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    "words, packed": "dGhlIHNlcnZlcidzIGtleSwgdHlwZWQgYnkgaGFuZCE",
    "words, as they are": "our-own-server-key-that-nobody-will-guess-4",
    "an example": "ChangeMe-ChangeMe-ChangeMe-ChangeMe-Change0",
    "hexadecimal": "5f2c8e1a9b7d4063e8f1c2a5b7d9e0134f6a8c2e1b0",
}
GUESSABLE_TOKENS = {
    "empty": "",
    "too short": "k3Jx9-Qw",
    "one letter": "t" * 32,
    "one word": "metrics-" * 5,
    "an example": "example-4f8a1c7e92d05b3689ad1f70c2e4",
    "counts up": "abcdefghijklmnopqrstuvwxyz0123456789",
}


@pytest.mark.parametrize("what", GUESSABLE_KEYS)
def test_a_server_key_that_could_be_guessed_is_refused_and_not_repeated(what: str) -> None:
    key = GUESSABLE_KEYS[what]
    done = run("serve", SERVER_KEY=key)
    assert done.exit_code == 1
    assert re.fullmatch(r"SERVER_KEY: [^\n]+ `between-visits make-key` [^\n]+\n", done.stderr)
    assert not key or key not in done.stderr


@pytest.mark.parametrize("what", GUESSABLE_TOKENS)
def test_a_token_for_metrics_that_could_be_guessed_is_refused_and_not_repeated(what: str) -> None:
    token = GUESSABLE_TOKENS[what]
    done = run("serve", METRICS_TOKEN=token)
    assert done.exit_code == 1
    assert re.fullmatch(r"METRICS_TOKEN: [^\n]+ `between-visits make-key` [^\n]+\n", done.stderr)
    assert not token or token not in done.stderr


def test_every_key_that_is_made_is_another_and_is_taken() -> None:
    printed = {run("make-key").stdout for _ in range(20)}
    assert len(printed) == 20
    for key in [each.strip() for each in printed] + [new_key() for _ in range(1000)]:
        Settings(server_key=key, metrics_token=key)


def test_other_tools_tokens_are_taken_as_well() -> None:
    for token in ("9f1c04e7a2b85d3660cc81fe5a7b2d94", "kT7!wqZ:2rX-9vLp@4mN_8sB=6cH/3jD"):
        assert Settings(metrics_token=token).metrics_token


def test_a_key_can_be_made_where_the_settings_are_not_right_yet() -> None:
    assert run("make-key", SERVER_KEY="changeme").exit_code == 0
