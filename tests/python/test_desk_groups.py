"""Desk's pages of groups: made, described, handed over, put away; and nobody to be seen in them."""

import re
import secrets
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from callers import Caller
from desk import AtDesk, Words, facilitator, place, somebody
from fastapi.testclient import TestClient
from groups import account_id, groups_of, join, make_team, preview

from app.accounts.current import today
from app.groups import sizes
from app.groups.counting import publish_closed

pytestmark = pytest.mark.both_engines
DAY = 86_400
ABOUT = {"name": "Tuesday team", "relationship": "Your practice teacher", "rhythm": "Tuesdays"}
SHOWN = {"shown_as": "Sam", "line_manager": "no"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def made(person: AtDesk, **changes: str) -> str:
    """A group made by the form: its address."""
    answer = person.post("/team/groups/new", **{**ABOUT, **SHOWN, **changes})
    path = place(answer)
    assert path, answer.text
    return path


def code_on(page: str) -> str:
    found = re.search(r'code-large">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)
    assert found, page
    return found[1]


def invited(person: AtDesk, group: str, days: int = 7) -> str:
    assert place(person.post(f"{group}/invitation", days=days)) == f"{group}/invitation"
    return code_on(person.get(f"{group}/invitation").text)


def test_from_nothing_to_a_code_in_two_forms(client: TestClient) -> None:
    person = facilitator(client.app)
    assert "Make a group. It takes a minute." in Words(person.get("/team").text).said
    group = made(person)
    code = invited(person, group)
    page = person.get(f"{group}/invitation").text
    assert f"https://testserver/join#{code}" in page
    assert "<svg" in page
    assert "style=" not in page
    seen = preview(Caller(client.app), code).json()
    assert seen["group"] == {"name": "Tuesday team", "rhythm": "Tuesdays"}
    assert seen["facilitators"][0]["name"] == "Sam"
    assert "Tuesday team" in person.get("/team").text


def test_a_new_code_ends_the_old_one(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    old = invited(person, group)
    new = invited(person, group)
    assert preview(Caller(client.app), old).status_code == 404
    assert preview(Caller(client.app), new).status_code == 200


def test_what_was_typed_is_not_lost_where_something_is_wrong(client: TestClient) -> None:
    person = facilitator(client.app)
    answer = person.post("/team/groups/new", name="Tuesday team", relationship="", rhythm="Tue")
    assert answer.status_code == 422
    assert 'value="Tuesday team"' in answer.text
    assert 'value="Tue"' in answer.text
    assert answer.text.count("Fill this in") == 3  # nothing is lost, and all is told at once


def test_of_two_who_change_a_group_the_later_sees_both(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    first = {**ABOUT, "name": "Team of Sam", "version": 1}
    assert place(person.post(f"{group}/edit", **first)) == group
    answer = person.post(f"{group}/edit", **{**first, "name": "Team of Alex"})
    assert answer.status_code == 409
    assert "<dd>Team of Sam</dd>" in answer.text
    assert 'value="Team of Alex"' in answer.text
    assert 'name="version" value="2"' in answer.text
    again = {**first, "name": "Team of Alex", "version": 2}
    assert place(person.post(f"{group}/edit", **again)) == group
    assert "Team of Alex" in person.get(group).text


def test_f55_whatever_is_typed_is_shown_letter_for_letter(client: TestClient) -> None:
    person, member = facilitator(client.app), Caller(client.app)
    member.sign_up()
    hostile = dict.fromkeys(("name", "relationship", "rhythm", "shown_as"), HOSTILE[:80])
    group = made(person, **hostile)
    code = invited(person, group)
    join(member, code)
    for page in ("/team", group, f"{group}/edit", f"{group}/invitation", f"{group}/facilitators"):
        text = person.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert groups_of(member)[0]["name"] == HOSTILE[:80]
    assert HOSTILE[:80] in Words(person.get(group).text).said


def pages_of(person: AtDesk, group: str) -> str:
    """Every page of a group, without what differs by itself: ids and codes."""
    paths = ["/team", *(f"{group}{page}" for page in ("", "/edit", "/invitation", "/facilitators"))]
    whole = "".join(person.get(path).text for path in paths)
    whole = re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}|<svg.*?</svg>", "*", whole, flags=re.DOTALL)
    return whole.replace(group.rpartition("/")[2], "*")


def test_a_group_of_nine_looks_like_a_group_of_nobody(client: TestClient) -> None:
    teams = []
    for size in (0, 9):
        person = facilitator(client.app)
        group = made(person)
        code = invited(person, group, days=90)
        for _ in range(size):
            member = Caller(client.app)
            member.sign_up()
            assert join(member, code).status_code == 204
        teams.append((person, group))
    for weeks in range(4):
        with time_machine.travel(time.time() + weeks * 7 * DAY):
            sizes.renew(client.app.state.engines, client.app.state.reception.key, today())
            for person, _ in teams:
                person.used = 0  # the app shows other codes by now
                assert weeks == 0 or place(person.give_code()) == "/team"
            assert len({pages_of(*team) for team in teams}) == 1


def test_no_page_names_a_member_or_gives_one_away_by_an_id(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    code = invited(person, group)
    members = []
    for _ in range(12):
        member = Caller(client.app, name=f"member {secrets.token_hex(8)}")
        member.sign_up()
        join(member, code)
        members.append(member)
    with time_machine.travel(time.time() + 7 * DAY):
        sizes.renew(client.app.state.engines, client.app.state.reception.key, today())
        person.give_code()
        pages = pages_of(person, group)
    assert "people</p>" in pages
    for member in members:
        assert member.name not in pages
        assert account_id(client.app, member.name) not in pages


def band_said(person: Any, team_id: str) -> list[str]:  # noqa: ANN401
    page = Words(person.get(f"/team/groups/{team_id}").text).said
    return re.findall(r"(?:Fewer than 5|About \d+|Most) people chose to be counted", page)


def test_f59_polling_reloading_and_the_other_facilitator_show_the_same_band(
    client: TestClient,
) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    team = make_team(client.app, person)
    members = team.members(10)
    team.assign()
    code = code_for(person, team.id, "beside")
    given = {"code": code, "shown_as": "Alex", "line_manager": "no"}
    assert place(other.post("/team/groups/take-up", **given)) == "/team"
    with time_machine.travel(time.time() + 18 * DAY):
        key = client.app.state.reception.key
        publish_closed(client.app.state.engines, key, today(), 10)
        seen = []
        for each in (person, person, other):
            each.give_code()
            seen += [band_said(each, team.id) for _ in range(2)]
        (results,) = (each["results"] for each in groups_of(members[0]))
    assert len(seen[0]) == 1
    assert all(each == seen[0] for each in seen)
    assert results[0]["band"]


def code_for(person: AtDesk, group_id: str, purpose: str) -> str:
    path = f"/team/groups/{group_id}/facilitators"
    assert place(person.post(f"{path}/code", purpose=purpose)) == path
    return code_on(person.get(path).text)


def test_a_handover_is_agreed_by_both_and_can_be_called_off(client: TestClient) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    group = made(person)
    code = code_for(person, group.rpartition("/")[2], "after")
    assert other.get(group).status_code == 404
    given = {"code": code, "shown_as": "Alex", "line_manager": "yes"}
    assert place(other.post("/team/groups/take-up", **given)) == "/team"
    assert "You begin to run" in Words(other.get("/team").text).said
    assert other.get(group).status_code == 404  # not before its day
    said = Words(person.get(group).text).said
    assert "Alex begins to run it on" in said
    assert "Sam stops running it on" in said
    page = person.get(f"{group}/facilitators").text
    assert "Sam goes on running it. Alex does not begin." in Words(page).said
    (days,) = re.findall(r'name="days" value="(.*?)"', page)
    other_days = person.post(f"{group}/facilitators/call-off", days=f"{days} -2030-01-01")
    assert other_days.status_code == 409
    assert "Alex" in person.get(group).text, "it is not what was shown"
    called_off = person.post(f"{group}/facilitators/call-off", days=days)
    assert "said=stays" in called_off.headers["location"]
    assert "Alex" not in person.get(group).text
    again = other.post("/team/groups/take-up", **given)
    assert again.status_code == 422
    assert "That code opens nothing now." in Words(again.text).said


def test_two_who_run_a_group_are_told_apart_by_members_and_each_sees_which_is_them(
    client: TestClient,
) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    group = made(person)
    code = code_for(person, group.rpartition("/")[2], "beside")
    given = {"code": code, "line_manager": "no"}
    alike = other.post("/team/groups/take-up", **given, shown_as="sAM")
    assert alike.status_code == 422
    assert "Somebody who runs this group has that name" in Words(alike.text).said
    assert place(other.post("/team/groups/take-up", **given, shown_as="Alex")) == "/team"
    me = f"{group}/facilitators/me"
    taken = person.post(me, shown_as="alex", line_manager="no")
    assert (taken.status_code, "Somebody who runs" in taken.text) == (422, True)
    assert place(person.post(me, shown_as="Sam", line_manager="yes"))
    said = Words(person.get(group).text).said
    assert "Sam: a line manager of people in this group. This is you." in said
    assert said.count("This is you.") == 1
    assert "This is you." not in Words(person.get(f"{group}/invitation").text).said


def test_a_code_for_members_makes_nobody_a_facilitator(client: TestClient) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    code = invited(person, made(person))
    given = {"code": code, "shown_as": "Alex", "line_manager": "no"}
    assert other.post("/team/groups/take-up", **given).status_code == 422


def test_who_runs_it_alone_cannot_step_back(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    answer = person.post(f"{group}/facilitators/step-back")
    assert answer.status_code == 422
    assert "Nobody else runs this group." in Words(answer.text).said


def test_a_group_that_is_put_away_can_be_read_and_not_joined(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    code = invited(person, group)
    assert "It cannot be brought back." in Words(person.get(f"{group}/put-away").text).said
    assert place(person.post(f"{group}/put-away", version=1)) == "/team"
    assert preview(Caller(client.app), code).status_code == 404
    page = person.get(group).text
    assert "This group is put away." in Words(page).said
    assert "/suggest" not in page
    assert place(person.post(f"{group}/invitation", days=7)) == f"{group}/invitation"
    assert "code-large" not in person.get(f"{group}/invitation").text


def test_the_last_day_of_a_code_is_chosen(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    code = invited(person, group, days=3)
    with time_machine.travel(time.time() + 3 * DAY):
        assert preview(Caller(client.app), code).status_code == 200
    with time_machine.travel(time.time() + 4 * DAY):
        assert preview(Caller(client.app), code).status_code == 404
    for days in (0, 91, "many"):
        assert person.post(f"{group}/invitation", days=days).status_code == 422


def test_whoever_no_longer_runs_a_group_finds_nothing_there(client: TestClient) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    group = made(person)
    code = code_for(person, group.rpartition("/")[2], "after")
    given = {"code": code, "shown_as": "Alex", "line_manager": "no"}
    other.post("/team/groups/take-up", **given)
    with time_machine.travel(time.time() + 7 * DAY + timedelta(hours=1).total_seconds()):
        for each in (person, other):
            each.give_code()
        assert person.get(group).status_code == 404
        assert other.get(group).status_code == 200


def test_a_member_is_told_what_desk_is_and_sees_no_group(client: TestClient) -> None:
    person = somebody(client.app, "member")
    answer = person.get("/team")
    assert answer.status_code == 403
    assert "for people who run groups" in Words(answer.text).said
