"""Questions an operator asks: is the help card current, and is everything in order?"""

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import typer
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.current import today
from app.accounts.reception import open_key
from app.accounts.server_key import ServerKeyFault, load_server_key
from app.cli import dumps, snapshots
from app.cli.common import (
    WHOSE,
    closed_to_us,
    files_of,
    ledger_is_closed,
    load_settings,
    migrations,
    nearest_folder,
    stop,
    told_plainly,
)
from app.cli.dated import PROMISED_DAYS
from app.cli.reasons import DAMAGED, NEWER, why_unusable
from app.content_files import ContentFaults
from app.db import open_engines, reading
from app.errors import AppError
from app.organisation import decided
from app.practice.library import load_library
from app.settings import OrganisationLine, Settings

LEAST_ROOM = 1024**3  # bytes free; below it a day of backups may fill the disk
MADE_IN = date(2026, 11, 1)  # no clock that is right says less
MOST_APART = 60  # seconds between our clock and the database's
USUAL_MEMORY, USUAL_PASSES = 19_456, 2

Found = tuple[bool, str]  # whether it is as it should be, and the words for it


def check_help_card() -> None:
    """List the lines of the help card that are past their review date: those that came with the
    app, and the organisation's as they stand now.

    Ends with 1 if there are any, so that a scheduled task can tell you.
    """
    settings = load_settings({})
    try:
        library = load_library(settings.content, also=settings.content_dir)
    except ContentFaults as faults:
        stop(str(faults))
    lines = [(line.review_by, line.name) for line in library.help_lines]
    lines += [(line.review_by, line.name) for line in _organisations_lines(settings)]
    late = sorted(line for line in lines if line[0] < today())
    for review_by, name in late:
        typer.echo(f"{name}: was to be reviewed by {review_by}")
    if late:
        raise typer.Exit(1)
    review_by, name = min(lines)
    typer.echo(f"All {len(lines)} lines are within their dates; next is {name}, by {review_by}.")


def _organisations_lines(settings: Settings) -> Sequence[OrganisationLine]:
    path = settings.beside_database("")
    if path and not path.exists():
        return settings.organisation_lines
    engines = open_engines(settings.database)
    try:
        with told_plainly(), reading(engines) as session:
            return decided(session, settings).help_lines
    finally:
        engines.dispose()


def doctor() -> None:
    """Look at everything the server stands on, and say in plain words what is wrong.

    Changes nothing. Ends with 1 if something needs you.
    """
    settings = load_settings({})
    found = [(True, "Settings: read, and all of their right kind.")]
    for look in (_database, _files, _server_key, _ledger, _asides, _hashes, _disk):
        found += look(settings)
    for good, words in found:
        typer.echo(f"{'  ok  ' if good else ' WRONG'}  {words}")
    if not all(good for good, _ in found):
        raise typer.Exit(1)


def _database(settings: Settings) -> Iterator[Found]:
    path = settings.beside_database("")
    if path and not path.exists():
        yield False, f"Database: there is none at {path} yet; `between-visits migrate` makes it."
        return
    engines = open_engines(settings.database)
    try:
        with engines.read.connect() as connection:
            yield _answers(settings, connection)
            yield _migrations(settings, connection)
            yield _clock(connection)
    except (SQLAlchemyError, sqlite3.Error) as fault:
        yield False, f"Database: cannot be used: {why_unusable(fault)}."
    finally:
        engines.dispose()


def _answers(settings: Settings, connection: Connection) -> Found:
    engine = settings.database.get_backend_name()
    if engine == "sqlite" and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        return False, f"Database: {DAMAGED}."
    return True, f"Database: answers ({engine})."


def _files(settings: Settings) -> Iterator[Found]:
    """What SQLite and the server write to: all of it one user's, and that this one may."""
    for path in closed_to_us(settings):
        yield False, f"Files: {path} cannot be written by this user. {WHOSE}"
    if len({path.stat().st_uid for path in files_of(settings) if path.exists()}) > 1:
        beside = f"{settings.beside_database('')}*"
        yield False, f"Files: {beside} belong to more than one user; `chown` them. {WHOSE}"


def _migrations(settings: Settings, connection: Connection) -> Found:
    has = MigrationContext.configure(connection).get_current_revision()
    ours = ScriptDirectory.from_config(migrations(settings))
    newest = ours.get_current_head()
    if has == newest:
        return True, f"Migrations: up to date ({has})."
    if has and has not in {each.revision for each in ours.walk_revisions()}:
        return False, f"Migrations: at {has}: {NEWER}."
    return False, f"Migrations: at {has}, should be at {newest}; run `between-visits migrate`."


def _clock(connection: Connection) -> Found:
    if today() < MADE_IN:
        return False, f"Clock: says {today()}, which is long ago; sessions would not end."
    if connection.dialect.name == "postgresql":
        theirs = connection.scalar(select(func.extract("epoch", func.now())))
        if abs(float(theirs or 0) - time.time()) > MOST_APART:
            return False, "Clock: differs from the database's by more than a minute."
    return True, f"Clock: says {today()}, by UTC."


def _server_key(settings: Settings) -> Iterator[Found]:
    path = settings.beside_database(".server-key")
    try:
        load_server_key(settings, make=False)
        _try_key(settings)
    except ServerKeyFault as fault:
        yield False, f"Server key: {fault}."
        return
    if settings.server_key or path is None:
        yield True, "Server key: in SERVER_KEY."
        return
    if path.stat().st_mode & 0o077:
        yield False, f"Server key: others may read {path}; run `chmod 600 {path}`."
    else:
        yield True, f"Server key: in {path}. Keep a copy of it apart from the backups."


def _try_key(settings: Settings) -> None:
    path = settings.beside_database("")
    if path and not path.exists():
        return
    engines = open_engines(settings.database)
    try:
        # What is wrong with the database itself has been said.
        with suppress(SQLAlchemyError, sqlite3.Error, AppError):
            open_key(settings, engines, make=False)
    finally:
        engines.dispose()


def _ledger(settings: Settings) -> Iterator[Found]:
    path = settings.ledger
    if wrong := ledger_is_closed(settings):
        yield False, wrong
    elif path.exists():
        yield True, f"Ledger of deletions: {path}. Keep a copy of it apart from the backups."
    else:
        yield True, f"Ledger of deletions: none yet; the first deletion makes {path}."


def _asides(settings: Settings) -> Iterator[Found]:
    on_file = settings.beside_database("") is not None
    with suppress(SQLAlchemyError, sqlite3.Error):  # that it does not answer has been said
        for name, moment in (snapshots if on_file else dumps).asides(settings):
            if datetime.now(UTC) - moment < timedelta(days=PROMISED_DAYS):
                yield True, f"Restore: what was there before is kept as {name}."
            else:
                yield False, f"Restore: {name} is older than {PROMISED_DAYS} days; delete it."


def _hashes(settings: Settings) -> Iterator[Found]:
    weak = (
        settings.login_hash_memory_kib < USUAL_MEMORY or settings.login_hash_passes < USUAL_PASSES
    )
    if weak:
        yield False, f"Hashes: weaker than {USUAL_MEMORY} KiB and {USUAL_PASSES} passes."
    else:
        yield True, "Hashes: as strong as they should be."


def _disk(settings: Settings) -> Iterator[Found]:
    folder = nearest_folder(settings.beside_database("") or settings.ledger)
    free = shutil.disk_usage(folder).free
    words = f"Disk: {free // 1024**2} MiB free at {folder}."
    yield free >= LEAST_ROOM, words
