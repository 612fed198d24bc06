"""Devices for the benchmark of the sync server: they send bytes made beforehand, and read as little
of the answer as they can, so that what is measured is the server.
"""

import asyncio
import json
import re
import secrets
import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "python"))
from protocol import KDF, b64, new_id

KILOBYTE = 1024 + 28  # a padded text of 1 KB, its nonce and its tag
CURSOR = re.compile(rb'"cursor": ?"([^"]*)"')


def items(number: int) -> list[bytes]:
    """So many new records of 1 KB, each as the JSON that is sent."""
    key = new_id()
    return [
        json.dumps(
            {
                "id": new_id(),
                "rev": new_id(),
                "parent": None,
                "merge_parent": None,
                "deleted": False,
                "key_id": key,
                "ciphertext": b64(secrets.token_bytes(KILOBYTE)),
            }
        ).encode()
        for _ in range(number)
    ]


def batches(number: int, size: int) -> list[list[bytes]]:
    """So many batches of new records."""
    return [items(size) for _ in range(number)]


class User:
    """One account with one device: where it stands, and how it says what it wants."""

    def __init__(self, port: int, *, ceiling: bool) -> None:
        self.port, self.ceiling = port, ceiling
        self.connection = HTTPConnection("127.0.0.1", port)
        self.account = new_id()
        self.name = self.login_key = ""
        self.cookie = "" if ceiling else self._sign_up()
        self.cursor: str | None = None

    def sync(self, push: Sequence[bytes] = (), limit: int = 200) -> bytes:
        """One round trip; moves the cursor on, and returns the answer."""
        answer = self._send(self.path(push=bool(push), pull=True), self.body(push, limit))
        self.follow(answer)
        return answer

    def push(self, batch: Sequence[bytes]) -> None:
        """Ours answers with the rows, as a device must see them; the ceiling need not."""
        answer = self._send(self.path(push=True, pull=not self.ceiling), self.body(batch, 200))
        self.follow(answer)

    def follow(self, answer: bytes) -> None:
        """Stand where an answer says."""
        if found := CURSOR.search(answer[:200]):
            self.cursor = found[1].decode()

    def path(self, *, push: bool, pull: bool) -> str:
        if not self.ceiling:
            return "/api/journal/sync"
        return f"/{'both' if push and pull else 'push' if push else 'pull'}/{self.account}"

    def body(self, push: Sequence[bytes], limit: int) -> bytes:
        cursor = json.dumps(self.cursor).encode()
        return b'{"cursor":%s,"push":[%s],"limit":%d}' % (cursor, b",".join(push), limit)

    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": self.cookie,
        }

    def _send(self, path: str, body: bytes) -> bytes:
        self.connection.request("POST", path, body, self.headers())
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {read[:200]!r}")
        return read

    def _sign_up(self) -> str:
        self.name, self.login_key = f"bench-{new_id()}", b64(secrets.token_bytes(32))
        body = {"name": self.name, "login_key": self.login_key, "device": "a phone", "kdf": KDF}
        body |= {"vault_id": new_id(), "key_id": new_id(), "salt": new_id()}
        body |= {"recovery_login_key": b64(secrets.token_bytes(32))}
        wraps = ("wrapped_by_passphrase", "wrapped_by_recovery")
        body |= {name: b64(secrets.token_bytes(60)) for name in wraps}
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        self.connection.request("POST", "/api/account", json.dumps(body), headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(str(answer.status))
        return "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie", []))


class Answer(NamedTuple):
    """How something was answered, and after how many seconds; 0 is no answer at all."""

    status: int
    seconds: float


async def come(user: User, path: str, body: bytes) -> Answer:
    """One request by a connection of its own, timed with it; a sync moves the user on."""
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", user.port)
        head = "".join(f"{name}: {value}\r\n" for name, value in user.headers().items())
        start = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{user.port}\r\nConnection: close\r\n{head}"
        )
        writer.write(f"{start}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        whole = await reader.read()
        writer.close()
    except OSError:
        return Answer(0, time.perf_counter() - began)
    status, _, answer = whole[9:12], *whole.partition(b"\r\n\r\n")[1:]
    user.follow(answer)
    return Answer(int(status or 0), time.perf_counter() - began)


async def sign_in(user: User) -> Answer:
    """The user's passphrase is typed on another device, which keeps no cookie here."""
    given = {"name": user.name, "login_key": user.login_key, "device": "another"}
    return await come(user, "/api/session", json.dumps(given).encode())


async def _one_user(user: User, batch: Sequence[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", user.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in user.headers().items())
    path = user.path(push=True, pull=True)
    for item in batch:
        body = user.body([item], 200)
        start = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{user.port}\r\n{head}"
        writer.write(f"{start}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer_head = await reader.readuntil(b"\r\n\r\n")
        if not answer_head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer_head.split(b"\r\n")[0].decode())
        length = re.search(rb"content-length: (\d+)", answer_head, re.IGNORECASE)
        user.follow(await reader.readexactly(int(length[1]) if length else 0))
    writer.close()


async def _all_users(users: Sequence[User], each: Sequence[Sequence[bytes]]) -> None:
    await asyncio.gather(*map(_one_user, users, each))


def all_at_once(users: Sequence[User], batches: Sequence[Sequence[bytes]]) -> float:
    """Every user pushes its items one by one, each with a pull; seconds until the last has."""
    started = time.perf_counter()
    asyncio.run(_all_users(users, batches))
    return time.perf_counter() - started


def timed(act: Any, *arguments: Any) -> float:  # noqa: ANN401
    """Seconds that a call takes."""
    started = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - started
