"""Backup and restore, from the command line: nothing is taken that is not whole."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from callers import Caller
from commands import between_visits
from fastapi.testclient import TestClient
from phones import history, phone
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import Account, Vault
from app.cli import upgrade
from app.db import reading
from app.file_lock import alone
from app.main import create_app
from app.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    upgrade(settings)
    return settings


def epochs(app: Any) -> dict[str, str]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        both = select(col(Account.name), col(Vault.epoch)).join(Vault)
        return dict(session.execute(both).all())


def test_f60_a_backup_is_whole_private_and_overwrites_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copies.db"
    with TestClient(create_app(settings)) as client:
        ann = Caller(client.app)
        ann.sign_up()
        done = between_visits(settings, "backup", copy)
        assert (done.exit_code, done.stderr) == (0, "")
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert not list(tmp_path.glob("copies.db-*"))
    before = copy.read_bytes()
    again = between_visits(settings, "backup", copy)
    assert again.exit_code == 1
    assert "is left as it is" in again.stderr
    assert copy.read_bytes() == before
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT name FROM account").fetchall() == [(ann.name,)]


def test_f14_a_restore_gives_new_epochs_and_keeps_the_deleted_deleted(
    settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with TestClient(create_app(settings)) as client:
        stays, leaves = Caller(client.app), Caller(client.app)
        stays.sign_up()
        leaves.sign_up()
        before = epochs(client.app)
        between_visits(settings, "backup", copy)
        leaves.call("DELETE", "/api/account", {"login_key": leaves.login_key})
        came_later = Caller(client.app)
        came_later.sign_up()
    done = between_visits(settings, "restore", copy, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    # Already now, and not only once a server has started.
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        assert database.execute("SELECT name FROM account").fetchall() == [(stays.name,)]
    assert "1 that had been deleted since" in done.stdout
    with TestClient(create_app(settings)) as client:
        after = epochs(client.app)
        assert set(after) == {stays.name}
        assert after[stays.name] != before[stays.name]
        stays.app = client.app
        assert stays.another_browser().sign_in().status_code == 200
    (aside,) = tmp_path.glob("test.db.before-*")
    with closing(sqlite3.connect(aside)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM account")}
    assert names == {stays.name, came_later.name}
    kept = between_visits(settings, "doctor").stdout
    assert f"  ok    Restore: what was there before is kept as {aside}." in kept
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        assert f" WRONG  Restore: {aside} is older" in between_visits(settings, "doctor").stdout


def test_a_restore_refuses_without_yes_and_while_a_server_runs(
    settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with TestClient(create_app(settings)) as client:
        ann = Caller(client.app)
        ann.sign_up()
        between_visits(settings, "backup", copy)
        running = between_visits(settings, "restore", copy, "--yes")
        assert running.exit_code == 1
        assert "in use" in running.stderr
        assert ann.keys().status_code == 200
    before = (tmp_path / "test.db").read_bytes()
    unsure = between_visits(settings, "restore", copy)
    assert unsure.exit_code == 1
    assert "--yes" in unsure.stderr
    assert (tmp_path / "test.db").read_bytes() == before


def test_nothing_is_written_or_copied_while_a_backup_is_put_back(
    settings: Settings, tmp_path: Path
) -> None:
    """What was left of the old database's log would be taken for the new one's."""
    with alone(settings):
        for arguments in (["invite"], ["create-admin"], ["backup", tmp_path / "copy.db"]):
            done = between_visits(settings, *arguments)
            assert done.exit_code == 1
            assert "in use" in done.stderr
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    "what", ["text", "empty", "damaged", "cut off", "stranger", "missing", "itself"]
)
def test_a_restore_of_what_is_no_whole_copy_changes_nothing(
    settings: Settings, tmp_path: Path, what: str
) -> None:
    with TestClient(create_app(settings)) as client:
        for _ in range(20):
            Caller(client.app).sign_up()
    copy = tmp_path / "copy.db"
    if what == "text":
        copy.write_text("not a database")
    elif what == "empty":
        copy.touch()
    elif what == "stranger":
        with closing(sqlite3.connect(copy)) as database:
            database.execute("CREATE TABLE account (id TEXT)")
    elif what == "damaged":
        between_visits(settings, "backup", copy)
        whole = bytearray(copy.read_bytes())
        whole[8192 : len(whole) // 2] = bytes(len(whole) // 2 - 8192)
        copy.write_bytes(whole)
    elif what == "cut off":
        # One byte, which belongs to somebody's ciphertext: the database's own check finds nothing.
        between_visits(settings, "backup", copy)
        copy.write_bytes(copy.read_bytes()[:-1])
    elif what == "itself":
        copy = tmp_path / "test.db"
    before = (tmp_path / "test.db").read_bytes()
    done = between_visits(settings, "restore", copy, "--yes")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Nothing was changed: ")
    assert (tmp_path / "test.db").read_bytes() == before
    assert not list(tmp_path.glob("test.db.before-*"))
    assert not list(tmp_path.glob("test.db.restoring*"))


SPOILT = {
    "a head's bytes": "UPDATE record SET ciphertext = zeroblob(length(ciphertext)) WHERE seq = 2",
    "an older version's bytes": "UPDATE revision SET ciphertext = zeroblob(40) WHERE seq = 1",
    "a mark of deletion": "UPDATE record SET deleted = 1 WHERE seq = 2",
    "a revision is missing": "DELETE FROM revision WHERE seq = 1",
    "the end is missing": "DELETE FROM revision WHERE seq = 2",
}


@pytest.mark.parametrize("what", SPOILT)
def test_f60_a_backup_notices_what_is_no_longer_what_was_sent(
    settings: Settings, tmp_path: Path, what: str
) -> None:
    """The file is whole, SQLite finds nothing wrong, and a byte of somebody's words is."""
    with TestClient(create_app(settings)) as client:
        history(phone(client.app).sign_up(), 2)
    whole, spoilt = tmp_path / "whole.db", tmp_path / "spoilt.db"
    assert between_visits(settings, "backup", whole).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        database.execute(SPOILT[what])
        database.commit()
    before = (tmp_path / "test.db").read_bytes()
    made = between_visits(settings, "backup", spoilt)
    assert made.exit_code == 1
    assert "older backups" in made.stderr
    refused = between_visits(settings, "restore", spoilt, "--yes")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Nothing was changed: ")
    assert (tmp_path / "test.db").read_bytes() == before
    anyway = between_visits(settings, "restore", spoilt, "--yes", "--damaged-too")
    assert (anyway.exit_code, anyway.stderr) == (0, "")
    assert between_visits(settings, "restore", whole, "--yes").exit_code == 0


def test_a_broken_database_and_its_log_are_set_aside_together(
    settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
        between_visits(settings, "backup", copy)
    (tmp_path / "test.db").write_bytes(b"broken" * 2000)
    (tmp_path / "test.db-wal").write_bytes(b"the log of the broken one")
    done = between_visits(settings, "restore", copy, "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    (log,) = tmp_path.glob("test.db.before-*-wal")
    assert log.read_bytes() == b"the log of the broken one"
    with TestClient(create_app(settings)) as client:
        assert len(epochs(client.app)) == 1


@pytest.mark.both_engines
def test_a_database_that_was_put_back_by_hand_gets_new_epochs(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
        before = epochs(client.app)
    done = between_visits(settings, "restore", "--in-place", "--yes")
    assert (done.exit_code, done.stderr) == (0, "")
    with TestClient(create_app(settings)) as client:
        after = epochs(client.app)
    assert after.keys() == before.keys()
    assert after != before
