"""What the deploying organisation may set, from the environment, typed and checked at start."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.guessable import MAKE_ONE, why_guessable, why_key_guessable

LANGUAGES = Path(__file__).parent / "content"  # a folder for each
# 32 bytes in base64url: of the last letter, two bits are beyond them and must be nought.
SERVER_KEY = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
SHORTEST_TOKEN = 32  # letters
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ]{1,18}$")]
PUSH_CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https://\S+")
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s@]+$")]
Slot = Literal[
    "employee-assistance",
    "occupational-health",
    "on-call-safeguarding",
    "lone-worker",
    "chaplaincy",
    "union",
    "freedom-to-speak-up",
]


class OrganisationLine(BaseModel):
    """One of the organisation's own lines on the help card."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    slot: Slot
    name: Line
    phone: Number | None = None
    sms: Number | None = None
    hours: Line | None = None
    note: Line | None = None
    checked_on: date
    review_by: date

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.sms or self.note):
            raise ValueError("needs `phone`, `sms`, or a `note` that says how to reach them")
        if self.review_by <= self.checked_on:
            raise ValueError("`review_by` must come after `checked_on`")
        return self


class Settings(BaseSettings):
    """Every setting is an environment variable of the same name in capitals.

    Tests and scripts may pass them as keywords instead; keywords win.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    database_url: str = "sqlite:///data/between-visits.db"
    log_format: Literal["console", "json"] | None = None
    sign_up: Literal["open", "invite", "closed"] = "open"
    sign_ups_per_hour: Annotated[int, Field(ge=1)] = 1000  # from one address
    server_key: SecretStr | None = None
    deletion_ledger: Path | None = None
    login_hash_memory_kib: Annotated[int, Field(ge=8, le=1_048_576)] = 19_456
    login_hash_passes: Annotated[int, Field(ge=1, le=16)] = 2
    metrics_token: SecretStr | None = None  # without it there are no metrics to be had
    push_contact: str | None = None  # whom push services write to; without it none is sent
    push_services: tuple[Origin, ...] = ()  # beside those that browsers are known to use
    content_language: str = "en"  # not LANGUAGE, which desktops set for programs of their own
    content_dir: Path | None = None  # an organisation's own exercises, modules, pages of support
    organisation_name: Line | None = None
    organisation_lines: tuple[OrganisationLine, ...] = ()

    @field_validator("database_url")
    @classmethod
    def _is_a_database_that_lasts(cls, value: str) -> str:
        # The URL may hold a password, so what is wrong is said without repeating it.
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("is not a database URL") from None
        if url.drivername not in DRIVERS:
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            raise ValueError("must name a file: reads and writes use separate connections")
        return value

    @field_validator("content_language")
    @classmethod
    def _is_there(cls, value: str) -> str:
        there = sorted(path.parent.name for path in LANGUAGES.glob("*/app.toml"))
        if value not in there:
            raise ValueError(f"is not here; there is {', '.join(there)}")
        return value

    @field_validator("server_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not SERVER_KEY.fullmatch(value.get_secret_value()):
            said = f"must be 32 random bytes in base64url, 43 letters without padding; {MAKE_ONE}"
            raise ValueError(said)
        if value and (why := why_key_guessable(value.get_secret_value())):
            raise ValueError(f"{why}, so that it could be guessed; {MAKE_ONE}")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _is_no_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"must have {SHORTEST_TOKEN} letters or more; {MAKE_ONE}")
        if value and (why := why_guessable(value.get_secret_value())):
            raise ValueError(f"{why}, so that it could be guessed; {MAKE_ONE}")
        return value

    @field_validator("push_contact")
    @classmethod
    def _can_be_written_to(cls, value: str | None) -> str | None:
        if value is not None and not PUSH_CONTACT.fullmatch(value):
            said = "must be an address to write to, such as mailto:digital@trust.example"
            raise ValueError(f"{said}, or one that starts with https://")
        return value

    @field_validator("content_dir")
    @classmethod
    def _is_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("names no folder; what is in it would not be served")
        return value

    @field_validator("deletion_ledger")
    @classmethod
    def _is_a_file(cls, value: Path | None) -> Path | None:
        if value is not None and value.is_dir():
            raise ValueError("must name a file, in a folder that lasts")
        return value

    @property
    def content(self) -> Path:
        """The folder of everything that is said, in the language that was chosen."""
        return LANGUAGES / self.content_language

    @property
    def database(self) -> URL:
        """The database URL, taken apart."""
        return make_url(self.database_url)

    def beside_database(self, suffix: str) -> Path | None:
        """A file next to the SQLite database; None where the database is no file."""
        if self.database.get_backend_name() != "sqlite":
            return None
        return Path(f"{self.database.database}{suffix}")

    @property
    def ledger(self) -> Path:
        """Where deletions are noted outside the database."""
        beside = self.beside_database(".deletions")
        return self.deletion_ledger or beside or Path("data/between-visits.deletions")
