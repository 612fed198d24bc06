"""Hashes cost the same for everybody, and rise with the settings."""

import itertools
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from callers import Caller, code_of, key
from fastapi.testclient import TestClient
from sqlalchemy import delete, select
from sqlmodel import col

from app.accounts.hashing import Hashing
from app.accounts.models import Account, Guesses
from app.cli import upgrade
from app.db import reading, writing
from app.errors import SlowDown
from app.main import create_app
from app.security import Rate, network_of
from app.settings import Settings

ROUNDS, TRIALS = 16, 6  # of one name, fewer tries than its budget


def hashes_of(app: Any, name: str) -> tuple[str, str]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        account = session.scalars(select(Account).where(col(Account.name) == name)).one()
    return account.login_hash, account.recovery_hash


def test_the_settings_of_a_server_are_those_of_the_protocol(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/x.db")
    hashing = Hashing(settings.login_hash_memory_kib, settings.login_hash_passes)
    assert hashing.hash(b"x" * 32).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.both_engines
def test_hashes_are_made_anew_at_sign_in_when_the_settings_have_risen(
    client: TestClient, settings: Settings
) -> None:
    ann = Caller(client.app)
    ann.sign_up()
    before = hashes_of(client.app, ann.name)
    higher = create_app(settings.model_copy(update={"login_hash_memory_kib": 128}))
    with TestClient(higher):
        again = Caller(higher, ann.name, ann.login_key, ann.recovery_login_key)
        assert again.sign_in().status_code == 200
        assert hashes_of(higher, ann.name)[0].startswith("$argon2id$v=19$m=128,")
        assert hashes_of(higher, ann.name)[1] == before[1]
        assert again.recover().status_code == 200
        raised = hashes_of(higher, ann.name)
        assert raised[1].startswith("$argon2id$v=19$m=128,")
        assert again.sign_in().status_code == 200
        assert hashes_of(higher, ann.name) == raised


@pytest.mark.both_engines
def test_sign_ins_at_once_while_hashes_rise_all_succeed(
    client: TestClient, settings: Settings
) -> None:
    ann = Caller(client.app)
    ann.sign_up()
    higher = create_app(settings.model_copy(update={"login_hash_memory_kib": 128}))
    with TestClient(higher), ThreadPoolExecutor(4) as pool:
        browsers = [Caller(higher, ann.name, ann.login_key) for _ in range(8)]
        assert {each.status_code for each in pool.map(Caller.sign_in, browsers)} == {200}


@pytest.fixture
def real_cost(settings: Settings) -> Any:  # noqa: ANN401
    at_cost = settings.model_copy(update={"login_hash_memory_kib": 19_456})
    upgrade(at_cost)
    app = create_app(at_cost)
    with TestClient(app):
        yield app


def medians_of(ask: Callable[[str], None], *kinds: str) -> dict[str, float]:
    """The median seconds of each kind, asked in turns, so that the machine's moods fall alike."""
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind in kinds:
            started = time.perf_counter()
            ask(kind)
            seconds[kind].append(time.perf_counter() - started)
    return {kind: statistics.median(each) for kind, each in seconds.items()}


@pytest.mark.both_engines
@pytest.mark.parametrize("path", ["/api/session", "/api/account/recover", "/api/account/prelogin"])
def test_f54_known_and_unknown_names_get_the_same_answer_in_the_same_time(
    real_cost: Any,  # noqa: ANN401
    path: str,
) -> None:
    accounts = [Caller(real_cost), Caller(real_cost)]
    assert [each.sign_up().status_code for each in accounts] == [201, 201]
    names = {
        "known": itertools.cycle([each.name for each in accounts]),
        "unknown": itertools.cycle(["nobody-123456789012", "nobody-210987654321"]),
    }
    secret = {"/api/session": "login_key", "/api/account/recover": "recovery_login_key"}.get(path)
    stranger, answers = Caller(real_cost), set()

    def ask(kind: str) -> None:
        body = {"name": next(names[kind])}
        if secret:
            body |= {secret: key(), "device": "a phone"}
        answers.add(shape(stranger.call("POST", path, body)))

    # Somebody else's work on this machine is not a difference: one that is ours comes every time.
    for _ in range(TRIALS):
        medians = medians_of(ask, "known", "unknown")
        with writing(real_cost.state.engines) as session:
            session.execute(delete(Guesses))
        if 0.8 < medians["known"] / medians["unknown"] < 1.25:
            break
    else:
        pytest.fail(f"{medians} seconds")
    assert len(answers) == 1


def shape(answer: Any) -> str:  # noqa: ANN401
    """All of an answer but the time of day and the value of a salt."""
    body = answer.json()
    if "salt" in body:
        body["salt"] = len(body["salt"])
    headers = sorted(answer.headers.items())
    return repr((answer.status_code, body, headers))


def test_f54_a_door_that_is_shut_is_shut_for_unknown_names_alike(client: TestClient) -> None:
    ann = Caller(client.app)
    ann.sign_up()
    shut = []
    for name in (ann.name, "nobody at all"):
        stranger = Caller(client.app, name)
        for _ in range(10):
            stranger.sign_in()
        answer = stranger.sign_in()
        shut.append((answer.status_code, answer.json()))
    assert shut[0] == shut[1]
    assert shut[0][0] == 429


def test_sign_ups_from_one_address_are_limited(settings: Settings) -> None:
    upgrade(settings)
    app = create_app(settings.model_copy(update={"sign_ups_per_hour": 3}))
    with TestClient(app):
        assert [Caller(app).sign_up().status_code for _ in range(3)] == [201] * 3
        answer = Caller(app).sign_up()
        assert code_of(answer) == (429, "slow_down")
        assert 3500 < int(answer.headers["retry-after"]) <= 3600


def test_names_that_are_taken_can_be_asked_for_sixty_times_an_hour(client: TestClient) -> None:
    ann = Caller(client.app)
    ann.sign_up()
    answers = [code_of(Caller(client.app, ann.name).sign_up()) for _ in range(61)]
    assert answers == [(409, "name_taken")] * 60 + [(429, "slow_down")]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_rate_counts_what_one_subscriber_has(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_rate_counts_each_address_for_itself() -> None:
    rate = Rate(2, 60)
    rate.count("192.0.2.1")
    rate.count("192.0.2.1")
    with pytest.raises(SlowDown):
        rate.count("192.0.2.1")
    with pytest.raises(SlowDown):
        rate.check("192.0.2.1")
    rate.count("192.0.2.2")
    rate.check("192.0.2.2")
