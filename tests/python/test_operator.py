"""Somebody runs this for the first time, from the words alone: whatever is not as it has to be is
said in a line that tells what to do next, and nothing unsafe is made meanwhile.
"""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
import test_cli
from callers import Caller
from commands import between_visits, run
from fastapi.testclient import TestClient
from postgres import SERVER_KEY, Postgres
from served import serve
from test_container import NO_RIGHTS

from app.cli import upgrade
from app.main import create_app
from app.settings import Settings

PASSWORD = "ring-of-four-bells"  # noqa: S105 - to be looked for in what is said


@pytest.fixture
def settings(settings: Settings) -> Settings:
    upgrade(settings)
    return settings


def with_an_account(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        Caller(client.app).sign_up()


def as_anybody(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As a user who is held to what files allow, which root is not."""
    plain = NO_RIGHTS if os.geteuid() == 0 else []
    return subprocess.run(
        [*plain, test_cli.COMMAND, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


SAID = {
    "no address to write to": ("PUSH_CONTACT", "it@trust.example", "mailto:digital@trust.example"),
    "a driver that is not here": ("DATABASE_URL", "postgresql+psycopg2://a@b/c", "+psycopg://"),
    "no folder of content": ("CONTENT_DIR", "/nowhere/at/all", "names no folder"),
    "a ledger that is a folder": ("DELETION_LEDGER", "", "must name a file"),
    "no such way to sign up": ("SIGN_UP", "invited", "'open', 'invite' or 'closed'"),
    "no token": ("METRICS_TOKEN", "", "make-key"),
}


@pytest.mark.parametrize("what", SAID)
def test_a_setting_that_is_not_right_is_one_line_in_words(what: str) -> None:
    setting, value, words = SAID[what]
    done = run("doctor", **{setting: value})
    assert done.exit_code == 1
    assert re.fullmatch(rf"{setting}: [^\n]+\n", done.stderr)
    assert words in done.stderr
    assert "Value error" not in done.stderr
    assert "pattern" not in done.stderr


def test_a_fault_in_a_list_is_counted_from_one() -> None:
    done = run("doctor", ORGANISATION_LINES='[{"slot": "union"}]')
    assert "ORGANISATION_LINES 1 name: Field required" in done.stderr


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("127.0.0.1", "is taken; stop what listens there"),
        ("192.0.2.1", "no address of this machine"),
    ],
)
def test_a_port_that_cannot_be_had_is_said_before_anything_is_made(
    tmp_path: Path, host: str, words: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        made = tmp_path / "never.db"
        done = test_cli.run("serve", HOST=host, PORT=port, DATABASE_URL=f"sqlite:///{made}")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert not made.exists()


def test_a_request_that_does_not_end_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    """A phone that lost its signal in the middle. Containers are killed after ten seconds."""
    server = serve(tmp_path, "sqlite", None)
    server.start()
    assert server.process
    with socket.create_connection(("127.0.0.1", server.port)) as phone:
        head = f"POST /api/account HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        head += "Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
        phone.sendall(f'{head}Content-Length: 500\r\n\r\n{{"name": "planted-wren'.encode())
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(9.5)
    logged = (tmp_path / "server.log").read_text()
    assert "Application shutdown complete" in logged
    assert "planted-wren" not in logged


def test_what_is_made_for_the_database_is_closed_to_others(tmp_path: Path) -> None:
    """In a folder that others may look into, too."""
    tmp_path.chmod(0o755)
    made = tmp_path / "x.db"
    assert test_cli.run("migrate", DATABASE_URL=f"sqlite:///{made}").returncode == 0
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("command", "what"),
    [
        *((command, which) for command in ("serve", "doctor") for which in ("", ".server-key")),
        *((command, ".lock") for command in ("serve", "doctor", "backup", "create-admin")),
        ("create-admin", ""),
    ],
)
def test_a_file_of_another_users_is_named_with_whose_it_has_to_be(
    settings: Settings, tmp_path: Path, command: str, what: str
) -> None:
    with_an_account(settings)
    (tmp_path / "test.db.lock").touch()
    closed = tmp_path / f"test.db{what}"
    closed.chmod(0o000 if what == ".server-key" else 0o444)
    arguments = [command, str(tmp_path / "copy")] if command == "backup" else [command]
    done = as_anybody(*arguments, DATABASE_URL=settings.database_url, PORT="0")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "the user that the server runs as" in (done.stdout + done.stderr).lower()


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_a_ledger_that_cannot_be_written_is_told_before_anybody_wants_to_leave(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    with_an_account(settings)
    for made in (tmp_path, *tmp_path.iterdir()):
        made.chmod(0o777)
    (tmp_path / "test.db.server-key").chmod(0o644)
    (tmp_path / "closed").mkdir(mode=0o555)
    ledger = str(tmp_path / "closed" / "deletions")
    given = {"DATABASE_URL": settings.database_url, "DELETION_LEDGER": ledger}
    done = as_anybody(command, **given, PORT="0")
    assert done.returncode == 1
    assert f"Ledger of deletions: {ledger} cannot be written" in done.stdout + done.stderr


def test_a_key_that_nobody_may_change_is_as_good(settings: Settings, tmp_path: Path) -> None:
    with_an_account(settings)
    (tmp_path / "test.db.server-key").chmod(0o400)
    done = as_anybody("doctor", DATABASE_URL=settings.database_url)
    assert (done.returncode, "WRONG" in done.stdout) == (0, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_made_by_mistake_is_found_by_the_doctor(
    settings: Settings, tmp_path: Path
) -> None:
    """`sudo between-visits create-admin`, and then the server cannot start."""
    os.chown(tmp_path / "test.db", 65534, 65534)
    (tmp_path / "test.db.lock").touch()
    looked = between_visits(settings, "doctor")
    assert "test.db* belong to more than one user; `chown` them." in looked.stdout


def test_a_database_of_a_newer_version_is_not_to_be_migrated(
    settings: Settings, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "test.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    looked = between_visits(settings, "doctor")
    assert " WRONG  Migrations: at 9999: it was made by a newer version" in looked.stdout
    assert "between-visits migrate" not in looked.stdout
    for command in ("serve", "create-admin"):
        done = test_cli.run(command, DATABASE_URL=settings.database_url, LOG_FORMAT="json")
        assert done.returncode == 1
        assert "newer version" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("how", ["no database", "a hole"])
def test_a_damaged_database_is_found_and_its_copy_is_not_blamed(
    settings: Settings, tmp_path: Path, how: str
) -> None:
    with_an_account(settings)
    file = tmp_path / "test.db"
    raw = bytearray(file.read_bytes())
    raw[-4096 if how == "a hole" else 0 :] = bytes(4096)
    file.write_bytes(raw)
    looked = between_visits(settings, "doctor")
    assert looked.exit_code == 1
    assert re.search(r" WRONG  Database: .*damaged.*restore", looked.stdout)
    done = between_visits(settings, "backup", tmp_path / "copy.db")
    assert done.exit_code == 1
    assert "copy.db" not in done.stderr
    assert not (tmp_path / "copy.db").exists()


def test_with_the_key_gone_nobody_is_told_that_a_new_one_will_do(
    settings: Settings, tmp_path: Path
) -> None:
    """A start in a fresh place makes a key that opens nothing of the backup."""
    with_an_account(settings)
    copy, place = tmp_path / "copy.db", tmp_path / "place"
    between_visits(settings, "backup", copy)
    fresh = settings.model_copy(update={"database_url": f"sqlite:///{place}/visits.db"})
    lost = between_visits(fresh, "restore", copy, "--yes")
    assert lost.exit_code == 1
    assert "put the copy of it back there" in lost.stderr
    assert not (place / "visits.db").exists()
    shutil.copy(tmp_path / "test.db.server-key", place / "visits.db.server-key")
    done = between_visits(fresh, "restore", copy, "--yes")
    assert done.exit_code == 0
    assert f"no ledger of deletions at {place}/visits.db.deletions" in done.stdout
    (place / "visits.db.server-key").unlink()
    assert "put the copy of it back there" in between_visits(fresh, "doctor").stdout


def test_a_database_that_is_made_by_the_way_is_mentioned(tmp_path: Path) -> None:
    """In another folder, or without the settings, the link would be good for nothing."""
    made = run("create-admin", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert made.exit_code == 0
    assert f"There was no database at {tmp_path}/x.db" in made.stderr
    assert made.stdout.count("\n") == 1
    assert run("create-admin", DATABASE_URL=f"sqlite:///{tmp_path}/x.db").stderr == ""


def test_a_backup_names_no_key_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    done = between_visits(settings, "backup", tmp_path / "copy.db")
    assert done.exit_code == 0
    assert "in another place" not in done.stdout


@pytest.mark.parametrize("command", ["doctor", "create-admin", "check-help-card", "backup"])
def test_a_postgresql_that_is_away_is_told_with_why_and_without_the_password(
    tmp_path: Path, command: str
) -> None:
    url = f"postgresql+psycopg://visits:{PASSWORD}@127.0.0.1:1/visits"
    arguments = [command, str(tmp_path / "x.dump")] if command == "backup" else [command]
    done = run(*arguments, DATABASE_URL=url, SERVER_KEY=SERVER_KEY)
    said = done.stdout + done.stderr
    assert done.exit_code == 1
    assert "does not answer (Connection refused); see that PostgreSQL runs" in said
    assert PASSWORD not in said
    assert "visits@" not in said


def test_a_database_that_is_not_there_is_told_without_its_name(postgres: Postgres) -> None:
    done = run("doctor", DATABASE_URL=postgres.url("no_such_one"), SERVER_KEY=SERVER_KEY)
    assert "does not exist); see that PostgreSQL runs" in done.stdout
    assert "no_such_one" not in done.stdout
