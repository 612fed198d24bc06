"""Copies of a PostgreSQL database, by its own tools: taken while it runs, checked, and put back in
its place. A password goes to the tools by the environment, where no list of processes shows it.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from app.accounts.server_key import load_server_key
from app.cli.copies import CopyFault, Restored, check_words, make_file, renew
from app.cli.reasons import why_unusable
from app.db import open_engines
from app.disk import sync
from app.file_lock import InUse
from app.settings import Settings

MAGIC = b"PGDMP"
OURS = ("account", "vault", "record", "revision", "alembic_version")
WHERE_FROM = (
    "install PostgreSQL's programs for clients (postgresql-client on Debian and Ubuntu,"
    " libpq by brew), of the database's version or a newer one"
)
MOMENT, MOMENT_LETTERS = "_before_%Y%m%d_%H%M%S", 23
LONGEST_NAME = 63  # of a database
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = %s AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
)


def back_up(settings: Settings, to: Path) -> None:
    """Copy the database as it is at one moment, for its owner's eyes alone; raises CopyFault, and
    then there is no copy; but with Damaged there is one, as good as the database itself.
    """
    make_file(to)
    engines = open_engines(settings.database)
    try:
        with engines.read.connect() as connection:
            try:
                # What is checked and what is copied are one view. It waits while the tool works.
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                view = connection.scalar(text("SELECT pg_export_snapshot()"))
                # By its own hand: into a pipe or our file it writes its table of contents twice,
                # and then does not notice when the end is missing.
                how = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={view}")
                _run("pg_dump", *how, f"--file={to}", on=settings.database)
                sync(to)
                sync(to.absolute().parent)
                check(to)
            except (CopyFault, DBAPIError, OSError) as fault:
                to.unlink()
                raise CopyFault(_in_a_line(fault)) from None
            check_words(connection)
    except DBAPIError as fault:
        to.unlink(missing_ok=True)
        raise CopyFault(f"the database cannot be used: {why_unusable(fault)}") from None
    finally:
        engines.dispose()


def check(path: Path) -> None:
    """Raises CopyFault unless this is a whole copy of a database of ours."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise CopyFault(f"{path} is no copy that was made of PostgreSQL")
    listed = _run("pg_restore", "--list", str(path))
    if not all(f" TABLE DATA public {table} " in listed for table in OURS):
        raise CopyFault(f"{path} is no database of Between Visits")
    _run("pg_restore", f"--file={os.devnull}", str(path))


def put_back(settings: Settings, source: Path, *, damaged_too: bool = False) -> Restored:
    """Put a copy in the place of the database; raises CopyFault, InUse or ServerKeyFault, and then
    the database is as it was. It is made whole under another name first, and then they change names
    in one transaction.
    """
    if not source.exists():
        raise CopyFault(f"there is no file {source}")
    load_server_key(settings, make=False)
    check(source)
    target = settings.database
    if not target.database:
        raise CopyFault("DATABASE_URL does not name the database")
    staged = target.set(database=f"{target.database}_restoring"[-LONGEST_NAME:])
    with _beside(target) as beside:
        if beside.execute(OTHERS, [target.database]).fetchone() != (0,):
            raise InUse(target.database)
        _drop(beside, staged)
        _make(beside, staged)
        try:
            arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
            _run("pg_restore", *arguments, str(source), on=staged)
            there = staged.render_as_string(hide_password=False)
            there_too = settings.model_copy(update={"database_url": there})
            done = renew(there_too, settings, damaged_too=damaged_too)
            return replace(done, aside=_exchange(beside, staged, target))
        finally:
            _drop(beside, staged)


def asides(settings: Settings) -> Iterator[tuple[str, datetime]]:
    """What restores have set aside on this server, and when."""
    engines = open_engines(settings.database)
    try:
        with engines.read.connect() as connection:
            names = connection.scalars(text("SELECT datname FROM pg_database")).all()
    finally:
        engines.dispose()
    for name in names:
        with suppress(ValueError):  # another's
            moment = datetime.strptime(name[-MOMENT_LETTERS:], MOMENT).replace(tzinfo=UTC)
            if name == _aside_of(settings.database, moment):
                yield f"the database {name}", moment


def _aside_of(url: URL, moment: datetime) -> str:
    return (url.database or "")[: LONGEST_NAME - MOMENT_LETTERS] + moment.strftime(MOMENT)


def _exchange(beside: psycopg.Connection, staged: URL, target: URL) -> str | None:
    """Give the one the other's name, and return the name under which the old one is kept."""
    name = target.database or ""
    aside = _aside_of(target, datetime.now(UTC))
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    there = beside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    try:
        with beside.transaction():
            if there:
                beside.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
            new = sql.Identifier(staged.database or "")
            beside.execute(rename.format(new, sql.Identifier(name)))
    except psycopg.errors.ObjectInUse:
        raise InUse(name) from None
    return f"the database {aside}" if there else None


def _make(beside: psycopg.Connection, url: URL) -> None:
    make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        beside.execute(make.format(sql.Identifier(url.database or "")))
    except psycopg.errors.InsufficientPrivilege:
        raise CopyFault(
            "the database's user may not make the new database beside the old one; whoever looks"
            f" after PostgreSQL can allow it: ALTER ROLE {url.username or '…'} CREATEDB"
        ) from None


def _drop(beside: psycopg.Connection, url: URL) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    beside.execute(drop.format(sql.Identifier(url.database or "")))


@contextmanager
def _beside(url: URL) -> Iterator[psycopg.Connection]:
    """A connection to another database of the same server, from which ours can change its name."""
    known = "postgres" if url.database != "postgres" else "template1"
    address, environment = _reached_by(url.set(database=known))
    password = environment.get("PGPASSWORD")
    try:
        with psycopg.connect(address, password=password, autocommit=True) as connection:
            yield connection
    except psycopg.OperationalError as fault:
        raise CopyFault(f"the database cannot be used: {why_unusable(fault)}") from None


def _reached_by(url: URL) -> tuple[str, dict[str, str]]:
    """Where a database is as PostgreSQL's tools take it, and the environment with the password."""
    _, given = url.get_dialect()().create_connect_args(url)
    environment = {**os.environ}
    if password := given.pop("password", None):
        environment["PGPASSWORD"] = password
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    return make_conninfo("", **{k: v for k, v in given.items() if k in known}), environment


def _run(program: str, *arguments: str, on: URL | None = None) -> str:
    """Run one of PostgreSQL's tools and return what it prints; raises CopyFault in its words."""
    environment = {**os.environ}
    if on:
        address, environment = _reached_by(on)
        arguments = ("--no-password", f"--dbname={address}", *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - one of two programs, and arguments of ours
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment | {"LC_ALL": "C"},
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise CopyFault(f"{program} is not here; {WHERE_FROM}") from None
    if done.returncode:
        raise CopyFault(_said(program, done.stderr))
    return done.stdout


def _said(program: str, stderr: str) -> str:
    # The first fault, and what follows about it; never the rows that it stands in.
    parts = [line.partition(f"{program}: ")[2].strip() for line in stderr.splitlines()]
    told = [part for part in parts if part.startswith(("error:", "detail:"))]
    return f"{program} says: {'; '.join(told[:2]) or 'nothing'}"


def _in_a_line(fault: Exception) -> str:
    return str(fault.orig if isinstance(fault, DBAPIError) else fault).partition("\n")[0]
