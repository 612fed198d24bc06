"""What an operator does from the command line: let people in, copy, put back.

In this process, since a process of its own takes a second to start; `test_cli.py` runs it so.
"""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from callers import Caller, code_of
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col
from typer.testing import CliRunner, Result

from app.accounts.models import Account, Vault
from app.cli import cli, upgrade
from app.db import reading
from app.file_lock import alone
from app.main import create_app
from app.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    upgrade(settings)
    return settings


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, arguments, env=environment)


def between_visits(settings: Settings, *arguments: Any) -> Result:  # noqa: ANN401
    environment = {"DATABASE_URL": settings.database_url}
    if settings.server_key:
        environment["SERVER_KEY"] = settings.server_key.get_secret_value()
        environment["DELETION_LEDGER"] = str(settings.ledger)
    return run(*map(str, arguments), **environment)


def code_in(done: Result) -> str:
    return done.stdout.strip().splitlines()[-1].partition("#invite=")[2]


def with_sign_up(settings: Settings, sign_up: str) -> FastAPI:
    return create_app(settings.model_copy(update={"sign_up": sign_up}))


def epochs(app: Any) -> dict[str, str]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        both = select(col(Account.name), col(Vault.epoch)).join(Vault)
        return dict(session.execute(both).all())


@pytest.mark.both_engines
def test_an_administrators_link_works_once_even_where_sign_up_is_closed(settings: Settings) -> None:
    done = between_visits(settings, "create-admin", "--site", "https://visits.example/")
    assert done.stdout.startswith("https://visits.example/back-up#invite=")
    with TestClient(with_sign_up(settings, "closed")) as client:
        assert code_of(Caller(client.app).sign_up()) == (403, "not_allowed")
        first = Caller(client.app)
        assert first.sign_up(invite=code_in(done)).status_code == 201
        assert code_of(Caller(client.app).sign_up(invite=code_in(done))) == (403, "not_allowed")
        with reading(client.app.state.engines) as session:
            assert session.scalars(select(col(Account.role))).all() == ["admin"]


def test_an_invitation_is_good_as_often_as_it_says_and_however_it_is_typed(
    settings: Settings,
) -> None:
    done = between_visits(settings, "invite", "--role", "facilitator", "--uses", "2")
    code = code_in(done)
    assert done.stdout.splitlines()[0] == code
    with TestClient(with_sign_up(settings, "invite")) as client:
        app = client.app
        assert code_of(Caller(app).sign_up()) == (422, "invalid")
        assert code_of(Caller(app).sign_up(invite="0000-0000-0000-0000-0000")) == (422, "invalid")
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert Caller(app).sign_up(invite=typed).status_code == 201
        taken = Caller(app)
        taken.name = "somebody"
        assert taken.sign_up(invite=code).status_code == 201
        answer = Caller(app).sign_up(invite=code)
        assert code_of(answer) == (422, "invalid")
        assert answer.json()["errors"] == [{"loc": ["body", "invite"], "type": "invite"}]
        with reading(app.state.engines) as session:
            assert session.scalars(select(col(Account.role))).all() == ["facilitator"] * 2


def test_an_invitation_ends_with_its_last_day(settings: Settings) -> None:
    code = code_in(between_visits(settings, "invite", "--days", "2", "--uses", "2"))
    with TestClient(with_sign_up(settings, "invite")) as client:
        for days, expected in ((2, (201, None)), (3, (422, "invalid"))):
            with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
                assert code_of(Caller(client.app).sign_up(invite=code)) == expected


def test_an_invitation_is_not_used_up_by_a_name_that_is_taken(settings: Settings) -> None:
    code = code_in(between_visits(settings, "invite", "--uses", "2"))
    with TestClient(with_sign_up(settings, "invite")) as client:
        first = Caller(client.app)
        first.sign_up(invite=code)
        assert code_of(Caller(client.app, first.name).sign_up(invite=code)) == (409, "name_taken")
        assert Caller(client.app).sign_up(invite=code).status_code == 201


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


def test_on_postgresql_backup_and_restore_name_its_own_tools() -> None:
    url = {"DATABASE_URL": "postgresql+psycopg://nobody@/nothing"}
    assert "pg_dump" in run("backup", "x.db", **url).stderr
    refused = run("restore", "x.db", "--yes", **url)
    assert refused.exit_code == 1
    assert "pg_restore" in refused.stderr


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


def test_lines_of_the_help_card_past_review_are_listed() -> None:
    line = (
        '[{"slot": "union", "name": "The union", "phone": "020 7946 0000",'
        ' "checked_on": "2020-01-01", "review_by": "2020-06-01"}]'
    )
    late = run("check-help-card", ORGANISATION_LINES=line)
    assert late.exit_code == 1
    assert "The union: was to be reviewed by 2020-06-01" in late.stdout


@pytest.mark.parametrize(
    "command", cli.registered_commands, ids=lambda each: each.callback.__name__
)
def test_every_command_says_what_it_does(command: Any) -> None:  # noqa: ANN401
    shown = run(command.callback.__name__.replace("_", "-"), "--help")
    assert shown.exit_code == 0
    first_words = command.callback.__doc__.split(".")[0]
    assert " ".join(first_words.split()) in " ".join(shown.stdout.split())
