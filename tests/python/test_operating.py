"""What an operator does from the command line: let people in, see what is past its review."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from callers import Caller, code_of
from commands import between_visits, run
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col
from typer.testing import Result

from app.accounts.models import Account
from app.cli import cli, upgrade
from app.db import reading, writing
from app.main import create_app
from app.organisation import HelpLine, change_help_lines
from app.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    upgrade(settings)
    return settings


def code_in(done: Result) -> str:
    return done.stdout.strip().splitlines()[-1].partition("#invite=")[2]


def with_sign_up(settings: Settings, sign_up: str) -> FastAPI:
    return create_app(settings.model_copy(update={"sign_up": sign_up}))


@pytest.mark.both_engines
def test_an_administrators_link_works_once_even_where_sign_up_is_closed(settings: Settings) -> None:
    done = between_visits(settings, "create-admin", "--site", "https://visits.example/")
    assert done.stdout.startswith("https://visits.example/back-up#invite=")
    with TestClient(with_sign_up(settings, "closed")) as client:
        assert code_of(Caller(client.app).sign_up()) == (403, "not_allowed")
        first = Caller(client.app)
        assert first.sign_up(invite=code_in(done)).status_code == 201
        assert code_of(Caller(client.app).sign_up(invite=code_in(done))) == (403, "not_allowed")
        with reading(client.app.state.engines) as session:
            assert session.scalars(select(col(Account.role))).all() == ["admin"]


def test_an_invitation_is_good_as_often_as_it_says_and_however_it_is_typed(
    settings: Settings,
) -> None:
    done = between_visits(settings, "invite", "--role", "facilitator", "--uses", "2")
    code = code_in(done)
    assert done.stdout.splitlines()[0] == code
    with TestClient(with_sign_up(settings, "invite")) as client:
        app = client.app
        assert code_of(Caller(app).sign_up()) == (422, "invalid")
        assert code_of(Caller(app).sign_up(invite="0000-0000-0000-0000-0000")) == (422, "invalid")
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert Caller(app).sign_up(invite=typed).status_code == 201
        taken = Caller(app)
        taken.name = "somebody"
        assert taken.sign_up(invite=code).status_code == 201
        answer = Caller(app).sign_up(invite=code)
        assert code_of(answer) == (422, "invalid")
        assert answer.json()["errors"] == [{"loc": ["body", "invite"], "type": "invite"}]
        with reading(app.state.engines) as session:
            assert session.scalars(select(col(Account.role))).all() == ["facilitator"] * 2


def test_an_invitation_ends_with_its_last_day(settings: Settings) -> None:
    code = code_in(between_visits(settings, "invite", "--days", "2", "--uses", "2"))
    with TestClient(with_sign_up(settings, "invite")) as client:
        for days, expected in ((2, (201, None)), (3, (422, "invalid"))):
            with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
                assert code_of(Caller(client.app).sign_up(invite=code)) == expected


def test_an_invitation_is_not_used_up_by_a_name_that_is_taken(settings: Settings) -> None:
    code = code_in(between_visits(settings, "invite", "--uses", "2"))
    with TestClient(with_sign_up(settings, "invite")) as client:
        first = Caller(client.app)
        first.sign_up(invite=code)
        assert code_of(Caller(client.app, first.name).sign_up(invite=code)) == (409, "name_taken")
        assert Caller(client.app).sign_up(invite=code).status_code == 201


def test_lines_that_an_administrator_wrote_are_listed_in_place_of_the_settings(
    client: TestClient, settings: Settings
) -> None:
    held = HelpLine(
        slot="union",
        name="Union desk",
        note="Room 4",
        checked_on=date(2020, 1, 1),
        review_by=date(2020, 6, 1),
    )
    with writing(client.app.state.engines) as session:
        change_help_lines(session, 0, [held])
    late = between_visits(settings, "check-help-card")
    assert late.exit_code == 1
    assert "Union desk: was to be reviewed by 2020-06-01" in late.stdout


def test_lines_of_the_help_card_past_review_are_listed() -> None:
    line = (
        '[{"slot": "union", "name": "The union", "phone": "020 7946 0000",'
        ' "checked_on": "2020-01-01", "review_by": "2020-06-01"}]'
    )
    late = run("check-help-card", ORGANISATION_LINES=line)
    assert late.exit_code == 1
    assert "The union: was to be reviewed by 2020-06-01" in late.stdout


@pytest.mark.parametrize(
    "command", cli.registered_commands, ids=lambda each: each.callback.__name__
)
def test_every_command_says_what_it_does(command: Any) -> None:  # noqa: ANN401
    shown = run(command.callback.__name__.replace("_", "-"), "--help")
    assert shown.exit_code == 0
    first_words = command.callback.__doc__.split(".")[0]
    assert " ".join(first_words.split()) in " ".join(shown.stdout.split())
