"""The same server two seconds sooner: a fork of a process that has imported it, and has done once
what every server does (`warmed.py`)."""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import NamedTemporaryFile

from server import ROOT, Process, Server

# The app, and what it imports once it runs.
IMPORTED = [
    *("app.cli", "alembic.command", "sqlalchemy.dialects.sqlite.pysqlite"),
    *("sqlalchemy.dialects.postgresql.psycopg", "uvicorn.protocols.http.auto"),
    "warmed",
]
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(IMPORTED)


class Fork:
    """A process of its own, to be handled as one of `subprocess` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self.process = process

    @property
    def pid(self) -> int:
        assert self.process.pid
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired(self.process.name, timeout or 0)
        return self.process.exitcode

    def send_signal(self, number: int, /) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkedServer(Server):
    """As the tests have it; a benchmark's starts as an operator's does."""

    def launched(self, environment: dict[str, str], log: Path) -> Process:
        return begun(self.root, self.command(), environment, log, log)

    def ran(self, command: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
        with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
            code = begun(self.root, command, environment, Path(out.name), Path(err.name)).wait()
            return code, out.read().decode(), err.read().decode()


@cache
def ready() -> None:
    """The process that servers are forked from, begun where it finds `warmed.py`: what it cannot
    import beforehand it leaves out without a word."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    forkserver.ensure_running()
    del os.environ["PYTHONPATH"]
    if before is not None:
        os.environ["PYTHONPATH"] = before


def begun(
    root: Path, command: list[str], environment: dict[str, str], out: Path, err: Path
) -> Fork:
    ready()
    process = forks.Process(target=become, args=(root, command, environment, out, err), daemon=True)
    process.start()
    return Fork(process)


def become(
    root: Path, command: list[str], environment: dict[str, str], out: Path, err: Path
) -> None:
    """What `python -m` makes of the command."""
    if root != ROOT:
        forget_the_app(root)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    _, _, module, *sys.argv[1:] = command
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def forget_the_app(root: Path) -> None:
    """What was imported of it is another tree's, whose files may be others; SQLModel knows of its
    tables."""
    for name in [each for each in sys.modules if each.partition(".")[0] in ("app", "sqlmodel")]:
        del sys.modules[name]
    sys.path.insert(0, str(root))
