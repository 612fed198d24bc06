"""F50: every route × everybody who may call it × every id they may name.

The routes come from the application itself. A route without a row in `matrix.py` fails, and so
does a row without a route.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from callers import code_of
from endings import ENDED, arriving, end
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from matrix import FULL, PUBLIC, ROWS, Person, Row, ids_of
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import Account
from app.db import writing

# "Another member" is whoever owns the foreign ids: each of these is one to the others.
SIGNED_IN = ("member", "facilitator", "admin")
NEEDED, REFUSED = (401, "sign_in_needed"), (403, "not_allowed")


def routes_of(app: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            if str(context.path).startswith("/api"):
                yield method, str(context.path)


def test_f50_every_route_has_its_row(client: TestClient) -> None:
    assert sorted(routes_of(client.app)) == sorted(ROWS)


def person_of(app: Any, role: str) -> Person:  # noqa: ANN401
    if role == "anonymous":
        return Person(app)
    with arriving(role):
        person = Person(app).arrive()
    if role in ("facilitator", "admin"):
        with writing(app.state.engines) as session:
            named = col(Account.name) == person.name
            session.execute(update(Account).where(named).values(role=role))
    elif role in ("revoked", "signed out", "deleted"):
        end(person, role)
    elif role == "recovery":
        assert person.recover().status_code == 200
        person.recovering = True
    return person


def expected(row: Row, role: str, whose: str) -> tuple[int, str | None]:
    if row.who != PUBLIC and role in ENDED:
        return NEEDED
    if row.who == FULL and role == "recovery":
        return REFUSED
    if row.ids and not row.always and whose != "own":
        return (404, "not_found")
    return (row.status, None)


@pytest.mark.both_engines
@pytest.mark.parametrize("role", [*SIGNED_IN, *ENDED, "recovery"])
def test_f50_everybody_gets_what_is_theirs_and_nothing_else(client: TestClient, role: str) -> None:
    victim = Person(client.app).arrive()
    before = victim.everything()
    person = None
    for (method, path), row in ROWS.items():
        person = person or person_of(client.app, role)
        owner = person if hasattr(person, "record") else Person(client.app).arrive()
        person.reminder = owner.reminder
        ids = ids_of(owner, victim, row.ids) if row.ids else {"own": [""]}
        for whose, each in [(whose, each) for whose, some in ids.items() for each in some]:
            at = re.sub(r"\{\w+\}", "{id}", path)
            body = row.body(person, each) if row.body else None
            answer = person.call(method, at.replace("{id}", quote(each, safe="")), body)
            cell = (method, path, role, whose, each[:30])
            assert (cell, code_of(answer)) == (cell, expected(row, role, whose))
            if whose != "own":
                assert victim.record["ciphertext"] not in answer.text
                assert victim.name not in answer.text
        assert victim.everything() == before, (method, path, role)
        if method != "GET" and expected(row, role, "own")[1] is None:
            person = None  # what was done may have made another of them
