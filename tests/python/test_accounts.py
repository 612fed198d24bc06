"""Sign-up, sign-in, keys, recovery and sessions, as PROTOCOL.md 3 says, on both engines."""

import pytest
from callers import DEVICE, SESSION, Caller, code_of, key
from fastapi.testclient import TestClient
from protocol import KDF

pytestmark = pytest.mark.both_engines


@pytest.fixture
def ann(client: TestClient) -> Caller:
    return Caller(client.app)


def test_signing_up_gives_a_session_and_a_known_device(ann: Caller) -> None:
    body = ann.sign_up_body()
    answer = ann.call("POST", "/api/account", body)
    assert code_of(answer) == (201, None)
    assert answer.json() == {"vault_id": body["vault_id"], "key_version": 1}
    assert {SESSION, DEVICE} == set(ann.http.cookies)
    assert ann.keys().json() == {
        "vault_id": body["vault_id"],
        "key_id": body["key_id"],
        "key_version": 1,
        "kdf": KDF,
        "salt": body["salt"],
        "wrapped_by_passphrase": body["wrapped_by_passphrase"],
    }


def test_signing_in_gives_the_same_keys(ann: Caller) -> None:
    ann.sign_up()
    other = ann.another_browser()
    answer = other.sign_in()
    assert code_of(answer) == (200, None)
    assert answer.json() == ann.keys().json() == other.keys().json()


def test_prelogin_gives_the_salt_of_a_name_however_it_is_written(ann: Caller) -> None:
    body = ann.sign_up_body() | {"name": "Straße Ｎo ①"}
    assert ann.call("POST", "/api/account", body).status_code == 201
    answer = ann.call("POST", "/api/account/prelogin", {"name": "STRASSE no 1"})
    assert answer.json() == {"kdf": KDF, "salt": body["salt"]}


def test_a_name_that_normalises_alike_is_taken(ann: Caller) -> None:
    assert ann.sign_up(name="Zoë Ａ").status_code == 201
    assert code_of(Caller(ann.app).sign_up(name="zoe\u0308 a")) == (409, "name_taken")


def test_a_change_of_passphrase_swaps_keys_ends_other_sessions_and_renews_this_one(
    ann: Caller,
) -> None:
    ann.sign_up()
    other = ann.another_browser()
    other.sign_in()
    before, old_key = ann.http.cookies[SESSION], ann.login_key
    salt, wrap = key(16), key(60)
    answer = ann.change_keys(ann.login_key, salt=salt, wrapped_by_passphrase=wrap)
    assert code_of(answer) == (200, None)
    assert answer.json() == {"key_version": 2}
    assert ann.http.cookies[SESSION] != before
    assert code_of(other.keys()) == (401, "sign_in_needed")
    assert (ann.keys().json()["salt"], ann.keys().json()["wrapped_by_passphrase"]) == (salt, wrap)
    assert code_of(other.sign_in(old_key)) == (401, "wrong_credentials")
    assert other.sign_in(ann.login_key).status_code == 200
    old = ann.another_browser()
    old.http.cookies.set(SESSION, before, domain="testserver.local")
    assert code_of(old.keys()) == (401, "sign_in_needed")


def test_a_stale_version_is_told_and_changes_nothing(ann: Caller) -> None:
    ann.sign_up()
    ann.change_keys(ann.login_key)
    before = ann.keys().json()
    assert code_of(ann.change_keys(ann.login_key, version=1)) == (409, "key_version_changed")
    assert ann.keys().json() == before


def test_a_change_needs_the_old_key(ann: Caller) -> None:
    ann.sign_up()
    assert code_of(ann.change_keys(key())) == (401, "wrong_credentials")
    assert code_of(ann.change_keys(None)) == (422, "invalid")
    assert ann.keys().json()["key_version"] == 1


def test_f47_recovery_opens_the_keys_and_nothing_else(ann: Caller) -> None:
    body = ann.sign_up_body()
    ann.call("POST", "/api/account", body)
    other = ann.another_browser()
    answer = other.recover()
    assert code_of(answer) == (200, None)
    assert answer.json() == {
        "vault_id": body["vault_id"],
        "key_id": body["key_id"],
        "key_version": 1,
        "wrapped_by_recovery": body["wrapped_by_recovery"],
    }
    for method, path in [("GET", "/api/account/keys"), ("GET", "/api/sessions")]:
        assert code_of(other.call(method, path)) == (403, "not_allowed")
    assert code_of(other.change_keys(ann.login_key)) == (422, "invalid")
    assert code_of(other.change_keys(None)) == (200, None)
    assert other.keys().json()["key_version"] == 2
    assert code_of(ann.keys()) == (401, "sign_in_needed")


def test_f47_a_code_stays_good_until_it_is_replaced(ann: Caller) -> None:
    ann.sign_up()
    other = ann.another_browser()
    other.recover()
    other.change_keys(None)
    other.recover()
    old = other.recovery_login_key
    new = {"recovery_login_key": key(), "wrapped_by_recovery": key(60)}
    assert other.change_keys(None, version=2, **new).status_code == 200
    assert code_of(other.recover(old)) == (401, "wrong_credentials")
    again = other.recover()
    assert again.json()["wrapped_by_recovery"] == new["wrapped_by_recovery"]


def test_f47_a_recovery_may_sign_out(ann: Caller) -> None:
    ann.sign_up()
    other = ann.another_browser()
    other.recover()
    assert other.call("DELETE", "/api/session").status_code == 204
    assert code_of(other.change_keys(None)) == (401, "sign_in_needed")


def test_sessions_are_listed_and_revoked(ann: Caller) -> None:
    ann.sign_up(device="the first")
    other = ann.another_browser()
    other.sign_in(device="the second")
    listed = {each["device"]: each for each in ann.call("GET", "/api/sessions").json()["sessions"]}
    assert {name: each["current"] for name, each in listed.items()} == {
        "the first": True,
        "the second": False,
    }
    path = f"/api/sessions/{listed['the second']['id']}"
    assert ann.call("DELETE", path).status_code == 204
    assert code_of(other.keys()) == (401, "sign_in_needed")
    assert code_of(ann.call("DELETE", path)) == (404, "not_found")
    assert ann.keys().status_code == 200


def test_signing_out_ends_this_session_alone(ann: Caller) -> None:
    ann.sign_up()
    other = ann.another_browser()
    other.sign_in()
    assert other.call("DELETE", "/api/session").status_code == 204
    assert SESSION not in other.http.cookies
    assert ann.keys().status_code == 200
    assert code_of(other.call("DELETE", "/api/session")) == (401, "sign_in_needed")
