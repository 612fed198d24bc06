"""F20: a populated database of every schema there has been comes through whole, on both engines."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.cli import upgrade
from app.cli.common import ROOT, migrations
from app.settings import Settings

pytestmark = pytest.mark.both_engines
SCHEMAS = [each.revision for each in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]
ROWS = 20
Contents = dict[str, list[tuple[Any, ...]]]

# Migrates, and ends as by a power cut right before the statement of this number that changes
# the schema or its version.
KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from app.cli import upgrade
from app.settings import Settings
left = int(sys.argv[1])
@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
upgrade(Settings())
"""

# Migrates, and takes a second before the first statement that changes the schema.
SLOW = """
import time
from sqlalchemy import Engine, event
from app.cli import upgrade
from app.settings import Settings
waited = False
@event.listens_for(Engine, "before_cursor_execute")
def wait(connection, cursor, statement, *_):
    global waited
    if statement.lstrip().upper().startswith("CREATE") and not waited:
        waited = True
        time.sleep(1)
upgrade(Settings())
"""


@contextmanager
def connected(settings: Settings) -> Iterator[sa.Connection]:
    engine = sa.create_engine(settings.database)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def tables_in(connection: sa.Connection) -> list[sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def populate(settings: Settings) -> Contents:
    """Rows of random values in every table there is; what refers to another row finds it."""
    chance = random.Random(20)  # noqa: S311 - the same every time
    with connected(settings) as connection:
        for table in tables_in(connection):
            rows = [
                {column.name: value_for(column, number, chance) for column in table.columns}
                for number in range(ROWS)
            ]
            connection.execute(sa.insert(table), rows)
    return contents_of(settings)


def value_for(column: sa.Column[Any], number: int, chance: random.Random) -> object:
    if column.foreign_keys or (column.primary_key and column.name == "id"):
        return f"row-{number:018d}"
    if isinstance(column.type, sa.LargeBinary):
        size = chance.choice([540, 65_564]) if column.name == "ciphertext" else 32
        return bytes([number]) + chance.randbytes(size)
    if isinstance(column.type, sa.Boolean):
        return bool(number % 2)
    if isinstance(column.type, sa.Integer):
        return number
    if isinstance(column.type, sa.Date):
        return date(2026, 1, 1 + number)
    if isinstance(column.type, sa.JSON):
        return {"number": number}
    length = getattr(column.type, "length", None) or 40
    return f"{column.name}-{number:018d}"[-length:]


def contents_of(settings: Settings) -> Contents:
    with connected(settings) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in tables_in(connection)
        }


def what_was(before: Contents, after: Contents) -> Contents:
    """The tables and the columns that were there before: later ones stand after them."""
    return {
        name: sorted((row[: len(rows[0])] for row in after[name]), key=repr)
        for name, rows in before.items()
    }


@pytest.mark.parametrize("schema", SCHEMAS)
def test_f20_every_row_of_every_schema_comes_through_byte_for_byte(
    settings: Settings, schema: str
) -> None:
    command.upgrade(migrations(settings), schema)
    before = populate(settings)
    assert before
    assert all(len(rows) == ROWS for rows in before.values())
    upgrade(settings)
    after = contents_of(settings)
    assert what_was(before, after) == before


@pytest.mark.parametrize("statements", [0, 2, 5])
def test_f20_a_migration_killed_in_the_middle_leaves_what_was_and_can_be_done_again(
    settings: Settings, statements: int
) -> None:
    oldest = SCHEMAS[-1]
    command.upgrade(migrations(settings), oldest)
    before = populate(settings)
    with connected(settings) as connection:
        schema = version_in(connection)
    migrating = subprocess.run(
        [sys.executable, "-c", KILLED, str(statements)],
        env=os.environ | environment_of(settings),
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert migrating.returncode == -signal.SIGKILL
    with connected(settings) as connection:
        assert version_in(connection) == schema
    assert contents_of(settings) == before
    upgrade(settings)
    after = contents_of(settings)
    assert what_was(before, after) == before
    assert len(after) > len(before)


def test_f20_of_servers_that_start_at_once_one_migrates_and_the_others_wait(
    settings: Settings,
) -> None:
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", SLOW],
            env=os.environ | environment_of(settings),
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    said = [server.communicate(timeout=60)[1].decode()[-300:] for server in servers]
    assert [server.returncode for server in servers] == [0] * 3, said
    with connected(settings) as connection:
        assert version_in(connection) == SCHEMAS[0]


def version_in(connection: sa.Connection) -> object:
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()


def environment_of(settings: Settings) -> dict[str, str]:
    environment = {"DATABASE_URL": settings.database_url}
    if settings.server_key:
        environment["SERVER_KEY"] = settings.server_key.get_secret_value()
    return environment
