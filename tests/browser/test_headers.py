"""The headers of DESIGN.md 8 on every answer, from the server and from the phone's own cache, and
pages that have nothing in them which those headers would have to stop (F56)."""

import http.client
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import BrowserContext
from pocket import installed_pages, installed_paths
from server import Server
from waits import installed

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The key-derivation worker alone may run WebAssembly, and do nothing else.
WASM = {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
}
EVERYWHERE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Under the other, browsers send forms as if they came from elsewhere.
DESK = {"referrer-policy": "same-origin"}
OPEN_TO_SELF = {
    "screen-wake-lock",
    "web-share",
    "clipboard-write",
    "publickey-credentials-get",
    "publickey-credentials-create",
}
IMMUTABLE = "public, max-age=31536000, immutable"
ANSWERS = [
    # method, path, status, cache-control
    ("GET", "/", 200, "no-cache"),
    ("HEAD", "/", 200, "no-cache"),
    ("GET", "/exercises/arrive", 200, "no-cache"),
    ("HEAD", "/exercises/arrive", 200, "no-cache"),
    ("GET", "/help", 200, "no-cache"),
    ("GET", "/service-worker.js", 200, "no-cache"),
    ("HEAD", "/service-worker.js", 200, "no-cache"),
    ("GET", "/manifest.webmanifest", 200, "no-cache"),
    ("GET", "/healthz", 200, "no-store"),
    ("GET", "/nowhere", 404, "no-store"),
    ("HEAD", "/nowhere", 404, "no-store"),
    ("GET", "/static/0/pocket.css", 404, "no-store"),
    ("GET", "/static/../app/settings.py", 404, "no-store"),
    ("GET", "/exercises/none", 404, "no-store"),
    ("GET", "/api/nowhere", 404, "no-store"),
    ("GET", "/team/x", 404, "no-store"),
    ("GET", "/team", 401, "no-store"),
    ("PUT", "/team", 403, "no-store"),
    ("POST", "/", 405, "no-store"),
    ("DELETE", "/exercises/arrive", 405, "no-store"),
    ("POST", "/service-worker.js", 405, "no-store"),
    ("OPTIONS", "/journal", 405, "no-store"),
    ("GET", "/" + "x" * 9000, 414, "no-store"),
]
FETCH_ALL = """async (paths) => Object.fromEntries(await Promise.all(paths.map(async (path) => {
  const answer = await fetch(path);
  return [path, [answer.status, Object.fromEntries(answer.headers)]];
})))"""


def ask(
    server: Server, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    same_origin = {"Origin": server.url} if method in ("POST", "DELETE") else {}
    line.request(method, path, headers=same_origin | (headers or {}))
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def permissions(headers: dict[str, str]) -> dict[str, str]:
    return dict(each.split("=", 1) for each in headers["permissions-policy"].split(", "))


def has_all(headers: dict[str, str], where: str, own: dict[str, str] | None = None) -> None:
    """Exactly the policies of DESIGN.md 8, and nothing that says who asked or what answered."""
    for name, value in (EVERYWHERE | (own or {})).items():
        assert headers.get(name) == value, f"{where}: {name}"
    allowed = {name for name, value in permissions(headers).items() if value != "()"}
    assert allowed == OPEN_TO_SELF, where
    assert {permissions(headers)[name] for name in allowed} == {"(self)"}, where
    assert "server" not in headers, where
    assert "set-cookie" not in headers, where


@pytest.fixture(scope="module")
def resident(lasting_phone: BrowserContext, shared_server: Server) -> Iterator[BrowserContext]:
    """A phone that has installed the app."""
    page = lasting_phone.new_page()
    page.goto(shared_server.url)
    installed(page)
    yield lasting_phone
    page.close()


@pytest.mark.parametrize(("method", "path", "status", "cache"), ANSWERS)
def test_f56_every_kind_of_answer_has_the_headers(
    shared_server: Server, method: str, path: str, status: int, cache: str
) -> None:
    answered, headers = ask(shared_server, method, path)
    assert answered == status
    assert headers["cache-control"] == cache
    has_all(headers, f"{method} {path[:40]}", DESK if path.startswith("/team") else None)


def test_f56_every_installed_file_has_the_headers_from_the_server_and_from_the_cache(
    resident: BrowserContext, shared_server: Server
) -> None:
    page = resident.pages[0]
    paths = installed_paths(page)
    assert len(paths) > 30
    kept = page.evaluate(FETCH_ALL, paths)
    for path in paths:
        status, sent = ask(shared_server, "GET", path)
        assert status == kept[path][0] == 200
        expected = IMMUTABLE if path.startswith("/static/") else "no-cache"
        for where, headers in (("server", sent), ("phone", kept[path][1])):
            own = WASM if path.endswith("/argon2-worker.js") else {}
            has_all(headers, f"{path} from the {where}", own)
            assert headers["cache-control"] == expected, path
            assert headers["content-type"] == sent["content-type"], path


def test_f56_a_page_opened_from_the_cache_is_under_the_policy(
    resident: BrowserContext, shared_server: Server
) -> None:
    page = resident.new_page()
    for path in ("/", "/exercises/arrive", "/journal", "/nowhere"):
        answer = page.goto(shared_server.url + path)
        assert answer
        assert answer.from_service_worker
        has_all(answer.all_headers(), path)
    page.close()


def test_f56_https_alone_is_told_to_stay_https(shared_server: Server) -> None:
    for path in ("/", "/nowhere", "/healthz"):
        assert "strict-transport-security" not in ask(shared_server, "GET", path)[1]
        _, headers = ask(shared_server, "GET", path, {"X-Forwarded-Proto": "https"})
        assert headers["strict-transport-security"] == "max-age=63072000"
        has_all(headers, path)


class Inspector(HTMLParser):
    """Notes what the policy would stop, and every field that stands in a form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.found.append(f"inline {tag}")
        if tag in ("form", "iframe", "object", "embed", "base"):
            self.found.append(tag)
        for name, value in given.items():
            if name == "style" or name.startswith("on") or name.removeprefix("data-") in FORBIDDEN:
                self.found.append(f"{tag} {name}")
            if name.startswith(("hx-on", "data-hx-on")) or "js:" in value:
                self.found.append(f"{tag} {name}={value}")
            if value.lower().startswith("javascript:") or (tag != "a" and "//" in value):
                self.found.append(f"{tag} {name}={value}")


FORBIDDEN = {
    f"hx-{act}"
    for act in ("get", "post", "put", "patch", "delete", "vals", "vars", "trigger", "include")
}


def faults_of(page: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(page)
    assert "main" in inspector.tags
    return inspector.found


def test_f56_no_served_page_has_inline_code_requests_of_its_own_or_forms(
    resident: BrowserContext, shared_server: Server
) -> None:
    page = resident.pages[0]
    for path in [*installed_pages(page), "/nowhere"]:
        answer = page.request.get(shared_server.url + path)
        assert faults_of(answer.text()) == [], path


def test_f56_the_inspection_would_see_each_of_them() -> None:
    for fault in (
        "<p style='color:red'>",
        "<p onclick='x()'>",
        "<style>p{}</style>",
        "<script>1</script>",
        "<script src='https://elsewhere.test/x.js'></script>",
        "<a hx-get='/x'>",
        "<a hx-on:click='x'>",
        "<a href='javascript:x'>",
        "<form><textarea></textarea></form>",
        "<img src='//elsewhere.test/x.png'>",
    ):
        assert faults_of(f"<main>{fault}</main>"), fault
