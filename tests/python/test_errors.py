"""Errors say what and where, in one shape, and never repeat what was sent."""

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from probes import probes
from structlog.testing import capture_logs

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _with_probes(app: FastAPI) -> None:
    app.include_router(probes)


def post(client: TestClient, body: bytes, **headers: str):  # noqa: ANN201
    sent = SAME_ORIGIN | {"Content-Type": "application/json"} | headers
    return client.post("/api/probe", content=body, headers=sent)


def test_an_api_error_is_a_problem_with_a_stable_code(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "about:blank",
        "title": "There is nothing at this address",
        "status": 404,
        "code": "not_found",
    }


def test_a_person_gets_a_page(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1" in answer.text


@pytest.mark.parametrize("body", [b"{", b"", b'"\xff"', b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_malformed_or_invalid(
    client: TestClient, body: bytes
) -> None:
    answer = post(client, body)
    assert (answer.status_code, answer.json()["code"]) in [(400, "malformed"), (422, "invalid")]
    assert answer.status_code == (422 if body == b"" else 400)


def test_a_wrong_value_is_named_by_place_and_type_and_not_repeated(client: TestClient) -> None:
    answer = post(client, json.dumps({"count": "my secret"}).encode())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"loc": ["body", "count"], "type": "int_type"}]
    assert "secret" not in answer.text


def test_the_name_of_an_unknown_member_is_not_repeated(client: TestClient) -> None:
    answer = post(client, json.dumps({"count": 1, "my secret": 1}).encode())
    assert answer.json()["errors"] == [{"loc": ["body", "*"], "type": "extra_forbidden"}]


@pytest.mark.parametrize("body", [b'{"count": 1e999}', b'{"count": "\\ud800"}', b'{"count": NaN}'])
def test_values_that_json_cannot_carry_back_are_invalid_and_not_our_fault(
    client: TestClient, body: bytes
) -> None:
    assert post(client, body).status_code == 422


def test_a_wrong_method_says_which_are_right(client: TestClient) -> None:
    answer = client.get("/api/probe")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_a_wrong_method_says_which_are_right_on_every_route_of_an_address(
    client: TestClient,
) -> None:
    answer = client.put("/api/session", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, DELETE")


def test_an_unexpected_error_is_internal_and_says_nothing_of_itself(client: TestClient) -> None:
    answer = client.get("/api/probe/broken/ann")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "private" not in answer.text
    assert client.get("/probe/broken/ann").status_code == 500


def test_an_unexpected_error_is_logged_by_route_and_place_without_its_words(
    client: TestClient,
) -> None:
    with capture_logs() as logged:
        client.get("/probe/broken/zebedee?word=florence")
    unexpected, request = logged
    assert unexpected["route"] == request["route"] == "/probe/broken/{name}"
    assert "in break_down" in unexpected["traceback"]
    assert (unexpected["error"], request["status"]) == ("ZeroDivisionError", 500)
    assert "zebedee" not in str(logged)
    assert "florence" not in str(logged)
    assert "testclient" not in str(request)


@pytest.mark.parametrize("path", ["/api/probe/", "/api/journal/state/", "/help/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_with_a_slash_too_many_is_not_found_and_leads_nowhere(
    client: TestClient, method: str, path: str
) -> None:
    sent = SAME_ORIGIN | {"Host": "elsewhere.example"}
    answer = client.request(method, path, headers=sent, follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "elsewhere" not in answer.text


def test_a_body_that_is_cut_off_is_no_fault_of_ours(app: FastAPI) -> None:
    cut_off = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401
        return next(cut_off, {"type": "http.disconnect"})

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"sec-fetch-site", b"same-origin")]
    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/api/session"}
    scope |= {"query_string": b"", "headers": headers, "server": ("testserver", 80)}
    with capture_logs() as logged:
        asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert [(each["event"], each["status"]) for each in logged] == [("request", 400)]


def test_a_wrong_query_on_a_page_is_a_page(client: TestClient) -> None:
    answer = client.get("/probe/page?number=secret")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "secret" not in answer.text
