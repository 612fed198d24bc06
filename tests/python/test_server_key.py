"""The key that no copy of the database has: made once, never replaced unasked; and the doctor, who
looks at it and at the rest.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import test_cli
from callers import Caller
from fastapi.testclient import TestClient
from test_operating import between_visits, run

from app.accounts.server_key import ServerKeyFault, load_server_key
from app.cli import upgrade
from app.main import create_app
from app.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    upgrade(settings)
    return settings


def test_the_server_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new/x.db")
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: load_server_key(settings), range(8)))
    assert len({each.deletion_mark("x") for each in keys}) == 1
    (file,) = (tmp_path / "new").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "short", "A" * 44, "é" * 43])
def test_a_broken_server_key_is_said_and_not_replaced(tmp_path: Path, content: str) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/x.db")
    (tmp_path / "x.db.server-key").write_text(content, "utf-8")
    with pytest.raises(ServerKeyFault, match="does not hold a server key"):
        load_server_key(settings)
    assert (tmp_path / "x.db.server-key").read_text("utf-8") == content


@pytest.mark.parametrize("what", ["lost", "another"])
def test_a_server_without_the_key_of_its_accounts_does_not_start(
    settings: Settings, tmp_path: Path, what: str
) -> None:
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
    file = tmp_path / "test.db.server-key"
    if what == "lost":
        file.unlink()
    else:
        file.write_text("A" * 43)
    served = test_cli.run("serve", DATABASE_URL=settings.database_url, LOG_FORMAT="json")
    assert served.returncode == 1
    assert "Traceback" not in served.stderr
    assert served.stderr.splitlines()[-1].startswith("Server key: ")
    with pytest.raises(ServerKeyFault), TestClient(create_app(settings)):
        pass
    # Made anew, it would hide what has happened.
    assert file.exists() == (what == "another")
    looked = between_visits(settings, "doctor")
    assert looked.exit_code == 1
    assert " WRONG  Server key: " in looked.stdout


def test_a_restore_under_another_server_key_is_refused(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()
    between_visits(settings, "backup", copy)
    (tmp_path / "test.db.server-key").write_text("A" * 43)
    done = between_visits(settings, "restore", copy, "--yes")
    assert done.exit_code == 1
    assert "another server key" in done.stderr
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        assert database.execute("SELECT count(*) FROM account").fetchone() == (1,)


def test_postgresql_without_a_server_key_is_refused_in_a_line() -> None:
    # In a process of its own: `serve` sets up the logging of the whole process.
    done = test_cli.run("serve", DATABASE_URL="postgresql+psycopg://nobody@/nothing")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Server key: SERVER_KEY must be set")


@pytest.mark.both_engines
def test_the_doctor_finds_a_sound_server_in_order(settings: Settings) -> None:
    with TestClient(create_app(settings)):
        done = between_visits(settings, "doctor")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "WRONG" not in done.stdout


def test_the_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    none = run("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert none.exit_code == 1
    assert "migrate" in none.stdout
    assert not (tmp_path / "none.db").exists()
    away = run("doctor", DATABASE_URL="postgresql+psycopg://nobody:hunter2@127.0.0.1:1/nothing")
    assert away.exit_code == 1
    assert "does not answer" in away.stdout
    assert "hunter2" not in away.stdout + away.stderr
