"""Cross-site requests are refused, sizes are limited, and every answer carries the headers."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from probes import probes

from app.language import load_language
from app.security import BODY_LIMIT, HEADERS
from app.web import static_files

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _with_probes(app: FastAPI) -> None:
    app.include_router(probes)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:8000"},
        {"Origin": "http://testserver.example"},
        {"Origin": "http://elsewhere"} | OURS,
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_f51_an_unsafe_request_from_elsewhere_is_refused(
    client: TestClient, method: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, "/api/probe", json={"count": 1}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": "http://testserver"}, {"Origin": "http://testserver"} | OURS]
)
def test_f51_an_unsafe_request_from_our_own_pages_is_taken(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.post("/api/probe", json={"count": 1}, headers=headers).status_code == 200


def test_f51_a_link_from_elsewhere_may_open_a_page(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/service-worker.js", 200),
        ("GET", "/nothing", 404),
        ("GET", "/static/nothing/nothing.js", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/probe", 405),
        ("POST", "/", 405),
        ("POST", "/api/probe", 422),
        ("GET", "/probe/page", 422),
        ("GET", "/api/probe/broken/x", 500),
        ("GET", "/probe/broken/x", 500),
        ("GET", "/" + "x" * 9000, 414),
        ("GET", "/healthz", 200),
    ],
)
def test_f56_every_answer_carries_the_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, headers=OURS)
    assert answer.status_code == status
    assert answer.headers.items() >= _lower(HEADERS).items()


def test_f56_refusals_and_static_files_carry_the_headers(client: TestClient) -> None:
    static = static_files(load_language())
    answers = {
        client.get(static.url("pocket.css")): 200,
        client.post("/api/probe", content=b"x" * (BODY_LIMIT + 1), headers=OURS): 413,
        client.post("/api/probe", json={}): 403,
        client.get("/", headers={"X-Long": "x" * 40_000}): 431,
    }
    for answer, status in answers.items():
        assert answer.status_code == status
        assert answer.headers.items() >= _lower(HEADERS).items()


def test_f56_transport_is_made_strict_over_https_only(app: FastAPI) -> None:
    with TestClient(app, base_url="https://testserver") as client:
        assert "strict-transport-security" in client.get("/").headers
    with TestClient(app) as client:
        assert "strict-transport-security" not in client.get("/").headers


def test_a_body_at_the_limit_is_taken(client: TestClient) -> None:
    answer = client.post("/api/probe/body", content=b"x" * BODY_LIMIT, headers=OURS)
    assert answer.json() == BODY_LIMIT


def test_a_chunked_body_over_the_limit_is_refused(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b"x" * (64 * 1024)

    answer = client.post("/api/probe/body", content=chunks(), headers=OURS)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_packed_body_is_refused(client: TestClient) -> None:
    headers = OURS | {"Content-Encoding": "gzip"}
    answer = client.post("/api/probe", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media")


def test_every_api_answer_is_kept_by_no_cache(client: TestClient) -> None:
    answer = client.post("/api/probe", json={"count": 1}, headers=OURS)
    assert answer.headers["cache-control"] == "no-store"


def test_pages_set_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/").headers


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def test_a_content_length_of_a_thousand_digits_is_too_large(client: TestClient) -> None:
    answer = client.post("/", headers={"Content-Length": "9" * 1000, **OURS})
    assert answer.status_code == 413
