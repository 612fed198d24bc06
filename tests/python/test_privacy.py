"""An account is given out whole to its owner, and deleted whole, for good, even from backups."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from callers import Caller, code_of, key
from fastapi.testclient import TestClient
from groups import make_team
from sqlalchemy import insert, select, text
from sqlmodel import col

from app import models
from app.accounts.models import Account
from app.db import reading, writing
from app.groups import facilitation
from app.main import create_app
from app.privacy.export import PAGE, tables_of_accounts
from app.privacy.ledger import Ledger
from app.settings import Settings

# Tables that hold nothing of one account, with the reason.
OF_NOBODY = {
    "account": "the account itself",
    "guesses": "by name, whether anybody has it or not; gone after a day",
    "invite": "made by the operator for whoever comes",
    "claim": "jobs of the server",
    "organisation": "what administrators decided for everybody",
    "team_group": "whoever runs it says what it is; it outlives them",
    "group_code": "a group's",
    "assignment": "a group's",
    "tally": "nameless by design",
    "reminder": "whoever holds its secret, with an account or without",
}


@pytest.fixture
def ann(client: TestClient) -> Caller:
    caller = Caller(client.app)
    assert caller.sign_up().status_code == 201
    return caller


def delete(caller: Caller, login_key: str | None = None) -> Any:  # noqa: ANN401
    return caller.call("DELETE", "/api/account", {"login_key": login_key or caller.login_key})


def rows_of(app: Any, account_id: str) -> dict[str, int]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return {
            table.name: len(
                session.execute(select(table).where(table.c.account_id == account_id)).all()
            )
            for table in tables_of_accounts()
        }


def id_of(app: Any, name: str) -> str:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return str(session.scalar(select(col(Account.id)).where(col(Account.name) == name)))


def test_every_table_belongs_to_an_account_first_of_all_or_to_nobody() -> None:
    for table in models.metadata.sorted_tables:
        if table.name in OF_NOBODY:
            assert "account_id" not in table.columns
            continue
        assert next(iter(table.primary_key)).name == "account_id", table.name
        (reference,) = table.c.account_id.foreign_keys
        assert reference.target_fullname in ("account.id", "vault.account_id")
        assert reference.ondelete == "CASCADE"


@pytest.mark.both_engines
def test_deletion_takes_every_row_and_frees_the_name(ann: Caller) -> None:
    other = ann.another_browser()
    other.sign_in()
    account_id = id_of(ann.app, ann.name)
    before = rows_of(ann.app, account_id)
    assert before["vault"] == 1
    assert before["sign_in"] == before["known_device"] == 2
    assert delete(ann).status_code == 204
    assert set(rows_of(ann.app, account_id).values()) == {0}
    assert code_of(other.keys()) == (401, "sign_in_needed")
    assert code_of(ann.sign_in()) == (401, "wrong_credentials")
    assert Caller(ann.app, ann.name).sign_up().status_code == 201
    assert id_of(ann.app, ann.name) != account_id


@pytest.mark.both_engines
def test_whoever_was_to_hand_a_group_over_to_somebody_who_left_goes_on_running_it(
    ann: Caller,
) -> None:
    team = make_team(ann.app)
    team.taken_up_by(id_of(ann.app, ann.name), "after")
    assert delete(ann).status_code == 204
    with reading(ann.app.state.engines) as session:
        (left,) = facilitation.facilitators(session, team.id)
    assert (left.account_id, left.ends) == (team.facilitator_id, None)


def test_deletion_needs_the_passphrase_and_not_a_recovery(ann: Caller) -> None:
    assert code_of(delete(ann, key())) == (401, "wrong_credentials")
    other = ann.another_browser()
    other.recover()
    assert code_of(delete(other)) == (403, "not_allowed")
    assert ann.keys().status_code == 200


@pytest.mark.both_engines
def test_f14_who_has_left_stays_away_when_an_old_backup_is_put_back(
    ann: Caller, settings: Settings
) -> None:
    stays = Caller(ann.app)
    stays.sign_up()
    with reading(ann.app.state.engines) as session:
        backup = session.execute(select(Account.__table__)).mappings().all()
    assert delete(ann).status_code == 204
    with writing(ann.app.state.engines) as session:
        session.execute(text("DELETE FROM account"))
        session.execute(insert(Account.__table__), [dict(row) for row in backup])
    with TestClient(create_app(settings)) as again, reading(again.app.state.engines) as session:
        assert session.scalars(select(col(Account.name))).all() == [stays.name]


def test_the_ledger_says_nothing_of_whom_and_is_closed_to_others(
    ann: Caller, settings: Settings
) -> None:
    account_id = id_of(ann.app, ann.name)
    delete(ann)
    written = settings.ledger.read_text()
    assert len(written.split()) == 1
    assert account_id not in written
    assert ann.name not in written
    assert stat.S_IMODE(settings.ledger.stat().st_mode) == 0o600


def test_half_a_line_in_the_ledger_spoils_no_other(settings: Settings) -> None:
    ledger = Ledger(settings.ledger)
    settings.ledger.write_text("ab" * 20)
    ledger.note("c" * 64)
    assert ledger.marks() == {"c" * 64}


@pytest.mark.both_engines
def test_nothing_is_deleted_when_the_ledger_cannot_be_written(
    ann: Caller, settings: Settings
) -> None:
    settings.ledger.mkdir()
    quiet = TestClient(ann.app, base_url="https://testserver", raise_server_exceptions=False)
    quiet.cookies.update(ann.http.cookies)
    ann.http = quiet
    quiet.headers.update({"Sec-Fetch-Site": "same-origin"})
    assert code_of(delete(ann)) == (500, "internal")
    assert ann.keys().status_code == 200


@pytest.mark.both_engines
def test_the_export_holds_every_row_and_nothing_that_opens_anything(ann: Caller) -> None:
    for _ in range(PAGE + 1):
        ann.another_browser().sign_in(device="one of many")
    ann.another_browser().sign_in(key())
    answer = ann.call("GET", "/api/account/export")
    document = json.loads(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert document["format"] == "between-visits/v1/account"
    assert document["account"].items() >= ann.keys().json().items()
    assert document["account"]["name"] == ann.name
    assert len({each["id"] for each in document["sign_in"]}) == PAGE + 2
    assert len(document["vault"]) == 1
    assert len(document["wrong_tries"]) == 1
    assert set(document) == {"format", "account", "wrong_tries"} | {
        table.name for table in tables_of_accounts()
    }
    with reading(ann.app.state.engines) as session:
        account = session.scalars(select(Account).where(col(Account.name) == ann.name)).one()
    assert account.login_hash not in answer.text
    assert "hash" not in answer.text


@pytest.mark.both_engines
def test_an_export_shows_nothing_of_anybody_else(ann: Caller) -> None:
    other = Caller(ann.app)
    other.sign_up(device="a device of another")
    shown = ann.call("GET", "/api/account/export").text
    assert other.name not in shown
    assert "a device of another" not in shown


@pytest.mark.both_engines
def test_deleting_twice_at_once_is_one_deletion(ann: Caller, settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(delete, [ann] * 4))
    codes = sorted(code_of(answer) for answer in answers)
    assert codes[0] == (204, None)
    assert {status for status, _ in codes[1:]} == {401}
    assert len(settings.ledger.read_text().split()) == 1
