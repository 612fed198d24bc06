"""Copies of the SQLite database: taken while it runs, checked, and put back in its place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from app.cli.copies import CopyFault, Restored, check_words, make_file, renew
from app.cli.reasons import why_unusable
from app.db import sqlite_engine
from app.disk import sync
from app.settings import Settings

MOMENT = "%Y%m%d-%H%M%S-%f"
SIDES = ("-wal", "-shm", "-journal")


def back_up(settings: Settings, to: Path) -> None:
    """Copy the database as it is at one moment, for its owner's eyes alone; raises CopyFault, and
    then there is no copy; but with Damaged there is one, as good as the database itself.
    """
    source = _file_of(settings)
    if not source.exists():
        raise CopyFault(f"there is no database at {source}")
    make_file(to)
    try:
        _copy(source, to)
        check(to)
    except (CopyFault, sqlite3.Error) as fault:
        to.unlink()
        # The copy is what the database is: it is there that something has to be done.
        said = str(fault) if isinstance(fault, CopyFault) else why_unusable(fault)
        raise CopyFault(said.replace(str(to), f"the database itself, {source},")) from fault
    engine = sqlite_engine(
        URL.create("sqlite", database=str(to)),
        begin="BEGIN",
        pragmas={"journal_mode": "DELETE", "query_only": "ON"},
    )
    try:
        with engine.connect() as connection:
            check_words(connection)
    finally:
        engine.dispose()


def check(path: Path) -> None:
    """Raises CopyFault unless this is a whole database of ours."""
    try:
        with closing(_open_to_read(path)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if said != ["ok"]:
                raise CopyFault(f"{path} is damaged: {said[0]}")
            # SQLite reads nought where the last page was cut off, and finds nothing wrong.
            (page,) = database.execute("PRAGMA page_size").fetchone()
            if path.stat().st_size % page:
                raise CopyFault(f"{path} is damaged: its end is missing")
            if database.execute("PRAGMA foreign_key_check").fetchone():
                raise CopyFault(f"{path} is damaged: rows point at nothing")
            database.execute("SELECT version_num FROM alembic_version").fetchone()
            database.execute("SELECT count(*) FROM vault").fetchone()
    except sqlite3.DatabaseError as fault:
        damaged = getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT
        what = "is damaged" if damaged else "is no database of Between Visits"
        raise CopyFault(f"{path} {what} ({fault})") from None


def put_back(settings: Settings, source: Path, *, damaged_too: bool = False) -> Restored:
    """Put a copy in the place of the database; raises CopyFault or ServerKeyFault, and then the
    database is as it was. Nobody else may stand on it.
    """
    if not source.exists():
        raise CopyFault(f"there is no file {source}")
    target = _file_of(settings)
    if target.exists() and source.samefile(target):
        raise CopyFault(f"{source} is the database itself")
    check(source)
    staged = target.with_name(f"{target.name}.restoring")
    _remove(staged)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        make_file(staged)
        _copy(source, staged)
        there = settings.model_copy(update={"database_url": f"sqlite:///{staged}"})
        done = renew(there, settings, damaged_too=damaged_too)
        with closing(sqlite3.connect(staged)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
        sync(staged)
        aside = _set_aside(target) if target.exists() else None
        staged.replace(target)
        sync(target.parent)
    finally:
        _remove(staged)
    return replace(done, aside=str(aside) if aside else None)


def asides(settings: Settings) -> Iterator[tuple[str, datetime]]:
    """What restores have set aside here, and when."""
    target = _file_of(settings)
    for path in target.parent.glob(f"{target.name}.before-*"):
        moment = path.name.removeprefix(f"{target.name}.before-")
        with suppress(ValueError):  # its log, or what somebody else named so
            yield str(path), datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)


def _file_of(settings: Settings) -> Path:
    return Path(settings.database.database or "").absolute()


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _copy(source: Path, target: Path) -> None:
    with closing(_open_to_read(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
        # One file, with nothing beside it that could be forgotten when it is carried elsewhere.
        write.execute("PRAGMA journal_mode = DELETE")
    sync(target)
    sync(target.parent)


def _set_aside(target: Path) -> Path:
    """Keep the old database under another name, its write-ahead log too: left behind, that log
    would be taken for the new one's.
    """
    # What a sound one's log still holds goes into the file. A broken one must not even be opened:
    # SQLite would throw its log away.
    with suppress(CopyFault):
        check(target)
        with closing(sqlite3.connect(target)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    moment = datetime.now(UTC).strftime(MOMENT)
    aside = target.with_name(f"{target.name}.before-{moment}")
    # A link, and the new file then takes the name in one step: at no moment is there none.
    aside.hardlink_to(target)
    for side in SIDES:
        beside = target.with_name(target.name + side)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + side))
    return aside


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + side) for side in SIDES)):
        each.unlink(missing_ok=True)
