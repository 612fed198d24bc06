"""Reminders: set without an account, sent once, sealed, and to push services alone."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from callers import Caller, code_of, key
from fastapi import FastAPI
from fastapi.testclient import TestClient
from protocol import new_id
from push_service import Phone, PushService
from reminders import body_for, due_of, in_a_minute, send, set_one
from sqlalchemy import select

from app.cli import upgrade
from app.db import open_engines, reading, writing
from app.main import create_app
from app.reminders import schedules
from app.reminders.models import Reminder
from app.reminders.push import PAYLOAD
from app.settings import Settings

pytestmark = pytest.mark.both_engines
MINUTE, DAY = 60, 86_400


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService().running() as service:
        yield service


@pytest.fixture
def app(settings: Settings, service: PushService) -> FastAPI:
    upgrade(settings)
    more = {"push_contact": "mailto:office@trust.example", "push_services": (service.origin,)}
    return create_app(settings.model_copy(update=more))


@pytest.fixture
def phone(client: TestClient, service: PushService) -> Phone:
    return service.phone(client.get("/api/reminders/key").json()["public_key"])


def test_one_is_sent_signed_sealed_and_says_nothing(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    set_one(client.app, phone)
    assert send(client.app, -1) == 0
    assert send(client.app) == 1
    assert service.refusals == []
    assert phone.messages == [PAYLOAD] == ['{"kind":"reminder"}']
    (headers,) = service.headers
    assert headers["ttl"] == "900"
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["topic"] == "reminder"


def test_the_next_one_is_tomorrows_and_no_tick_sends_a_second(
    client: TestClient, phone: Phone
) -> None:
    set_one(client.app, phone)
    assert [send(client.app, after) for after in (0, 1, 30, 600, 840)] == [1, 0, 0, 0, 0]
    assert send(client.app, DAY) == 1
    assert len(phone.messages) == 2


def test_each_is_signed_anew(client: TestClient, phone: Phone, service: PushService) -> None:
    set_one(client.app, phone)
    send(client.app)
    with time_machine.travel(time.time() + DAY):
        send(client.app)
    first, second = (each["authorization"] for each in service.headers)
    assert first != second
    assert service.refusals == []


def test_of_two_workers_one_sends_and_none_twice(
    client: TestClient, phone: Phone, settings: Settings, service: PushService
) -> None:
    for _ in range(10):
        set_one(client.app, phone)
    reception, sender = client.app.state.reception, client.app.state.sender
    workers = [open_engines(settings.database) for _ in range(2)]
    together = threading.Barrier(2)
    moment = in_a_minute().timestamp()

    def work(engines: Any) -> int:  # noqa: ANN401
        together.wait()
        return schedules.send_due(engines, reception.key, sender, [service.origin], moment)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, workers)) == 10
    for engines in workers:
        engines.dispose()
    assert len(phone.messages) == 10


def test_a_quarter_of_an_hour_late_it_is_not_sent_and_tomorrows_stands(
    client: TestClient, phone: Phone
) -> None:
    set_one(client.app, phone)
    assert send(client.app, 15 * MINUTE + 1) == 0
    assert phone.messages == []
    assert due_of(client.app) == [int(in_a_minute().timestamp()) + DAY]


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten(
    client: TestClient, phone: Phone, service: PushService, status: int
) -> None:
    set_one(client.app, phone)
    service.status = status
    assert send(client.app) == 0
    assert due_of(client.app) == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_could_not_be_sent_is_tried_again_within_its_quarter_of_an_hour(
    client: TestClient, phone: Phone, service: PushService, status: int
) -> None:
    set_one(client.app, phone)
    service.status = status
    assert [send(client.app, after) for after in (0, 60)] == [0, 0]
    service.status = 201
    assert send(client.app, 120) == 1
    assert len(phone.messages) == 1


def test_one_that_is_refused_waits_for_its_next_day(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    set_one(client.app, phone)
    service.status = 400
    assert [send(client.app, after) for after in (0, 60)] == [0, 0]
    assert len(service.headers) == 1


def test_f58_a_redirect_is_not_followed(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    set_one(client.app, phone)
    service.status, service.location = 307, f"{service.origin}/push/elsewhere"
    assert send(client.app) == 0
    assert len(service.headers) == 1


def test_f58_an_address_that_is_allowed_no_more_is_not_sent_to(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    set_one(client.app, phone)
    reception = client.app.state.reception
    moment = in_a_minute().timestamp()
    sender = client.app.state.sender
    assert schedules.send_due(client.app.state.engines, reception.key, sender, (), moment) == 0
    assert service.headers == []


def test_whoever_has_the_secret_changes_or_ends_it_and_nobody_else(
    client: TestClient, phone: Phone
) -> None:
    mine, other = set_one(client.app, phone), set_one(client.app, phone)
    caller = Caller(client.app)
    path = f"/api/reminders/{mine['id']}"
    for secret in (other["secret"], key()):
        changed = body_for(phone) | {"secret": secret}
        assert code_of(caller.call("PUT", path, changed)) == (404, "not_found")
        assert code_of(caller.call("DELETE", path, {"secret": secret})) == (404, "not_found")
    later = in_a_minute() + timedelta(hours=1)
    changed = body_for(phone, later) | {"secret": mine["secret"]}
    assert caller.call("PUT", path, changed).status_code == 204
    assert int(later.timestamp()) in due_of(client.app)
    assert caller.call("DELETE", path, {"secret": mine["secret"]}).status_code == 204
    assert len(due_of(client.app)) == 1
    missing = f"/api/reminders/{new_id()}"
    assert code_of(caller.call("DELETE", missing, {"secret": key()})) == (404, "not_found")


@pytest.mark.parametrize(
    "changes",
    [
        {"zone": "Europe/Nowhere"},
        {"zone": "../../etc/passwd"},
        {"times": [None] * 7},
        {"times": ["08:30"] * 6},
        {"times": ["8:30"] * 7},
        {"times": ["24:00"] * 7},
        {"times": ["21:00"] * 7, "quiet_from": "20:00", "quiet_to": "07:00"},
        {"quiet_from": "soon"},
        {"words": "Come back!"},
    ],
)
def test_a_schedule_that_never_comes_or_cannot_be_is_refused(
    client: TestClient, phone: Phone, changes: dict[str, Any]
) -> None:
    answer = Caller(client.app).call("POST", "/api/reminders", body_for(phone) | changes)
    assert code_of(answer) == (422, "invalid")
    assert due_of(client.app) == []


def test_keys_that_are_no_keys_are_given_up_without_a_fault(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    bad = phone.subscription() | {"keys": {"p256dh": key(65), "auth": key(16)}}
    set_one(client.app, phone, subscription=bad)
    assert send(client.app) == 0
    assert service.headers == []


def test_the_address_of_a_phone_is_sealed_and_belongs_to_no_account(
    client: TestClient, phone: Phone
) -> None:
    set_one(client.app, phone)
    with reading(client.app.state.engines) as session:
        (row,) = session.scalars(select(Reminder))
    stored = json.dumps(row.model_dump(), default=lambda value: value.hex())
    assert phone.endpoint not in stored
    assert phone.endpoint.encode().hex() not in stored
    assert "account_id" not in Reminder.model_fields


def test_the_signing_key_is_the_same_after_a_restart(
    client: TestClient, settings: Settings, service: PushService
) -> None:
    before = client.get("/api/reminders/key").json()
    more = {"push_contact": "mailto:office@trust.example", "push_services": (service.origin,)}
    with TestClient(create_app(settings.model_copy(update=more))) as again:
        assert again.get("/api/reminders/key").json() == before


def test_one_that_was_changed_while_it_was_sent_keeps_its_new_time(
    client: TestClient, phone: Phone, service: PushService
) -> None:
    set_one(client.app, phone)
    service.status, service.delay = 503, 0.3

    def move() -> None:
        time.sleep(0.1)
        with writing(client.app.state.engines) as session:
            (row,) = session.scalars(select(Reminder))
            row.next_due = 4_000_000_000

    with ThreadPoolExecutor(1) as pool:
        moving = pool.submit(move)
        send(client.app)
        moving.result()
    assert due_of(client.app) == [4_000_000_000]
