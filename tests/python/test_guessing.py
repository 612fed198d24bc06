"""F53: whoever guesses learns nothing after ten wrong tries, and locks nobody else out."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from callers import DEVICE, Caller, Meanwhile, code_of, key
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from protocol import unb64
from sqlalchemy import func, select
from sqlmodel import col

from app.accounts import sessions
from app.accounts.guesses import BUDGETS, seconds_to_wait
from app.accounts.models import Guesses, KnownDevice
from app.accounts.signing_in import Visitor, sign_in
from app.db import reading
from app.errors import SlowDown

WRONG, SLOW = (401, "wrong_credentials"), (429, "slow_down")
QUARTER, DAY = 15 * 60, 24 * 60 * 60


@pytest.fixture
def ann(client: TestClient) -> Caller:
    caller = Caller(client.app)
    assert caller.sign_up().status_code == 201
    return caller


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(time.time(), tick=False) as clock:
        yield clock


def guess(caller: Caller, times: int) -> Counter[Any]:
    return Counter(code_of(caller.sign_in(key())) for _ in range(times))


@pytest.mark.both_engines
def test_f53_ten_wrong_tries_then_even_the_right_one_must_wait(
    ann: Caller, clock: time_machine.Traveller
) -> None:
    stranger = ann.another_browser()
    assert guess(stranger, 10) == {WRONG: 10}
    answer = stranger.sign_in(ann.login_key)
    assert code_of(answer) == SLOW
    assert int(answer.headers["retry-after"]) == QUARTER
    clock.shift(QUARTER - 1)
    assert code_of(stranger.sign_in(ann.login_key)) == SLOW
    clock.shift(1)
    assert stranger.sign_in(ann.login_key).status_code == 200


@pytest.mark.both_engines
def test_f53_a_hundred_wrong_tries_a_day(ann: Caller, clock: time_machine.Traveller) -> None:
    stranger = ann.another_browser()
    for _ in range(10):
        assert guess(stranger, 10) == {WRONG: 10}
        clock.shift(QUARTER)
    answer = stranger.sign_in(ann.login_key)
    assert code_of(answer) == SLOW
    assert int(answer.headers["retry-after"]) == DAY - 10 * QUARTER
    clock.shift(DAY - 10 * QUARTER)
    assert stranger.sign_in(ann.login_key).status_code == 200


@pytest.mark.both_engines
def test_f53_right_tries_are_not_counted(ann: Caller) -> None:
    other = ann.another_browser()
    for _ in range(15):
        assert other.sign_in().status_code == 200


@pytest.mark.both_engines
def test_f53_a_stranger_cannot_lock_out_a_device_that_is_known(ann: Caller) -> None:
    assert guess(ann.another_browser(), 11) == {WRONG: 10, SLOW: 1}
    ann.call("DELETE", "/api/session")
    assert ann.sign_in().status_code == 200
    assert ann.change_keys(ann.login_key).status_code == 200


@pytest.mark.both_engines
def test_f53_a_known_device_has_a_budget_too_and_it_is_its_own(ann: Caller) -> None:
    phone = ann.another_browser()
    phone.sign_in()
    assert guess(phone, 11) == {WRONG: 10, SLOW: 1}
    assert code_of(phone.sign_in()) == SLOW
    assert ann.sign_in().status_code == 200
    assert ann.another_browser().sign_in().status_code == 200


@pytest.mark.both_engines
def test_f53_of_very_many_known_devices_the_longest_known_are_strangers_again(
    ann: Caller, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(sessions, "DEVICES_KNOWN", 2)
    other, newest = ann.another_browser(), ann.another_browser()
    for browser in (other, newest):
        clock.shift(40 * DAY)
        assert browser.sign_in().status_code == 200
    with reading(ann.app.state.engines) as session:
        assert session.scalar(select(func.count()).select_from(KnownDevice)) == 2
    assert guess(ann.another_browser(), 11) == {WRONG: 10, SLOW: 1}
    assert code_of(ann.sign_in()) == SLOW
    assert newest.sign_in().status_code == 200


@pytest.mark.both_engines
def test_f53_a_made_up_device_cookie_buys_no_budget(ann: Caller) -> None:
    stranger = ann.another_browser()
    answers: Counter[Any] = Counter()
    for _ in range(11):
        stranger.http.cookies.set(DEVICE, key())
        answers += guess(stranger, 1)
        stranger.http.cookies.clear()
    assert answers == {WRONG: 10, SLOW: 1}


@pytest.mark.both_engines
def test_f53_a_device_known_to_one_account_is_a_stranger_to_another(ann: Caller) -> None:
    bob = Caller(ann.app)
    bob.sign_up()
    bob.name = ann.name
    assert guess(bob, 10) == {WRONG: 10}
    assert code_of(ann.another_browser().sign_in()) == SLOW


@pytest.mark.both_engines
def test_f53_passphrase_recovery_change_and_deletion_share_one_budget(ann: Caller) -> None:
    thief = ann.another_browser()
    thief.sign_in()
    thief.http.cookies.delete(DEVICE)
    assert guess(ann.another_browser(), 4) == {WRONG: 4}
    for _ in range(2):
        assert code_of(thief.recover(key())) == WRONG
        assert code_of(thief.change_keys(key())) == WRONG
        assert code_of(thief.call("DELETE", "/api/account", {"login_key": key()})) == WRONG
    assert code_of(thief.recover()) == SLOW
    assert code_of(thief.change_keys(ann.login_key)) == SLOW
    assert code_of(thief.call("DELETE", "/api/account", {"login_key": ann.login_key})) == SLOW
    assert ann.keys().json()["key_version"] == 1


@pytest.mark.both_engines
def test_f53_a_name_that_nobody_has_counts_alike_however_it_is_written(client: TestClient) -> None:
    nobody = Caller(client.app, "Nobody")
    assert guess(nobody, 5) == {WRONG: 5}
    nobody.name = "nobody"
    assert guess(nobody, 6) == {WRONG: 5, SLOW: 1}
    with reading(client.app.state.engines) as session:
        kept = session.scalars(select(col(Guesses.subject))).one()
    assert b"nobody" not in kept


@pytest.mark.both_engines
@pytest.mark.parametrize("known", [True, False])
def test_f53_guesses_at_once_do_not_pass_the_budget(client: TestClient, known: bool) -> None:
    ann = Caller(client.app)
    if known:
        ann.sign_up()
    together = threading.Barrier(16)

    def guess_together(_: int) -> Counter[Any]:
        stranger = ann.another_browser()
        together.wait()
        return guess(stranger, 3)

    with ThreadPoolExecutor(16) as pool:
        answers = sum(pool.map(guess_together, range(16)), Counter[Any]())
    assert answers[WRONG] == 10
    assert set(answers) <= {WRONG, SLOW, (503, "busy")}


@pytest.mark.both_engines
def test_f53_a_right_try_among_too_many_wrong_ones_is_not_told(ann: Caller) -> None:
    stranger = ann.another_browser()
    while_it_is_hashed = Meanwhile(lambda: guess(stranger, 10))
    slow = replace(ann.app.state.reception, hashing=while_it_is_hashed)
    with pytest.raises(SlowDown):
        sign_in(slow, Visitor(ann.name, None), unb64(ann.login_key), "a phone")
    assert len(ann.call("GET", "/api/sessions").json()["sessions"]) == 1


@pytest.mark.both_engines
def test_f53_five_hundred_behind_one_address_are_not_blocked_by_an_attacker_there(
    client: TestClient,
) -> None:
    # Every caller of the test client comes from one address.
    good = [Caller(client.app, f"visitor {number}") for number in range(500)]
    with ThreadPoolExecutor(4) as pool:
        assert {each.status_code for each in pool.map(Caller.sign_up, good)} == {201}
        stop = threading.Event()

        def attack() -> Counter[Any]:
            attacker, answers = Caller(client.app), Counter[Any]()
            while not stop.is_set():
                for name in ("visitor 0", "visitor 1", "nobody"):
                    attacker.name = name
                    answers += guess(attacker, 1)
            return answers

        attacks = pool.submit(attack)
        strangers = [each.another_browser() for each in good[2:]]
        answers = Counter(map(code_of, pool.map(Caller.sign_in, good[:2] + strangers)))
        stop.set()
    assert answers == {(200, None): 500}
    assert attacks.result()[WRONG] <= 30
    assert attacks.result()[SLOW] > 30


@given(st.lists(st.integers(0, 3 * DAY), max_size=400))
def test_f53_no_window_ever_holds_more_than_its_budget(tries: list[int]) -> None:
    allowed: list[int] = []
    for now in sorted(tries):
        if not seconds_to_wait(allowed[-100:], now):
            allowed.append(now)
    for most, window in BUDGETS:
        for start in allowed:
            assert sum(start <= at < start + window for at in allowed) <= most


@given(st.lists(st.integers(0, DAY), min_size=1, max_size=100), st.integers(0, DAY))
def test_f53_the_wait_that_is_told_is_the_shortest(times: list[int], later: int) -> None:
    times.sort()
    now = times[-1] + later
    wait = seconds_to_wait(times, now)
    assert seconds_to_wait(times, now + wait) == 0
    assert wait == 0 or seconds_to_wait(times, now + wait - 1) > 0
