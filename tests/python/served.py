"""The tests of the server that need it as a process of its own: to kill it, or to read its log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

# The browser tests' server is the one that can be stopped and started again on the same port.
from forked import ForkedServer
from postgres import SERVER_KEY, Postgres
from server import Server
from sync_client import Device

__all__ = ["Server", "device_at", "kill", "serve"]


def serve(folder: Path, engine: str, postgres: Postgres | None, **environment: str) -> Server:
    """A server on either engine, not started yet; its log is `server.log` in the folder."""
    cheap = {"LOGIN_HASH_MEMORY_KIB": "64"}
    if postgres is None or engine == "sqlite":
        return ForkedServer(folder, **cheap, **environment)
    name = f"served_{folder.name.lower()}"
    postgres.execute(f"CREATE DATABASE {name}")
    cheap |= {"DATABASE_URL": postgres.url(name), "SERVER_KEY": SERVER_KEY}
    return ForkedServer(folder, **cheap, DELETION_LEDGER=str(folder / "deletions"), **environment)


@contextmanager
def device_at(server: Server, name: str, **more: Any) -> Iterator[Device]:  # noqa: ANN401
    """A device that knows where the server is."""
    with httpx2.Client(base_url=server.url, timeout=30) as http:
        yield Device(http, name, **({"salt": bytes(16)} | more))


def kill(server: Server) -> None:
    """End it as a power cut would: nothing is told, nothing is tidied."""
    assert server.process
    server.process.kill()
    server.process.wait()
    server.process = None
