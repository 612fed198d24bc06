"""Two processes that send reminders from one database: none twice, and none late."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from push_service import Phone, PushService
from reminders import due_of, in_a_minute, set_one

from app.main import create_app
from app.settings import Settings

pytestmark = pytest.mark.both_engines
PHONES, SPAN, MINUTE = 30, 40, 60  # reminders, minutes that they are spread over
CONTACT = "mailto:office@trust.example"


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService().running() as service:
        yield service


@pytest.fixture
def app(settings: Settings, service: PushService) -> FastAPI:
    more = {"push_contact": CONTACT, "push_services": (service.origin,)}
    return create_app(settings.model_copy(update=more))


def environment_of(settings: Settings, service: PushService) -> dict[str, str]:
    key = settings.server_key
    return {
        "DATABASE_URL": settings.database_url,
        "PUSH_CONTACT": CONTACT,
        "PUSH_SERVICES": json.dumps([service.origin]),
        **({"SERVER_KEY": key.get_secret_value()} if key else {}),
    }


def worker(environment: dict[str, str], begin: float, end: float, seed: str) -> Any:  # noqa: ANN401  a process
    program = Path(__file__).with_name("reminding_worker.py")
    process = subprocess.Popen(
        [sys.executable, program, str(begin), str(end), seed],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def spread(app: Any, phones: list[Phone], chance: random.Random) -> dict[str, datetime]:  # noqa: ANN401
    """A reminder for each phone, at a minute of its own; gives when each is due, by address."""
    first = in_a_minute() + timedelta(minutes=2)
    due = {}
    for phone in phones:
        due[phone.endpoint] = first + timedelta(minutes=chance.randrange(SPAN))
        set_one(app, phone, times=[f"{due[phone.endpoint]:%H:%M}"] * 7)
    return due


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("dies", [False, True], ids=["both live", "one is killed"])
def test_of_two_processes_one_sends_each_once_and_on_time(
    app: FastAPI, settings: Settings, service: PushService, dies: bool
) -> None:
    seed = str(random.randrange(2**32))  # noqa: S311 - it need not be hard to guess
    print(f"seed {seed}")  # shown if it fails
    key = app.state.sender.public_key
    due = spread(app, [service.phone(key) for _ in range(PHONES)], random.Random(seed))  # noqa: S311
    begin = datetime.now(UTC).timestamp()
    end = begin + (SPAN + 10) * MINUTE
    environment = environment_of(settings, service)
    workers = [worker(environment, begin, end, f"{seed}-{each}") for each in range(2)]
    for each in workers:
        each.stdin.write("\n")
        each.stdin.flush()
    if dies:
        workers[0].stdout.readline()  # in the middle of its work
        workers[0].kill()
    told = "".join(each.communicate(timeout=60)[0] for each in workers)
    said = [json.loads(line) for line in told.splitlines()]
    assert dies or [each.returncode for each in workers] == [0, 0]
    late = [at - due[endpoint].timestamp() for endpoint, at, _ in said]
    assert all(0 <= seconds <= 2 * MINUTE for seconds in late)
    got = Counter({name: len(phone.messages) for name, phone in service.phones.items()})
    assert max(got.values()) == 1  # none twice, whoever dies
    assert service.refusals == []
    # What the dead one had taken and not sent is lost for the day, and never sent twice.
    assert sum(got.values()) >= PHONES - dies
    assert all(int(at) > end for at in due_of(app) if at)
