"""What administrators do: let people in, give a role, help them; and see no activity."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from admin_matrix import INVITATIONS, PEOPLE, START
from callers import Caller, code_of
from desk import SET_UP, AtDesk, Words, facilitator, place, somebody
from fastapi.testclient import TestClient
from groups import account_id, groups_of, make_team, preview
from sqlalchemy import select
from sqlmodel import col

from app.accounts.current import today
from app.accounts.factor_models import Passkey, RecoveryCode, SecondFactor
from app.accounts.models import Account
from app.db import reading, writing
from app.groups import facilitation, handover
from app.groups.models import Facilitation

HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x>"
SAM = {"name": "Sam", "line_manager": False, "from": None, "until": None}
pytestmark = pytest.mark.both_engines


@pytest.fixture
def admin(client: TestClient) -> AtDesk:
    return facilitator(client.app, "admin")


def give(giver: AtDesk, person: Caller, was: str, role: str) -> Any:  # noqa: ANN401
    path = f"{PEOPLE}/{account_id(giver.app, person.name)}/role"
    return giver.post(path, was=was, role=role)


def role_of(person: Caller) -> str:
    with reading(person.app.state.engines) as session:
        found = session.scalar(select(col(Account.role)).where(col(Account.name) == person.name))
    return str(found)


def invited(admin: AtDesk, **changes: object) -> Any:  # noqa: ANN401
    fields = {"role": "facilitator", "uses": 1, "last_day": today().isoformat()} | changes
    return admin.post(INVITATIONS, **fields)


def code_on(page: str) -> str:
    found = re.search(r"/back-up#invite=([0-9A-Z-]+)", page)
    assert found
    return found[1]


def test_everybody_at_the_desk_is_named_with_a_role_and_nobody_else_is(admin: AtDesk) -> None:
    other, member = facilitator(admin.app), somebody(admin.app, "member")
    said = Words(admin.get(PEOPLE).text).said
    assert f"{other.name} Facilitator." in said
    assert f"{admin.name} Admin. This is you." in said
    assert member.name not in said


def test_there_is_no_day_of_anybody_on_the_page(admin: AtDesk) -> None:
    facilitator(admin.app)
    part = admin.get(PEOPLE).text.split("Invite somebody")[0]
    assert not re.search(r"\b20\d\d\b", Words(part).said)
    assert "There is no activity to see here" in Words(admin.get(START).text).said


def test_an_invitation_is_shown_once_and_makes_a_facilitator(admin: AtDesk) -> None:
    code = code_on(invited(admin).text)
    page = admin.get(PEOPLE).text
    assert code not in page
    assert "To run groups. Uses left: 1." in Words(page).said
    newcomer = Caller(admin.app)
    assert newcomer.sign_up(invite=code).status_code == 201
    assert role_of(newcomer) == "facilitator"
    assert "No invitation is open now." in Words(admin.get(PEOPLE).text).said
    assert code_of(Caller(admin.app).sign_up(invite=code)) == (422, "invalid")


def test_an_invitation_that_was_withdrawn_lets_nobody_in(admin: AtDesk) -> None:
    code = code_on(invited(admin, uses=50).text)
    (path,) = re.findall(rf'action="({INVITATIONS}/[\w-]{{22}}/withdraw)"', admin.get(PEOPLE).text)
    assert place(admin.post(path)) == PEOPLE
    assert admin.post(path).status_code == 404
    assert code_of(Caller(admin.app).sign_up(invite=code)) == (422, "invalid")


@pytest.mark.parametrize(
    "wrong",
    [
        {"uses": 0},
        {"uses": 51},
        {"role": "admin"},
        {"last_day": "2020-01-01"},
        {"last_day": (today() + timedelta(days=400)).isoformat()},
    ],
)
def test_an_invitation_that_cannot_be_is_told_beside_its_field(
    admin: AtDesk, wrong: dict[str, object]
) -> None:
    answer = invited(admin, **wrong)
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-fault"' in answer.text or 'class="fault"' in answer.text
    assert "No invitation is open now." in Words(answer.text).said


def test_a_facilitator_becomes_an_admin_and_a_facilitator_again(admin: AtDesk) -> None:
    other = facilitator(admin.app)
    assert other.get(START).status_code == 403
    assert place(give(admin, other, "facilitator", "admin")) == PEOPLE
    assert other.get(START).status_code == 200
    assert place(give(admin, other, "admin", "facilitator")) == PEOPLE
    assert other.get(START).status_code == 403
    assert other.get("/team").status_code == 200


def test_whoever_loses_the_desk_loses_it_at_once_and_keeps_the_journal(admin: AtDesk) -> None:
    other = facilitator(admin.app)
    give(admin, other, "facilitator", "member")
    assert other.get("/team").status_code == 403
    assert other.call("GET", "/api/sessions").status_code == 200
    with reading(admin.app.state.engines) as session:
        id_ = account_id(admin.app, other.name)
        held = session.get(SecondFactor, id_)
        assert held
        assert held.app_secret is None
        for table in (Passkey, RecoveryCode):
            assert not session.scalars(select(table).where(col(table.account_id) == id_)).all()
    other.has_role("facilitator")
    assert place(other.get("/team")) == "/team/second-factor/set-up"  # and not by the old cookie


def test_whoever_loses_the_desk_runs_no_group_and_members_see_that(admin: AtDesk) -> None:
    other = facilitator(admin.app)
    team = make_team(admin.app, other)
    (member,) = team.members(1)
    team.assign()
    give(admin, other, "facilitator", "member")
    (group,) = groups_of(member)
    assert group["facilitators"] == []
    assert len(member.call("GET", "/api/assignments").json()["assignments"]) == 1
    assert preview(Caller(admin.app), team.code).status_code == 404


def test_whoever_was_to_hand_a_group_over_to_them_goes_on_running_it(admin: AtDesk) -> None:
    other, team = facilitator(admin.app), make_team(admin.app)
    (member,) = team.members(1)
    team.taken_up_by(account_id(admin.app, other.name), "after")
    give(admin, other, "facilitator", "member")
    (group,) = groups_of(member)
    assert group["facilitators"] == [SAM]


def test_whoever_was_to_leave_a_group_to_them_goes_on_running_it(admin: AtDesk) -> None:
    other, team = facilitator(admin.app), make_team(admin.app)
    (member,) = team.members(1)
    team.taken_up_by(account_id(admin.app, other.name), "beside")
    with writing(admin.app.state.engines) as session:
        group = facilitation.led(session, team.facilitator_id, team.id)
        handover.step_back(session, team.facilitator_id, group)
    give(admin, other, "facilitator", "member")
    (seen,) = groups_of(member)
    assert seen["facilitators"] == [SAM]


def test_whoever_was_to_stop_while_somebody_else_stays_still_stops(admin: AtDesk) -> None:
    other, team = facilitator(admin.app), make_team(admin.app)
    (member,) = team.members(1)
    stays = somebody(admin.app)
    from_day = team.taken_up_by(account_id(admin.app, stays.name), "after")
    with writing(admin.app.state.engines) as session:
        third = Facilitation(
            account_id=account_id(admin.app, other.name),
            group_id=team.id,
            shown_as="Jo",
            line_manager=False,
            starts=today(),
        )
        session.add(third)
    give(admin, other, "facilitator", "member")
    (group,) = groups_of(member)
    assert [each["until"] for each in group["facilitators"]] == [from_day.isoformat(), None]


def test_the_last_admin_cannot_stop_being_one(admin: AtDesk) -> None:
    for role in ("member", "facilitator"):
        answer = give(admin, admin, "admin", role)
        assert answer.status_code == 422
        assert "This is the only admin." in Words(answer.text).said
    assert role_of(admin) == "admin"
    assert "/role" not in admin.get(PEOPLE).text


def test_of_two_admins_who_both_stop_at_once_one_stays(admin: AtDesk) -> None:
    other = facilitator(admin.app, "admin")
    both, answers = threading.Barrier(2), []

    def stop(person: AtDesk, whose: AtDesk) -> None:
        both.wait()
        answers.append(give(person, whose, "admin", "facilitator").status_code)

    for _ in range(4):
        admin.has_role("admin")
        other.has_role("admin")
        for pair in (((admin, admin), (other, other)), ((admin, other), (other, admin))):
            threads = [threading.Thread(target=stop, args=each) for each in pair]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted([role_of(admin), role_of(other)]) == ["admin", "facilitator"]
            admin.has_role("admin")
            other.has_role("admin")
    assert set(answers) <= {303, 403, 409, 422}


def test_of_two_admins_who_change_one_role_the_later_is_told(admin: AtDesk) -> None:
    other, third = facilitator(admin.app, "admin"), facilitator(admin.app)
    assert place(give(admin, third, "facilitator", "admin")) == PEOPLE
    answer = give(other, third, "facilitator", "member")
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in Words(answer.text).said
    assert role_of(third) == "admin"


def test_a_members_account_is_as_one_that_is_not_there(admin: AtDesk) -> None:
    member = somebody(admin.app, "member")
    id_ = account_id(admin.app, member.name)
    assert give(admin, member, "facilitator", "admin").status_code == 404
    assert admin.post(f"{PEOPLE}/{id_}/second-factor/reset").status_code == 404
    assert member.call("GET", "/api/sessions").status_code == 200


def test_whoever_lost_the_second_factor_is_helped_in_and_signed_out_everywhere(
    admin: AtDesk,
) -> None:
    other = facilitator(admin.app)
    path = f"{PEOPLE}/{account_id(admin.app, other.name)}/second-factor/reset"
    assert place(admin.post(path)) == PEOPLE
    assert other.get("/team").status_code == 401
    again = other.another_browser()
    assert again.sign_in().status_code == 200
    assert place(again.get("/team")) == "/team/second-factor/set-up"
    assert again.set_up_app().get("/team").status_code == 200


def test_somebody_who_has_an_account_uses_an_invitation_with_it(admin: AtDesk) -> None:
    code = code_on(invited(admin).text)
    person = somebody(admin.app, "member")
    assert 'href="/team/invitation"' in person.get("/team").text
    page = person.get("/team/invitation").text
    assert f"the name of this account, which is “{person.name}”" in Words(page).said
    wrong = person.post("/team/invitation", code="0000-0000-0000-0000-0000")
    assert (wrong.status_code, role_of(person)) == (422, "member")
    assert "That invitation opens nothing now." in Words(wrong.text).said
    assert place(person.post("/team/invitation", code=code.lower().replace("-", " "))) == "/team"
    assert role_of(person) == "facilitator"
    assert place(person.get("/team")) == SET_UP
    assert place(person.get("/team/invitation")) == "/team"
    other = somebody(admin.app, "member")
    assert other.post("/team/invitation", code=code).status_code == 422


def test_an_invitation_that_brings_nothing_more_is_not_used(admin: AtDesk) -> None:
    code = code_on(invited(admin, role="member").text)
    person = somebody(admin.app, "member")
    assert person.post("/team/invitation", code=code).status_code == 422
    assert Caller(admin.app).sign_up(invite=code).status_code == 201
    code = code_on(invited(admin).text)
    assert place(facilitator(admin.app).post("/team/invitation", code=code)) == "/team"
    assert Caller(admin.app).sign_up(invite=code).status_code == 201


def test_two_uses_at_once_of_an_invitation_for_one_make_one_facilitator(admin: AtDesk) -> None:
    people = [somebody(admin.app, "member") for _ in range(4)]
    code, both = code_on(invited(admin).text), threading.Barrier(len(people))

    def use(person: AtDesk) -> None:
        both.wait()
        person.post("/team/invitation", code=code)

    threads = [threading.Thread(target=use, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(role_of, people)) == ["facilitator", *["member"] * 3]
