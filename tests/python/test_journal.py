"""The journal's other calls: what is held, what was held before, and what goes for good."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from phones import child, phone, refusal, row, second, statuses
from protocol import new_id, unb64
from sqlalchemy import update
from sync_client import Device, Row

from app.db import Engines, writing_rows
from app.journal.dropping import drop_old_ciphertext
from app.journal.models import revisions
from app.settings import Settings

both_engines = pytest.mark.both_engines
TODAY = date(2026, 11, 25)


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


@pytest.fixture
def engines(client: TestClient) -> Engines:
    return client.app.state.engines  # type: ignore[attr-defined,no-any-return]


def history(device: Device, length: int) -> list[Row]:
    """So many revisions of one record, pushed one by one, oldest first."""
    rows = [row()]
    device.exchange(rows)
    while len(rows) < length:
        rows.append(child(rows[-1]))
        device.exchange([rows[-1]])
    return rows


def accepted_on(engines: Engines, rows: list[Row], days: list[date]) -> None:
    """As if each row had been accepted on its day."""
    with writing_rows(engines) as connection:
        for sent, day in zip(rows, days, strict=True):
            named = (revisions.c.id == sent["id"], revisions.c.rev == sent["rev"])
            connection.execute(update(revisions).where(*named).values(day=day))


# -- inventory and state


@both_engines
def test_the_inventory_is_in_byte_order_of_the_id_and_comes_in_pages(ann: Device) -> None:
    # One of each kind of letter, which languages sort in other ways than bytes do.
    ids = [f"{letter}{new_id()[1:]}" for letter in "-09AZ_az" for _ in range(2)]
    rows = [row(id=each) for each in ids]
    gone = child(rows[0], deleted=True)
    ann.exchange([*rows, gone])
    heads = {each["id"]: each for each in [*rows, gone]}
    expected = [[each, heads[each]["rev"], heads[each]["deleted"]] for each in sorted(heads)]
    assert ann.inventory() == expected
    assert ann.inventory(limit=1) == expected
    page = ann.call("GET", "/journal/inventory?limit=16")
    assert (page["items"], page["more"]) == (expected, False)
    page = ann.call("GET", "/journal/inventory?limit=15")
    assert (page["items"], page["more"]) == (expected[:15], True)


@both_engines
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=", "after=abc", f"after={'A' * 21}B"]
)
def test_an_inventory_that_cannot_be_is_refused(ann: Device, query: str) -> None:
    assert refusal(lambda: ann.call("GET", f"/journal/inventory?{query}")) == (422, "invalid")


@both_engines
def test_the_state_tells_the_limits_and_what_is_used(ann: Device) -> None:
    assert ann.state() == {
        "limits": {
            "push_items": 100,
            "push_bytes": 1_048_576,
            "pull_items": 200,
            "pull_bytes": 1_048_576,
            "item_bytes": 65_564,
            "records": 50_000,
            "bytes": 209_715_200,
        },
        "records": 0,
        "bytes": 0,
        "key_version": 1,
    }
    born = row()
    ann.exchange([born, child(born, deleted=True), row(1052)])
    ann.change_passphrase("another four plain words")
    state = ann.state()
    assert (state["records"], state["bytes"], state["key_version"]) == (2, 2 * 540 + 1052, 2)


# -- older versions


@both_engines
def test_older_versions_come_newest_first_without_the_head(ann: Device) -> None:
    rows = history(ann, 4)
    seqs = [each | {"seq": seq} for seq, each in enumerate(rows, 1)]
    assert ann.older(rows[0]["id"]) == seqs[2::-1]
    new = row()
    ann.exchange([new])
    assert ann.older(new["id"]) == []


@both_engines
def test_versions_that_one_batch_superseded_are_kept_too(ann: Device) -> None:
    one = row()
    two = child(one)
    three = child(two)
    ann.exchange([one, two, three])
    assert [each["rev"] for each in ann.older(one["id"])] == [two["rev"], one["rev"]]
    assert ann.exchange([])["changes"] == [three | {"seq": 3}]


@both_engines
def test_a_long_history_comes_whole(ann: Device) -> None:
    rows = history(ann, 50)
    assert [each["rev"] for each in ann.older(rows[0]["id"])] == [
        each["rev"] for each in rows[-2::-1]
    ]


# -- erasing


@both_engines
def test_erasing_drops_what_is_older_than_a_tombstone_and_keeps_the_tombstone(ann: Device) -> None:
    rows = history(ann, 3)
    gone = child(rows[-1], deleted=True)
    kept = history(ann, 2)
    ann.exchange([gone])
    ann.erase(gone["id"], gone["id"], kept[0]["id"], new_id(), "no id", "")
    assert ann.older(gone["id"]) == []
    assert len(ann.older(kept[0]["id"])) == 1
    assert ann.state()["bytes"] == 3 * 540
    heads = {each["rev"] for each in ann.exchange([])["changes"]}
    assert heads == {gone["rev"], kept[-1]["rev"]}
    ann.erase(gone["id"])
    assert ann.state()["bytes"] == 3 * 540


@both_engines
def test_an_erased_record_can_come_back_and_a_retry_of_it_is_a_duplicate(ann: Device) -> None:
    rows = history(ann, 2)
    gone = child(rows[-1], deleted=True)
    ann.exchange([gone])
    ann.erase(gone["id"])
    assert statuses(ann.exchange([*rows, gone, child(gone)])) == ["duplicate"] * 3 + ["ok"]
    assert [each["rev"] for each in ann.older(gone["id"])] == [gone["rev"]]


@both_engines
def test_thousands_may_be_erased_at_once(ann: Device) -> None:
    rows = history(ann, 2)
    gone = child(rows[-1], deleted=True)
    ann.exchange([gone])
    ann.erase(*(new_id() for _ in range(1200)), gone["id"])
    assert ann.older(gone["id"]) == []


def test_what_is_erased_is_overwritten_in_the_file(ann: Device, settings: Settings) -> None:
    secret = row(2000)
    ann.exchange([secret, child(secret, deleted=True)])
    whole = unb64(secret["ciphertext"])
    # Longer stretches are broken up by the pages they stand on.
    pieces = [whole[at : at + 40] for at in range(0, len(whole) - 40, 40)]
    assert any(piece in contents(settings) for piece in pieces)
    ann.erase(secret["id"])
    assert not any(piece in contents(settings) for piece in pieces)


def contents(settings: Settings) -> bytes:
    """The database file once all that was written has been moved into it."""
    with closing(sqlite3.connect(settings.database.database or "")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(settings.database.database or "").read_bytes()


# -- dropping


@both_engines
def test_f17_a_version_goes_30_days_after_it_was_superseded_beyond_the_last_five(
    ann: Device, engines: Engines
) -> None:
    rows = history(ann, 8)
    long_ago = TODAY - timedelta(days=400)
    # The third was superseded 31 days ago, the fourth 30 days ago, though written long before.
    days = [long_ago] * 3 + [TODAY - timedelta(days=31), TODAY - timedelta(days=30)] + [TODAY] * 3
    accepted_on(engines, rows, days)
    assert drop_old_ciphertext(engines, TODAY) == 3
    assert [each["rev"] for each in ann.older(rows[0]["id"])] == [
        each["rev"] for each in rows[6:2:-1]
    ]
    assert ann.state()["bytes"] == 5 * 540
    assert drop_old_ciphertext(engines, TODAY) == 0
    assert drop_old_ciphertext(engines, TODAY + timedelta(days=3650)) == 0


@both_engines
def test_f17_a_burst_of_changes_does_not_push_out_what_had_stood_for_a_year(
    ann: Device, engines: Engines
) -> None:
    rows = history(ann, 10)
    accepted_on(engines, rows, [TODAY - timedelta(days=365)] + [TODAY] * 9)
    assert drop_old_ciphertext(engines, TODAY) == 0
    assert drop_old_ciphertext(engines, TODAY + timedelta(days=31)) == 5


@both_engines
def test_f17_a_retry_of_a_dropped_revision_is_a_duplicate(ann: Device, engines: Engines) -> None:
    rows = history(ann, 7)
    assert drop_old_ciphertext(engines, date(2099, 1, 1)) == 2
    assert statuses(ann.exchange(rows)) == ["duplicate"] * 7
    assert statuses(ann.exchange([row(id=rows[0]["id"], rev=rows[0]["rev"])])) == [
        "revision_reused"
    ]


@both_engines
def test_f17_a_device_away_for_two_years_loses_nothing(ann: Device, engines: Engines) -> None:
    away = second(ann)
    names = {name: ann.write(f"{name} at first") for name in ("both", "theirs", "mine", "gone")}
    ann.sync()
    away.sync()
    for name in ("both", "mine"):
        away.write(f"{name} while away", names[name])
    for turn in range(8):
        for name in ("both", "theirs"):
            ann.write(f"{name} turn {turn}", names[name])
        ann.sync()
    ann.delete(names["gone"])
    ann.sync()
    drop_old_ciphertext(engines, TODAY + timedelta(days=730))
    away.sync()
    ann.sync()
    assert ann.texts() == away.texts()
    assert away.texts() == ["both turn 7\nboth while away", "mine while away", "theirs turn 7"]
    assert not away.outbox


@both_engines
def test_many_old_versions_of_many_accounts_go_in_one_run(
    client: TestClient, engines: Engines
) -> None:
    people = [phone(client.app).sign_up() for _ in range(2)]
    for person in people:
        rows = [row()]
        while len(rows) < 100:
            rows.append(child(rows[-1]))
        for start in range(6):
            longer = [child(rows[-1])]
            while len(longer) < 99:
                longer.append(child(longer[-1]))
            person.exchange(rows if start == 0 else [], limit=1)
            person.exchange(longer, limit=1)
            rows = longer
    assert drop_old_ciphertext(engines, date(2099, 1, 1)) == 2 * (100 + 6 * 99 - 5)
    assert [person.state()["bytes"] for person in people] == [5 * 540] * 2
