"""The ceiling of the sync server: FastAPI and SQLite with nothing in between.

One table of what a device sends, as it comes: no session, no check, no history, no cursor. A push
is one `executemany` and a commit at the same `synchronous` setting, a pull a read by key, in order.
"""

import itertools
import os
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse

# The tests' server is the one that can be stopped and started again on the same port.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from server import Server

SENT = ("id", "rev", "parent", "merge_parent", "deleted", "key_id", "ciphertext")
NAMES = ("account", *SENT, "seq")
TABLE = """CREATE TABLE record (account TEXT, id TEXT, rev TEXT, parent TEXT, merge_parent TEXT,
  deleted INTEGER, key_id TEXT, ciphertext TEXT, seq INTEGER, PRIMARY KEY (account, id))"""
INSERT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
SELECT = "SELECT * FROM record WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?"


class Store:
    """One connection to write by, which writers wait for, and one for each thread that reads."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.writer = self._connect()
        self.writer.execute(TABLE)
        self.writer.execute("CREATE UNIQUE INDEX by_seq ON record (account, seq)")
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self.own = threading.local()

    def push(self, account: str, items: list[dict[str, Any]]) -> None:
        rows = [(account, *(item[name] for name in SENT), next(self.numbers)) for item in items]
        with self.lock:
            self.writer.execute("BEGIN IMMEDIATE")
            self.writer.executemany(INSERT, rows)
            self.writer.execute("COMMIT")

    def pull(self, account: str, after: int, limit: int) -> list[dict[str, Any]]:
        if not hasattr(self.own, "reader"):
            self.own.reader = self._connect()
        rows = self.own.reader.execute(SELECT, (account, after, limit))
        return [dict(zip(NAMES, row, strict=True)) for row in rows]

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def create_app() -> FastAPI:
    """For uvicorn; the database is that of DATABASE_URL."""
    app = FastAPI()
    store = Store(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/push/{account}")
    def push(account: str, sent: dict[str, Any]) -> JSONResponse:
        store.push(account, sent["push"])
        return JSONResponse({})

    @app.post("/pull/{account}")
    def pull(account: str, sent: dict[str, Any]) -> JSONResponse:
        return JSONResponse(_page(account, sent))

    @app.post("/both/{account}")
    def both(account: str, sent: dict[str, Any]) -> JSONResponse:
        store.push(account, sent["push"])
        return JSONResponse(_page(account, sent))

    def _page(account: str, sent: dict[str, Any]) -> dict[str, Any]:
        rows = store.pull(account, int(sent["cursor"] or 0), sent["limit"])
        last = rows[-1]["seq"] if rows else sent["cursor"]
        return {"cursor": str(last), "changes": rows, "more": len(rows) == sent["limit"]}

    return app


class Ceiling(Server):
    """The ceiling on a free port of its own, with what our own server is run with."""

    def command(self) -> list[str]:
        where = ["--app-dir", str(Path(__file__).parent), "--port", str(self.port)]
        quiet = ["--log-level", "warning", "--no-server-header", "--no-access-log"]
        return [
            sys.executable,
            "-m",
            "uvicorn",
            "--factory",
            "_sync_floor:create_app",
            *where,
            *quiet,
        ]
