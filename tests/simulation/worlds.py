"""Runs one world of the simulation: the server, node, and what node has done to the server."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from forked import ForkedServer  # noqa: E402
from server import Server  # noqa: E402


class Ended(NamedTuple):
    """How a world ended: what was found in it, or what node said."""

    result: dict[str, Any] | None
    error: str


def run(
    folder: Path,
    seed: int,
    steps: int,
    *,
    tree: Path = ROOT,
    progress: Callable[[int], None] = lambda _: None,
) -> Ended:
    """One world from a seed; `tree` is where the client's code is taken from."""
    server = ForkedServer(folder, LOGIN_HASH_MEMORY_KIB="64")
    server.start()
    command = [*node(), str(tree / "tests" / "simulation" / "run.js"), server.url]
    result = None
    with (
        (folder / "node.err").open("w+b") as told,
        subprocess.Popen(
            [*command, str(seed), str(steps)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as world,
    ):
        assert world.stdout
        assert world.stdin
        try:
            for line in world.stdout:
                said = json.loads(line)
                result = said.get("result", result)
                if "done" in said:
                    progress(said["done"])
                if "control" in said:
                    CONTROLS[said["control"]](server)
                    world.stdin.write("\n")
                    world.stdin.flush()
            world.wait(10)
        finally:
            world.kill()
            server.stop()
        told.seek(0)
        return Ended(result, told.read().decode()[-4000:])


def node() -> list[str]:
    """How node is started."""
    return [str(ROOT / "scripts" / "with_node.sh"), "node"]


def _cli(server: Server, *arguments: str) -> None:
    environment = os.environ | server.environment
    environment |= {"DATABASE_URL": f"sqlite:///{server.folder}/server.db"}
    subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )


def _restart(server: Server) -> None:
    server.stop()
    server.start()


def _kill(server: Server) -> None:
    assert server.process
    server.process.kill()
    server.process.wait()
    server.process = None
    server.start()


def _backup(server: Server) -> None:
    _cli(server, "backup", str(server.folder / f"copy-{time.monotonic_ns()}"))


def _latest(server: Server) -> Path:
    return max(server.folder.glob("copy-*"))


def _put_back(server: Server) -> None:
    server.stop()
    _cli(server, "restore", "--yes", str(_latest(server)))
    server.start()


def _put_back_by_hand(server: Server) -> None:
    """As somebody would who does not know of `restore`: the epoch stays what it was."""
    server.stop()
    for beside in server.folder.glob("server.db-*"):
        beside.unlink()
    shutil.copy(_latest(server), server.folder / "server.db")
    server.start()


CONTROLS = {
    "restart": _restart,
    "kill": _kill,
    "backup": _backup,
    "put back": _put_back,
    "put back by hand": _put_back_by_hand,
}
