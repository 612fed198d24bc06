"""F10: kill -9 at random points: what was acknowledged is there, and no batch is there by half."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from phones import child, row, statuses
from served import Server, device_at, kill, serve
from sync_client import Device, Row

SOAK = "SOAK" in os.environ
PUSHES, KILLS = (1000, 200) if SOAK else (50, 5)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    folder = tmp_path / "killed"
    folder.mkdir()
    server = serve(folder, request.param, postgres)
    server.start()
    yield server
    server.stop()


@pytest.mark.timeout(3600 if SOAK else 240)
def test_f10_what_was_acknowledged_survives_kill_9_and_no_batch_is_there_by_half(
    server: Server,
) -> None:
    seed = random.randrange(2**32)  # noqa: S311 - it need not be hard to guess
    print(f"seed {seed}")  # shown if it fails
    chance = random.Random(seed)  # noqa: S311
    with device_at(server, "ann") as ann:
        ann.sign_up()
        push_while_killing(chance, server, ann)
    if "DATABASE_URL" not in server.environment:
        with closing(sqlite3.connect(server.folder / "server.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def push_while_killing(chance: random.Random, server: Server, ann: Device) -> None:
    killed = set(chance.sample(range(PUSHES), KILLS))
    heads: dict[str, Row] = {}
    unanswered = 0
    usual = 0.01  # seconds that a push takes here
    for number in range(PUSHES):
        batch = some_rows(chance, heads)
        if number in killed:
            answer = push_and_kill(server, ann, batch, chance.uniform(0, usual))
            unanswered += answer is None
            held = {rev for _, rev, _ in ann.inventory()}
            there = [each["rev"] in held for each in batch]
            assert all(there) or not (any(there) or answer)
        started = time.perf_counter()
        told = statuses(ann.exchange(batch))
        usual = min(usual, time.perf_counter() - started)
        assert set(told) in ({"ok"}, {"duplicate"})
        heads |= {each["id"]: each for each in batch}
    assert everything(ann) == {each["rev"]: each for each in heads.values()}
    assert unanswered, "no kill came in the middle of a push"


def some_rows(chance: random.Random, heads: dict[str, Row]) -> list[Row]:
    """Up to twenty new revisions, each of another record: some new, some changed."""
    old = chance.sample(sorted(heads), min(len(heads), chance.randrange(10)))
    new = [row(chance.choice([540, 1052, 4124])) for _ in range(chance.randrange(1, 11))]
    return [child(heads[each]) for each in old] + new


def push_and_kill(
    server: Server, device: Device, batch: list[Row], after: float
) -> dict[str, Any] | None:
    """The answer to a push during which the server is killed, if one came."""
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(device.exchange, batch)
        time.sleep(after)
        kill(server)
        try:
            answer = pushing.result()
        except httpx2.TransportError:
            answer = None
    server.start()
    return answer


def everything(device: Device) -> dict[str, Row]:
    """Every head, by its revision, as a device that starts anew gets them."""
    found: dict[str, Row] = {}
    cursor, more, seq = None, True, 0
    while more:
        page = device.exchange([], cursor)
        for change in page["changes"]:
            assert change["seq"] > seq
            seq = change.pop("seq")
            found[change["rev"]] = change
        cursor, more = page["cursor"], page["more"]
    return found
