"""A whole application with a database of its own, for each test that asks.

A test marked `both_engines` that has `settings`, directly or through `app` or `client`, runs on
SQLite and on PostgreSQL; any other runs on SQLite alone. One PostgreSQL is started when the first
test needs it.
"""

import gc
import itertools
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from postgres import SERVER_KEY, Postgres

from app.cli import upgrade
from app.main import create_app
from app.models import metadata
from app.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "browser"))
import rendered

ENGINES = ("sqlite", "postgresql")
# Hashes that cost what they should would make up most of the suite's time.
CHEAP: dict[str, Any] = {
    "log_format": "json",
    "login_hash_memory_kib": 64,
    "push_contact": "mailto:office@trust.example",
}
numbers = itertools.count(1)
rendered.once()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_engines: run on SQLite and on PostgreSQL")


def pytest_collection_finish() -> None:
    """What is imported by now is nobody's garbage: to look through it again and again would take a
    tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("both_engines")
    if marked and "settings" in metafunc.fixturenames:
        metafunc.parametrize("settings", ENGINES, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    postgres = Postgres()
    yield postgres
    postgres.stop()


def sqlite(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder}/test.db", **CHEAP)


def postgresql(server: Postgres, database: str, folder: Path) -> Settings:
    url, ledger = server.url(database), folder / "test.deletions"
    return Settings(database_url=url, server_key=SERVER_KEY, deletion_ledger=ledger, **CHEAP)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that is up to date and empty, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    upgrade(sqlite(folder))
    return folder / "test.db"


class Emptied:
    """One database on the server, up to date and empty, for one test after the other. To make one
    takes a hundred times as long as to empty one."""

    def __init__(self, server: Postgres, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.name: str | None = None
        tables = reversed(metadata.sorted_tables)
        every = (f"DELETE FROM {table}" for table in tables)  # noqa: S608 - our own names
        self.empty = "; ".join(("SET lock_timeout = 5000", *every))

    def take(self) -> str:
        if self.name is None:
            self.name = f"emptied_{next(numbers)}"
            self.server.execute(f"CREATE DATABASE {self.name}")
            upgrade(postgresql(self.server, self.name, self.folder))
        return self.name

    def give_back(self) -> None:
        """Empty it; or be rid of it, where the test has changed more than rows."""
        try:
            self.server.execute(self.empty, self.name)
        except psycopg.Error:
            self.server.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            self.name = None


@pytest.fixture(scope="session")
def emptied(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Emptied:
    return Emptied(postgres, tmp_path_factory.mktemp("emptied"))


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A database of the test's own: up to date where it has an `app`, and with nothing in it
    elsewhere."""
    has_app = "app" in request.fixturenames
    if getattr(request, "param", "sqlite") == "sqlite":
        if has_app:
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / "test.db")
        yield sqlite(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    if has_app:
        emptied: Emptied = request.getfixturevalue("emptied")
        yield postgresql(server, emptied.take(), tmp_path)
        emptied.give_back()
        return
    name = f"test_{next(numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    yield postgresql(server, name, tmp_path)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        app.state.portal = client.portal
        yield client
