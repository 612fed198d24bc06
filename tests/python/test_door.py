"""A flood of sign-ins finds the door busy; the journals of those who are in go on."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from callers import SAME_ORIGIN, SESSION, Caller, code_of, key
from fastapi.testclient import TestClient

from app.accounts.door import LINE, Door
from app.accounts.hashing import Hashing
from app.main import THREADS

EMPTY = {"cursor": None, "push": [], "limit": 1}


class Slow(Hashing):
    """Hashes that take until they are let go."""

    def __init__(self) -> None:
        super().__init__(memory_kib=64, passes=2)
        self.let_go = threading.Event()
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def verify(self, secret: bytes, hashed: str | None) -> bool:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.let_go.wait(20)
        with self._lock:
            self.inside -= 1
        return super().verify(secret, hashed)


@pytest.fixture
def ann(client: TestClient) -> Caller:
    caller = Caller(client.app)
    assert caller.sign_up().status_code == 201
    # Through the client that is entered: all of its requests share the threads of one server.
    cookie = f"{SESSION}={caller.http.cookies[SESSION]}"
    caller.http = client
    client.base_url = "https://testserver"
    client.headers.update(SAME_ORIGIN | {"Cookie": cookie})
    return caller


@pytest.fixture
def slow(client: TestClient) -> Iterator[Slow]:
    slow = Slow()
    object.__setattr__(client.app.state.reception, "hashing", slow)  # type: ignore[attr-defined]
    yield slow
    slow.let_go.set()


def test_f53_journals_go_on_while_sign_ins_come_without_end(ann: Caller, slow: Slow) -> None:
    places = Door(THREADS).places

    def attack(number: int) -> Any:  # noqa: ANN401
        body = {"name": f"nobody {number}", "login_key": key(), "device": "x"}
        return ann.call("POST", "/api/session", body)

    with ThreadPoolExecutor(150) as pool:
        attacks = [pool.submit(attack, number) for number in range(150)]
        refused = wait(attacks, timeout=1).done
        started = time.monotonic()
        assert ann.call("POST", "/api/journal/sync", EMPTY).status_code == 200
        assert ann.keys().status_code == 200
        assert time.monotonic() - started < 5
        slow.let_go.set()
        answers = Counter(code_of(each.result()) for each in attacks)
    assert slow.most == places
    # On a busy machine those in the line have waited long enough by then, and are told so too.
    assert 150 - places * (1 + LINE) <= len(refused) <= 150 - places
    assert {code_of(each.result()) for each in refused} == {(503, "busy")}
    assert all(int(each.result().headers["retry-after"]) > 0 for each in refused)
    assert answers[401, "wrong_credentials"] >= places
    assert set(answers) == {(401, "wrong_credentials"), (503, "busy")}


def test_who_waits_in_a_line_that_does_not_move_is_told_so_and_the_door_opens_again(
    ann: Caller, slow: Slow
) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        held = [pool.submit(ann.sign_in) for _ in range(Door(THREADS).places)]
        while slow.inside < len(held):
            time.sleep(0.01)
        for answer in (ann.sign_in(), ann.recover(), ann.change_keys(ann.login_key)):
            assert code_of(answer) == (503, "busy")
        slow.let_go.set()
        assert {code_of(each.result()) for each in held} == {(200, None)}
    assert ann.sign_in().status_code == 200


@pytest.mark.parametrize("threads", [1, 2, 4, 8, 1000])
def test_the_door_leaves_half_the_threads_to_others(threads: int) -> None:
    assert 1 <= Door(threads).places <= max(1, threads // 2)
    assert Door(threads).places <= 2 * (os.cpu_count() or 1)
