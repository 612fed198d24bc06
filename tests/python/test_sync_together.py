"""Several devices at once: nothing is lost or done twice, and nobody waits for a reader."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from phones import child, phone, row, second, statuses
from sqlalchemy import Connection, select
from sync_client import Device, Row

from app.db import Engines, writing_rows
from app.journal import sync
from app.journal.dropping import drop_old_ciphertext
from app.journal.items import Item, examine
from app.journal.models import accounts

pytestmark = pytest.mark.both_engines
THREADS, TIMES = 8, 12
DAY = date(2026, 11, 25)


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


@pytest.fixture
def engines(client: TestClient) -> Engines:
    return client.app.state.engines  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


@contextmanager
def unfinished_push(engines: Engines, device: Device, sent: Row) -> Iterator[Connection]:
    """A push that has done everything but commit."""
    with writing_rows(engines) as connection:
        named = accounts.c.name == device.name
        account_id = connection.execute(select(accounts.c.id).where(named)).scalar_one()
        sync.push(connection, account_id, None, [examine(Item(**sent))], 200, DAY)
        yield connection


def is_waiting(future: Future[Any]) -> bool:
    try:
        future.result(timeout=0.3)
    except TimeoutError:
        return True
    return False


def test_f1_the_first_to_take_a_number_commits_last_and_a_puller_between_misses_nothing(
    ann: Device, engines: Engines, pool: ThreadPoolExecutor
) -> None:
    first, other = row(), row()
    writer = second(ann)
    with unfinished_push(engines, ann, first):
        later = pool.submit(writer.exchange, [other])
        assert is_waiting(later)
        between = ann.exchange([])
        assert between["changes"] == []
    assert statuses(later.result()) == ["ok"]
    after = ann.exchange([], between["cursor"])
    assert after["changes"] == [first | {"seq": 1}, other | {"seq": 2}]


def test_f2_who_pages_while_others_write_gets_every_row(
    ann: Device, pool: ThreadPoolExecutor
) -> None:
    rows = [row() for _ in range(60)]
    writer = second(ann)

    def write() -> None:
        for start in range(0, 60, 3):
            writer.exchange(rows[start : start + 3], limit=1)

    writing = pool.submit(write)
    seen: list[Row] = []
    cursor = None
    while not writing.done() or len(seen) < 60:
        done = writing.done()
        page = ann.exchange([], cursor, limit=2)
        seen += page["changes"]
        cursor = page["cursor"]
        if done and not page["more"]:
            break
    writing.result()
    assert [each["seq"] for each in seen] == list(range(1, 61))
    assert [each["rev"] for each in seen] == [each["rev"] for each in rows]


def test_f3_a_transaction_that_rolls_back_leaves_no_number_and_no_row(
    ann: Device, engines: Engines
) -> None:
    before = ann.exchange([])["cursor"]

    def fail() -> None:
        with unfinished_push(engines, ann, row()):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    later = row()
    ann.exchange([later])
    assert ann.exchange([], before)["changes"] == [later | {"seq": 1}]
    assert ann.state()["records"] == 1


def test_f4_eight_threads_push_and_pull_and_nothing_is_lost(
    ann: Device, pool: ThreadPoolExecutor
) -> None:
    shared = row()
    ann.exchange([shared])
    devices = [second(ann) for _ in range(THREADS)]

    def work(device: Device) -> list[str]:
        """Adds records, and changes the shared one as often, each time on the newest head."""
        added = []
        head = shared
        for _ in range(TIMES):
            new = row()
            added.append(new["id"])
            wanted = True
            while wanted:
                change = child(head)
                answer = device.exchange([new, change])
                assert statuses(answer)[0] in ("ok", "duplicate")
                wanted = statuses(answer)[1] == "conflict"
                head = answer["results"][1]["head"] if wanted else change
        return added

    added = [
        new for future in [pool.submit(work, each) for each in devices] for new in future.result()
    ]
    assert {item[0] for item in ann.inventory()} == {shared["id"], *added}
    assert len(ann.older(shared["id"])) == THREADS * TIMES
    assert ann.exchange([], limit=200)["changes"][-1]["seq"] == 1 + 2 * THREADS * TIMES


def test_f5_the_same_push_twice_in_parallel_is_stored_once(
    ann: Device, pool: ThreadPoolExecutor
) -> None:
    devices = [second(ann) for _ in range(2)]
    for _ in range(TIMES):
        sent = row()
        barrier = threading.Barrier(2)

        def push(device: Device, sent: Row = sent, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            return statuses(device.exchange([sent]))[0]

        assert sorted(pool.map(push, devices)) == ["duplicate", "ok"]
    assert ann.state()["records"] == TIMES


def test_f8_of_two_pushes_on_one_parent_in_parallel_exactly_one_wins(
    ann: Device, pool: ThreadPoolExecutor
) -> None:
    head = row()
    ann.exchange([head])
    devices = [second(ann) for _ in range(2)]
    for _ in range(TIMES):
        sent = [child(head), child(head)]
        barrier = threading.Barrier(2)

        def push(at: int, sent: list[Row] = sent, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            return statuses(devices[at].exchange([sent[at]]))[0]

        told = list(pool.map(push, range(2)))
        assert sorted(told) == ["conflict", "ok"]
        head = sent[told.index("ok")]
    assert ann.inventory() == [[head["id"], head["rev"], False]]


def test_a_sync_that_pushes_nothing_waits_for_no_writer(
    ann: Device, engines: Engines, pool: ThreadPoolExecutor
) -> None:
    with unfinished_push(engines, ann, row()):
        assert pool.submit(ann.exchange, []).result(timeout=5)["changes"] == []
        assert pool.submit(ann.state).result(timeout=5)["records"] == 0


def test_f17_old_ciphertext_goes_while_a_device_pushes_and_pulls(
    ann: Device, engines: Engines, pool: ThreadPoolExecutor
) -> None:
    head = row()
    ann.exchange([head])
    for _ in range(20):
        head = child(head)
        ann.exchange([head])
    dropping = [pool.submit(drop_old_ciphertext, engines, date(2099, 1, 1)) for _ in range(3)]
    for _ in range(10):
        head = child(head)
        assert statuses(ann.exchange([head])) == ["ok"]
    assert sum(each.result() for each in dropping) >= 16
    drop_old_ciphertext(engines, date(2099, 1, 1))
    assert len(ann.older(head["id"])) == 4
    assert ann.state()["bytes"] == 5 * 540
    assert ann.exchange([])["changes"] == [head | {"seq": 31}]
