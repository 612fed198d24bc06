"""What the desk says after a form: that it is done, or all that is wrong with it at once. The same
form sent twice is one."""

import re

import pytest
from admin_matrix import CARD, LINE, PEOPLE, RULES, START
from desk import ASK, SECURITY, AtDesk, Words, facilitator, place
from fastapi.testclient import TestClient
from groups import account_id, make_team
from test_desk_groups import ABOUT, made
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
            is_plain = "data-passkey" in form or 'action="/team/sign-out"' in form
            assert ('hx-boost="true"' in form) != is_plain, f"{path.name}: {form}"


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
