"""What administrators decide for everybody: who may sign up, and the help card."""

import re
from datetime import timedelta

import pytest
from admin_matrix import CARD, LINE, PEOPLE, RULES, START, a_line, version_of
from callers import Caller, code_of
from desk import AtDesk, Words, facilitator, place, somebody
from fastapi.testclient import TestClient
from sqlmodel import col

from app.accounts.current import today
from app.accounts.models import Account
from app.db import reading, writing
from app.organisation import change_help_lines, decided

HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x>"
pytestmark = pytest.mark.both_engines


@pytest.fixture
def admin(client: TestClient) -> AtDesk:
    return facilitator(client.app, "admin")


def test_who_may_sign_up_and_the_smallest_cohort_are_decided_together(admin: AtDesk) -> None:
    answer = admin.post(RULES, version=0, sign_up="closed", least_cohort=20)
    assert place(answer) == START
    assert code_of(Caller(admin.app).sign_up()) == (403, "not_allowed")
    with reading(admin.app.state.engines) as session:
        assert decided(session, admin.app.state.reception.settings).least_cohort == 20


def test_a_cohort_below_ten_is_refused_and_why_is_said(admin: AtDesk) -> None:
    answer = admin.post(RULES, version=0, sign_up="open", least_cohort=9)
    assert answer.status_code == 422
    assert "a rough number would still give people away" in Words(answer.text).said
    assert version_of(admin.app) == 0


def test_of_two_admins_who_decide_at_once_the_later_is_told_how_it_stands(admin: AtDesk) -> None:
    other = facilitator(admin.app, "admin")
    admin.post(RULES, version=0, sign_up="invite", least_cohort=15)
    answer = other.post(RULES, version=0, sign_up="closed", least_cohort=30)
    assert answer.status_code == 409
    said = Words(answer.text).said
    assert "As it stands now: Whoever has an invitation. The smallest group: 15." in said
    assert 'value="30"' in answer.text
    assert place(other.post(RULES, version=1, sign_up="closed", least_cohort=30)) == START


def test_a_line_is_added_changed_and_taken_away(admin: AtDesk) -> None:
    def card() -> str:
        return Words(admin.http.get("/help").text).said

    admin.http.get("/service-worker.js")
    assert place(admin.post(f"{CARD}/new", version=0, **LINE, owner="Lead chaplain")) == CARD
    page = admin.get(CARD).text
    assert "Kept right by: Lead chaplain." in Words(page).said
    (id_,) = set(re.findall(rf'href="{CARD}/([\w-]{{22}})"', page))
    admin.http.get("/service-worker.js")
    assert "Chaplaincy Ring 0161 496 0000" in card()
    changed = LINE | {"name": "Night chaplain", "phone": "", "note": "At the front desk"}
    assert place(admin.post(f"{CARD}/{id_}", version=1, **changed)) == CARD
    admin.http.get("/service-worker.js")
    assert "Night chaplain At the front desk" in card()
    assert place(admin.post(f"{CARD}/{id_}/remove", version=2)) == CARD
    admin.http.get("/service-worker.js")
    assert "Night chaplain" not in card()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "ring me"}, "Write digits and spaces alone."),
        ({"phone": ""}, "Give a number to ring or to text"),
        ({"review_by": "2026-11-01"}, "comes after the day on which it was checked"),
        ({"slot": "canteen"}, "Choose one of these"),
        ({"name": "x" * 201}, "This is too long"),
        ({"checked_on": "soon"}, "This is not a day"),
    ],
)
def test_a_line_that_cannot_be_is_told_and_what_was_typed_stays(
    admin: AtDesk, wrong: dict[str, str], said: str
) -> None:
    answer = admin.post(f"{CARD}/new", version=0, **LINE | wrong, hours="Day and night")
    assert answer.status_code == 422
    assert said in Words(answer.text).said
    assert 'value="Day and night"' in answer.text
    assert version_of(admin.app) == 0


def test_of_two_admins_who_change_one_line_the_later_keeps_what_they_typed(admin: AtDesk) -> None:
    other = facilitator(admin.app, "admin")
    id_ = a_line(admin)["line_id"]
    admin.post(f"{CARD}/{id_}", version=1, **LINE | {"name": "First"})
    mine = LINE | {"name": "Second"}
    answer = other.post(f"{CARD}/{id_}", version=1, **mine)
    assert answer.status_code == 409
    assert "First" in Words(answer.text).said
    assert 'value="Second"' in answer.text
    assert place(other.post(f"{CARD}/{id_}", version=2, **mine)) == CARD
    assert other.post(f"{CARD}/{id_}/remove", version=2).status_code == 409


def test_what_is_past_review_stands_at_the_top_with_the_role_that_keeps_it(admin: AtDesk) -> None:
    id_ = a_line(admin)["line_id"]
    with writing(admin.app.state.engines) as session:
        held = decided(session, admin.app.state.reception.settings)
        days = {"checked_on": today() - timedelta(9), "review_by": today() - timedelta(1)}
        late = held.help_lines[0].model_copy(update={**days, "owner": "Lead chaplain"})
        change_help_lines(session, held.version, [late])
    for path in (START, CARD):
        said = Words(admin.get(path).text).said
        assert "Look at these again" in said
        assert "Kept right by: Lead chaplain." in said
        assert f'href="{CARD}/{id_}"' in admin.get(path).text


def test_f55_what_is_typed_is_shown_letter_for_letter(admin: AtDesk) -> None:
    typed = LINE | {"name": HOSTILE, "note": HOSTILE, "hours": HOSTILE, "owner": HOSTILE}
    assert place(admin.post(f"{CARD}/new", version=0, **typed)) == CARD
    admin.http.get("/service-worker.js")
    (id_,) = set(re.findall(rf'href="{CARD}/([\w-]{{22}})"', admin.get(CARD).text))
    for path in (CARD, f"{CARD}/{id_}", "/help"):
        page = admin.get(path).text
        assert HOSTILE not in page, path
        assert " ".join(HOSTILE.split()) in Words(page).said, path
    name = somebody(admin.app).name
    with writing(admin.app.state.engines) as session:
        session.execute(
            Account.__table__.update()  # type: ignore[attr-defined]
            .where(col(Account.name) == name)
            .values(name=HOSTILE)
        )
    assert HOSTILE not in admin.get(PEOPLE).text
    assert HOSTILE in Words(admin.get(PEOPLE).text).said


def test_the_link_to_words_on_trust_is_on_every_page_of_the_desk(admin: AtDesk) -> None:
    for path in (START, PEOPLE, RULES, CARD, "/team", "/team/security"):
        assert 'href="/trust"' in admin.get(path).text
