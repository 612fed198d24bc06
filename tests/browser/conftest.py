"""A real Chromium against a real server. In every test: 0 CSP violations, 0 errors in the
console, 0 requests to another origin (F56); a test that breaks one of these fails.

Most run in the headless shell, which is the same engine of the same version without the browser
around it, and takes half the time. What is marked `whole_browser` runs in the browser that people
have: what needs more than the engine, and the journeys that matter most.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import ForkedServer
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from server import Server
from waits import installed
from wire import Wire, wire_to

WHOLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHELL = os.environ.get("CHROMIUM_SHELL", WHOLE)
PHONE: ViewportSize = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",  # the suite may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Words of the console that say nothing about our pages: `web-share` is a feature of phones only.
HARMLESS = ("Unrecognized feature: 'web-share'", "Failed to load resource")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "whole_browser: run in Chromium itself, not in its shell")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": SHELL, "args": FLAGS}


@pytest.fixture(scope="session")
def whole_browser(launch_browser: Callable[..., Browser]) -> Iterator[Browser]:
    """Chromium as people have it."""
    whole = launch_browser(executable_path=WHOLE)
    yield whole
    whole.close()


def browser_for(request: pytest.FixtureRequest) -> Browser:
    """What the test, or the file, that asks is marked for."""
    whole = request.node.get_closest_marker("whole_browser") and SHELL != WHOLE
    browser: Browser = request.getfixturevalue("whole_browser" if whole else "browser")
    return browser


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that only read from it."""
    server = ForkedServer(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server for this test alone, free to be stopped."""
    server = ForkedServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server for this test alone, from a copy of the app whose files may be changed."""
    server = ForkedServer(tmp_path, copy=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def trouble() -> list[str]:
    """What no page may do. A test that means to cause some clears the list."""
    return []


@pytest.fixture
def new_phone(
    request: pytest.FixtureRequest, trouble: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts of 360 px, watched for trouble; takes the options of `new_context`."""
    browser = browser_for(request)
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, **options})  # type: ignore[arg-type]
        watch(context, trouble)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def lasting_phone(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """One phone for all the tests of a file; its trouble is told after the last of them."""
    trouble: list[str] = []
    context = browser_for(request).new_context(viewport=PHONE)
    watch(context, trouble)
    yield context
    context.close()
    assert trouble == []


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> Page:
    """A page on a phone of 360 px."""
    return new_phone().new_page()


@pytest.fixture
def wire(own_server: Server) -> Iterator[Wire]:
    """A wire to a server whose files may be changed."""
    with wire_to(own_server) as wire:
        yield wire


@pytest.fixture
def first(phone: Page, wire: Wire) -> Page:
    """A page on a phone that has installed the version at the other end of the wire."""
    phone.goto(wire.url)
    installed(phone)
    return phone


def watch(context: BrowserContext, trouble: list[str]) -> None:
    """Write down every error, CSP violation and request to another origin."""

    def on_page(page: Page) -> None:
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("console", lambda message: on_console(message.type, message.text))

    def on_console(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in HARMLESS):
            trouble.append(f"console {kind}: {text}")

    def on_request(url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "http://localhost:", "blob:", "data:")):
            trouble.append(f"request elsewhere: {url}")

    context.on("page", on_page)
    context.on("request", lambda request: on_request(request.url))
