"""What goes wrong on the desk is told on its own page, in its own words, and no typing is lost."""

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
import time_machine
from callers import Caller
from desk import ASK, AtDesk, Words, facilitator, place
from fastapi.testclient import TestClient
from groups import assignments_of, groups_of, join, make_team
from test_admin import INVITATIONS, PEOPLE, code_on, invited
from test_desk_groups import ABOUT, made
from test_desk_modules import COMPOSED, HOSTILE, composed, days, member_of
from test_second_factor import NOON

from app.accounts.expiry import remove_expired
from app.crockford import plain
from app.groups import composing

pytestmark = pytest.mark.both_engines
DAY = 86_400
HUGE = 2**63


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_a_version_that_no_form_of_ours_has_is_told_as_a_number_out_of_range(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    group = made(person)
    team = make_team(client.app, person)
    one = f"/team/groups/{team.id}/suggestions/{team.assign()}"
    module = composed(person)
    for version in (HUGE, -1, 2**31):
        sent = (
            (f"{group}/edit", ABOUT),
            (f"{group}/put-away", {}),
            (f"{module}/edit", COMPOSED),
            (f"{module}/remove", {}),
            (one, days()),
            (f"{one}/take-back", {}),
        )
        for path, fields in sent:
            assert person.post(path, **fields, version=version).status_code in (303, 422), path
    assert person.get(group).status_code == person.get(module).status_code == 200


@pytest.mark.parametrize(("first", "last"), [("9999-12-31", "9999-12-31"), ("2028-02-01", None)])
def test_a_suggestion_begins_within_a_year(client: TestClient, first: str, last: str) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    sent = {"module": "hope", "starts": first, "suggested_by": last or first}
    answer = person.post(f"/team/groups/{team.id}/suggest", **sent)
    assert answer.status_code == 422
    assert "Choose a day within a year" in Words(answer.text).said
    changed = person.post(
        f"/team/groups/{team.id}/suggestions/{team.assign()}", **sent | {"version": 1}
    )
    assert changed.status_code == 422


def test_a_form_from_before_a_suggestion_began_says_so_and_can_be_saved(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    first = days(1, 5)
    path = f"/team/groups/{team.id}/suggest"
    assert place(person.post(path, module="hope", **first))
    (one,) = re.findall(
        rf"/team/groups/{team.id}/suggestions/[\w-]+", person.get(f"/team/groups/{team.id}").text
    )
    stale = days(2, 6)
    clock.shift(DAY + 60)
    person.give_code()
    answer = person.post(one, **stale, message="Take your time", version=1)
    assert answer.status_code == 422
    assert "It has begun, so its first day stays as it is" in Words(answer.text).said
    shown = fields_of(answer.text, one)
    assert shown["starts"] == first["starts"]
    assert "Take your time</textarea>" in answer.text
    assert place(person.post(one, **shown, message="Take your time")) == f"/team/groups/{team.id}"


def fields_of(page: str, action: str) -> dict[str, str]:
    """What the inputs of a form hold."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    named = re.findall(r'<input type="\w+"(?: id="\w+")? name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in named}


def test_of_two_who_change_and_put_away_a_group_the_later_is_told(client: TestClient) -> None:
    person = facilitator(client.app)
    group = made(person)
    person.post(f"{group}/edit", **{**ABOUT, "name": "Another"}, version=1)
    answer = person.post(f"{group}/put-away", version=1)
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile, so nothing was saved." in Words(answer.text).said
    assert (
        place(person.post(f"{group}/put-away", **fields_of(answer.text, f"{group}/put-away")))
        == "/team"
    )


def test_of_two_who_change_and_delete_a_module_the_later_is_told(client: TestClient) -> None:
    person = facilitator(client.app)
    module = composed(person)
    person.post(f"{module}/edit", **COMPOSED, version=1)
    answer = person.post(f"{module}/remove", version=1)
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile, so nothing was saved." in Words(answer.text).said
    assert place(person.post(f"{module}/remove", **fields_of(answer.text, f"{module}/remove")))


def test_the_same_suggestion_twice_is_told_and_made_once(client: TestClient) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    sent = {**days(), "module": "hope", "read_cautions": "on"}
    path = f"/team/groups/{team.id}/suggest"
    assert place(person.post(path, **sent))
    again = person.post(path, **sent)
    assert again.status_code == 422
    assert "for these days already" in Words(again.text).said
    assert len(assignments_of(member)) == 1
    assert place(person.post(path, **sent | days(1, 9)))
    (one, _) = assignments_of(member)
    stale = f"/team/groups/{team.id}/suggestions/{one['id']}"
    person.post(stale, **days(0, 8), version=1)
    late = person.post(f"{stale}/take-back", version=1)
    assert late.status_code == 409
    assert "so nothing was saved" in Words(late.text).said


def test_what_members_were_told_of_a_facilitator_can_be_put_right(client: TestClient) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    me = f"/team/groups/{team.id}/facilitators/me"
    shown = fields_of(person.get(me).text, me)
    assert shown["shown_as"] == "Sam"
    assert person.post(me, shown_as="Sam").status_code == 422
    assert place(person.post(me, shown_as="Sam, your lead", line_manager="yes"))
    (seen,) = groups_of(member)[0]["facilitators"]
    assert (seen["name"], seen["line_manager"]) == ("Sam, your lead", True)
    assert facilitator(client.app).get(me).status_code == 404


def test_one_module_too_many_is_told_where_it_was_copied(client: TestClient) -> None:
    person = facilitator(client.app)
    for number in range(composing.MOST_MODULES):
        composed(person, title=f"Module {number}")
    answer = person.post("/team/modules/hope/copy")
    assert answer.status_code == 422
    assert "You have as many modules as one account can." in Words(answer.text).said


def test_a_facilitator_who_opens_a_page_for_admins_is_told_and_led_back(client: TestClient) -> None:
    answer = facilitator(client.app).get("/team/admin")
    assert answer.status_code == 403
    assert "This page is for admins" in Words(answer.text).said
    assert "for people who run groups" not in answer.text
    assert 'href="/team">' in answer.text


def test_a_copy_of_a_ready_module_asks_for_the_cautions_where_the_module_does(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    asks = {}
    for slug in client.app.state.library.modules:
        copy = place(person.post(f"/team/modules/{slug}/copy")).split("/")[-2]
        pages = (person.get(f"/team/groups/{team.id}/suggest?module={id_}") for id_ in (slug, copy))
        asks[slug] = ["read_cautions" in page.text for page in pages]
    assert all(ready == copied for ready, copied in asks.values()), asks
    assert asks["expressing-vulnerability"] == [True, True]


def test_what_was_typed_when_the_desk_had_closed_is_sent_again_after_it_opens(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    message = f"Line one\n{HOSTILE}\n\nand “quotes” & more"
    sent = {**days(0, 5), "module": "hope", "message": message, "read_cautions": "on"}
    path = f"/team/groups/{team.id}/suggest"
    clock.shift(12 * 60 * 60)
    answer = person.post(path, **sent)
    assert answer.status_code == 403
    assert "What you typed is kept on this page" in Words(answer.text).said
    assert f'href="{ASK}" target="_blank"' in answer.text
    assert "<script>alert" not in answer.text
    assert assignments_of(member) == []
    person.give_code()
    kept = fields_of(answer.text, path)
    assert kept == sent
    assert place(person.post(path, **kept)) == f"/team/groups/{team.id}"
    assert assignments_of(member)[0]["message"] == message


def test_what_is_sent_with_nothing_in_it_leads_to_the_second_factor(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    group = made(person)
    clock.shift(12 * 60 * 60)
    assert place(person.post(f"{group}/facilitators/step-back")) == ASK
    assert place(person.get(group)) == ASK
    odd = {"content": b"\xff\xfe=1", "headers": {"content-type": "text/plain"}}
    assert place(person.http.post(f"{group}/edit", follow_redirects=False, **odd)) == ASK


def test_the_second_factor_leads_on_to_the_page_that_was_asked_for(
    client: TestClient, clock: time_machine.Traveller
) -> None:
    person = facilitator(client.app)
    group = made(person)
    clock.shift(12 * 60 * 60)
    asked = person.get(f"{group}/edit").headers["location"]
    page = person.get(asked).text
    (action,) = re.findall(rf'action="({ASK}\?[^"]+)"', page)
    assert person.post(action, code="000000").status_code == 422
    given = person.post(action, code=person.code())
    assert given.headers["location"] == f"{group}/edit"
    assert person.get(asked).headers["location"] == f"{group}/edit"


@pytest.mark.parametrize(
    "to",
    ["//elsewhere.example", "https://elsewhere.example", "/team/../x", "/teams", "/team\\x", ""],
)
def test_the_second_factor_leads_to_no_other_site(client: TestClient, to: str) -> None:
    person = facilitator(client.app)
    answer = person.get(f"{ASK}?{urlencode({'to': to})}")
    assert answer.headers["location"] == "/team"


def test_whether_a_members_invitation_was_used_is_not_to_be_seen(client: TestClient) -> None:
    admin: AtDesk = facilitator(client.app, "admin")
    used = code_on(invited(admin, role="member").text)
    assert invited(admin, role="member").status_code == 200

    def listed() -> list[str]:
        part = admin.get(PEOPLE).text.partition("Open invitations")[2]
        return re.findall("<section.*?</section>", re.sub(r"[\w-]{22,}", "", part), re.DOTALL)

    before = listed()
    assert Caller(client.app).sign_up(invite=used).status_code == 201
    assert Caller(client.app).sign_up(invite=used).status_code == 422
    assert listed() == before
    marks = re.findall(r">([0-9A-Z]{4}): good until", "".join(before))
    assert len(set(marks)) == len(before) == 2  # which is which can be told
    assert len({part.replace(mark, "") for part, mark in zip(before, marks, strict=True)}) == 1
    remove_expired(client.app.state.engines)
    assert listed() == before
    with time_machine.travel(time.time() + 2 * DAY):
        remove_expired(client.app.state.engines)
        admin.give_code()
        assert "No invitation is open now." in Words(admin.get(PEOPLE).text).said
        assert INVITATIONS in admin.get(PEOPLE).text


def test_a_code_is_read_with_whatever_dash_a_phone_makes_of_its_hyphen(client: TestClient) -> None:
    team, person = make_team(client.app), Caller(client.app)
    assert person.sign_up().status_code == 201
    assert join(person, team.code.replace("-", " – ")).status_code == 204
    assert len(groups_of(person)) == 1
    for dash in "-‐‑‒–—―−":
        assert plain(f"k7qp{dash}3mxr") == "K7QP3MXR"
