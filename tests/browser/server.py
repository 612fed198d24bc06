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
from typing import ClassVar

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds until a start is given up


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
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, or start again on the same port, and wait until it is healthy."""
        environment = {"DATABASE_URL": f"sqlite:///{self.folder}/server.db", "LOG_FORMAT": "json"}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.root,
                env=os.environ | environment | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        give_up = time.monotonic() + PATIENCE
        while not self._is_healthy():
            if time.monotonic() > give_up or self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.05)
        self.running[self.url] = self

    def command(self) -> list[str]:
        """What is run; a benchmark puts another server here."""
        return [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]

    def run(self, *arguments: object) -> str:
        """What another command prints, run as an operator does, with the settings of the server."""
        here = {"DATABASE_URL": f"sqlite:///{self.folder}/server.db"}
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *map(str, arguments)],
            cwd=self.root,
            env=os.environ | here | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

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
