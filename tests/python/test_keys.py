"""F43, F44: of whatever is lost, doubled or done at once, exactly one passphrase comes out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from callers import SESSION, Caller, Meanwhile, code_of, key
from fastapi.testclient import TestClient
from protocol import KDF, unb64
from sqlalchemy import select
from sqlmodel import col

from app.accounts.bodies import ChangeKeys
from app.accounts.current import Current
from app.accounts.keys import change
from app.accounts.models import Account
from app.accounts.signing_in import Visitor, sign_in
from app.db import reading
from app.errors import KeyVersionChanged, WrongCredentials

pytestmark = pytest.mark.both_engines


@pytest.fixture
def ann(client: TestClient) -> Caller:
    caller = Caller(client.app)
    assert caller.sign_up().status_code == 201
    return caller


def at_once(*calls: Callable[[], Any]) -> Counter[tuple[int, str | None]]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(code_of(done.result()) for done in [pool.submit(call) for call in calls])


def test_f43_two_devices_change_the_passphrase_at_once_and_one_does(ann: Caller) -> None:
    other = ann.another_browser()
    other.sign_in()
    old = ann.login_key
    answers = at_once(lambda: ann.change_keys(old), lambda: other.change_keys(old))
    # Whoever is late may find the version moved, the old key no longer right, or no session.
    assert answers[200, None] == 1
    assert set(answers) <= {
        (200, None),
        (409, "key_version_changed"),
        (401, "sign_in_needed"),
        (401, "wrong_credentials"),
    }
    winner = ann if ann.login_key != old else other
    assert winner.keys().json()["key_version"] == 2
    assert winner.another_browser().sign_in().status_code == 200
    assert code_of(winner.another_browser().sign_in(old)) == (401, "wrong_credentials")


def test_f43_an_answer_that_was_lost_leaves_the_new_passphrase(ann: Caller) -> None:
    old, session = ann.login_key, ann.http.cookies[SESSION]
    new = {"login_key": key(), "kdf": KDF, "salt": key(16), "wrapped_by_passphrase": key(60)}
    body = {"if_key_version": 1, "login_key": old, "new": new}
    assert ann.call("PUT", "/api/account/keys", body).status_code == 200
    # The device never saw that answer: it has the old cookie, and tries again.
    ann.http.cookies.set(SESSION, session, domain="testserver.local", path="/")
    assert code_of(ann.call("PUT", "/api/account/keys", body)) == (401, "sign_in_needed")
    again = Caller(ann.app, ann.name, new["login_key"])
    answer = again.sign_in()
    assert answer.json()["wrapped_by_passphrase"] == new["wrapped_by_passphrase"]
    assert answer.json()["key_version"] == 2
    assert code_of(again.sign_in(old)) == (401, "wrong_credentials")


def test_f43_a_request_that_was_lost_leaves_the_old_passphrase(ann: Caller) -> None:
    before = ann.keys().json()
    assert code_of(ann.change_keys(key())) == (401, "wrong_credentials")
    assert ann.another_browser().sign_in().json() == before


def test_f43_whoever_signs_in_while_the_passphrase_changes_has_no_session_of_the_old_one(
    ann: Caller,
) -> None:
    others = [ann.another_browser() for _ in range(6)]
    old = ann.login_key
    at_once(lambda: ann.change_keys(old), *(lambda each=each: each.sign_in(old) for each in others))
    assert ann.keys().status_code == 200
    assert {code_of(each.keys()) for each in others} == {(401, "sign_in_needed")}


def test_f43_the_old_passphrase_opens_nothing_once_another_is_in_place(ann: Caller) -> None:
    old = ann.login_key
    slow = replace(ann.app.state.reception, hashing=Meanwhile(lambda: ann.change_keys(old)))
    with pytest.raises(WrongCredentials):
        sign_in(slow, Visitor(ann.name, None), unb64(old), "a phone")
    assert len(ann.call("GET", "/api/sessions").json()["sessions"]) == 1


def test_f43_a_change_that_was_overtaken_is_told_so_and_changes_nothing(ann: Caller) -> None:
    other, old = ann.another_browser(), ann.login_key
    other.sign_in()
    (session,) = [
        each["id"]
        for each in ann.call("GET", "/api/sessions").json()["sessions"]
        if each["current"]
    ]
    with reading(ann.app.state.engines) as database:
        account_id = database.scalars(select(col(Account.id))).one()
    new = {"login_key": key(), "kdf": KDF, "salt": key(16), "wrapped_by_passphrase": key(60)}
    wanted = ChangeKeys.model_validate({"if_key_version": 1, "login_key": old, "new": new})
    slow = replace(ann.app.state.reception, hashing=Meanwhile(lambda: other.change_keys(old)))
    with pytest.raises(KeyVersionChanged):
        change(slow, Current(account_id, session, "member"), wanted, None)
    assert other.keys().json()["key_version"] == 2
    assert other.another_browser().sign_in().status_code == 200


def test_f43_recovery_and_a_change_at_once_leave_one_passphrase(ann: Caller) -> None:
    other = ann.another_browser()
    other.recover()
    old = ann.login_key
    answers = at_once(lambda: ann.change_keys(old), lambda: other.change_keys(None))
    assert answers[200, None] == 1
    winner = ann if ann.login_key != old else other
    assert winner.keys().json()["key_version"] == 2


def test_f44_two_devices_take_one_name_at_once_and_one_gets_it(client: TestClient) -> None:
    devices = [Caller(client.app, "one name") for _ in range(4)]
    answers = at_once(*(device.sign_up for device in devices))
    assert answers == {(201, None): 1, (409, "name_taken"): 3}
    with reading(client.app.state.engines) as session:
        assert len(session.scalars(select(Account)).all()) == 1
    (owner,) = [device for device in devices if device.keys().status_code == 200]
    assert owner.another_browser().sign_in().status_code == 200


def test_f47_both_lost_is_a_clear_end_and_an_open_session_still_has_its_keys(ann: Caller) -> None:
    stranger = Caller(ann.app, ann.name)
    assert code_of(stranger.sign_in()) == (401, "wrong_credentials")
    assert code_of(stranger.recover()) == (401, "wrong_credentials")
    assert ann.keys().status_code == 200
    assert ann.call("GET", "/api/account/export").status_code == 200


def test_f19_the_database_holds_no_wrap_that_can_be_tried(ann: Caller) -> None:
    wrap = ann.keys().json()["wrapped_by_passphrase"]
    with reading(ann.app.state.engines) as session:
        account = session.scalars(select(Account).where(col(Account.name) == ann.name)).one()
    key_ = ann.app.state.reception.key
    sealed = account.wrapped_by_passphrase
    assert len(sealed) == 60 + 12 + 16
    # Neither for another account nor as the other wrap does it open.
    for account_id, which in [(account.id[::-1], "passphrase"), (account.id, "recovery")]:
        with pytest.raises(Exception, match="another server key"):
            key_.open(sealed, account_id, which)
    assert wrap not in str(account)


def test_the_salt_of_a_name_that_nobody_has_stays_the_same(ann: Caller) -> None:
    def ask(name: str) -> Any:  # noqa: ANN401
        return ann.call("POST", "/api/account/prelogin", {"name": name}).json()

    assert ask("nobody here") == ask("NOBODY here")
    assert ask("nobody here")["salt"] != ask("nobody there")["salt"]
    assert ask("nobody here").keys() == ask(ann.name).keys()
    assert ask("nobody here")["kdf"] == KDF
