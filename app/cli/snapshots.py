"""Copies of the SQLite database: taken while it runs, checked, and put back in its place."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import URL, Engine, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.accounts.models import Account, Vault
from app.accounts.reception import open_key
from app.accounts.server_key import ServerKeyFault, load_server_key
from app.cli.common import upgrade
from app.db import open_engines, sqlite_engine, writing
from app.encoding import new_id
from app.journal.verifying import find_damage
from app.privacy.ledger import Ledger, apply_ledger
from app.settings import Settings

SIDES = ("-wal", "-shm", "-journal")


class CopyFault(Exception):
    """Why there is no copy, or why it cannot be put back."""


class Damaged(CopyFault):
    """The file is whole, and what stands in it is not what devices once sent."""


@dataclass(frozen=True)
class Restored:
    """How many accounts came back, how many of them went again, and where the old file is."""

    accounts: int
    deleted: int
    aside: Path | None = None


def back_up(settings: Settings, to: Path) -> None:
    """Copy the database as it is at one moment, for its owner's eyes alone; raises CopyFault, and
    then there is no copy; but with Damaged there is one, as good as the database itself.
    """
    source = _file_of(settings)
    if not source.exists():
        raise CopyFault(f"there is no database at {source}")
    try:
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise CopyFault(f"{to} exists, and is left as it is") from None
    except OSError as fault:
        raise CopyFault(f"{to}: {fault.strerror}") from None
    try:
        _copy(source, to)
        check(to)
    except (CopyFault, sqlite3.Error) as fault:
        to.unlink()
        raise CopyFault(str(fault)) from fault
    engine = sqlite_engine(
        URL.create("sqlite", database=str(to)),
        begin="BEGIN",
        pragmas={"journal_mode": "DELETE", "query_only": "ON"},
    )
    try:
        check_words(engine)
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
    except sqlite3.Error as fault:
        raise CopyFault(f"{path} is no database of Between Visits ({fault})") from None


def check_words(engine: Engine) -> None:
    """Raises Damaged unless every sealed byte is what a device sent, and no revision is missing."""
    try:
        with engine.connect() as connection:
            damage = find_damage(connection)
    except DBAPIError as fault:
        raise Damaged(f"it cannot be read to its end ({fault.orig})") from None
    if any(damage):
        raise Damaged(
            f"{damage.revisions} entries are not what was sent, and the histories of"
            f" {damage.vaults} accounts are broken"
        )


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
        os.close(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(source, staged)
        there = settings.model_copy(update={"database_url": f"sqlite:///{staged}"})
        done = renew(there, settings, damaged_too=damaged_too)
        with closing(sqlite3.connect(staged)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
        _sync(staged)
        aside = _set_aside(target) if target.exists() else None
        staged.replace(target)
        _sync(target.parent)
    finally:
        _remove(staged)
    return Restored(done.accounts, done.deleted, aside)


def renew(
    settings: Settings, keyed_by: Settings | None = None, *, damaged_too: bool = False
) -> Restored:
    """Have a database that was put back known as such: new epochs, deletions done again. The server
    key and the ledger are those of `keyed_by`, where the database stands aside for now. Raises
    Damaged, with nothing changed, unless `damaged_too`.
    """
    keyed_by = keyed_by or settings
    load_server_key(keyed_by, make=False)
    try:
        upgrade(settings)
    except CommandError as fault:
        raise CopyFault(f"it was made by a newer version ({fault})") from None
    engines = open_engines(settings.database)
    try:
        try:
            key = open_key(keyed_by, engines, make=False)
        except ServerKeyFault as fault:
            raise CopyFault(f"{fault}; put the key of that time in place first") from None
        if not damaged_too:
            check_words(engines.read)
        with writing(engines) as session:
            deleted = apply_ledger(session, Ledger(keyed_by.ledger), key)
            for id_ in session.scalars(select(col(Vault.account_id))).all():
                one = update(Vault).where(col(Vault.account_id) == id_)
                session.execute(one.values(epoch=new_id()))
            accounts = session.scalar(select(func.count()).select_from(Account)) or 0
    finally:
        engines.dispose()
    return Restored(accounts, deleted)


def _file_of(settings: Settings) -> Path:
    return Path(settings.database.database or "").absolute()


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _copy(source: Path, target: Path) -> None:
    with closing(_open_to_read(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
        # One file, with nothing beside it that could be forgotten when it is carried elsewhere.
        write.execute("PRAGMA journal_mode = DELETE")
    _sync(target)
    _sync(target.parent)


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
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
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


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
