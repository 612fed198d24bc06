"""Phones for the tests of the sync server: devices with an account, and rows to offer."""

import secrets
from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from protocol import b64, new_id
from sync_client import Device, Refused, Row

SALT = bytes(16)  # the same for all, so that the tests derive one root and not hundreds
SMALLEST = 540


def phone(app: Any, name: str | None = None) -> Device:  # noqa: ANN401
    """A device at an application that is already running, without an account as yet."""
    # Not entered as a context: the application's life belongs to the `client` fixture.
    http = TestClient(app, base_url="https://testserver")
    http.portal = getattr(app.state, "portal", None)
    return Device(http, name or f"person-{secrets.token_hex(6)}", salt=SALT)


def second(device: Device) -> Device:
    """Another device of the same person, with an outbox and a cursor of its own."""
    return phone(device.http.app, device.name).sign_in()


def row(size: int = SMALLEST, **members: Any) -> Row:  # noqa: ANN401
    """A new record of random bytes: the server must not mind, for it cannot know."""
    whole = {"id": new_id(), "rev": new_id(), "parent": None, "merge_parent": None}
    whole |= {"deleted": False, "key_id": new_id(), "ciphertext": b64(secrets.token_bytes(size))}
    return whole | members


def child(of: Row, **members: Any) -> Row:  # noqa: ANN401
    """A new revision of the same record."""
    return row(id=of["id"], parent=of["rev"], **members)


def history(device: Device, length: int) -> list[Row]:
    """So many revisions of one record, pushed one by one, oldest first."""
    rows = [row()]
    device.exchange(rows)
    while len(rows) < length:
        rows.append(child(rows[-1]))
        device.exchange([rows[-1]])
    return rows


def statuses(answer: dict[str, Any]) -> list[str]:
    return [result["status"] for result in answer["results"]]


def refusal(act: Callable[[], object]) -> tuple[int, str]:
    """The status and code with which the server refuses."""
    try:
        act()
    except Refused as refused:
        return refused.status, refused.code
    raise AssertionError("not refused")
