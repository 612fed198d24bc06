"""F57: a thousand requests a role, made from the API's own description and against it: no 5xx."""

import json
import os
from typing import Any

import pytest
import schemathesis
from callers import SAME_ORIGIN, SESSION, SITE
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from phones import row
from schemathesis import GenerationMode
from test_matrix import person_of

ROLES = ("anonymous", "member", "facilitator", "admin", "recovery")
CASES = 10_000 if "SOAK" in os.environ else 1_000
AS_MANY = settings(
    max_examples=CASES,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
RECORDS = [row() for _ in range(4)]
NAMES = st.sampled_from([each[name] for each in RECORDS for name in ("id", "rev")])
PUSHED = st.builds(
    row,
    st.sampled_from([0, 539, 540, 1052, 65_564]),
    id=NAMES,
    rev=NAMES,
    parent=st.none() | NAMES,
    merge_parent=st.none() | NAMES,
    deleted=st.booleans(),
)
SYNC = ("POST", "/api/journal/sync")


def requests_of(app: FastAPI) -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
    """Method, address and options of a request: as described, not as described, or a push that
    the description cannot tell from nonsense.
    """
    schema = schemathesis.openapi.from_dict(app.openapi())
    described = [
        operation.ok().as_strategy(generation_mode=mode).map(as_sent)
        for operation in schema.get_all_operations()
        for mode in GenerationMode
    ]
    pushes = st.builds(
        lambda push, limit: (*SYNC, {"json": {"cursor": None, "push": push, "limit": limit}}),
        st.lists(PUSHED, max_size=4),
        st.integers(1, 200),
    )
    return st.integers(0, 3).flatmap(lambda one: st.one_of(*described) if one else pushes)


def as_sent(case: schemathesis.Case) -> tuple[str, str, dict[str, Any]]:
    options: dict[str, Any] = {"params": case.query}
    if case.media_type:
        options["content"] = json.dumps(case.body, default=str)
        options["headers"] = {"Content-Type": case.media_type}
    return case.method, case.formatted_path, options


class Asker:
    """Somebody who asks: signs in again when a request has signed them out."""

    def __init__(self, app: FastAPI, role: str) -> None:
        self.person = person_of(app, role)
        ways = {"anonymous": lambda: None, "recovery": self.person.recover}
        self.enter = ways.get(role, self.person.sign_in)

    def ask(self, client: TestClient, method: str, path: str, options: dict[str, Any]) -> None:
        client.cookies.clear()  # a sign-up that succeeds must not change who is asking
        cookie = f"{SESSION}={self.person.http.cookies.get(SESSION)}"
        headers = SAME_ORIGIN | {"Cookie": cookie} | options.get("headers", {})
        answer = client.request(method, SITE + path, **(options | {"headers": headers}))
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"]
        if method == "DELETE" and answer.status_code == 204:
            self.enter()


@pytest.mark.both_engines
@pytest.mark.timeout(3600 if "SOAK" in os.environ else 240)
def test_f57_no_request_of_anybody_breaks_the_server(client: TestClient) -> None:
    app: Any = client.app
    askers = [Asker(app, role) for role in ROLES]

    @AS_MANY
    @given(requests_of(app))
    def ask(sent: tuple[str, str, dict[str, Any]]) -> None:
        for asker in askers:
            asker.ask(client, *sent)

    ask()
