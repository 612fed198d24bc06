"""A whole application with a database of its own, for each test that asks.

A test marked `both_engines` that has `settings`, directly or through `app` or `client`, runs on
SQLite and on PostgreSQL; any other runs on SQLite alone. One PostgreSQL is started when the first
test needs it.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from postgres import Postgres

from app.cli import upgrade
from app.main import create_app
from app.settings import Settings

ENGINES = ("sqlite", "postgresql")
# Hashes that cost what they should would make up most of the suite's time.
CHEAP: dict[str, Any] = {
    "log_format": "json",
    "login_hash_memory_kib": 64,
    "push_contact": "mailto:office@trust.example",
}
numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_engines: run on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("both_engines")
    if marked and "settings" in metafunc.fixturenames:
        metafunc.parametrize("settings", ENGINES, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    postgres = Postgres()
    yield postgres
    postgres.stop()


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield Settings(database_url=f"sqlite:///{tmp_path}/test.db", **CHEAP)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{next(numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    ledger = tmp_path / "test.deletions"
    yield Settings(
        database_url=server.url(name), server_key="A" * 43, deletion_ledger=ledger, **CHEAP
    )
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    upgrade(settings)
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
