"""Nothing is lost when many write at once, and what is written stays."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.cli import upgrade
from app.db import Engines, open_engines, reading, writing
from app.settings import Settings

THREADS, TIMES = 8, 25


@pytest.fixture
def engines(settings: Settings) -> Iterator[Engines]:
    engines = open_engines(settings.database)
    with writing(engines) as session:
        run(session, "CREATE TABLE tally (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)")
        run(session, "INSERT INTO tally VALUES (1, 0)")
    yield engines
    engines.dispose()


def run(session: Session, statement: str) -> object:
    result = session.connection().execute(text(statement))
    return result.scalar() if result.returns_rows else None


def count(engines: Engines) -> object:
    with reading(engines) as session:
        return run(session, "SELECT n FROM tally")


def increment(engines: Engines) -> None:
    # Read and write apart: `n = n + 1` in one statement would hide a lost update.
    for _ in range(TIMES):
        with writing(engines) as session:
            seen = run(session, "SELECT n FROM tally")
            run(session, f"UPDATE tally SET n = {seen} + 1")  # noqa: S608
        count(engines)


def test_concurrent_increments_are_all_kept(engines: Engines) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(increment, [engines] * THREADS))
    assert count(engines) == THREADS * TIMES


def test_two_processes_worth_of_engines_wait_for_each_other(
    engines: Engines, settings: Settings
) -> None:
    other = open_engines(settings.database)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(increment, [engines, other]))
    other.dispose()
    assert count(engines) == 2 * TIMES


def test_a_block_that_raises_writes_nothing(engines: Engines) -> None:
    def write_then_fail() -> None:
        with writing(engines) as session:
            run(session, "UPDATE tally SET n = 99")
            raise LookupError

    with pytest.raises(LookupError):
        write_then_fail()
    assert count(engines) == 0


def test_a_read_is_one_view_while_others_write(engines: Engines) -> None:
    with reading(engines) as session:
        before = run(session, "SELECT n FROM tally")
        with writing(engines) as writer:
            run(writer, "UPDATE tally SET n = 1")
        assert run(session, "SELECT n FROM tally") == before
    assert count(engines) == 1


def test_f51_a_session_for_reading_cannot_write(engines: Engines) -> None:
    with pytest.raises(OperationalError, match="readonly"), reading(engines) as session:
        run(session, "UPDATE tally SET n = 1")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_the_database_is_durable_and_checks_its_keys(
    engines: Engines, pragma: str, value: object
) -> None:
    with writing(engines) as session:
        assert run(session, f"PRAGMA {pragma}") == value


def test_an_error_text_holds_no_parameters(engines: Engines) -> None:
    with pytest.raises(OperationalError) as raised, writing(engines) as session:
        session.connection().execute(text("SELECT nothing WHERE 1 = :word"), {"word": "private"})
    assert "private" not in str(raised.value)


def test_migrating_makes_the_folder_and_the_file_and_may_be_repeated(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new/folder/visits.db")
    upgrade(settings)
    upgrade(settings)
    assert (tmp_path / "new/folder/visits.db").stat().st_size > 0
