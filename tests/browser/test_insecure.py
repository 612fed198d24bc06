"""At an address without https there are no keys and no worker: practice goes on, and the screen
says what is not being kept and why."""

from collections.abc import Iterator

import pytest
from conftest import FLAGS, PHONE, WHOLE
from player import begin, go_on, place, press, put_in, step
from playwright.sync_api import Page, Playwright, expect
from server import Server

HOST = "visits.test"
NOT_SECURE = "This address is not secure, so nothing you write can be kept."
NOT_KEPT = "This address is not secure, so the app has no way to lock your words away."

EXPECTED = "Cross-Origin-Opener-Policy header has been ignored"  # the browser's word, not a fault


@pytest.fixture
def insecure(playwright: Playwright) -> Iterator[Page]:
    """A page of a server that is known by a name, and so not trusted as localhost is."""
    browser = playwright.chromium.launch(
        executable_path=WHOLE,
        args=[*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"],
    )
    page = browser.new_page(viewport=PHONE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    yield page
    browser.close()
    assert [each for each in errors if EXPECTED not in each] == []


@pytest.fixture
def url(shared_server: Server) -> str:
    return f"http://{HOST}:{shared_server.port}"


def test_the_page_says_what_is_missing_and_where_to_read_on(insecure: Page, url: str) -> None:
    insecure.goto(url)
    assert insecure.evaluate("isSecureContext") is False
    expect(insecure.get_by_text(NOT_SECURE)).to_be_visible()
    insecure.get_by_role("link", name="What the app needs").click()
    expect(insecure.get_by_role("heading", level=1)).to_have_text("What the app needs")
    expect(insecure.get_by_text("A secure address.")).to_be_visible()
    insecure.get_by_role("link", name="Skills", exact=True).click()
    expect(insecure.get_by_role("heading", level=1)).to_have_text("Six skills")
    expect(insecure.get_by_text(NOT_SECURE)).to_be_visible()


def test_an_exercise_runs_to_its_end_and_keep_says_why_nothing_is_kept(
    insecure: Page, url: str
) -> None:
    begin(insecure, url, "the-sentence-i-could-say")
    while place(insecure) not in ("after", "end"):
        put_in(insecure, "the long stairs")
        go_on(insecure)
    while place(insecure) != "end":
        go_on(insecure)
    expect(insecure.locator("[data-part=end] > .so-far")).to_contain_text("the long stairs")
    press(insecure, "Keep this in my journal")
    expect(insecure.get_by_role("alert")).to_contain_text(NOT_KEPT)
    expect(insecure.get_by_text("Saved on this device")).to_be_hidden()
    expect(insecure.locator("[data-part=end] > .so-far")).to_contain_text("the long stairs")


def test_the_first_breath_comes_all_the_same(insecure: Page, url: str) -> None:
    insecure.goto(url)
    insecure.get_by_role("link", name="Start Before the next door").click()
    expect(step(insecure).locator("[data-phase]")).to_have_text("Breathe in")


def test_the_journal_and_a_line_of_gratitude_say_why_nothing_is_kept(
    insecure: Page, url: str
) -> None:
    insecure.goto(f"{url}/journal")
    expect(insecure.get_by_role("alert")).to_contain_text(NOT_KEPT)
    insecure.goto(f"{url}/exercises/gratitude-line")
    insecure.get_by_role("textbox").fill("the kettle was on")
    press(insecure, "Keep this in my journal")
    expect(insecure.get_by_role("alert")).to_contain_text(NOT_KEPT)
    expect(insecure.get_by_role("textbox")).to_have_value("the kettle was on")
