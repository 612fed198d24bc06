"""F50 and F51 for Desk: every route × everybody who may ask × every id that they may name.

The routes come from the application itself. A route without a row in `desk_matrix.py` fails, and
so does a row without a route. Whoever is refused changes nothing, and neither does any GET.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import admin_matrix
import desk_matrix
import pytest
from desk import ASK, SET_UP, AtDesk, facilitator, place, somebody
from desk_matrix import ADMIN, AT_DOOR, HTML, JSON, SETTLING, SIGNED_IN, Answer, Ids, Row
from endings import ENDED, arriving, end
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from matrix import MALFORMED
from protocol import new_id
from sqlalchemy import select

from app.db import reading
from app.models import metadata

ROWS = {**desk_matrix.ROWS, **admin_matrix.ROWS}
IN = ("facilitator", "admin")
OUTSIDE = ("member", "recovery", "no longer a facilitator")
ROLES = (*IN, "new", "at the door", *OUTSIDE, *ENDED)
REFUSED = (401, 403, 404)
CROSS_SITE: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
)


def routes_of(app: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            if str(context.path).startswith("/team"):
                yield method, str(context.path)


def everything(app: Any) -> dict[str, list[str]]:  # noqa: ANN401
    """Every row of every table."""
    with reading(app.state.engines) as session:
        return {
            table.name: sorted(repr(row) for row in session.execute(select(table)))
            for table in metadata.sorted_tables
        }


def person_of(app: Any, role: str) -> AtDesk:  # noqa: ANN401
    if role == "anonymous":
        return AtDesk(app)
    if role in ("new", "member"):
        return somebody(app, "facilitator" if role == "new" else role)
    with arriving(role):
        person = facilitator(app, role if role in IN else "facilitator")
    if role == "at the door":
        person.http.cookies.delete(AtDesk.cookie)
    elif role == "no longer a facilitator":
        person.has_role("member")
    elif role == "recovery":
        assert person.recover().status_code == 200
    elif role in ENDED:
        end(person, role)
    return person


def expected(row: Row, role: str, whose: str) -> Answer:
    if role in ENDED:
        return 401, None
    if row.who == SIGNED_IN and role != "recovery":
        return row.differs.get(role, row.answer)
    if role in OUTSIDE or (row.who == ADMIN and role != "admin"):
        return 403, None
    is_inside = row.who not in (AT_DOOR, SETTLING)
    if role in ("at the door", "new") and is_inside and row.form:
        return 403, None  # with what was sent, to be sent again
    if role == "at the door" and row.who != AT_DOOR:
        return 303, ASK
    if role == "new" and is_inside:
        return 303, SET_UP
    if whose != "own":
        return 404, None
    return row.differs.get(role, row.answer)


def ids_of(row: Row, own: AtDesk, other: AtDesk, malformed: int) -> Iterator[tuple[str, Ids]]:
    """Every set of ids to try, by what it is to whoever asks, and so many that are none; what is
    their own comes last, since it may be gone after that.
    """
    mine = row.own(own) if row.own else {}
    foreign = row.own(other) if row.own else {}
    for name in mine:
        if not row.everybodys:
            yield "foreign", mine | {name: foreign[name]}
        yield "random", mine | {name: new_id()}
        yield from (("malformed", mine | {name: each}) for each in MALFORMED[:malformed])
    yield "own", mine


def ask(person: AtDesk, method: str, path: str, ids: Ids, row: Row) -> Any:  # noqa: ANN401
    if method == "GET":
        return person.get(at(path, ids))
    return person.post(at(path, ids), **(row.form(person) if row.form else {}))


def at(path: str, ids: Ids) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


def without_ids(path: str | None) -> str | None:
    """A path with a mark for each id, whether it is there or named."""
    return re.sub(r"(?<=/)(\{\w+\}|[\w-]{22})(?=/|$)", "*", path) if path else None


def test_f50_every_route_of_desk_has_its_row(client: TestClient) -> None:
    assert sorted(routes_of(client.app)) == sorted(ROWS)


@pytest.mark.both_engines
@pytest.mark.parametrize("role", ROLES)
def test_f50_everybody_gets_what_is_theirs_of_desk_and_whoever_does_not_changes_nothing(
    client: TestClient, role: str
) -> None:
    other, owner = facilitator(client.app), facilitator(client.app)
    person = person_of(client.app, role)
    for (method, path), row in ROWS.items():
        if role in IN:
            owner = person  # whoever may not come in names what somebody else has
        if row.arrange and expected(row, role, "own") == row.differs.get(role, row.answer):
            row.arrange(person)
        # Whoever does not come in is turned away before an id is looked at.
        malformed = len(MALFORMED) if role in IN else 1
        *theirs, own = ids_of(row, owner, other, malformed)
        before = everything(client.app)
        for whose, ids in theirs:
            is_answered(person, (method, path, role, whose), ids, other)
        if theirs:
            assert everything(client.app) == before, (method, path, role)
        answer = is_answered(person, (method, path, role, "own"), own[1], other)
        if method == "GET" or answer.status_code in REFUSED:
            assert everything(client.app) == before, (method, path, role, own)
        if method == "POST" and expected(row, role, "own")[0] not in (401, 403):
            person = person_of(client.app, role)  # what was done may have made another of them


def is_answered(person: AtDesk, cell: tuple[str, str, str, str], ids: Ids, other: AtDesk) -> Any:  # noqa: ANN401
    """As this person is to be, where the ids are theirs, somebody else's or nobody's."""
    method, path, role, whose = cell
    row = ROWS[method, path]
    wanted = expected(row, role, whose)
    answer = ask(person, method, path, ids, row)
    got = (answer.status_code, without_ids(place(answer)))
    assert (cell, ids, *got) == (cell, ids, wanted[0], without_ids(wanted[1]))
    assert answer.headers["cache-control"] == "no-store"
    if answer.status_code == 200 and row.kind == JSON:
        assert answer.headers["content-type"] == JSON
    elif answer.status_code != 303:
        assert answer.headers["content-type"] == HTML, cell
        assert answer.headers["referrer-policy"] == "same-origin", cell  # or forms fail
        assert '<a class="help-link" href="/help"' in answer.text, cell
    if wanted[0] in (401, 403):
        assert other.name not in answer.text
    return answer


@pytest.mark.both_engines
def test_f51_what_comes_from_another_site_is_refused_and_changes_nothing(
    client: TestClient,
) -> None:
    for (method, path), row in ROWS.items():
        if method == "GET":
            continue
        person = facilitator(client.app, "admin")
        if row.arrange:
            row.arrange(person)
        ids = row.own(person) if row.own else {}
        form = row.form(person) if row.form else {}
        before = everything(client.app)
        for headers in CROSS_SITE:
            answer = person.post(at(path, ids), {"headers": headers}, **form)
            assert (path, headers, answer.status_code) == (path, headers, 403)
        assert everything(client.app) == before, path
