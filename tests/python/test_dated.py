"""The folder of dated copies: a whole one each day, and what is older than was promised is gone."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from commands import between_visits, run
from postgres import Postgres

from app.accounts.server_key import load_server_key
from app.cli import upgrade
from app.settings import Settings

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(
    settings: Settings, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    upgrade(settings)
    if settings.beside_database("") is None:
        postgres: Postgres = request.getfixturevalue("postgres")
        monkeypatch.setenv("PATH", f"{postgres.programs}/bin{os.pathsep}{os.environ['PATH']}")
    return settings


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.both_engines
def test_a_copy_a_day_is_made_and_none_is_ever_older_than_was_said(
    settings: Settings, tmp_path: Path
) -> None:
    load_server_key(settings)
    folder = tmp_path / "copies"
    for day in range(6):
        with time_machine.travel(NOON + timedelta(days=day)):
            done = between_visits(settings, "backup", "--into", folder, "--keep-days", 3)
            assert (done.exit_code, done.stderr) == (0, "")
    kind = "db" if settings.beside_database("") else "dump"
    assert names_in(folder) == [
        f"between-visits-202612{day}T120000Z.{kind}" for day in ("04", "05", "06")
    ]
    done = between_visits(settings, "restore", folder / names_in(folder)[0], "--yes")
    assert (done.exit_code, done.stderr) == (0, "")


def test_thirty_days_is_what_was_promised_and_the_most(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    for day in (0, 28, 29, 30):
        with time_machine.travel(NOON + timedelta(days=day)):
            assert between_visits(settings, "backup", "--into", folder).exit_code == 0
    days = [name.removeprefix("between-visits-")[4:8] for name in names_in(folder)]
    assert days == ["1229", "1230", "1231"]
    assert between_visits(settings, "backup", "--into", folder, "--keep-days", 31).exit_code == 2


def test_what_is_nobody_elses_is_left_alone_and_what_was_cut_off_is_not(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    old = "between-visits-20200101T000000Z"
    for name in (
        f"{old}.db",
        f"{old}.dump",
        f"{old}.db.part",
        f"{old}.db.txt",
        "notes",
        f"my-{old}.db",
    ):
        (folder / name).touch()
    done = between_visits(settings, "backup", "--into", folder)
    assert done.exit_code == 0
    left = [name for name in names_in(folder) if "2020" in name or name == "notes"]
    assert left == [f"{old}.db.txt", f"my-{old}.db", "notes"]


def test_where_no_sound_copy_can_be_made_no_old_one_goes(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    with time_machine.travel(NOON):
        assert between_visits(settings, "backup", "--into", folder).exit_code == 0
    before = names_in(folder)
    (tmp_path / "test.db").write_bytes(b"broken" * 2000)
    with time_machine.travel(NOON + timedelta(days=60)):
        done = between_visits(settings, "backup", "--into", folder)
    assert done.exit_code == 1
    assert done.stderr.startswith("No backup was made: ")
    assert names_in(folder) == before


def test_a_folder_that_cannot_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("backup", "--into", str(tmp_path / "file" / "copies"))
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "given", [(), ("x.db", "--into", "y"), ("x.db", "--every-day")], ids=["none", "both", "a file"]
)
def test_what_cannot_be_meant_is_asked_back(given: tuple[str, ...]) -> None:
    assert run("backup", *given).exit_code == 1


def test_every_day_begins_at_once_and_ends_when_it_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "backup", "--into", folder, "--every-day"],
        env=os.environ | {"DATABASE_URL": settings.database_url},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        assert b"checked" in process.stdout.readline()
        time.sleep(0.5)
        assert process.poll() is None
        assert len(names_in(folder)) == 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
