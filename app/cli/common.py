"""What every command needs: the settings, the database, and a way to say no."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer
from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.accounts.server_key import ServerKeyFault
from app.db import Engines, open_engines
from app.errors import AppError
from app.file_lock import InUse, using
from app.settings import Settings

ROOT = Path(__file__).parents[2]


def load_settings(given: Mapping[str, Any]) -> Settings:
    """The settings, with what was given on the command line; stops with a line for each fault."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as faults:
        for fault in faults.errors():
            place = " ".join(str(part) for part in fault["loc"]).upper()
            typer.echo(f"{place}: {fault['msg']}", err=True)
        raise typer.Exit(1) from None
    except SettingsError as fault:
        # Its cause may quote what was set; which setting it is, is enough.
        typer.echo(f"{fault}: it must be JSON", err=True)
        raise typer.Exit(1) from None


def upgrade(settings: Settings) -> None:
    """Apply every pending migration to the database of these settings."""
    command.upgrade(migrations(settings), "head")


def migrations(settings: Settings) -> Config:
    """Alembic's configuration for the database of these settings."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["settings"] = settings
    return config


def stop(*lines: str) -> NoReturn:
    """Say why not, and end with a status that scripts understand."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


@contextmanager
def database(settings: Settings) -> Iterator[Engines]:
    """The database, up to date, and not put back meanwhile; what is wrong is said in a line."""
    engines = open_engines(settings.database)
    try:
        with told_plainly(), using(settings):
            upgrade(settings)
            yield engines
    finally:
        engines.dispose()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what an operator can put right into a line."""
    try:
        yield
    except InUse:
        stop("This database is in use: a server runs on it, or it is being restored just now.")
    except ServerKeyFault as fault:
        stop(f"Server key: {fault}.")
    except AppError as fault:
        stop(f"The database could not be used: {fault.title}.")
    except (OperationalError, ProgrammingError) as fault:
        stop(f"The database cannot be used: {type(fault.orig).__name__}.")
