"""What administrators decide while the server runs holds at once, on both engines, everywhere."""

import hashlib
from datetime import date
from typing import Any

import pytest
import time_machine
from callers import Caller, code_of
from desk import Words
from fastapi import FastAPI
from fastapi.testclient import TestClient
from groups import groups_of, make_team
from sqlalchemy import text
from test_pages import listed

from app import scheduler
from app.accounts import invites
from app.accounts.current import today
from app.accounts.models import Role
from app.cli import upgrade
from app.db import reading, writing
from app.errors import EditedElsewhere
from app.main import create_app
from app.organisation import (
    MOST_LINES,
    Decided,
    HelpLine,
    change_help_lines,
    change_rules,
    decided,
)
from app.settings import OrganisationLine, Settings

pytestmark = pytest.mark.both_engines
LINE: dict[str, Any] = {
    "slot": "chaplaincy",
    "name": "Chaplaincy",
    "phone": "0161 496 0000",
    "checked_on": date(2026, 11, 1),
    "review_by": date(2027, 5, 1),
}
NIGHT_LINE = HelpLine(**LINE | {"name": "The night line"}, owner="Lead chaplain")


def now(app: Any) -> Decided:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return decided(session, app.state.reception.settings)


def rules(app: Any, version: int, sign_up: Any = "open", least: int = 10) -> None:  # noqa: ANN401
    with writing(app.state.engines) as session:
        change_rules(session, version, sign_up=sign_up, least_cohort=least)


def lines(app: Any, version: int, *held: HelpLine) -> None:  # noqa: ANN401
    with writing(app.state.engines) as session:
        change_help_lines(session, version, held)


def test_until_somebody_decides_it_is_as_the_settings_say(client: TestClient) -> None:
    assert now(client.app) == Decided(version=0, sign_up="open", least_cohort=10, help_lines=())


def test_what_is_decided_is_kept_and_the_rest_stays_as_the_settings_say(settings: Settings) -> None:
    line = OrganisationLine(**LINE)
    app = create_app(settings.model_copy(update={"organisation_lines": (line,)}))
    upgrade(settings)
    with TestClient(app):
        rules(app, 0, "invite", 25)
        held = now(app)
        assert (held.version, held.sign_up, held.least_cohort) == (1, "invite", 25)
        assert [each.name for each in held.help_lines] == ["Chaplaincy"]
        lines(app, 1, NIGHT_LINE)
        assert now(app).help_lines == (NIGHT_LINE,)
        assert now(app).least_cohort == 25
        lines(app, 2)
        assert now(app).help_lines == ()  # none, and not the settings' again


def test_of_two_who_change_it_at_once_the_second_is_told(client: TestClient) -> None:
    rules(client.app, 0, "invite")
    with pytest.raises(EditedElsewhere):
        rules(client.app, 0, "closed")
    with pytest.raises(EditedElsewhere):
        lines(client.app, 0, NIGHT_LINE)
    assert (now(client.app).sign_up, now(client.app).help_lines) == ("invite", ())


def test_a_cohort_below_ten_and_too_many_lines_are_never_stored(client: TestClient) -> None:
    with pytest.raises(ValueError, match="bounds"):
        rules(client.app, 0, "open", 9)
    with pytest.raises(ValueError, match="too many"):
        lines(client.app, 0, *[NIGHT_LINE] * (MOST_LINES + 1))
    assert now(client.app).version == 0


def test_sign_up_is_as_was_decided_from_then_on(client: TestClient) -> None:
    rules(client.app, 0, "closed")
    assert code_of(Caller(client.app).sign_up()) == (403, "not_allowed")
    rules(client.app, 1, "invite")
    assert code_of(Caller(client.app).sign_up()) == (422, "invalid")
    with writing(client.app.state.engines) as session:
        code = invites.make(session, Role.MEMBER, 1, today())
    assert Caller(client.app).sign_up(invite=code).status_code == 201
    rules(client.app, 2, "open")
    assert Caller(client.app).sign_up().status_code == 201


@pytest.mark.parametrize(("least", "is_said"), [(10, True), (12, True), (13, False)])
def test_f59_nothing_is_said_of_fewer_than_was_decided(
    client: TestClient, least: int, is_said: bool
) -> None:
    rules(client.app, 0, least=least)
    team = make_team(client.app)
    members = team.members(12)
    team.assign()
    (publish,) = (
        job for job in scheduler.jobs(client.app.state.reception) if job.name == "publish-counts"
    )
    with time_machine.travel(today().replace(year=today().year + 1), tick=True):
        publish.run(client.app.state.engines)
    assert members[0].sign_in().status_code == 200
    (group,) = groups_of(members[0])
    (result,) = group["results"]
    assert (result["band"] is not None) == is_said


def test_a_changed_line_reaches_the_page_the_worker_and_the_file_of_all_pages(
    client: TestClient,
) -> None:
    before, worker = listed(client), client.get("/service-worker.js").text
    assert "night line" not in client.get("/help").text
    lines(client.app, 0, NIGHT_LINE)
    after = listed(client)
    assert client.get("/service-worker.js").text != worker
    changed = {path for path in after if after[path] != before[path]}
    assert "/help" in changed
    assert not [path for path in changed if path.startswith("/static/")]
    assert before.keys() == after.keys()
    assert "The night line" in Words(client.get("/help").text).said
    assert "The night line" in client.get("/pages.json").json()["/help"]
    assert "Lead chaplain" not in client.get("/help").text


def test_f61_after_a_change_every_file_is_still_as_the_list_says(client: TestClient) -> None:
    lines(client.app, 0, NIGHT_LINE)
    files, together = listed(client), client.get("/pages.json").json()
    for path, sha256 in files.items():
        answer = client.get(path)
        assert hashlib.sha256(answer.content).hexdigest() == sha256, path
        assert path not in together or together[path] == answer.text


def test_a_page_says_by_its_tag_that_it_changed_and_others_that_they_did_not(
    client: TestClient,
) -> None:
    tags = {path: client.get(path).headers["etag"] for path in ("/help", "/skills")}
    lines(client.app, 0, NIGHT_LINE)
    client.get("/service-worker.js")
    statuses = {
        path: client.get(path, headers={"If-None-Match": tag}).status_code
        for path, tag in tags.items()
    }
    assert statuses == {"/help": 200, "/skills": 304}


def test_two_workers_agree(app: FastAPI, settings: Settings) -> None:
    other = create_app(settings)
    with TestClient(app) as one, TestClient(other) as two:
        assert listed(one) == listed(two)
        lines(app, 0, NIGHT_LINE)
        assert listed(two) == listed(one)
        assert two.get("/help").content == one.get("/help").content
        assert two.get("/pages.json").content == one.get("/pages.json").content
        lines(other, 1)
        assert listed(one) == listed(two)
        assert "night line" not in one.get("/help").text


def test_pages_are_served_while_the_database_is_not_there(
    client: TestClient,
) -> None:
    lines(client.app, 0, NIGHT_LINE)
    assert "The night line" in client.get("/pages.json").json()["/help"]
    with writing(client.app.state.engines) as session:
        session.execute(text("ALTER TABLE organisation RENAME TO elsewhere"))
    assert client.get("/service-worker.js").status_code == 200
    assert "The night line" in client.get("/help").text


def test_f55_a_hostile_line_is_shown_letter_for_letter(client: TestClient) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}\"'><img src=x>"
    lines(client.app, 0, NIGHT_LINE.model_copy(update={"name": hostile, "note": hostile}))
    client.get("/service-worker.js")
    page = client.get("/help").text
    assert hostile not in page
    assert Words(page).said.count(" ".join(hostile.split())) == 2
