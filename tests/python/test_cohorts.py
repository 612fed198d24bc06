"""F59: nobody is counted in two groups at a time, nor in one that has come to its end, and no size
says who came or went."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from callers import Caller
from fastapi.testclient import TestClient
from groups import Team, account_id, assignments_of, groups_of, join, make_team, preview
from sqlalchemy import select, update
from sqlmodel import col
from test_counting import after_it_closed, publish_now, send_mark, tokens_in

from app.accounts.current import today
from app.accounts.models import Account, Vault
from app.db import reading, writing
from app.errors import AppError, Invalid
from app.groups import facilitation, handover, sizes, tally
from app.groups.counting import receive
from app.groups.models import Assignment, Facilitation, Group, Membership, Tally
from app.privacy.ledger import Ledger, apply_ledger

pytestmark = pytest.mark.both_engines
DAY = 86_400


def member(client: TestClient, *teams: Team) -> Caller:
    person = Caller(client.app)
    assert person.sign_up().status_code == 201
    for team in teams:
        assert join(person, team.code).status_code == 204
    return person


def put_away(team: Team) -> None:
    with writing(team.app.state.engines) as session:
        group = facilitation.held(session, team.facilitator_id, team.id)
        facilitation.archive(session, group, group.version)


def counted_in(person: Caller) -> list[str]:
    return [each["id"] for each in groups_of(person) if each["counted"]]


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each of them gave, or the error of ours that it raised."""
    together, found = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        together.wait()
        try:
            found.append(work())
        except AppError as fault:
            found.append(fault)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_f59_who_was_counted_in_a_group_that_is_put_away_is_counted_in_the_next(
    client: TestClient,
) -> None:
    first, second, third = (make_team(client.app) for _ in range(3))
    person = member(client, first, second, third)
    assert counted_in(person) == [first.id]
    put_away(first)
    assert len(counted_in(person)) == 1
    assert counted_in(person) != [first.id]
    with reading(client.app.state.engines) as session:
        here = select(Membership).where(col(Membership.counted_since).is_not(None))
        assert session.scalars(here).one().counted_since == today()


def test_f59_who_is_in_a_group_that_was_put_away_alone_is_counted_in_a_new_one(
    client: TestClient,
) -> None:
    old = make_team(client.app)
    person = member(client, old)
    put_away(old)
    assert counted_in(person) == []
    new = make_team(client.app)
    assert join(person, new.code).status_code == 204
    assert counted_in(person) == [new.id]


def test_f59_a_group_that_nobody_runs_any_more_counts_nobody(client: TestClient) -> None:
    sam = Caller(client.app)
    assert sam.sign_up().status_code == 201
    led, other = make_team(client.app, sam), make_team(client.app)
    person = member(client, led, other)
    assert sam.call("DELETE", "/api/account", {"login_key": sam.login_key}).status_code == 204
    assert counted_in(person) == [other.id]


def test_f59_where_the_second_facilitator_stays_people_go_on_being_counted(
    client: TestClient,
) -> None:
    sam, alex = member(client), member(client)
    led, other = make_team(client.app, sam), make_team(client.app)
    led.taken_up_by(account_id(client.app, alex.name), "beside")
    person = member(client, led, other)
    assert sam.call("DELETE", "/api/account", {"login_key": sam.login_key}).status_code == 204
    assert counted_in(person) == [led.id]


def test_f59_marks_go_when_their_group_is_put_away(client: TestClient) -> None:
    team = make_team(client.app)
    person = member(client, team)
    team.assign()
    (about,) = assignments_of(person)
    assert send_mark(client.app, about) == 204
    assert tokens_in(client.app) == 1
    put_away(team)
    assert tokens_in(client.app) == 0
    assert send_mark(client.app, about) == 204
    assert tokens_in(client.app) == 0


@pytest.mark.parametrize("done", ["published", "withdrawn"])
def test_f59_a_mark_that_came_in_the_moment_of_publishing_goes_within_the_hour(
    client: TestClient, done: str
) -> None:
    team = make_team(client.app)
    id_ = team.assign()
    with writing(client.app.state.engines) as session:
        session.add(Tally(assignment_id=id_, token=secrets.token_bytes(32)))
        session.execute(update(Assignment).values({done: True}))
    publish_now(client.app)
    assert tokens_in(client.app) == 0


def test_f59_whoever_deletes_their_account_while_a_count_is_published_holds_up_nothing(
    client: TestClient,
) -> None:
    team = make_team(client.app)
    people = team.members(10)
    id_ = team.assign()
    leaver = account_id(client.app, people[0].name)
    with after_it_closed(), writing(client.app.state.engines) as session:
        held = select(Vault).where(col(Vault.account_id) == leaver)
        session.execute(held.with_for_update())
        publishing = threading.Thread(target=publish_now, args=(client.app,))
        publishing.start()
        time.sleep(0.3)
        session.delete(session.get_one(Account, leaver))
    publishing.join(timeout=20)
    with reading(client.app.state.engines) as session:
        assert session.get_one(Assignment, id_).published


def test_a_mark_that_is_of_no_use_waits_for_nobody_who_writes(client: TestClient) -> None:
    team = make_team(client.app)
    team.members(1)
    id_ = team.assign()
    engines, key = client.app.state.engines, client.app.state.reception.key
    mark = Tally(assignment_id=id_, token=secrets.token_bytes(32))
    with writing(engines):  # on SQLite nobody else writes until this has ended
        begun = time.monotonic()
        receive(engines, key, today(), mark, secrets.token_bytes(32))
        assert time.monotonic() - begun < 1


def test_a_size_moves_once_a_week_and_never_with_whoever_comes(client: TestClient) -> None:
    team = make_team(client.app)
    people = team.members(12)
    client_key = client.app.state.reception.key
    seen = {preview(people[0], team.code).json()["size"]}
    sizes.renew(client.app.state.engines, client_key, today())
    seen.add(groups_of(people[0])[0]["size"])
    assert seen == {"under-10"}
    with time_machine.travel(time.time() + 7 * DAY):
        sizes.renew(client.app.state.engines, client_key, today())
        noise = tally.noise(client_key.tallies, f"size/{team.id}/{today().isoformat()}")
        assert groups_of(people[0])[0]["size"] == sizes.step_of(12 + noise)
        for person in people[2:]:
            person.call("DELETE", f"/api/groups/{team.id}/membership")
        sizes.renew(client.app.state.engines, client_key, today())
        assert groups_of(people[0])[0]["size"] == sizes.step_of(12 + noise)


def test_a_size_has_noise_that_is_drawn_once_a_week(client: TestClient) -> None:
    team = make_team(client.app)
    team.members(10)
    engines, key, found = client.app.state.engines, client.app.state.reception.key, []
    for week in range(1, 41):
        day = today() + timedelta(days=7 * week)
        for _ in range(2):
            sizes.renew(engines, key, day)
        with reading(engines) as session:
            found.append(session.get_one(Group, team.id).size)
    # At the very edge the true step stands in somewhat more than half of the weeks.
    assert 12 <= found.count("10-to-19") <= 38
    assert set(found) == {"10-to-19", "under-10"}


def test_a_group_of_fewer_than_ten_is_never_said_to_be_more(client: TestClient) -> None:
    team = make_team(client.app)
    team.members(9)
    engines, key = client.app.state.engines, client.app.state.reception.key
    for week in range(1, 41):
        sizes.renew(engines, key, today() + timedelta(days=7 * week))
        with reading(engines) as session:
            assert session.get_one(Group, team.id).size == "under-10"


def test_the_steps_of_a_size() -> None:
    counts = (-3, 0, 9, 10, 19, 20, 39, 40, 900)
    under, ten, twenty, forty = "under-10", "10-to-19", "20-to-39", "40-or-more"
    wanted = [under, under, under, ten, ten, twenty, twenty, forty, forty]
    assert [sizes.step_of(count) for count in counts] == wanted


def test_of_two_facilitators_who_step_back_at_once_one_stays(client: TestClient) -> None:
    engines = client.app.state.engines
    for _ in range(4):
        team = make_team(client.app)
        other = account_id(client.app, member(client).name)
        starts = team.taken_up_by(other, "beside")
        with writing(engines) as session:
            theirs = update(Facilitation).where(col(Facilitation.starts) == starts)
            session.execute(theirs.values(starts=today()))

        def step_back(account: str, team: Team = team) -> Any:  # noqa: ANN401
            with writing(engines) as session:
                group = facilitation.held(session, account, team.id)
                return handover.step_back(session, account, group)

        found = at_once(partial(step_back, team.facilitator_id), partial(step_back, other))
        assert sorted(isinstance(each, Invalid) for each in found) == [False, True]
        with reading(engines) as session:
            here = select(Facilitation).where(col(Facilitation.group_id) == team.id)
            assert [each.ends for each in session.scalars(here)].count(None) == 1


def test_whoever_joins_while_a_group_is_put_away_is_counted_in_none_that_has_ended(
    client: TestClient,
) -> None:
    for _ in range(4):
        team = make_team(client.app)
        person = member(client)
        at_once(partial(join, person, team.code), partial(put_away, team))
        assert counted_in(person) == []


def test_who_had_handed_a_group_over_to_somebody_that_a_backup_brings_back_goes_on_running_it(
    client: TestClient,
) -> None:
    team, alex = make_team(client.app), member(client)
    coming = account_id(client.app, alex.name)
    team.taken_up_by(coming, "after")
    reception = client.app.state.reception
    ledger = Ledger(reception.settings.ledger)
    ledger.note(reception.key.deletion_mark(coming))
    with writing(reception.engines) as session:
        assert apply_ledger(session, ledger, reception.key) == 1
    with reading(reception.engines) as session:
        (left,) = facilitation.facilitators(session, team.id)
        assert (left.account_id, left.ends) == (team.facilitator_id, None)
