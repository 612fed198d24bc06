"""The authenticator app and the codes on paper: each good once, within one budget of guesses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from desk import (
    APP,
    ASK,
    CODES,
    PASSKEY,
    SECURITY,
    SET_UP,
    AtDesk,
    codes_on,
    facilitator,
    place,
    secret_on,
    somebody,
)
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col
from test_desk_matrix import everything

from app.accounts.factors import reset
from app.accounts.models import Account
from app.db import writing

pytestmark = pytest.mark.both_engines
NOON = 1_800_000_000  # a moment at which a half minute begins


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def outside(person: AtDesk) -> AtDesk:
    """The same person, signed in anew and asked for the second factor."""
    other = person.another_browser()
    assert other.sign_in().status_code == 200
    return other


def together(*calls: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


def test_a_code_of_the_app_opens_desk_once(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    first, second, third = (outside(person) for _ in range(3))
    clock.shift(30)
    code = first.code()
    assert place(first.give_code(code)) == "/team"
    assert second.give_code(code).status_code == 422
    assert second.give_code(f"{code[:3]} {code[3:]}").status_code == 422
    assert first.give_code(code).status_code == 422, "nor in the session that it opened"
    clock.shift(60)
    assert third.give_code(code).status_code == 422, "nor while its half minute is still good"
    third.used = 0
    assert place(third.give_code()) == "/team"


def test_the_code_that_set_the_app_up_is_spent(client: TestClient) -> None:
    person = somebody(client.app)
    person.begin_app()
    code = person.code()
    assert place(person.post(APP, code=code)) == CODES
    assert outside(person).give_code(code).status_code == 422


def test_clocks_may_differ_by_half_a_minute_and_no_more(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    clock.shift(3600)
    for seconds, comes_in in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        other = outside(person)
        other.used = 0
        clock.shift(seconds)
        code = other.code()
        clock.shift(-seconds)
        assert (place(other.give_code(code)) == "/team") is comes_in, seconds


def test_of_one_code_in_two_requests_at_once_one_comes_in(client: TestClient) -> None:
    person = facilitator(client.app)
    one, other, third, fourth = (outside(person) for _ in range(4))
    code = one.code()
    answers = together(lambda: one.give_code(code), lambda: other.give_code(code))
    assert sorted(each.status_code for each in answers) == [303, 422]
    paper = person.codes[0]
    answers = together(lambda: third.give_code(paper), lambda: fourth.give_code(paper))
    assert sorted(each.status_code for each in answers) == [303, 422]


def test_a_code_on_paper_opens_desk_once_however_it_is_typed(client: TestClient) -> None:
    person = facilitator(client.app)
    assert len(set(person.codes)) == 10
    shapes = (str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} ")
    for shape, code in zip(shapes, person.codes, strict=False):
        assert place(outside(person).give_code(shape(code))) == "/team"
        assert outside(person).give_code(code).status_code == 422
    assert "Codes left: 7" in person.get(SECURITY).text


def test_codes_are_shown_until_they_are_written_down_and_not_after(client: TestClient) -> None:
    person = somebody(client.app)
    person.begin_app()
    person.post(APP, code=person.code())
    codes = codes_on(person.get(CODES).text)
    assert codes_on(person.get(CODES).text) == codes, "an answer that was lost is asked for again"
    later = outside(person)
    assert place(later.give_code()) == CODES, "a page that was closed too soon comes again"
    assert place(person.post(f"{CODES}/written")) == "/team"
    assert place(person.get(CODES)) == SECURITY
    person.post(CODES)
    new = codes_on(person.get(CODES).text)
    assert not set(new) & set(codes)
    assert outside(person).give_code(codes[0]).status_code == 422
    assert place(outside(person).give_code(new[0])) == CODES


def test_no_code_and_no_key_stands_in_the_database(client: TestClient) -> None:
    person = somebody(client.app)
    person.begin_app()
    begun = str(everything(client.app))
    person.post(APP, code=person.code())
    codes = codes_on(person.get(CODES).text)
    stored = begun + str(everything(client.app))
    for secret in (person.secret, *codes, *(code.replace("-", "") for code in codes)):
        assert secret not in stored


def test_what_another_session_began_with_is_not_gone_on_with(client: TestClient) -> None:
    person = somebody(client.app)
    thief = outside(person)
    thief.begin_app()
    assert place(person.get(APP)) == SET_UP
    assert person.post(APP, code=thief.code()).status_code == 404
    person.set_up_app()
    assert person.get("/team").status_code == 200
    assert place(thief.get(APP)) == ASK


def test_a_new_key_is_made_each_time(client: TestClient) -> None:
    person = somebody(client.app)
    person.begin_app()
    before = person.secret
    assert secret_on(person.get(APP).text) == before, "a reload shows it again"
    person.begin_app()
    assert person.secret != before


def test_another_app_takes_the_place_of_the_one_before(client: TestClient) -> None:
    person = facilitator(client.app)
    before = outside(person)
    code = before.code()
    person.set_up_app()
    assert person.get("/team").status_code == 200
    assert before.give_code(code).status_code == 422
    assert place(outside(person).give_code()) == "/team"


def test_f54_a_wrong_code_and_one_that_was_right_are_answered_alike(client: TestClient) -> None:
    person = facilitator(client.app)
    spent = person.code()
    assert place(outside(person).give_code(spent)) == "/team"
    paper = person.codes[0]
    assert place(outside(person).give_code(paper)) == "/team"
    other = outside(person)
    given = ("000000", spent, "AAAAA-AAAAA", paper, "?")
    answers = [other.give_code(code) for code in given]
    assert {each.status_code for each in answers} == {422}
    assert len({each.text for each in answers}) == 1
    assert len({tuple(sorted(each.headers.items())) for each in answers}) == 1


def test_f53_ten_wrong_tries_shut_desk_for_a_quarter_of_an_hour_whatever_they_were(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    other = outside(person)
    ways = (
        lambda: other.give_code("000000"),
        lambda: other.give_code("AAAAA-AAAAA"),
        lambda: other.post(PASSKEY, credential="{}"),
    )
    for number in range(10):
        assert ways[number % 3]().status_code == 422, number
    refused = outside(person).give_code(person.codes[0])
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str(15 * 60)
    assert "There were many tries" in refused.text
    assert person.get("/team").status_code == 200, "whoever is in stays in"
    clock.shift(15 * 60 + 1)
    assert place(outside(person).give_code(person.codes[0])) == "/team", "and it was not spent"


def test_f53_a_hundred_wrong_tries_shut_desk_for_the_day(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    other = outside(person)
    for _ in range(10):
        for _ in range(10):
            assert other.give_code("000000").status_code == 422
        clock.shift(15 * 60 + 1)
    assert other.give_code(person.codes[0]).status_code == 429
    clock.shift(24 * 60 * 60)
    assert place(outside(person).give_code(person.codes[0])) == "/team"


def test_f53_right_tries_do_not_count_and_one_account_is_not_another(client: TestClient) -> None:
    person, stranger = facilitator(client.app), facilitator(client.app)
    for _ in range(9):
        assert outside(stranger).give_code("000000").status_code == 422
    for code in person.codes:
        assert place(outside(person).give_code(code)) == "/team"
    assert place(outside(stranger).give_code(stranger.codes[0])) == "/team"


def test_f53_of_thirty_tries_at_once_ten_learn_anything(client: TestClient) -> None:
    person = facilitator(client.app)
    others = [outside(person) for _ in range(30)]
    answers = together(*(lambda each=each: each.give_code("000000") for each in others))
    seen = [each.status_code for each in answers]
    assert (seen.count(422), seen.count(429)) == (10, 20)


def test_an_administrator_who_resets_somebody_ends_all_of_it(client: TestClient) -> None:
    person = facilitator(client.app)
    person.add_passkey()
    with writing(client.app.state.engines) as session:
        named = select(col(Account.id)).where(col(Account.name) == person.name)
        reset(session, session.scalars(named).one())
    assert person.get("/team").status_code == 401
    again = outside(person)
    assert place(again.get("/team")) == SET_UP
    assert place(again.give_code(person.codes[0])) == SET_UP
    again.set_up_app()
    assert again.get("/team").status_code == 200
    assert not set(again.codes) & set(person.codes)


def test_the_export_has_the_words_for_passkeys_and_nothing_that_opens_desk(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    person.add_passkey("the laptop")
    assert outside(person).give_code("000000").status_code == 422
    export = person.call("GET", "/api/account/export").json()
    assert [each["label"] for each in export["passkey"]] == ["the laptop"]
    assert export["second_factor"] == [{"version": 2}]
    assert export["recovery_code"] == [{}] * 10
    assert len(export["wrong_tries"]) == 1
