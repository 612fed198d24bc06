"""F52 for Desk: the cookie that says that a second factor was given, and when it is dead."""

from collections.abc import Iterator

import pytest
import time_machine
from callers import Caller, key
from desk import ASK, SECURITY, AtDesk, Words, facilitator, place, somebody
from fastapi.testclient import TestClient
from protocol import b64, unb64
from test_second_factor import NOON, outside

pytestmark = pytest.mark.both_engines
HOUR = 60 * 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def cookie_of(person: AtDesk) -> str:
    return str(person.http.cookies[AtDesk.cookie])


def test_f52_it_is_for_this_host_over_https_and_out_of_reach_of_scripts(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    answer = outside(person).give_code(person.codes[0])
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if "desk" in each]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-between-visits-desk=")
    assert {each.lower() for each in attributes} == {
        "httponly",
        "max-age=43200",
        "path=/",
        "samesite=lax",
        "secure",
    }


def test_f52_it_dies_when_the_passphrase_is_changed(client: TestClient) -> None:
    person = facilitator(client.app)
    assert person.change_keys(person.login_key).status_code == 200
    assert place(person.get("/team")) == ASK


def test_f52_it_dies_with_a_new_sign_in_in_the_same_browser(client: TestClient) -> None:
    person = facilitator(client.app)
    assert person.sign_in().status_code == 200
    assert place(person.get("/team")) == ASK


def test_f52_it_dies_with_the_session(client: TestClient) -> None:
    person = facilitator(client.app)
    kept = dict(person.http.cookies)
    assert person.call("DELETE", "/api/session").status_code == 204
    person.http.cookies.update(kept)
    assert person.get("/team").status_code == 401
    assert person.sign_in().status_code == 200
    person.http.cookies.set(AtDesk.cookie, kept[AtDesk.cookie], domain="testserver.local")
    assert place(person.get("/team")) == ASK


def test_f52_it_dies_with_the_account(client: TestClient) -> None:
    person = facilitator(client.app)
    kept = dict(person.http.cookies)
    body = {"login_key": person.login_key}
    assert person.call("DELETE", "/api/account", body).status_code == 204
    person.http.cookies.update(kept)
    assert person.get("/team").status_code == 401


def test_f52_it_is_worth_nothing_in_another_session_or_to_another_account(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    for other in (outside(person), outside(facilitator(client.app))):
        other.http.cookies.set(AtDesk.cookie, cookie_of(person))
        assert place(other.get("/team")) == ASK


def test_f52_it_lasts_twelve_hours_whatever_the_browser_says(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    cookies = "; ".join(f"{name}={value}" for name, value in person.http.cookies.items())
    person.http.cookies.clear()
    person.http.headers["Cookie"] = cookies
    clock.shift(12 * HOUR - 1)
    assert person.get("/team").status_code == 200
    clock.shift(1)
    assert place(person.get("/team")) == ASK


def test_f52_a_changed_cookie_is_none(client: TestClient) -> None:
    person = facilitator(client.app)
    right = unb64(cookie_of(person))
    later = (int.from_bytes(right[:4]) + HOUR).to_bytes(4) + right[4:]
    wrong = [later, right[:-1], right + b"\0", bytes(len(right)), b"", right[:4] + bytes(32)]
    wrong += [right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :] for at in (3, 35)]
    for each in wrong:
        person.http.cookies.clear()
        assert person.sign_in().status_code == 200
        person.http.cookies.set(AtDesk.cookie, b64(each))
        assert place(person.get("/team")) == ASK, each


def test_f52_changing_a_factor_shuts_desk_everywhere_else(client: TestClient) -> None:
    person = facilitator(client.app)

    def remove_passkey() -> None:
        (passkey,) = person.passkeys()
        person.post(f"{SECURITY}/passkeys/{passkey}/remove")

    changes = (person.add_passkey, remove_passkey, person.set_up_app)
    for code, change in zip(person.codes, changes, strict=False):
        elsewhere = outside(person)
        elsewhere.give_code(code)
        assert elsewhere.get("/team").status_code == 200
        change()
        assert person.get("/team").status_code == 200
        assert place(elsewhere.get("/team")) == ASK


def test_f52_signing_out_of_desk_leaves_the_app_signed_in(client: TestClient) -> None:
    person = facilitator(client.app)
    out = person.post("/team/sign-out").headers["location"]
    assert AtDesk.cookie not in person.http.cookies
    assert place(person.get("/team")) == ASK
    said = Words(person.get(out).text).said
    assert "You are out of the desk. The app on this device is not" in said
    assert person.keys().status_code == 200


def test_a_role_changes_at_once(client: TestClient) -> None:
    person = facilitator(client.app)
    assert person.has_role("member").get("/team").status_code == 403
    assert person.has_role("facilitator").get("/team").status_code == 200
    page = person.has_role("admin").get("/team")
    assert 'href="/team/admin"' in page.text


def test_the_api_and_pocket_never_ask_for_a_second_factor(client: TestClient) -> None:
    person = somebody(client.app)
    assert person.keys().status_code == 200
    assert person.call("GET", "/api/journal/state").status_code == 200
    asked = Caller(client.app).call("POST", "/api/account/prelogin", {"name": key()})
    assert asked.status_code == 200
