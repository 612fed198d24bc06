"""F59: what is published of a group, by the real code on a real database."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from callers import Caller
from fastapi.testclient import TestClient
from groups import Team, assignments_of, groups_of, join, make_team
from protocol import b64
from sqlalchemy import func, select
from sqlmodel import Session

from app.accounts.current import today
from app.db import reading, writing
from app.groups import facilitation, suggestions, tally
from app.groups.counting import MOST_TOKENS, publish, publish_closed
from app.groups.models import Assignment, Counted, GroupCode, Tally
from app.groups.tally import COHORT

pytestmark = pytest.mark.both_engines
DAY = 86_400
OPEN_FOR = 10 + 7  # days: what `Team.assign` suggests, and the week in which marks still come


def send_mark(app: Any, about: dict[str, Any], **changes: str) -> int:  # noqa: ANN401
    """As a device does: by a browser that has no cookie."""
    token = b64(secrets.token_bytes(32))
    body = {"assignment": about["id"], "assignment_key": about["assignment_key"]}
    answer = Caller(app).call("POST", "/api/tally", body | {"token": token} | changes)
    assert "set-cookie" not in answer.headers
    assert answer.content == b""
    return int(answer.status_code)


def tokens_in(app: Any) -> int:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return session.scalar(select(func.count()).select_from(Tally)) or 0


@contextmanager
def after_it_closed(days: int = OPEN_FOR + 1) -> Iterator[None]:
    with time_machine.travel(time.time() + days * DAY):
        yield


def publish_now(app: Any) -> None:  # noqa: ANN401
    key = app.state.reception.key
    publish_closed(app.state.engines, key, today(), COHORT)


def band_of(team: Team, id_: str) -> tuple[bool, str | None, int | None]:
    with reading(team.app.state.engines) as session:
        each = session.get_one(Assignment, id_)
        return each.published, each.band_kind, each.band_people


def expected(app: Any, id_: str, count: int, cohort: int) -> tuple[bool, str, int | None]:  # noqa: ANN401
    tokens = [str(number).encode() for number in range(count)]
    band = tally.publish(tokens, cohort, app.state.reception.key.tallies, id_)
    assert band
    return (True, *band)


@pytest.mark.parametrize("size", [0, 9])
def test_f59_nothing_is_said_of_fewer_than_ten_whether_none_or_all_were_counted(
    client: TestClient, size: int
) -> None:
    team = make_team(client.app)
    people = team.members(size)
    id_ = team.assign()
    for person in people:
        assert send_mark(client.app, assignments_of(person)[0]) == 204
    with after_it_closed():
        publish_now(client.app)
        assert band_of(team, id_) == (True, None, None)
        assert tokens_in(client.app) == 0
        if people:
            (group,) = groups_of(people[0])
            assert [each["band"] for each in group["results"]] == [None]


@pytest.mark.parametrize("size", [10, 11])
@pytest.mark.parametrize("all_of_them", [True, False])
def test_f59_of_ten_or_more_one_band_is_published_once_and_the_marks_go(
    client: TestClient, size: int, *, all_of_them: bool
) -> None:
    team = make_team(client.app)
    people = team.members(size)
    id_ = team.assign()
    counted = people if all_of_them else []
    for person in counted:
        assert send_mark(client.app, assignments_of(person)[0]) == 204
    with after_it_closed():
        publish_now(client.app)
        said = expected(client.app, id_, len(counted), size)
        assert band_of(team, id_) == said
        assert tokens_in(client.app) == 0
        seen = [groups_of(p)[0]["results"] for p in people[:3]]
        assert seen[0] == seen[1] == seen[2]
        assert seen[0][0]["band"] == {"kind": said[1], "people": said[2]}
        for _ in range(3):
            publish_now(client.app)
        assert band_of(team, id_) == said


def test_f59_who_joins_later_or_leaves_is_not_of_the_cohort(client: TestClient) -> None:
    team = make_team(client.app)
    people = team.members(10)
    id_ = team.assign()
    for person in people:
        send_mark(client.app, assignments_of(person)[0])
    with time_machine.travel(time.time() + DAY):
        team.members(1)  # a swap: one comes and one goes
        people[0].call("DELETE", f"/api/groups/{team.id}/membership")
    with after_it_closed():
        publish_now(client.app)
        assert band_of(team, id_) == (True, None, None)


def test_f59_a_second_group_of_the_same_people_is_not_published_within_28_days(
    client: TestClient,
) -> None:
    team = make_team(client.app)
    people = team.members(11)
    first = team.assign()
    with after_it_closed():
        publish_now(client.app)
        assert band_of(team, first)[1]
        again = team.assign(days=0)
        # The group made anew, by people who leave the first one but for one of them.
        anew = make_team(client.app)
        for person in people[:10]:
            person.sign_in()
            person.call("DELETE", f"/api/groups/{team.id}/membership")
            join(person, anew.code)
        recreated = anew.assign(days=0)
    with after_it_closed(OPEN_FOR + 1 + 8):
        publish_now(client.app)
        assert band_of(team, again) == band_of(anew, recreated) == (True, None, None)
        later = anew.assign(days=15)
    with after_it_closed(OPEN_FOR + 1 + 8 + 23):
        publish_now(client.app)
        assert band_of(anew, later)[1]


def test_f59_a_mark_without_the_key_or_again_or_too_late_has_no_effect(client: TestClient) -> None:
    team, other = make_team(client.app), make_team(client.app)
    (person,), (stranger,) = team.members(1), other.members(1)
    team.assign()
    other.assign()
    (mine,), (theirs,) = assignments_of(person), assignments_of(stranger)
    token = b64(secrets.token_bytes(32))
    assert send_mark(client.app, mine, assignment_key=theirs["assignment_key"]) == 204
    assert send_mark(client.app, mine, assignment_key=b64(bytes(32))) == 204
    assert send_mark(client.app, mine, assignment=theirs["id"]) == 204
    assert tokens_in(client.app) == 0
    assert [send_mark(client.app, mine, token=token) for _ in range(3)] == [204] * 3
    assert tokens_in(client.app) == 1
    with after_it_closed():
        assert send_mark(client.app, mine) == 204
        assert tokens_in(client.app) == 1


def test_f59_before_it_begins_nobody_is_counted(client: TestClient) -> None:
    team = make_team(client.app)
    (person,) = team.members(1)
    team.assign(starts=today() + timedelta(days=3))
    assert send_mark(client.app, assignments_of(person)[0]) == 204
    assert tokens_in(client.app) == 0


def test_f59_more_marks_than_members_count_as_the_members(client: TestClient) -> None:
    team = make_team(client.app)
    people = team.members(10)
    id_ = team.assign()
    (mine,) = assignments_of(people[0])
    for _ in range(30):
        send_mark(client.app, mine)
    with after_it_closed():
        publish_now(client.app)
        assert band_of(team, id_) == expected(client.app, id_, 10, 10)


def test_marks_beyond_any_group_are_not_even_kept(client: TestClient) -> None:
    team = make_team(client.app)
    (person,) = team.members(1)
    id_ = team.assign()
    with writing(client.app.state.engines) as session:
        for number in range(MOST_TOKENS):
            session.add(Tally(assignment_id=id_, token=number.to_bytes(32)))
    assert send_mark(client.app, assignments_of(person)[0]) == 204
    assert tokens_in(client.app) == MOST_TOKENS


def test_a_suggestion_that_was_taken_back_is_never_counted(client: TestClient) -> None:
    team = make_team(client.app)
    people = team.members(10)
    id_ = team.assign()
    (mine,) = assignments_of(people[0])
    send_mark(client.app, mine)
    with writing(client.app.state.engines) as session:
        group = facilitation.led(session, team.facilitator_id, team.id)
        suggestions.withdraw(session, suggestions.one_of(session, group, id_), 1)
    send_mark(client.app, mine)
    assert tokens_in(client.app) == 0
    with after_it_closed():
        publish_now(client.app)
        assert band_of(team, id_) == (False, None, None)


def test_f59_a_restored_server_publishes_the_same(client: TestClient) -> None:
    team = make_team(client.app)
    people = team.members(10)
    id_ = team.assign()
    for person in people[:6]:
        send_mark(client.app, assignments_of(person)[0])
    key = client.app.state.reception.key

    def once(session: Session) -> object:
        with session:  # and nothing of it is kept, as by a copy that is put back
            return publish(session, key, today(), id_, COHORT)

    with after_it_closed():
        said = [once(Session(client.app.state.engines.write)) for _ in range(3)]
        assert said[0] == said[1] == said[2] is not None


def test_the_database_does_not_say_who_was_counted(client: TestClient) -> None:
    """A mark has no account, no order and no time; what is remembered of a cohort is its day."""
    team = make_team(client.app)
    people = team.members(10)
    team.assign()
    for person in people[:5]:
        send_mark(client.app, assignments_of(person)[0])
    assert set(Tally.model_fields) == {"assignment_id", "token"}
    assert set(Counted.model_fields) == {"account_id", "published"}
    path = client.app.state.reception.settings.beside_database("")
    if path:
        with closing(sqlite3.connect(path)) as database:
            (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name='tally'").fetchone()
        assert "WITHOUT ROWID" in sql.upper()


def test_a_code_that_has_ended_is_not_kept(client: TestClient) -> None:
    make_team(client.app)
    for days, kept in ((30, 1), (31, 0)):
        with time_machine.travel(time.time() + days * DAY):
            publish_now(client.app)
        with reading(client.app.state.engines) as session:
            assert session.scalar(select(func.count()).select_from(GroupCode)) == kept
