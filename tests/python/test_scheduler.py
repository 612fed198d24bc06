"""Jobs: each is done by one worker a round, and what has run out goes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from callers import Caller, code_of, key
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from structlog.testing import capture_logs

from app.accounts import invites
from app.accounts.current import today
from app.accounts.expiry import remove_expired
from app.accounts.models import Guesses, Invite, KnownDevice, Role, SignIn
from app.claims import claim
from app.db import Engines, open_engines, reading, writing
from app.scheduler import Job, tick
from app.settings import Settings

pytestmark = pytest.mark.both_engines


def engines_of(client: TestClient) -> Engines:
    return client.app.state.engines


@pytest.mark.usefixtures("client")
def test_of_many_workers_one_does_a_job_a_round(settings: Settings) -> None:
    workers = [open_engines(settings.database) for _ in range(4)]
    done: list[int] = []
    together = threading.Barrier(4)

    def work(engines: Engines) -> None:
        job = Job("count", 60, lambda _: done.append(1))
        together.wait()
        for _ in range(5):
            tick(engines, job)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, workers))
    for engines in workers:
        engines.dispose()
    assert len(done) == 1


def test_a_claim_runs_out_so_that_a_dead_worker_holds_nobody_up(client: TestClient) -> None:
    now = int(time.time())
    with writing(engines_of(client)) as session:
        assert claim(session, "job", now, 60)
        assert not claim(session, "job", now + 59, 60)
        assert claim(session, "job", now + 60, 60)


def test_a_job_that_fails_is_logged_without_its_words(client: TestClient) -> None:
    def fail(_: Engines) -> None:
        raise RuntimeError("ann wrote something private")

    with capture_logs() as logged:
        tick(engines_of(client), Job("fail", 60, fail))
    assert [(each["event"], each["job"]) for each in logged] == [("job failed", "fail")]
    assert "private" not in str(logged)


def test_what_has_run_out_is_removed_and_nothing_else(client: TestClient) -> None:
    ann = Caller(client.app)
    ann.sign_up()
    Caller(client.app, ann.name).sign_in(key())
    with writing(engines_of(client)) as session:
        invites.make(session, Role.MEMBER, 1, today() + timedelta(days=10))

    def left() -> list[int]:
        remove_expired(engines_of(client))
        with reading(engines_of(client)) as session:
            tables = (SignIn, KnownDevice, Guesses, Invite)
            return [session.scalar(select(func.count()).select_from(each)) for each in tables]

    assert left() == [1, 1, 1, 1]
    for days, expected in [(2, [1, 1, 0, 1]), (11, [1, 1, 0, 0]), (31, [0, 1, 0, 0])]:
        with time_machine.travel(time.time() + days * 86_400, tick=False):
            assert left() == expected
    with time_machine.travel(time.time() + 430 * 86_400, tick=False):
        assert left() == [0, 0, 0, 0]
    assert code_of(ann.keys()) == (401, "sign_in_needed")
