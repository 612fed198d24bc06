"""What every command needs: the settings, the database, and a way to say no."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import typer
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from app.accounts.server_key import ServerKeyFault
from app.cli.reasons import NEWER, why_unusable
from app.db import Engines, open_engines
from app.errors import AppError
from app.file_lock import InUse, using
from app.settings import Settings

ROOT = Path(__file__).parents[2]
MADE = (
    "There was no database at {path}: it is made now. If yours is another, these are not its"
    " settings: read .env first."
)
WHOSE = "The user that the server runs as has to own what it writes to."


def load_settings(given: Mapping[str, Any]) -> Settings:
    """The settings, with what was given on the command line; stops with a line for each fault."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as faults:
        for fault in faults.errors():
            setting, *parts = fault["loc"]
            place = " ".join([str(setting).upper(), *map(_as_counted, parts)])
            typer.echo(f"{place}: {fault['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(1) from None
    except SettingsError as fault:
        # Its cause may quote what was set; which setting it is, is enough.
        typer.echo(f"{fault}: it must be JSON", err=True)
        raise typer.Exit(1) from None


def _as_counted(part: str | int) -> str:
    """A part of a place, counted from one as people do."""
    return str(part + 1) if isinstance(part, int) else part


def upgrade(settings: Settings) -> None:
    """Apply every pending migration to the database of these settings. A file that is made for it
    is for its owner's eyes alone, and so are those that SQLite makes beside it.
    """
    path = settings.beside_database("")
    if path and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
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


def files_of(settings: Settings) -> list[Path]:
    """What stands beside a SQLite database and is written to with it, itself the first."""
    sides = ("", "-wal", "-shm", ".lock", ".deletions")
    return [path for side in sides if (path := settings.beside_database(side)) and path.exists()]


def closed_to_us(settings: Settings) -> list[Path]:
    """Of these, and of their folder, what this user may not write to."""
    files = files_of(settings)
    folders = {path.absolute().parent for path in files}
    # SQLite takes some of them away by itself.
    return [path for path in (*files, *folders) if not os.access(path, os.W_OK) and path.exists()]


def nearest_folder(path: Path) -> Path:
    """The folder that a file is in, or the one above where that has yet to be made."""
    return next(folder for folder in path.absolute().parents if folder.exists())


def ledger_is_closed(settings: Settings) -> str:
    """What is wrong with the ledger of deletions, or nothing: without it nobody can leave."""
    path = settings.ledger
    if os.access(path if path.exists() else nearest_folder(path), os.W_OK):
        return ""
    return f"Ledger of deletions: {path} cannot be written, so nobody could leave."


@contextmanager
def database(settings: Settings) -> Iterator[Engines]:
    """The database, up to date, and not put back meanwhile; what is wrong is said in a line."""
    path = settings.beside_database("")
    engines: Engines | None = None
    try:
        with told_plainly(), using(settings):
            if path and not path.exists():
                typer.echo(MADE.format(path=path.absolute()), err=True)
            upgrade(settings)
            engines = open_engines(settings.database)
            yield engines
    finally:
        if engines is not None:
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
        why = why_unusable(fault.__cause__) if fault.__cause__ else fault.title
        stop(f"The database cannot be used: {why}.")
    except CommandError:
        stop(f"The database cannot be used: {NEWER}.")
    except (DBAPIError, sqlite3.Error, psycopg.Error) as fault:
        stop(f"The database cannot be used: {why_unusable(fault)}.")
    except OSError as fault:
        stop(f"{fault.filename}: {fault.strerror}. {WHOSE}")
