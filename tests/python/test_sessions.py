"""F51 and F52: cookies that cannot be planted, read or kept; other sites' requests refused."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from callers import DEVICE, SESSION, Caller, code_of
from fastapi.testclient import TestClient
from matrix import ROWS, Person
from protocol import unb64
from sqlalchemy import select
from sqlmodel import col

from app import models
from app.accounts.models import KnownDevice
from app.db import reading

DAY = 24 * 60 * 60
ELSEWHERE: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver", "Sec-Fetch-Site": "cross-site"},
]


@pytest.fixture
def ann(client: TestClient) -> Caller:
    caller = Caller(client.app)
    caller.sign_up()
    return caller


def database(app: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in models.metadata.sorted_tables
        }


@pytest.mark.both_engines
@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_f51_a_request_from_elsewhere_is_refused_and_changes_nothing(
    client: TestClient, headers: dict[str, str]
) -> None:
    person = Person(client.app).arrive()
    unsafe = [(at, row) for at, row in ROWS.items() if at[0] != "GET"]
    bodies = [row.body(person, person.record["id"]) if row.body else None for _, row in unsafe]
    before = database(client.app)
    del person.http.headers["Sec-Fetch-Site"]
    for ((method, path), _), body in zip(unsafe, bodies, strict=True):
        at = path.replace("{session_id}", person.session_id)
        answer = person.call(method, at, body, headers=headers)
        assert (at, code_of(answer)) == (at, (403, "cross_site"))
        assert "set-cookie" not in answer.headers
    assert database(client.app) == before


@pytest.mark.both_engines
def test_f51_a_get_writes_nothing_not_even_when_a_session_grows_old(client: TestClient) -> None:
    person = Person(client.app).arrive()
    before = database(client.app)
    with time_machine.travel(time.time() + 25 * DAY):
        for (method, path), row in ROWS.items():
            if method == "GET":
                at = path.replace("{record}", person.record["id"])
                assert person.call(method, at).status_code == row.status
    assert database(client.app) == before


def cookies_of(answer: Any) -> dict[str, str]:  # noqa: ANN401
    return {each.split("=")[0]: each for each in answer.headers.get_list("set-cookie")}


def test_f52_cookies_are_for_this_host_only_and_for_no_script(client: TestClient) -> None:
    ann = Caller(client.app)
    answers = [ann.sign_up(), ann.sign_in(), ann.change_keys(ann.login_key), ann.recover()]
    assert [set(cookies_of(answer)) for answer in answers] == [{SESSION, DEVICE}] * 3 + [{SESSION}]
    gone = ann.call("DELETE", "/api/session")
    assert set(cookies_of(gone)) == {SESSION}
    assert "Max-Age=0" in cookies_of(gone)[SESSION]
    for answer in [*answers, gone]:
        for cookie in cookies_of(answer).values():
            parts = set(cookie.split("; ")[1:])
            assert parts >= {"HttpOnly", "Secure", "Path=/", "SameSite=lax"}
            assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize(
    ("site", "is_plain"),
    [
        ("http://localhost", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("https://localhost", False),
        ("http://visits.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False),
    ],
)
def test_f52_only_plain_http_to_this_machine_has_a_plain_cookie(
    client: TestClient, site: str, is_plain: bool
) -> None:
    body = Caller(client.app).sign_up_body()
    visitor = TestClient(client.app, base_url=site)
    answer = visitor.post("/api/account", json=body, headers={"Sec-Fetch-Site": "same-origin"})
    for name, cookie in cookies_of(answer).items():
        assert name.startswith("__Host-") != is_plain
        assert ("Secure" in cookie) != is_plain
    if is_plain:
        assert visitor.get("/api/account/keys").status_code == 200


def test_f52_a_plain_cookie_opens_nothing_over_https(ann: Caller) -> None:
    token = ann.http.cookies[SESSION]
    stranger = Caller(ann.app)
    stranger.http.cookies.set(SESSION.removeprefix("__Host-"), token)
    assert code_of(stranger.keys()) == (401, "sign_in_needed")


@pytest.mark.both_engines
def test_f52_two_accounts_on_one_phone_cannot_be_told_from_two_phones(ann: Caller) -> None:
    before = ann.http.cookies[DEVICE]
    ann.name = "another"
    assert ann.sign_up().status_code == 201
    assert ann.http.cookies[DEVICE] == before
    with reading(ann.app.state.engines) as session:
        marks = session.scalars(select(col(KnownDevice.token_hash))).all()
    assert len(set(marks)) == 2


def test_f52_every_sign_in_has_a_session_of_its_own(ann: Caller) -> None:
    tokens = {ann.http.cookies[SESSION]}
    for _ in range(5):
        ann.sign_in()
        tokens.add(ann.http.cookies[SESSION])
    assert len(tokens) == 6


def test_f52_a_planted_session_does_not_become_somebodys(client: TestClient) -> None:
    ann, planted = Caller(client.app), "A" * 43
    ann.http.cookies.set(SESSION, planted)
    ann.sign_up()
    stranger = Caller(client.app)
    stranger.http.cookies.set(SESSION, planted)
    assert code_of(stranger.keys()) == (401, "sign_in_needed")


@pytest.mark.both_engines
def test_f52_the_database_holds_no_token(ann: Caller, tmp_path: Path) -> None:
    ann.another_browser().sign_in()
    stored = str(database(ann.app))
    for name in (SESSION, DEVICE):
        token = ann.http.cookies[name]
        assert token not in stored
        assert repr(unb64(token)) not in stored
        for path in tmp_path.glob("test.db*"):
            assert unb64(token) not in path.read_bytes()
            assert token.encode() not in path.read_bytes()


@pytest.mark.both_engines
def test_f52_a_session_lasts_thirty_idle_days_and_half_a_year_at_most(ann: Caller) -> None:
    start, kept = time.time(), f"{SESSION}={ann.http.cookies[SESSION]}"

    def use(day: int) -> int:
        with time_machine.travel(start + day * DAY):
            sent = {"cursor": None, "push": [], "limit": 1}
            # As of a browser that kept the cookie for ever.
            ann.http.headers["Cookie"] = kept
            return int(ann.call("POST", "/api/journal/sync", sent).status_code)

    assert [use(day) for day in (0, 29, 58, 87, 116, 145, 174)] == [200] * 7
    assert use(181) == 401
    with time_machine.travel(start + 181 * DAY):
        later = ann.another_browser()
        later.sign_in()
        assert len(later.call("GET", "/api/sessions").json()["sessions"]) == 1
    idle = ann.another_browser()
    idle.sign_in()
    with time_machine.travel(start + 31 * DAY):
        assert code_of(idle.keys()) == (401, "sign_in_needed")


@pytest.mark.both_engines
def test_f52_what_is_stored_of_a_session_moves_at_most_once_a_week(ann: Caller) -> None:
    start, seen = time.time(), set()
    for day in range(28):
        with time_machine.travel(start + day * DAY):
            ann.call("POST", "/api/journal/sync", {"cursor": None, "push": [], "limit": 1})
        seen.add(tuple(database(ann.app)["sign_in"]))
    assert len(seen) == 4


def test_no_column_says_when_anybody_was_last_here() -> None:
    times = {
        f"{table.name}.{column.name}"
        for table in models.metadata.sorted_tables
        for column in table.columns
        if re.search("date|time", str(column.type), re.IGNORECASE)
        or re.search("seen|last|login_at|_at$|when", column.name)
    }
    assert times == {
        "sign_in.expires",  # moved once a week at most
        "sign_in.ends",
        "known_device.expires",  # the first of a month
        "invite.expires",
        "team_group.sized",  # when a group was last looked at, by us
        "facilitation.starts",  # what members are told of who runs a group
        "facilitation.ends",
        "group_code.expires",
        "membership.since",  # a day, without which no cohort could be known
        "membership.counted_since",
        "assignment.made",
        "assignment.starts",
        "assignment.suggested_by",
        "assignment.closes",
        "counted.published",  # the same for a whole cohort, and gone after 28 days
        "revision.day",  # the promise page says so
    }


def test_f52_a_script_that_signs_in_each_time_ends_its_oldest_sessions(ann: Caller) -> None:
    other = ann.another_browser()
    for _ in range(105):
        other.sign_in()
    assert len(other.call("GET", "/api/sessions").json()["sessions"]) == 100
