"""Engines and sessions.

SQLite takes one writer at a time, and the driver's own transaction handling begins too late: with
it, 150 of 200 concurrent increments were lost, and with a plain BEGIN, 154 of 200 failed at once
when a read wanted to become a write. So transactions are begun by hand: `BEGIN` for reads, `BEGIN
IMMEDIATE` for writes, and writers of one process queue for a single connection, not for the file.

PostgreSQL has one pool for both. A read is REPEATABLE READ, so that all of it is one view. A write
is READ COMMITTED: once its first statement has the row that it locks, each later one sees what the
writer before committed; under any higher level it would see what was there before it waited.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg
from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    PoolProxiedConnection,
    Table,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, SQLModel

from app.errors import AppError, Busy, StorageFull

BUSY_TIMEOUT = 5000  # ms a connection waits for somebody else's lock
POOL_TIMEOUT = 30  # s a request waits for its turn to write

_SQLITE_SAYS = {sqlite3.SQLITE_BUSY: Busy, sqlite3.SQLITE_FULL: StorageFull}
_POSTGRESQL_SAYS = {
    "25P03": Busy,  # idle_in_transaction_session_timeout, which whoever runs it may have set
    "25P04": Busy,  # transaction_timeout
    "40001": Busy,  # serialization_failure
    "40P01": Busy,  # deadlock_detected
    "53100": StorageFull,  # disk_full
    "53300": Busy,  # too_many_connections
    "55P03": Busy,  # lock_not_available
    "57014": Busy,  # query_canceled: statement_timeout, or by hand
    "57P01": Busy,  # admin_shutdown
    "57P02": Busy,  # crash_shutdown
    "57P03": Busy,  # cannot_connect_now
}


@dataclass(frozen=True)
class Engines:
    """One engine to read from, one to write to; on PostgreSQL they share their connections."""

    read: Engine
    write: Engine

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.read.dispose()
        self.write.dispose()


def open_engines(url: URL) -> Engines:
    """The engines for a database URL; nothing connects yet."""
    if url.get_backend_name() != "sqlite":
        return postgresql_engines(url)
    return Engines(
        read=sqlite_engine(url, begin="BEGIN", pragmas={"query_only": "ON"}),
        write=sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0),
    )


def postgresql_engines(url: URL) -> Engines:
    """One pool of connections, and its two ways to begin a transaction."""
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: psycopg.Connection, _record: object) -> None:
        # One account's writers wait for each other; one that hangs must not take every thread.
        connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT}".encode())
        connection.commit()

    one_view = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return Engines(read=engine.execution_options(**one_view), write=engine)


def sqlite_engine(
    url: URL,
    *,
    begin: Literal["BEGIN", "BEGIN IMMEDIATE"],
    pragmas: dict[str, str] | None = None,
    **options: Any,  # noqa: ANN401 - handed on to create_engine as they are
) -> Engine:
    """An engine whose connections are WAL, durable, and begin transactions as told.

    `pragmas` are set last, so they can override; `options` go to SQLAlchemy. Makes the folder of
    the database file. Statement parameters are kept out of error texts: they are people's data.
    """
    Path(url.database or "").absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
        pool_timeout=POOL_TIMEOUT,
        **options,
    )
    settings = {
        "busy_timeout": str(BUSY_TIMEOUT),  # first: switching to WAL may itself have to wait
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "foreign_keys": "ON",
        "secure_delete": "ON",  # what is erased is overwritten, not only forgotten
    } | (pragmas or {})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        for name, value in settings.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.cursor().execute(begin)

    return engine


@contextmanager
def reading(engines: Engines) -> Iterator[Session]:
    """A session for reading: one consistent view, and unable to write."""
    with _told_plainly(), Session(engines.read) as session:
        yield session


@contextmanager
def reading_rows(engines: Engines) -> Iterator[Connection]:
    """As `reading`, for statements alone: the session's own work costs more than a small query."""
    with _told_plainly(), engines.read.connect() as connection:
        yield connection


@contextmanager
def writing(engines: Engines) -> Iterator[Session]:
    """A session that commits when the block ends well and rolls back when it raises.

    What it loaded stays readable after the commit. Raises Busy when its turn does not come in
    time, StorageFull when the disk is full.
    """
    session = Session(engines.write, expire_on_commit=False)
    with _told_plainly(), session, session.begin():
        yield session


@contextmanager
def writing_rows(engines: Engines) -> Iterator[Connection]:
    """As `writing`, for statements alone."""
    with _told_plainly(), engines.write.begin() as connection:
        yield connection


def insert_unless_there(session: Session, row: SQLModel) -> None:
    """Insert a row unless one of its key stands already, in one statement, so that of two who do
    it at once neither fails.
    """
    table, values = type(row), row.model_dump()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(table).values(values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(table).values(values).on_conflict_do_nothing())


def ask(connection: Connection, statement: str, *values: Any) -> Sequence[Any]:  # noqa: ANN401
    """Have the driver itself run a statement with `?` for each value; returns its rows, as tuples.

    For what every request does: SQLAlchemy's part in a small statement costs five times what the
    database takes for it.
    """
    return _ask_driver(connection.connection, connection.dialect, statement, values)


def ask_alone(engines: Engines, statement: str, *values: Any) -> Sequence[Any]:  # noqa: ANN401
    """As `ask`, for one statement that only reads and needs no transaction around it."""
    with _told_plainly():
        connection = engines.read.raw_connection()
        try:
            return _ask_driver(connection, engines.read.dialect, statement, values)
        finally:
            connection.close()


def insert_all(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows, each with a value for every column, in order, as the driver takes it."""
    columns, marks = ", ".join(table.c.keys()), ", ".join("?" * len(table.c))
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    connection.connection.cursor().executemany(_for_driver(connection.dialect, statement), rows)


def _ask_driver(
    connection: PoolProxiedConnection, dialect: Dialect, statement: str, values: Sequence[Any]
) -> Sequence[Any]:
    cursor = connection.cursor()
    cursor.execute(_for_driver(dialect, statement), values)
    return cursor.fetchall() if cursor.description else []


def _for_driver(dialect: Dialect, statement: str) -> str:
    return statement if dialect.name == "sqlite" else statement.replace("?", "%s")


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as fault:
        raise Busy from fault
    except (DBAPIError, sqlite3.OperationalError, psycopg.Error) as fault:
        said = fault.orig if isinstance(fault, DBAPIError) else fault
        if told := _as_app_error(said):
            raise told from fault
        raise


def _as_app_error(said: BaseException | None) -> AppError | None:
    if isinstance(said, psycopg.Error):
        # Not there, or gone in the middle: nothing can be said but try again.
        gone = isinstance(said, psycopg.OperationalError) and said.sqlstate is None
        meaning = Busy if gone else _POSTGRESQL_SAYS.get(said.sqlstate or "")
    else:
        # The low byte is the error, the rest its variant: SQLITE_BUSY_SNAPSHOT is still busy.
        meaning = _SQLITE_SAYS.get(getattr(said, "sqlite_errorcode", 0) & 0xFF)
    return meaning() if meaning else None
