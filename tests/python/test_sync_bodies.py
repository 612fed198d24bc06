"""Bodies of the journal's calls that are of the wrong shape: refused, and nothing stored."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from phones import phone, refusal, row
from sync_client import Device

both_engines = pytest.mark.both_engines


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


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
