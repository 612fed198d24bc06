"""Desk's pages of modules and suggestions: composed, shared, suggested, changed, taken back."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from callers import Caller
from desk import AtDesk, Words, facilitator, place
from fastapi.testclient import TestClient
from groups import assignments_of, join, make_team

from app.accounts.current import today
from app.groups.modules import last_day

pytestmark = pytest.mark.both_engines
DAY = 86_400
COMPOSED = {"title": "Small rests", "aim": "Rest a little", "about": "One.\nTwo."}
COMPOSED |= {"exercise_1": "FH2", "exercise_2": "SA1", "exercise_5": "BN1", "working_days": "5"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
QUIET = "being-in-the-now"  # a module with a caution sheet


def composed(person: AtDesk, **changes: str) -> str:
    answer = person.post("/team/modules/new", **{**COMPOSED, **changes})
    path = place(answer)
    assert path, answer.text
    return path


def days(first: int = 0, last: int = 9) -> dict[str, str]:
    dates = {"starts": first, "suggested_by": last}
    return {name: (today() + timedelta(days=number)).isoformat() for name, number in dates.items()}


def member_of(team: object, client: TestClient) -> Caller:
    person = Caller(client.app)
    person.sign_up()
    join(person, team.code)
    return person


def test_the_form_offers_seven_places_and_every_exercise_in_each(client: TestClient) -> None:
    page = facilitator(client.app).get("/team/modules/new").text
    assert re.findall(r'<label for="exercise_\d">(.*?)</label>', page) == [
        f"Exercise {number}" for number in range(1, 8)
    ]
    everything = {each.id for each in client.app.state.library.exercises.values()}
    first = page.partition('id="exercise_1"')[2].partition("</select>")[0]
    assert set(re.findall(r'<option value="(\w+)"', first)) == everything


def test_a_module_reaches_members_in_the_order_in_which_it_was_put_together(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    id_ = composed(person).rpartition("/")[2]
    group = f"/team/groups/{team.id}"
    sent = {"module": id_, "read_cautions": "on", "message": "Take\nwhat helps", **days()}
    assert place(person.post(f"{group}/suggest", **sent)) == group
    (one,) = assignments_of(member)
    assert [each["id"] for each in one["module"]["exercises"]] == ["FH2", "SA1", "BN1"]
    assert one["module"]["about"] == ["One.", "Two."]
    assert one["message"] == "Take\nwhat helps"
    assert one["module"]["cautions"]  # those of its exercises


@pytest.mark.parametrize(
    "changes",
    [
        {"exercise_5": ""},
        {"exercise_5": "SA1"},
        {"exercise_5": "ZZ9"},
    ],
)
def test_fewer_than_three_the_same_twice_or_one_that_is_none_is_told_beside_the_field(
    client: TestClient, changes: dict[str, str]
) -> None:
    person = facilitator(client.app)
    answer = person.post("/team/modules/new", **{**COMPOSED, **changes})
    assert answer.status_code == 422
    assert "Choose three to seven exercises" in answer.text
    assert 'value="Small rests"' in answer.text
    assert '<option value="FH2" selected>' in answer.text


def test_what_is_shared_can_be_suggested_and_copied_and_not_changed(client: TestClient) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    mine, shared = composed(person), composed(person, title="For all", shared="on")
    assert other.get(mine).status_code == 404
    page = other.get(shared)
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert other.get(f"{shared}/edit").status_code == 404
    assert other.post(f"{shared}/remove", version=1).status_code == 404
    copy = place(other.post(f"{shared}/copy"))
    assert copy
    assert 'value="For all"' in other.get(copy).text
    assert place(other.post("/team/modules/two-minute-start/copy"))


def test_who_changes_a_module_in_two_places_sees_both(client: TestClient) -> None:
    person = facilitator(client.app)
    path = composed(person)
    changed = {**COMPOSED, "title": "First", "version": "1"}
    assert place(person.post(f"{path}/edit", **changed)) == path
    answer = person.post(f"{path}/edit", **{**changed, "title": "Second"})
    assert answer.status_code == 409
    assert "<strong>First</strong>" in answer.text
    assert 'value="Second"' in answer.text
    assert place(person.post(f"{path}/edit", **{**changed, "title": "Second", "version": "2"}))


def test_a_module_with_cautions_is_suggested_by_whoever_says_they_have_read_them(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    group = f"/team/groups/{make_team(client.app, person).id}"
    assert "Caution sheet" in person.get(f"{group}/suggest?module={QUIET}").text
    sent = {"module": QUIET, **days()}
    answer = person.post(f"{group}/suggest", **sent, message="kept")
    assert answer.status_code == 422
    assert "Read the cautions first" in answer.text
    assert "kept</textarea>" in answer.text
    assert place(person.post(f"{group}/suggest", **sent, read_cautions="on")) == group


def test_the_days_offered_are_those_of_the_modules_pace(client: TestClient) -> None:
    person = facilitator(client.app)
    group = f"/team/groups/{make_team(client.app, person).id}"
    page = person.get(f"{group}/suggest?module={QUIET}").text
    assert f'value="{last_day(today(), 10).isoformat()}"' in page
    assert last_day(today().replace(year=2026, month=11, day=27), 3).isoformat() == "2026-12-01"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(-1, 5, "Choose today or a later day"), (5, 4, "on or after"), (0, 121, "within 120 days")],
)
def test_days_that_cannot_be_are_told_and_nothing_is_suggested(
    client: TestClient, first: int, last: int, words: str
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    sent = {"module": "two-minute-start", "read_cautions": "on", **days(first, last)}
    answer = person.post(f"/team/groups/{team.id}/suggest", **sent)
    assert answer.status_code == 422
    assert words in Words(answer.text).said
    assert assignments_of(member) == []


def test_a_suggestion_is_changed_and_taken_back_and_the_later_of_two_is_told(
    client: TestClient,
) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    path = f"/team/groups/{team.id}/suggestions/{team.assign()}"
    changed = {**days(0, 3), "message": "Until Friday", "version": "1"}
    assert place(person.post(path, **changed)) == f"/team/groups/{team.id}"
    assert assignments_of(member)[0]["message"] == "Until Friday"
    later = person.post(path, **{**changed, "message": "Until Monday"})
    assert later.status_code == 409
    assert "Until Friday" in Words(later.text).said
    assert "Until Monday</textarea>" in later.text
    assert person.post(f"{path}/take-back", version=1).status_code == 409
    assert place(person.post(f"{path}/take-back", version=2))
    assert assignments_of(member) == []
    assert "You took this back." in Words(person.get(path).text).said


def test_once_it_has_ended_nothing_is_changed(client: TestClient) -> None:
    person = facilitator(client.app)
    team = make_team(client.app, person)
    path = f"/team/groups/{team.id}/suggestions/{team.assign(days=0)}"
    with time_machine.travel(time.time() + 9 * DAY):
        person.give_code()
        assert "<form" not in person.get(path).text.partition("<main")[2].partition("</main")[0]
        answer = person.post(path, **days(), version=1)
        assert answer.status_code == 422
        assert "It has ended" in Words(answer.text).said


def test_f55_whatever_is_typed_into_a_module_or_a_message_is_shown_letter_for_letter(
    client: TestClient,
) -> None:
    person, other = facilitator(client.app), facilitator(client.app)
    team = make_team(client.app, person)
    member = member_of(team, client)
    typed = dict.fromkeys(("title", "aim", "about"), HOSTILE)
    path = composed(person, **typed, shared="on")
    sent = {"module": path.rpartition("/")[2], "read_cautions": "on", "rhythm": HOSTILE}
    group = f"/team/groups/{team.id}"
    assert place(person.post(f"{group}/suggest", **sent, message=HOSTILE, **days()))
    (one,) = assignments_of(member)
    assert (one["message"], one["module"]["title"]) == (HOSTILE, HOSTILE)
    pages = [path, f"{path}/edit", "/team/modules", group, f"{group}/suggestions/{one['id']}"]
    pages += [f"{group}/suggest", f"{group}/suggest?module={sent['module']}"]
    for page in pages:
        text = person.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
    assert HOSTILE in Words(other.get("/team/modules").text).said


def test_every_ready_module_has_its_page_and_its_guide(client: TestClient) -> None:
    person = facilitator(client.app)
    for slug, module in client.app.state.library.modules.items():
        assert module.title in Words(person.get(f"/team/modules/{slug}").text).said
        guide = Words(person.get(f"/team/modules/{slug}/guide").text).said
        assert all(step.title in guide for step in module.guide.steps)
