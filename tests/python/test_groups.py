"""Groups: joined by a code, seen before, left at once; what a code that is no good gives away."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from callers import Caller, code_of
from fastapi.testclient import TestClient
from groups import account_id, assignments_of, groups_of, join, make_team, preview

from app.accounts.current import today
from app.db import reading, writing
from app.errors import EditedElsewhere, Invalid, NotFound
from app.groups import codes, facilitation, handover, suggestions
from app.groups.models import Membership
from app.groups.suggestions import Suggestion

pytestmark = pytest.mark.both_engines
DAY = 86_400


def member(client: TestClient) -> Caller:
    person = Caller(client.app)
    assert person.sign_up().status_code == 201
    return person


def test_before_joining_one_sees_who_runs_it_and_nobody_else(client: TestClient) -> None:
    team = make_team(client.app)
    seen = preview(Caller(client.app), team.code).json()
    assert seen == {
        "group": {"name": "Tuesday team", "rhythm": "Every other Tuesday"},
        "relationship": "Practice teacher",
        "facilitators": [{"name": "Sam", "line_manager": False, "from": None, "until": None}],
        "size": "under-10",
    }


def test_a_code_is_read_however_it_is_typed(client: TestClient) -> None:
    team = make_team(client.app)
    person = member(client)
    typed = f"  {team.code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert join(person, typed).status_code == 204
    assert [each["id"] for each in groups_of(person)] == [team.id]


def test_joining_twice_is_joining_once(client: TestClient) -> None:
    team, person = make_team(client.app), member(client)
    assert [join(person, team.code).status_code for _ in range(2)] == [204, 204]
    assert len(groups_of(person)) == 1


def test_f54_every_code_that_is_no_good_is_answered_alike(client: TestClient) -> None:
    app, person = client.app, member(client)
    replaced, put_away, expired, other = (make_team(app) for _ in range(4))
    key = app.state.reception.key
    with writing(app.state.engines) as session:
        until = today() + timedelta(days=1)
        codes.make(session, key, replaced.id, replaced.facilitator_id, "join", until)
        group = facilitation.led(session, put_away.facilitator_id, put_away.id)
        facilitation.archive(session, group, 1)
        beside = codes.make(session, key, other.id, other.facilitator_id, "beside", until)
        past = today() - timedelta(days=1)
        gone = codes.make(session, key, expired.id, expired.facilitator_id, "join", past)
    no_good = [replaced.code, put_away.code, gone, beside, "0000-0000", "x", "é" * 40]
    for each in no_good:
        for answer in (preview(person, each), join(person, each)):
            assert code_of(answer) == (404, "not_found")
            assert answer.json().keys() == {"type", "title", "status", "code"}
    assert groups_of(person) == []


def test_wrong_codes_run_out_for_who_guesses_and_for_nobody_else(client: TestClient) -> None:
    team, guesser, good = make_team(client.app), member(client), member(client)
    rate = client.app.state.reception.wrong_codes
    for _ in range(1000):
        rate.count(account_id(client.app, guesser.name))
    answer = join(guesser, team.code)
    assert code_of(answer) == (429, "slow_down")
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert join(good, team.code).status_code == 204


def test_f53_codes_guessed_at_an_office_hold_up_nobody_there_who_has_an_account(
    client: TestClient,
) -> None:
    team, good, stranger = make_team(client.app), member(client), Caller(client.app)
    rate = client.app.state.reception.wrong_codes
    for _ in range(1000):
        preview(stranger, "0000-0000")
    assert code_of(preview(stranger, team.code)) == (429, "slow_down")
    assert preview(good, team.code).status_code == 200
    for _ in range(1000):
        rate.count(account_id(client.app, good.name))
    assert code_of(preview(good, team.code)) == (429, "slow_down"), "theirs are counted too"


def test_leaving_is_immediate_and_what_was_suggested_goes_with_it(client: TestClient) -> None:
    team, person = make_team(client.app), member(client)
    join(person, team.code)
    team.assign()
    assert len(assignments_of(person)) == 1
    leave = ("DELETE", f"/api/groups/{team.id}/membership")
    assert person.call(*leave).status_code == 204
    assert (groups_of(person), assignments_of(person)) == ([], [])
    assert code_of(person.call(*leave)) == (404, "not_found")


def test_somebody_is_counted_in_one_group_at_a_time(client: TestClient) -> None:
    first, second = make_team(client.app), make_team(client.app)
    person = member(client)
    join(person, first.code)
    with time_machine.travel(time.time() + DAY):
        join(person, second.code)
        assert [each["counted"] for each in groups_of(person)] == [True, False]
        second.assign()
        assert [each["counts"] for each in assignments_of(person)] == [False]
        person.call("DELETE", f"/api/groups/{first.id}/membership")
        assert [each["counted"] for each in groups_of(person)] == [True]
    with reading(client.app.state.engines) as session:
        here = session.get_one(Membership, (account_id(client.app, person.name), second.id))
        assert here.counted_since == here.since  # from the day of the change, and not before


def test_a_suggestion_arrives_as_it_was_made_and_its_key_with_it(client: TestClient) -> None:
    team, person = make_team(client.app), member(client)
    join(person, team.code)
    team.assign(days=10)
    (one,) = assignments_of(person)
    module = client.app.state.library.modules["two-minute-start"]
    assert one["module"]["title"] == module.title
    assert [each["id"] for each in one["module"]["exercises"]] == [
        part.id for part in module.exercises
    ]
    assert one["facilitator"] == "Sam"
    assert one["suggested_by"] == (today() + timedelta(days=10)).isoformat()
    assert one["closes"] == (today() + timedelta(days=17)).isoformat()
    assert len(one["assignment_key"]) == 43
    assert one["counts"] is True


def test_who_joined_after_it_began_may_practise_and_is_not_counted(client: TestClient) -> None:
    team = make_team(client.app)
    team.assign()
    with time_machine.travel(time.time() + DAY):
        person = member(client)
        join(person, team.code)
        assert [each["counts"] for each in assignments_of(person)] == [False]


def test_of_two_who_change_a_suggestion_the_later_is_told(client: TestClient) -> None:
    team = make_team(client.app)
    id_ = team.assign()
    said = Suggestion(today(), today() + timedelta(days=5), "Another message")
    for expected in (None, EditedElsewhere):
        with writing(client.app.state.engines) as session:
            group = facilitation.led(session, team.facilitator_id, team.id)
            one = suggestions.one_of(session, group, id_)
            if expected is None:
                suggestions.change(session, one, 1, said)
            else:
                suggestions.change(session, one, 1, said)  # the same again is no change
                with pytest.raises(expected):
                    suggestions.change(session, one, 1, replace(said, message="Mine"))
                with pytest.raises(expected):
                    suggestions.withdraw(session, one, 1)


def test_once_it_has_begun_its_first_day_stays(client: TestClient) -> None:
    team = make_team(client.app)
    id_ = team.assign()
    with writing(client.app.state.engines) as session:
        group = facilitation.led(session, team.facilitator_id, team.id)
        one = suggestions.one_of(session, group, id_)
        later = today() + timedelta(days=1)
        with pytest.raises(Invalid):
            suggestions.change(session, one, 1, Suggestion(later, later))


def test_a_handover_is_seen_for_a_week_before_it_takes_effect(client: TestClient) -> None:
    app, team, person = client.app, make_team(client.app), member(client)
    next_one = member(client)
    join(person, team.code)
    key, next_id = app.state.reception.key, account_id(app, next_one.name)
    third_id = account_id(app, member(client).name)
    with writing(app.state.engines) as session:
        until = today() + timedelta(days=1)
        code = codes.make(session, key, team.id, team.facilitator_id, "after", until)
        _, from_day = handover.take_up(session, key, next_id, code, "Alex", line=True)
    assert from_day == today() + timedelta(days=7)
    assert groups_of(person)[0]["facilitators"] == [
        {"name": "Sam", "line_manager": False, "from": None, "until": from_day.isoformat()},
        {"name": "Alex", "line_manager": True, "from": from_day.isoformat(), "until": None},
    ]
    with writing(app.state.engines) as session:
        with pytest.raises(NotFound):  # not before its day, and a code is good once
            facilitation.led(session, next_id, team.id)
        with pytest.raises(NotFound):
            handover.take_up(session, key, third_id, code, "Jo", line=False)
        again = handover.take_up(session, key, next_id, code, "Alex", line=True)
        assert again[1] == from_day, "whoever has not heard that it worked may ask again"
    with time_machine.travel(time.time() + 7 * DAY), reading(app.state.engines) as session:
        assert facilitation.led(session, next_id, team.id).id == team.id
        with pytest.raises(NotFound):
            facilitation.led(session, team.facilitator_id, team.id)


def test_a_group_has_two_facilitators_at_most_and_never_none(client: TestClient) -> None:
    app, team = client.app, make_team(client.app)
    key = app.state.reception.key
    second, third = (account_id(app, member(client).name) for _ in range(2))
    until = today() + timedelta(days=1)
    with writing(app.state.engines) as session:
        group = facilitation.led(session, team.facilitator_id, team.id)
        with pytest.raises(Invalid):
            handover.step_back(session, team.facilitator_id, group)
        code = codes.make(session, key, team.id, team.facilitator_id, "beside", until)
        handover.take_up(session, key, second, code, "Alex", line=False)
        code = codes.make(session, key, team.id, team.facilitator_id, "beside", until)
        with pytest.raises(Invalid):
            handover.take_up(session, key, third, code, "Jo", line=False)
        assert handover.step_back(session, team.facilitator_id, group)


def test_a_change_that_is_called_off_does_not_come(client: TestClient) -> None:
    app, team = client.app, make_team(client.app)
    key, next_id = app.state.reception.key, account_id(app, member(client).name)
    with writing(app.state.engines) as session:
        until = today() + timedelta(days=1)
        code = codes.make(session, key, team.id, team.facilitator_id, "after", until)
        handover.take_up(session, key, next_id, code, "Alex", line=False)
        group = facilitation.led(session, team.facilitator_id, team.id)
        days = handover.days_of_change(facilitation.facilitators(session, team.id))
        with pytest.raises(EditedElsewhere):
            handover.call_off(session, group, days.partition(" ")[0])
        handover.call_off(session, group, days)
        (only,) = facilitation.facilitators(session, team.id)
        assert (only.account_id, only.ends) == (team.facilitator_id, None)


def test_a_code_can_be_seen_again_and_a_stolen_database_does_not_show_it(
    client: TestClient,
) -> None:
    team = make_team(client.app)
    with reading(client.app.state.engines) as session:
        shown = codes.current(session, client.app.state.reception.key, team.id, "join")
        assert shown == (team.code, today() + timedelta(days=30))
    plain = team.code.replace("-", "").encode()
    for suffix in ("", "-wal"):
        path = client.app.state.reception.settings.beside_database(suffix)
        assert path is None or plain not in path.read_bytes()
