"""What may be watched: how many requests and how fast, and nothing about anybody."""

import re
from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from callers import SAME_ORIGIN, SITE, Caller
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import text

from app.cli import upgrade
from app.guessable import new_key
from app.main import create_app
from app.observability import MIGRATIONS
from app.settings import Settings

TOKEN = new_key()
WORDS = "zebedee-met-a-heron"


@pytest.fixture
def watched(settings: Settings) -> Iterator[TestClient]:
    upgrade(settings)
    token = Settings(metrics_token=TOKEN).metrics_token
    app = create_app(settings.model_copy(update={"metrics_token": token}))
    with TestClient(app, base_url=SITE, headers=SAME_ORIGIN) as client:
        yield client


def metrics_of(client: TestClient) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.text


def test_whoever_has_no_token_finds_nothing_there(watched: TestClient, settings: Settings) -> None:
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        assert watched.get("/metrics", headers=given).status_code == 404
    with TestClient(create_app(settings)) as unwatched:
        bearer = {"Authorization": "Bearer None"}
        assert unwatched.get("/metrics", headers=bearer).status_code == 404


def test_a_token_that_could_be_guessed_stops_the_start() -> None:
    with pytest.raises(ValidationError):
        Settings(metrics_token="short")  # noqa: S106 - that it is one is what is tested


def test_requests_are_counted_by_the_template_of_their_route(watched: TestClient) -> None:
    watched.get("/exercises/before-the-next-door")
    watched.get("/exercises/gratitude-line")
    told = metrics_of(watched)
    line = 'between_visits_requests_total{method="GET",route="/exercises/{slug}",status="200"} 2.0'
    assert line in told
    assert "before-the-next-door" not in told
    assert 'between_visits_request_seconds_count{route="/exercises/{slug}"} 2.0' in told


def test_f19_no_word_name_or_address_of_anybody_is_a_label(watched: TestClient) -> None:
    person = Caller(watched.app, name=WORDS)
    assert person.sign_up().status_code == 201
    person.call("GET", f"/api/journal/revisions/{WORDS}")
    person.call("GET", f"/{WORDS}?{WORDS}={WORDS}")
    person.call(WORDS.upper(), "/")
    person.call("POST", "/api/groups/preview", {"code": WORDS})
    told = metrics_of(watched)
    assert WORDS.lower() not in told.lower()
    assert "testclient" not in told
    labels = set(re.findall(r'(\w+)="', told))
    assert labels == {"method", "route", "status", "le"}
    assert 'method="other"' in told


def test_a_server_is_ready_once_its_database_is_of_its_version(watched: TestClient) -> None:
    with watched.app.state.engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = watched.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
    assert watched.get("/healthz").status_code == 200
    upgraded = text("UPDATE alembic_version SET version_num = :newest")
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with watched.app.state.engines.write.begin() as connection:
        connection.execute(upgraded, {"newest": newest})
    answer = watched.get("/readyz")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
