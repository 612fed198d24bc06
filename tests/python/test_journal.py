"""The journal's other calls: what is held and what was held before, and bodies that are none."""

import json
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from phones import child, history, phone, refusal, row
from protocol import new_id
from sync_client import Device

both_engines = pytest.mark.both_engines
TODAY = date(2026, 11, 25)


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


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
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=x",
        "limit=1.0",
        "limit=1_0",
        "limit=%2B1",
        "after=",
        "after=abc",
        f"after={'A' * 21}B",
    ],
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


# -- bodies


BODIES: list[Any] = [
    {"cursor": None, "push": []},
    {"cursor": None, "push": [], "limit": 0},
    {"cursor": None, "push": [], "limit": 201},
    {"cursor": None, "push": [], "limit": True},
    {"cursor": None, "push": [], "limit": "1"},
    {"cursor": None, "push": [], "limit": 1.0},
    {"cursor": 1, "push": [], "limit": 1},
    {"push": [], "limit": 1},
    {"cursor": None, "push": None, "limit": 1},
    {"cursor": None, "push": {}, "limit": 1},
    {"cursor": None, "push": [], "limit": 1, "more": 1},
    {"cursor": None, "push": [None], "limit": 1},
    [],
    None,
]
ITEMS: list[dict[str, Any]] = [
    {"id": 1},
    {"rev": None},
    {"parent": 0},
    {"merge_parent": False},
    {"deleted": 0},
    {"deleted": None},
    {"key_id": None},
    {"ciphertext": None},
    {"ciphertext": []},
    {"seq": 1},
]


@both_engines
def test_a_wrong_type_a_missing_or_an_extra_member_stores_nothing(ann: Device) -> None:
    good = row()
    bodies = list(BODIES)
    bodies += [{"cursor": None, "push": [good, row() | bad], "limit": 1} for bad in ITEMS]
    for name in good:
        lacking = {member: value for member, value in row().items() if member != name}
        bodies.append({"cursor": None, "push": [good, lacking], "limit": 1})
    for body in bodies:
        sent = json.dumps(body)
        assert refusal(lambda body=body: ann.call("POST", "/journal/sync", body)) == (
            422,
            "invalid",
        ), sent
    assert ann.inventory() == []


@both_engines
@pytest.mark.parametrize("body", [{}, {"ids": None}, {"ids": [1]}, {"ids": [], "more": 1}, []])
def test_an_erasure_that_is_none_is_refused(ann: Device, body: Any) -> None:  # noqa: ANN401
    assert refusal(lambda: ann.call("POST", "/journal/erase", body)) == (422, "invalid")
