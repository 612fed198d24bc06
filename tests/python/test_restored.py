"""A server that has lost part of what it was given: everything any device holds comes back."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from phones import phone, refusal, row, second
from protocol import new_id
from sqlalchemy import delete, insert, select, update
from sync_client import Device

from app.db import Engines, reading_rows, writing_rows
from app.journal.models import accounts, records, revisions, vaults

pytestmark = pytest.mark.both_engines
Backup = dict[str, list[dict[str, Any]]]
JOURNAL = (vaults, records, revisions)


@pytest.fixture
def engines(client: TestClient) -> Engines:
    return client.app.state.engines  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


def back_up(engines: Engines) -> Backup:
    with reading_rows(engines) as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in JOURNAL
        }


def put_back(engines: Engines, backup: Backup, *, new_epoch: bool) -> None:
    with writing_rows(engines) as connection:
        connection.execute(delete(vaults))  # what is in them goes with them
        for table in JOURNAL:
            if backup[table.name]:
                connection.execute(insert(table), backup[table.name])
        if new_epoch:
            connection.execute(update(vaults).values(epoch=new_id()))


def settle(*devices: Device) -> None:
    for _ in range(3):
        for device in devices:
            device.sync()


@pytest.mark.parametrize("how", ["new epoch", "same epoch", "moved on past the cursor"])
def test_f14_after_an_old_backup_everything_any_device_holds_comes_back(
    ann: Device, engines: Engines, how: str
) -> None:
    other = second(ann)
    changed, gone = ann.write("first words"), ann.write("not for long")
    settle(ann, other)
    backup = back_up(engines)
    ann.write("second words", changed)
    ann.delete(gone)
    ann.write("after the backup")
    ann.sync()
    other.sync()
    other.write("by the other, after the backup")
    other.sync()
    ann.write("not sent yet")
    put_back(engines, backup, new_epoch=how == "new epoch")
    if how == "moved on past the cursor":
        third = second(ann)
        for number in range(9):
            third.write(f"by the third {number}")
        third.sync()
    expected = [
        "after the backup",
        "by the other, after the backup",
        "not sent yet",
        "second words",
    ]
    if how == "moved on past the cursor":
        expected += [f"by the third {number}" for number in range(9)]
    settle(ann, other)
    assert ann.texts() == other.texts() == sorted(expected)
    fresh = second(ann)
    fresh.sync()
    assert fresh.texts() == sorted(expected)
    assert fresh.rows[gone]["deleted"]
    assert not ann.outbox
    assert not other.outbox


def test_f14_an_old_cursor_is_never_taken_for_one_of_the_new_history(
    ann: Device, engines: Engines
) -> None:
    ann.exchange([row()])
    backup = back_up(engines)
    cursors = [ann.exchange([row()], limit=200)["cursor"] for _ in range(5)]
    put_back(engines, backup, new_epoch=False)
    for _ in range(10):
        ann.exchange([row()])
        for cursor in cursors:
            assert refusal(lambda cursor=cursor: ann.exchange([], cursor)) == (
                409,
                "history_diverged",
            )


def test_f14_a_backup_between_the_cursor_and_the_push_loses_nothing(
    ann: Device, engines: Engines
) -> None:
    """Whoever cleared its outbox on `ok` alone would lose the entry: its cursor is still good."""
    other = second(ann)
    for number in range(6):
        other.write(f"by the other {number}")
    other.sync()
    ann.exchange([])
    backup = back_up(engines)
    ann.write("mine")
    # The page has room for two rows, and this device's own is the seventh.
    answer = ann.exchange(ann._next_push(), ann.cursor, limit=2)
    ann._apply(answer)
    assert answer["results"][0]["status"] == "ok"
    assert ann.outbox
    put_back(engines, backup, new_epoch=False)
    ann.sync(limit=2)
    fresh = second(ann)
    fresh.sync()
    assert "mine" in fresh.texts()
    assert len(fresh.texts()) == 7


def test_f15_a_wiped_database_acknowledges_nothing_and_is_given_everything_again(
    ann: Device, engines: Engines
) -> None:
    kept, gone = ann.write("kept"), ann.write("gone")
    ann.sync()
    ann.write("changed", kept)
    ann.delete(gone)
    ann.sync()
    ann.write("not sent yet")
    with writing_rows(engines) as connection:
        connection.execute(delete(accounts))
    assert refusal(ann.sync) == (401, "sign_in_needed")
    assert len(ann.outbox) == 1
    ann.sign_up()
    ann.sync()
    assert not ann.outbox
    fresh = second(ann)
    fresh.sync()
    assert fresh.texts() == ann.texts() == ["changed", "not sent yet"]
    assert fresh.rows[gone]["deleted"]


def test_f15_an_emptied_vault_is_given_everything_again_and_deletes_nothing(
    ann: Device, engines: Engines
) -> None:
    ann.write("one")
    ann.sync()
    empty = back_up(engines)
    empty["record"] = empty["revision"] = []
    for vault in empty["vault"]:
        vault |= {"head": 0, "chain": bytes(32), "records": 0, "bytes": 0}
    put_back(engines, empty, new_epoch=False)
    ann.sync()
    assert ann.texts() == ["one"]
    fresh = second(ann)
    fresh.sync()
    assert fresh.texts() == ["one"]
