"""What goes for good: by its owner's wish, and old ciphertext by itself (F17)."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from phones import child, history, phone, row, second, statuses
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


def accepted_on(engines: Engines, rows: list[Row], days: list[date]) -> None:
    """As if each row had been accepted on its day."""
    with writing_rows(engines) as connection:
        for sent, day in zip(rows, days, strict=True):
            named = (revisions.c.id == sent["id"], revisions.c.rev == sent["rev"])
            connection.execute(update(revisions).where(*named).values(day=day))


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
def test_f16_erasing_a_record_of_ones_own_leaves_anothers_of_the_same_id(
    client: TestClient, ann: Device
) -> None:
    theirs = history(ann, 3)
    eve = phone(client.app).sign_up()
    copy = row(id=theirs[0]["id"])
    eve.exchange([copy, child(copy, deleted=True)])
    eve.erase(copy["id"])
    assert eve.older(copy["id"]) == []
    assert [each["rev"] for each in ann.older(copy["id"])] == [theirs[1]["rev"], theirs[0]["rev"]]
    assert ann.state()["bytes"] == 3 * 540


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
