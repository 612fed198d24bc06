"""What SQLite gives by itself and PostgreSQL only when asked: one view, and plain refusals."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Postgres
from psycopg import ProgrammingError
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.db import Engines, ask, open_engines, reading, writing
from app.errors import AppError, Busy, StorageFull


@pytest.fixture
def engines(postgres: Postgres) -> Iterator[Engines]:
    postgres.execute("CREATE DATABASE plain")
    engines = open_engines(make_url(postgres.url("plain")))
    with writing(engines) as session:
        run(session, "CREATE TABLE tally (n INTEGER NOT NULL)")
        run(session, "INSERT INTO tally VALUES (0)")
    yield engines
    engines.dispose()
    postgres.execute("DROP DATABASE plain")


def run(session: Session, statement: str) -> object:
    result = session.connection().execute(text(statement))
    return result.scalar() if result.returns_rows else None


def test_f2_a_read_is_one_view_while_others_write(engines: Engines) -> None:
    with reading(engines) as session:
        before = run(session, "SELECT n FROM tally")
        with writing(engines) as writer:
            run(writer, "UPDATE tally SET n = 1")
        assert run(session, "SELECT n FROM tally") == before
    with reading(engines) as session:
        assert run(session, "SELECT n FROM tally") == 1


def test_f1_a_writer_sees_what_was_committed_while_it_waited(engines: Engines) -> None:
    with writing(engines) as session:
        assert run(session, "SELECT n FROM tally") == 0
        with writing(engines) as other:
            run(other, "UPDATE tally SET n = 1")
        assert run(session, "SELECT n FROM tally") == 1


def test_f51_a_session_for_reading_cannot_write(engines: Engines) -> None:
    with pytest.raises(DBAPIError, match="read-only"), reading(engines) as session:
        run(session, "UPDATE tally SET n = 1")


def test_a_write_after_a_read_on_the_same_connection_can_write(engines: Engines) -> None:
    for _ in range(3):
        with reading(engines) as session:
            assert run(session, "SHOW transaction_read_only") == "on"
        with writing(engines) as session:
            run(session, "UPDATE tally SET n = n + 1")


def test_whoever_waits_too_long_for_a_lock_is_told_to_try_again(engines: Engines) -> None:
    with writing(engines) as session:
        assert run(session, "SHOW lock_timeout") == "5s"
        run(session, "UPDATE tally SET n = 1")
        with pytest.raises(Busy), writing(engines) as other:
            run(other, "SELECT set_config('lock_timeout', '10', true) FROM tally FOR UPDATE")


@pytest.mark.parametrize("limit", ["statement_timeout", "idle_in_transaction_session_timeout"])
def test_what_takes_longer_than_the_operator_allows_is_a_busy_moment(
    engines: Engines, limit: str
) -> None:
    def take_long() -> None:
        with writing(engines) as session:
            run(session, f"SET LOCAL {limit} = 20")
            run(session, "UPDATE tally SET n = 7")
            time.sleep(0.2)
            run(session, "SELECT pg_sleep(5)")

    with pytest.raises(Busy):
        take_long()
    with reading(engines) as session:
        assert run(session, "SELECT n FROM tally") == 0


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("25P04", Busy),
        ("40P01", Busy),
        ("40001", Busy),
        ("53100", StorageFull),
        ("53300", Busy),
        ("57P03", Busy),
    ],
)
def test_what_the_database_refuses_is_told_plainly(
    engines: Engines, code: str, meaning: type[AppError]
) -> None:
    with pytest.raises(meaning), writing(engines) as session:
        run(session, f"DO $$ BEGIN RAISE SQLSTATE '{code}'; END $$")


def test_a_connection_that_ends_in_the_middle_is_a_busy_moment_and_the_next_one_works(
    engines: Engines,
) -> None:
    with pytest.raises(Busy), writing(engines) as session:
        run(session, "UPDATE tally SET n = 7 WHERE pg_terminate_backend(pg_backend_pid())")
    with reading(engines) as session:
        assert run(session, "SELECT n FROM tally") == 0


def test_a_server_that_is_not_there_is_a_busy_moment(tmp_path: Path) -> None:
    engines = open_engines(make_url(f"postgresql+psycopg://visits@/none?host={tmp_path}"))
    with pytest.raises(Busy), reading(engines) as session:
        run(session, "SELECT 1")
    engines.dispose()


def test_what_is_our_own_fault_is_not_called_busy(engines: Engines) -> None:
    with pytest.raises(OperationalError), writing(engines) as session:
        run(session, "DO $$ BEGIN RAISE SQLSTATE '55000'; END $$")
    with pytest.raises(ProgrammingError), writing(engines) as session:
        ask(session.connection(), "SELECT ?", 1, 2)
