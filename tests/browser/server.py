"""A real server in a process of its own, which a test can stop, start again and change."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import ClassVar, Protocol

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until a start is given up; a busy machine may take half of them


class Process(Protocol):
    """As much of a `subprocess.Popen` as is needed of it."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


class Server:
    """`between-visits serve` on a free port of 127.0.0.1, with a database of its own.

    With `copy=True` it runs from a copy of the app, whose files the test may change.
    """

    running: ClassVar[dict[str, "Server"]] = {}  # by address

    def __init__(self, folder: Path, *, copy: bool = False, **environment: str) -> None:
        self.folder = folder
        self.root = _copy_of_the_app(folder / "tree") if copy else ROOT
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        self.process: Process | None = None

    def start(self) -> None:
        """Start, or start again on the same port, and wait until it is healthy."""
        environment = {"DATABASE_URL": f"sqlite:///{self.folder}/server.db", "LOG_FORMAT": "json"}
        log = self.folder / "server.log"
        log.touch()
        self.process = self.launched(os.environ | environment | self.environment, log)
        give_up = time.monotonic() + PATIENCE
        while not self._is_healthy():
            if time.monotonic() > give_up or self.process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)
        self.running[self.url] = self

    def launched(self, environment: dict[str, str], log: Path) -> Process:
        """A process that runs the command, and adds to the log."""
        with log.open("ab") as out:
            return subprocess.Popen(
                self.command(), cwd=self.root, env=environment, stdout=out, stderr=subprocess.STDOUT
            )

    def command(self) -> list[str]:
        """What is run; a benchmark puts another server here."""
        return [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]

    def run(self, *arguments: object) -> str:
        """What another command prints, run as an operator does, with the settings of the server."""
        command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
        here = {"DATABASE_URL": f"sqlite:///{self.folder}/server.db"}
        code, said, complaint = self.ran(command, os.environ | here | self.environment)
        if code:
            raise RuntimeError(complaint)
        return said

    def ran(self, command: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
        """A command's exit code, and what it said on stdout and on stderr."""
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    @property
    def pid(self) -> int:
        """The process while it runs."""
        if self.process is None:
            raise RuntimeError("it has stopped")
        return self.process.pid

    def stop(self) -> None:
        """Stop it; harmless where it has stopped already."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process = None
            self.running.pop(self.url, None)

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def _copy_of_the_app(tree: Path) -> Path:
    left_out = shutil.ignore_patterns("__pycache__", "*.db*")
    for name in ("app", "migrations"):
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    shutil.copy(ROOT / "alembic.ini", tree)
    return tree


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
