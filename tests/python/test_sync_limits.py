"""F18: what is too much, too deep, packed or more than the disk holds is refused whole."""

import gzip
import json
from typing import Any

import pytest
from callers import SAME_ORIGIN, code_of
from fastapi.testclient import TestClient
from phones import phone, refusal, row, statuses
from sqlalchemy import text
from sync_client import Device

from app.db import writing_rows
from app.journal import limits
from app.journal.models import vaults

both_engines = pytest.mark.both_engines
JSON = SAME_ORIGIN | {"Content-Type": "application/json"}
MIB = 1024 * 1024


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


def post(device: Device, body: Any, **headers: str) -> Any:  # noqa: ANN401
    """A body as it is, past the client's own JSON."""
    sent = JSON | headers
    return device.http.request("POST", "/api/journal/sync", content=body, headers=sent)


def whole(*push: Any, cursor: str | None = None) -> bytes:  # noqa: ANN401
    return json.dumps({"cursor": cursor, "push": push, "limit": 200}).encode()


@both_engines
def test_f18_a_hundred_items_are_taken_and_one_more_is_too_large(ann: Device) -> None:
    items = [row() for _ in range(101)]
    assert refusal(lambda: ann.exchange(items)) == (413, "too_large")
    assert ann.inventory() == []
    assert statuses(ann.exchange(items[:100])) == ["ok"] * 100


@both_engines
def test_f18_a_body_of_a_mebibyte_is_taken_and_a_byte_more_is_too_large(ann: Device) -> None:
    items = [row(65_564) for _ in range(11)] + [row(60_000)]
    body = whole(*items)
    assert len(body) < MIB
    assert code_of(post(ann, body.ljust(MIB + 1))) == (413, "too_large")
    assert ann.inventory() == []
    assert statuses(post(ann, body.ljust(MIB)).json()) == ["ok"] * 12


@both_engines
def test_f18_the_largest_item_is_taken_and_a_byte_more_is_too_large(ann: Device) -> None:
    answer = ann.exchange([row(limits.ITEM_BYTES), row(limits.ITEM_BYTES + 1), row(539)])
    assert statuses(answer) == ["ok", "too_large", "invalid"]
    assert ann.state()["bytes"] == limits.ITEM_BYTES


@both_engines
def test_f18_a_full_vault_takes_deletions_retries_and_nothing_else(
    ann: Device, client: TestClient
) -> None:
    born = row()
    ann.exchange([born])
    with writing_rows(client.app.state.engines) as connection:  # type: ignore[attr-defined]
        connection.execute(vaults.update().values(bytes=limits.BYTES, records=limits.RECORDS))
    gone = row(id=born["id"], parent=born["rev"], deleted=True)
    answer = ann.exchange([row(), born, gone])
    assert statuses(answer) == ["over_quota", "duplicate", "ok"]
    assert ann.state()["bytes"] == limits.BYTES + 540


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"cursor":' * 5000 + b"null" + b"}" * 5000,
        b'{"cursor":null,"push":[],"limit":' + b"9" * 5000 + b"}",
        b'{"cursor":null,"push":[],"limit":1e999}',
        b'{"cursor":null,"push":[],"limit":NaN}',
        b'{"cursor":"\\ud800","push":[],"limit":1}',
        b'{"cursor":"\xff","push":[],"limit":1}',
        b"[" + b"{}," * 200_000 + b"{}]",
        b"1" * 1_000_000,
    ],
    ids=lambda body: body[:24],
)
def test_f18_deep_and_huge_json_is_refused_at_once(ann: Device, body: bytes) -> None:
    status, code = code_of(post(ann, body))
    assert (status, code) in [(400, "malformed"), (422, "invalid")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("sync", b'{"cursor":null,"limit":1,"push":[' + b"{}," * 340_000 + b"{}]}", 413),
        ("sync", whole({f"{n}": n for n in range(60_000)}), 422),
        ("erase", b'{"ids":[' + b"1," * 500_000 + b"1]}", 422),
        ("erase", json.dumps({f"{n}": n for n in range(60_000)}).encode(), 422),
    ],
    ids=["items", "members", "ids", "names"],
)
def test_f18_a_body_of_nothing_but_faults_is_answered_in_short(
    ann: Device, path: str, body: bytes, status: int
) -> None:
    answer = ann.http.request("POST", f"/api/journal/{path}", content=body, headers=JSON)
    assert answer.status_code == status
    assert len(answer.content) < 20_000
    assert answer.elapsed.total_seconds() < 5


def test_f18_a_packed_body_is_not_unpacked(ann: Device) -> None:
    packed = gzip.compress(b" " * 50 * MIB)
    answer = post(ann, packed, **{"Content-Encoding": "gzip"})
    assert code_of(answer) == (415, "unsupported_media")


@pytest.mark.parametrize("media", ["text/plain", "application/json; charset=utf-16", ""])
def test_f18_another_media_type_is_not_taken(ann: Device, media: str) -> None:
    answer = post(ann, whole(), **{"Content-Type": media})
    assert code_of(answer) == (415, "unsupported_media")


def test_f18_a_long_address_and_long_headers_are_refused(ann: Device) -> None:
    where = "/api/journal/inventory?after=" + "A" * 9000
    assert code_of(ann.http.request("GET", where)) == (414, "too_large")
    answer = ann.http.request("GET", "/api/journal/state", headers={"X-Long": "x" * 40_000})
    assert code_of(answer) == (431, "too_large")


def test_f18_a_full_disk_stores_nothing_by_half_and_recovers_without_a_restart(
    ann: Device, client: TestClient
) -> None:
    engines = client.app.state.engines  # type: ignore[attr-defined]
    ann.exchange([row()])
    before = ann.exchange([])
    with engines.write.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        # The one connection that writes: what is set on it stays.
        connection.execute(text(f"PRAGMA max_page_count = {pages + 10}"))
    large = [row(40_000) for _ in range(5)]
    answer = post(ann, whole(*large))
    assert code_of(answer) == (507, "storage_full")
    assert int(answer.headers["Retry-After"]) > 0
    assert ann.exchange([]) == before
    assert ann.state()["records"] == 1
    with engines.write.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages + 1000}"))
    assert statuses(ann.exchange(large)) == ["ok"] * 5
    assert ann.state()["records"] == 6
