"""The `between-visits` command, run as people run it: as a process of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("between-visits")
ROOT = Path(__file__).parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        env=os.environ | {"PORT": "0"} | environment,  # whoever develops may have a server running
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command() -> None:
    shown = run("--help", COLUMNS="200").stdout
    assert "serve" in shown
    assert "migrate" in shown


def test_migrate_makes_the_database(tmp_path: Path) -> None:
    done = run("migrate", DATABASE_URL=f"sqlite:///{tmp_path}/made.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "made.db").exists()


def test_a_wrong_setting_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    done = run("serve", PORT="ninety", DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert done.returncode == 1
    assert done.stderr.startswith("PORT: ")
    assert done.stderr.count("\n") == 1


def test_faults_in_the_content_are_a_line_each_and_no_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("vendor"))
    (tmp_path / "app/content/en/exercises/broken.toml").write_text("title = \n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import cli; cli()", "serve"],
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/never.db"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "exercises/broken.toml:1: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "never.db").exists()


def test_serve_answers_logs_by_route_and_stops_when_asked(tmp_path: Path, unused_port: int) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/served.db",
        "PORT": str(unused_port),
        "LOG_FORMAT": "json",
    }
    with subprocess.Popen([COMMAND, "serve"], env=environment, stderr=subprocess.PIPE) as server:
        try:
            answer = wait_for(f"http://127.0.0.1:{unused_port}/healthz?name=ann")
        finally:
            server.send_signal(signal.SIGINT)
            _, logged = server.communicate(timeout=30)
    assert answer == b'{"status":"ok"}'
    assert b'"route": "/healthz"' in logged
    assert b"ann" not in logged
    assert b"127.0.0.1" not in logged.split(b'"event": "request"')[1].split(b"\n")[0]


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def test_a_setting_that_is_not_json_is_a_line_and_no_traceback() -> None:
    environment = os.environ | {"ORGANISATION_LINES": "[{"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "organisation_lines" in done.stderr
    assert "Traceback" not in done.stderr
