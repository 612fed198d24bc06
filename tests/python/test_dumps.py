"""Backup and restore on PostgreSQL, by its own programs: nothing is taken that is not whole."""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from callers import Caller
from commands import between_visits
from fastapi.testclient import TestClient
from phones import history, phone
from postgres import Postgres
from sqlalchemy import text
from test_copying import epochs

from app.cli import upgrade
from app.db import open_engines
from app.main import create_app
from app.settings import Settings

pytestmark = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def programs(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The programs that came with this PostgreSQL, and no older ones of the machine."""
    monkeypatch.setenv("PATH", f"{postgres.programs}/bin{os.pathsep}{os.environ['PATH']}")
    return postgres.programs / "bin"


@pytest.fixture
def settings(settings: Settings, postgres: Postgres) -> Iterator[Settings]:
    upgrade(settings)
    yield settings
    for name in beside(postgres, settings):
        postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def rows(settings: Settings, statement: str) -> list[tuple[Any, ...]]:
    engines = open_engines(settings.database)
    try:
        with engines.write.begin() as connection:
            done = connection.execute(text(statement))
            return [tuple(row) for row in done] if done.returns_rows else []
    finally:
        engines.dispose()


def beside(postgres: Postgres, settings: Settings) -> list[str]:
    everywhere = Settings(database_url=postgres.url())
    found = rows(everywhere, "SELECT datname FROM pg_database ORDER BY datname")
    return [name for (name,) in found if name.startswith(f"{settings.database.database}_")]


def packed_rows_in(dump: bytes) -> int:
    """Where the longest packed table begins; what comes before the tables is packed by nobody."""
    found: dict[int, int] = {}
    for at in range(len(dump)):
        if dump[at : at + 2] == b"\x78\x9c":
            with suppress(zlib.error):
                found[len(zlib.decompressobj().decompress(dump[at:]))] = at
    return found[max(found)]


def doctor(settings: Settings) -> str:
    return between_visits(settings, "doctor").stdout


def names(settings: Settings) -> set[str]:
    return {name for (name,) in rows(settings, "SELECT name FROM account")}


def test_f60_a_backup_is_whole_private_and_overwrites_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
        done = between_visits(settings, "backup", copy)
    assert (done.exit_code, done.stderr) == (0, "")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before = copy.read_bytes()
    again = between_visits(settings, "backup", copy)
    assert again.exit_code == 1
    assert "is left as it is" in again.stderr
    assert copy.read_bytes() == before


def test_f14_a_restore_gives_new_epochs_and_keeps_the_deleted_deleted(
    settings: Settings, tmp_path: Path, postgres: Postgres
) -> None:
    copy = tmp_path / "copy.dump"
    with TestClient(create_app(settings)) as client:
        stays, leaves = Caller(client.app), Caller(client.app)
        stays.sign_up()
        leaves.sign_up()
        before = epochs(client.app)
        assert between_visits(settings, "backup", copy).exit_code == 0
        leaves.call("DELETE", "/api/account", {"login_key": leaves.login_key})
        came_later = Caller(client.app)
        came_later.sign_up()
    done = between_visits(settings, "restore", copy, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 that had been deleted since" in done.stdout
    # Already now, and not only once a server has started.
    assert names(settings) == {stays.name}
    with TestClient(create_app(settings)) as client:
        assert epochs(client.app)[stays.name] != before[stays.name]
        stays.app = client.app
        assert stays.another_browser().sign_in().status_code == 200
    (aside,) = beside(postgres, settings)
    assert f"{aside};" in done.stdout
    there = settings.model_copy(update={"database_url": postgres.url(aside)})
    assert names(there) == {stays.name, came_later.name}
    assert f"  ok    Restore: what was there before is kept as the database {aside}." in doctor(
        settings
    )
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        assert f" WRONG  Restore: the database {aside} is older" in doctor(settings)


def test_a_database_that_is_gone_altogether_is_put_back(
    settings: Settings, tmp_path: Path, postgres: Postgres
) -> None:
    copy = tmp_path / "copy.dump"
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
    kept = names(settings)
    assert between_visits(settings, "backup", copy).exit_code == 0
    postgres.execute(f"DROP DATABASE {settings.database.database}")
    done = between_visits(settings, "restore", copy, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "kept as" not in done.stdout
    assert names(settings) == kept


def test_a_restore_is_refused_while_a_server_runs(
    settings: Settings, tmp_path: Path, postgres: Postgres
) -> None:
    copy = tmp_path / "copy.dump"
    with TestClient(create_app(settings)) as client:
        ann = Caller(client.app)
        ann.sign_up()
        assert between_visits(settings, "backup", copy).exit_code == 0
        running = between_visits(settings, "restore", copy, "--yes")
        assert running.exit_code == 1
        assert "in use" in running.stderr
        assert ann.keys().status_code == 200
    assert beside(postgres, settings) == []


@pytest.mark.parametrize(
    "what", ["text", "empty", "changed", "cut off", "stranger", "missing", "another server's key"]
)
def test_a_restore_of_what_is_no_whole_copy_changes_nothing(
    settings: Settings, tmp_path: Path, postgres: Postgres, what: str
) -> None:
    with TestClient(create_app(settings)) as client:
        history(phone(client.app).sign_up(), 3)
    copy = tmp_path / "copy.dump"
    if what == "stranger":
        stranger = settings.model_copy(update={"database_url": postgres.url()})
        assert "is no database of Between Visits" in between_visits(stranger, "backup", copy).stderr
        assert not copy.exists()
    if what == "text":
        copy.write_text("not a database")
    elif what == "empty":
        copy.touch()
    elif what != "missing":
        assert between_visits(settings, "backup", copy).exit_code == 0
    if what == "changed":
        whole = bytearray(copy.read_bytes())
        whole[packed_rows_in(whole) + 100] ^= 1
        copy.write_bytes(whole)
    elif what == "cut off":
        copy.write_bytes(copy.read_bytes()[:-1])
    elif what in ("stranger", "another server's key"):
        rows(
            settings, "UPDATE account SET wrapped_by_passphrase = '\\x00' || wrapped_by_passphrase"
        )
        copy.unlink()
        assert between_visits(settings, "backup", copy).exit_code == 0
    before = names(settings)
    done = between_visits(settings, "restore", copy, "--yes")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Nothing was changed: ")
    assert names(settings) == before
    assert beside(postgres, settings) == []


SPOILT = {
    "a head's bytes": "UPDATE record SET ciphertext = decode(repeat('00', 540), 'hex')",
    "a revision is missing": "DELETE FROM revision WHERE seq = 1",
}


@pytest.mark.parametrize("what", SPOILT)
def test_f60_a_backup_notices_what_is_no_longer_what_was_sent(
    settings: Settings, tmp_path: Path, postgres: Postgres, what: str
) -> None:
    with TestClient(create_app(settings)) as client:
        history(phone(client.app).sign_up(), 2)
    spoilt = tmp_path / "spoilt.dump"
    rows(settings, SPOILT[what])
    made = between_visits(settings, "backup", spoilt)
    assert made.exit_code == 1
    assert "older backups" in made.stderr
    refused = between_visits(settings, "restore", spoilt, "--yes")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Nothing was changed: ")
    assert beside(postgres, settings) == []
    anyway = between_visits(settings, "restore", spoilt, "--yes", "--damaged-too")
    assert (anyway.exit_code, anyway.stderr) == (0, "")


def test_the_password_is_on_no_command_line_and_in_no_message(
    settings: Settings, tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "noted"
    for name in ("pg_dump", "pg_restore"):
        stand_in = tmp_path / "bin" / name
        stand_in.parent.mkdir(exist_ok=True)
        stand_in.write_text(
            f'#!/bin/sh\necho "$0 $* [$PGPASSWORD]" >> {noted}\nexec {programs}/{name} "$@"\n'
        )
        stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    url = settings.database.set(password="hunter2 and more")  # noqa: S106 - nobody's
    there = settings.model_copy(update={"database_url": url.render_as_string(hide_password=False)})
    copy = tmp_path / "copy.dump"
    said = [between_visits(there, "backup", copy), between_visits(there, "backup", copy)]
    said += [between_visits(there, "restore", copy, "--yes")]
    assert [each.exit_code for each in said] == [0, 1, 0]
    assert all("hunter2" not in each.output + each.stderr for each in said)
    with_a_database = [line for line in noted.read_text().splitlines() if "--dbname" in line]
    assert len(with_a_database) == 2
    assert all(line.endswith("[hunter2 and more]") for line in with_a_database)
    assert noted.read_text().count("hunter2") == 2


def test_a_missing_program_is_named_with_its_package(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = between_visits(settings, "backup", tmp_path / "copy.dump")
    assert done.exit_code == 1
    assert "pg_dump is not here" in done.stderr
    assert "postgresql-client" in done.stderr
    assert not (tmp_path / "copy.dump").exists()


def test_an_older_program_than_the_database_says_so_in_a_line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words that PostgreSQL 15's own has for one of 18."""
    old = tmp_path / "bin" / "pg_dump"
    old.parent.mkdir()
    mismatch = "pg_dump: error: aborting because of server version mismatch"
    detail = "pg_dump: detail: server version: 18.1; pg_dump version: 15.18"
    old.write_text(f'#!/bin/sh\nprintf "{mismatch}\\n{detail}\\n" >&2\nexit 1\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    done = between_visits(settings, "backup", tmp_path / "copy.dump")
    assert done.exit_code == 1
    assert "server version mismatch; detail: server version: 18.1" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_user_who_may_not_make_databases_is_told_how(
    settings: Settings, tmp_path: Path, postgres: Postgres
) -> None:
    copy = tmp_path / "copy.dump"
    assert between_visits(settings, "backup", copy).exit_code == 0
    postgres.execute("CREATE ROLE plain LOGIN")
    try:
        url = settings.database.set(username="plain")
        there = settings.model_copy(update={"database_url": url.render_as_string()})
        done = between_visits(there, "restore", copy, "--yes")
    finally:
        postgres.execute("DROP ROLE plain")
    assert done.exit_code == 1
    assert done.stderr.startswith("Nothing was changed: ")
    assert "ALTER ROLE plain CREATEDB" in done.stderr
