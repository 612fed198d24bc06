"""Settings are checked at the start, and what is wrong is named without repeating secrets."""

import json

import pytest
from pydantic import ValidationError

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
