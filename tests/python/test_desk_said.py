"""What the desk says after a form: that it is done, or all that is wrong with it at once. The same
form sent twice is one."""

import re

import pytest
from admin_matrix import CARD, LINE, PEOPLE, RULES, START
from desk import ASK, SECURITY, AtDesk, Words, facilitator, place
from fastapi.testclient import TestClient
from groups import account_id, make_team
from test_desk_groups import ABOUT, SHOWN, code_on, made
from test_desk_modules import COMPOSED, composed, days

from app.accounts.current import today
from app.desk import SAID
from app.language import load_language
from app.web import APP

pytestmark = pytest.mark.both_engines
FORMS = re.compile(r"<form .*?>")


@pytest.fixture
def person(client: TestClient) -> AtDesk:
    return facilitator(client.app)


@pytest.fixture
def admin(client: TestClient) -> AtDesk:
    return facilitator(client.app, "admin")


def said_after(person: AtDesk, path: str, **fields: object) -> str:
    """The line above the page that comes after a form."""
    answer = person.post(path, **fields)
    assert answer.status_code == 303, Words(answer.text).said
    page = person.get(answer.headers["location"]).text
    found = re.search(r'<p class="notice" role="status" tabindex="-1" autofocus>(.*?)</p>', page)
    return found[1] if found else ""


def test_what_was_done_is_said_on_the_page_that_comes_after(person: AtDesk) -> None:
    group, module = made(person), composed(person)
    team = make_team(person.app, person)
    suggested = {"module": "hope", **days()}
    words = load_language().words
    for path, fields, said in (
        (f"{group}/edit", {**ABOUT, "version": 1}, "saved"),
        (f"{group}/facilitators/me", {"shown_as": "Sam", "line_manager": "no"}, "saved"),
        (f"/team/groups/{team.id}/suggest", suggested, "suggested"),
        (f"{module}/edit", {**COMPOSED, "version": 1}, "saved"),
        (f"{module}/copy", {}, "copied"),
        (f"{module}/remove", {"version": 2}, "deleted"),
        (f"{group}/put-away", {"version": 2}, "put-away"),
    ):
        assert said_after(person, path, **fields) == words[f"desk_said.{said}"], path


def test_what_an_administrator_did_is_said_too(admin: AtDesk) -> None:
    other = facilitator(admin.app)
    reset = f"{PEOPLE}/{account_id(admin.app, other.name)}/second-factor/reset"
    rules = {"version": 0, "sign_up": "open", "least_cohort": 12}
    assert said_after(admin, RULES, **rules) == "Saved."
    assert said_after(admin, f"{CARD}/new", version=1, **LINE) == "Saved."
    assert "They are signed out everywhere." in said_after(admin, reset)


def test_an_address_makes_a_page_say_nothing_but_what_pages_say(person: AtDesk) -> None:
    plain = person.get("/team").text
    for said in ("nothing", "<b>", "saved;", "", "SAVED"):
        assert person.get(f"/team?said={said}").text == plain
    assert all(f"desk_said.{each}" in load_language().words for each in SAID)


def test_every_form_of_desk_is_sent_by_htmx_where_there_are_scripts_but_those_of_passkeys() -> None:
    """What was wrong with one leaves no page behind that Back and Reload would send again."""
    for path in (APP / "templates" / "desk").glob("*.html"):
        for form in FORMS.findall(path.read_text("utf-8")):
            assert ('hx-boost="true"' in form) != ("data-passkey" in form), f"{path.name}: {form}"


def test_a_form_that_htmx_sends_is_answered_with_a_part_or_with_where_to_go(admin: AtDesk) -> None:
    htmx = {"headers": {"HX-Request": "true", "HX-Request-Type": "partial"}}
    rules = {"version": 0, "sign_up": "open", "least_cohort": 9}
    refused = admin.post(RULES, htmx, **rules)
    assert (refused.status_code, "<html" in refused.text) == (422, False)
    assert 'role="alert" tabindex="-1" autofocus' in refused.text
    taken = admin.post(RULES, htmx, **rules | {"least_cohort": 10})
    assert (taken.status_code, taken.headers["hx-redirect"]) == (200, f"{START}?said=saved")
    made = admin.post(
        "/team/admin/invitations", htmx, role="member", uses=1, last_day=today().isoformat()
    )
    assert "Copy this link now." in made.text
    assert "<html" not in made.text


def test_all_that_is_wrong_is_told_at_once(admin: AtDesk) -> None:
    team = make_team(admin.app, admin)
    bad = {"module": "hard-visits", "starts": "2020-01-02", "suggested_by": "2020-01-01"}
    said = Words(admin.post(f"/team/groups/{team.id}/suggest", **bad).text).said
    assert "Choose today or a later day" in said
    assert "Choose a day on or after the first one" in said
    assert "Read the cautions first, then tick this" in said
    bad = {"module": "hard-visits", "starts": "soon", "suggested_by": today().isoformat()}
    answer = admin.post(f"/team/groups/{team.id}/suggest", **bad)
    said = Words(answer.text).said
    assert "This is not a day that we can read" in said
    assert "Read the cautions first, then tick this" in said
    line = {"slot": "chaplaincy", "name": "", "phone": " ", "checked_on": "2099-01-01"}
    answer = admin.post(f"{CARD}/new", version=0, **line, review_by="2098-01-01")
    for words in (
        "Fill this in",
        "Give a number to ring or to text",
        "Choose today or an earlier day",
        "The day to check it again comes after the day on which it was checked.",
    ):
        assert words in Words(answer.text).said
    beside = re.findall(r'id="(\w+)-fault"', answer.text)
    assert beside == ["name", "phone", "checked_on", "review_by"]


def test_the_same_form_sent_twice_is_saved_once_and_nobody_is_told_of_somebody_else(
    admin: AtDesk,
) -> None:
    group, module = made(admin), composed(admin)
    team = make_team(admin.app, admin)
    one = f"/team/groups/{team.id}/suggestions/{team.assign()}"
    for path, fields in (
        (f"{group}/edit", ABOUT | {"version": 1}),
        (f"{module}/edit", COMPOSED | {"version": 1, "title": "Another name"}),
        (one, days() | {"version": 1, "message": "Take your time"}),
        (f"{one}/take-back", {"version": 2}),
        (RULES, {"version": 0, "sign_up": "open", "least_cohort": 12}),
        (f"{CARD}/new", {"version": 1, **LINE}),
    ):
        assert [admin.post(path, **fields).status_code for _ in range(2)] == [303, 303], path
    assert admin.get(CARD).text.count('class="held"') == 1
    assert admin.post(f"{group}/edit", **ABOUT | {"version": 1, "name": "Mine"}).status_code == 409


def test_what_was_made_and_not_heard_of_is_made_once(person: AtDesk) -> None:
    """The answer was lost on the way, and the form is sent again."""
    other = facilitator(person.app)
    group = made(person)
    assert made(person) == group
    assert made(person, name="Another team") != group
    assert composed(person) == composed(person)
    path = f"{group}/facilitators"
    person.post(f"{path}/code", purpose="beside")
    given = {"code": code_on(person.get(path).text), "line_manager": "no"}
    for _ in range(2):
        assert place(other.post("/team/groups/take-up", **given, shown_as="Alex")) == "/team"
    assert other.post("/team/groups/take-up", **given, shown_as="Jo").status_code == 422
    assert person.get(group).text.count("Alex begins") == 1
    (days_,) = re.findall(r'name="days" value="(.*?)"', person.get(path).text)
    for _ in range(2):
        assert "said=stays" in person.post(f"{path}/call-off", days=days_).headers["location"]


def test_whoever_is_to_come_can_put_their_name_right(person: AtDesk) -> None:
    other, third = facilitator(person.app), facilitator(person.app)
    group = made(person)
    path = f"{group}/facilitators"
    person.post(f"{path}/code", purpose="beside")
    given = {"code": code_on(person.get(path).text), "line_manager": "no"}
    other.post("/team/groups/take-up", **given, shown_as="Alx")
    assert "Alx" in other.get(f"{path}/me").text
    shown = {"shown_as": "Alex", "line_manager": "no"}
    assert place(other.post(f"{path}/me", **shown)) == "/team"
    assert "Alex begins" in person.get(group).text
    assert other.get(path).status_code == other.get(group).status_code == 404
    assert third.get(f"{path}/me").status_code == third.post(f"{path}/me", **shown).status_code
    assert third.get(f"{path}/me").status_code == 404


def test_two_admins_who_want_the_same_are_not_told_of_each_other(admin: AtDesk) -> None:
    other, third = facilitator(admin.app), facilitator(admin.app, "admin")
    path = f"{PEOPLE}/{account_id(admin.app, other.name)}/role"
    for each in (admin, third):
        assert place(each.post(path, was="facilitator", role="admin")) == PEOPLE
    assert place(admin.post(f"{CARD}/new", version=0, **LINE)) == CARD
    (line,) = re.findall(rf"{CARD}/([\w-]{{22}})", admin.get(CARD).text)
    assert place(third.post(f"{CARD}/{line}/remove", version=1)) == CARD
    answer = admin.post(f"{CARD}/{line}", version=1, **LINE | {"name": "The chaplains"})
    assert answer.status_code == 409
    assert 'value="The chaplains"' in answer.text
    assert f'action="{CARD}/new"' in answer.text


@pytest.mark.parametrize(
    "name", ["\u200b", "\u00ad\u00ad", "\u2800", "\u3164", "\u202e", "\ufeff \u2060"]
)
def test_a_name_that_shows_nothing_is_none(person: AtDesk, name: str) -> None:
    answer = person.post("/team/groups/new", **ABOUT | SHOWN | {"name": name})
    assert answer.status_code == 422
    assert 'id="name-fault"' in answer.text


def test_marks_that_turn_a_name_or_hide_in_it_are_left_out_and_pictures_stay(
    person: AtDesk,
) -> None:
    group = made(person, name="\u202eevil\u200b team \U0001f469\u200d\u2695\ufe0f")
    assert '<h1 tabindex="-1">evil team \U0001f469\u200d\u2695\ufe0f</h1>' in person.get(group).text
    other = facilitator(person.app)
    path = f"{group}/facilitators"
    person.post(f"{path}/code", purpose="beside")
    given = {"code": code_on(person.get(path).text), "line_manager": "no"}
    for alike in ("Sam\u200b", "S\u00adam", "\uff33am", "SAM "):
        answer = other.post("/team/groups/take-up", **given, shown_as=alike)
        assert answer.status_code == 422, alike


def test_a_group_that_is_put_away_offers_no_module(person: AtDesk) -> None:
    group = made(person)
    person.post(f"{group}/put-away", version=1)
    assert place(person.get(f"{group}/suggest")) == group


def test_a_card_without_lines_is_not_called_up_to_date(admin: AtDesk) -> None:
    said = Words(admin.get(START).text).said
    assert "There are no lines yet." in said
    assert "within its date" not in said


def test_what_was_taken_from_the_desk_is_said(person: AtDesk) -> None:
    person.add_passkey()
    assert said_after(person, f"{SECURITY}/app/remove") == "It is taken away."
    assert place(person.post("/team/sign-out")) == ASK
