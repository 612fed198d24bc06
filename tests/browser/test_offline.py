"""Every Pocket page with the server stopped (F33)."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from forked import ForkedServer
from playwright.sync_api import BrowserContext, Page, expect
from pocket import heading_served, installed_pages
from waits import installed

pytestmark = pytest.mark.whole_browser

EVERYTHING_IS_THERE = """() => {
  const sheet = [...document.styleSheets].some((each) => each.cssRules.length > 100);
  const elements = [...document.querySelectorAll(":not(:defined)")].map((each) => each.localName);
  return sheet && globalThis.htmx && elements.length === 0;
}"""
LINKED = "() => [...document.querySelectorAll('a[href^=\"/\"]')].map(({ pathname }) => pathname)"
ONLINE = {
    "/team",
    "/team/invitation",
    "/trust",
}  # these need a signal, and without one that is said
DEEP = {
    "/?source=pwa": "A moment for you",
    "/#long-medium": "A moment for you",
    "/skills#hope": "Six skills",
    "/help#scotland": "Help",
    "/journal/entry#0f9a4c1e": "Entry",
    "/journal#deleted-0f9a4c1e": "Journal",
    "/join#K7QP-3MXR": "Join a group",
    "/modules/suggested#0f9a4c1e": "A suggested module",
    "/exercises/before-the-next-door#minutes-2": "Before the next door",
    "/exercises/before-the-next-door#begin": "Before the next door",
    "/exercises/gratitude-line?source=shortcut#x": "Gratitude line",
}


@dataclass(frozen=True)
class Gone:
    """A server that has stopped, as the phone knew it."""

    phone: BrowserContext
    url: str
    headings: dict[str, str]  # the words of the h1, by path, of every page
    manifest: dict[str, Any]


@pytest.fixture(scope="module")
def left_alone(
    lasting_phone: BrowserContext, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gone]:
    """A phone that has installed the app from a server that has then stopped."""
    server = ForkedServer(tmp_path_factory.mktemp("gone"))
    server.start()
    page = lasting_phone.new_page()
    page.goto(server.url)
    installed(page)
    headings = {path: heading_served(server.url + path) for path in installed_pages(page)}
    with urllib.request.urlopen(f"{server.url}/manifest.webmanifest") as answer:
        manifest = json.load(answer)
    page.close()
    server.stop()
    yield Gone(lasting_phone, server.url, headings, manifest)
    server.stop()


@pytest.fixture
def gone(left_alone: Gone) -> Gone:
    """The same, with nothing written on it yet and no page open."""
    for page in left_alone.phone.pages:
        page.close()
    page = left_alone.phone.new_page()
    forget = {"origin": left_alone.url, "storageTypes": "indexeddb"}
    left_alone.phone.new_cdp_session(page).send("Storage.clearDataForOrigin", forget)
    page.close()
    return left_alone


def opened_anew(gone: Gone, path: str) -> Page:
    page = gone.phone.new_page()
    opened(page, gone.url + path)
    return page


def opened(page: Page, url: str) -> None:
    answer = page.goto(url)
    assert answer
    assert answer.status == 200
    assert answer.from_service_worker
    page.wait_for_function(EVERYTHING_IS_THERE)


# What a script puts on a page that has nothing in it yet.
SAYS = {
    "back-up": "Your journal is on this device only.",
    "journal": "Leave a gratitude line",
    "journal/copy": "Bring entries in from a file",
    "journal/entry": "This entry is not on this device",
    "journal/patterns": "There is nothing to show yet",
    "journal/trash": "Nothing is in the trash",
    "reminders": "You can turn reminders on once it can",
}


def works(page: Page) -> None:
    """What the page is for can be done."""
    here = urlsplit(page.url).path.lstrip("/")
    if here == "exercises/gratitude-line":
        page.get_by_role("textbox").fill("the kettle was on")
        page.get_by_role("button", name="Keep this in my journal").click()
        expect(page.get_by_text("Saved on this device")).to_be_visible()
    elif here.startswith("exercises/"):
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("exercise-player[data-running] .step:visible")).to_have_count(1)
    elif here == "":
        page.get_by_text("2 min", exact=True).click()
        expect(page.get_by_role("heading", name="About 2 minutes")).to_be_visible()
    elif here in SAYS:
        expect(page.get_by_text(SAYS[here])).to_be_visible()
        expect(page.locator("[data-problem]:not(:empty):visible")).to_have_count(0)
    elif here == "skills":
        page.get_by_role("navigation", name="The six skills").get_by_role("link").last.click()
        expect(page.locator("#hope")).to_be_in_viewport()
    elif here == "lock":
        expect(page.get_by_label("Your passphrase")).to_have_value(re.compile(r"\w+ \w+"))
    elif here == "journal/write":
        page.get_by_role("textbox").fill("the kettle was on")
        expect(page.get_by_text("Saved on this device")).to_be_visible()
    elif here == "pick":
        page.get_by_role("button", name="Pick for me").click()
        expect(page.get_by_role("heading", name="This may fit")).to_be_focused()
    elif here == "help":
        expect(page.locator('a[href="tel:999"]').first).to_be_visible()
    else:
        expect(page.locator("main a[href^='/']:visible").first).to_be_visible()


def test_f33_every_pocket_address_starts_and_works_with_the_server_stopped(gone: Gone) -> None:
    assert len(gone.headings) > 20
    page = gone.phone.new_page()
    for path, heading in gone.headings.items():
        opened(page, gone.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert set(page.evaluate(LINKED)) - ONLINE <= set(gone.headings), path
        works(page)


def test_f33_every_shortcut_of_the_manifest_starts_with_the_server_stopped(gone: Gone) -> None:
    starts = [gone.manifest["start_url"], *(each["url"] for each in gone.manifest["shortcuts"])]
    assert len(starts) == 4
    for path in starts:
        works(opened_anew(gone, path))
    page = opened_anew(gone, "/")
    there = page.evaluate("async () => (await fetch('/manifest.webmanifest')).json()")
    assert there == gone.manifest


def test_f33_deep_links_with_hashes_and_queries_start_with_the_server_stopped(
    gone: Gone,
) -> None:
    for path, heading in DEEP.items():
        page = opened_anew(gone, path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.close()


def test_f33_a_deep_link_still_means_what_it_says_with_the_server_stopped(
    gone: Gone,
) -> None:
    page = opened_anew(gone, "/exercises/before-the-next-door#minutes-2")
    expect(page.get_by_role("radio", name="2 minutes")).to_be_checked()
    page = opened_anew(gone, "/exercises/before-the-next-door#begin")
    expect(page.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")
    page = opened_anew(gone, "/skills#hope")
    expect(page.locator("#hope")).to_be_in_viewport()


def test_f33_the_document_lives_on_through_links_and_back_with_the_server_stopped(
    gone: Gone,
) -> None:
    page = opened_anew(gone, "/")
    page.evaluate("window.stillTheSame = true")

    def arrived(heading: str, title: str) -> None:
        h1 = page.get_by_role("heading", level=1)
        expect(h1).to_have_text(heading)
        expect(h1).to_be_focused()
        expect(page).to_have_title(title)
        expect(page.locator("#announcer")).to_have_text(title)
        assert page.evaluate("window.stillTheSame") is True

    main = page.get_by_role("navigation", name="Main")
    for name, heading in (("Skills", "Six skills"), ("Journal", "Journal"), ("About", "About")):
        main.get_by_role("link", name=name).click()
        arrived(heading, f"{name} – Between Visits")
    main.get_by_role("link", name="Today").click()
    arrived("A moment for you", "Between Visits")
    page.get_by_role("link", name="Help").first.click()
    arrived("Help", "Help – Between Visits")
    page.go_back()
    arrived("A moment for you", "Between Visits")
    page.go_back()
    arrived("About", "About – Between Visits")
    page.go_forward()
    arrived("A moment for you", "Between Visits")


def test_f33_an_exercise_reached_by_a_link_runs_with_the_server_stopped(
    gone: Gone,
) -> None:
    page = opened_anew(gone, "/")
    page.evaluate("window.stillTheSame = true")
    page.get_by_role("link", name="Leave a gratitude line").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gratitude line")
    works(page)
    page.get_by_role("link", name="Open the journal").click()
    expect(page.get_by_role("link", name="the kettle was on")).to_be_visible()
    page.get_by_role("link", name="the kettle was on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gratitude line")
    expect(page.locator("[data-read]")).to_contain_text("the kettle was on")
    assert page.evaluate("window.stillTheSame") is True


def test_an_address_that_nobody_has_is_our_404_with_the_server_stopped(
    gone: Gone,
) -> None:
    page = gone.phone.new_page()
    for path in ("/nowhere", "/exercises/none", "/static/0/none", "/journal/entry/7"):
        answer = page.goto(gone.url + path)
        assert answer
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    page.wait_for_function(EVERYTHING_IS_THERE)
    page.get_by_role("link", name="Go to Today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A moment for you")


def test_the_desk_says_that_it_needs_a_signal_with_the_server_stopped(
    gone: Gone,
) -> None:
    page = gone.phone.new_page()
    for path in ("/team", "/team/x", "/api/assignments"):
        answer = page.goto(gone.url + path)
        assert answer
        assert answer.status == 503
        expect(page.get_by_role("heading", level=1)).to_have_text("That page needs a signal")
    page.get_by_role("link", name="Help").first.click()
    expect(page.locator('a[href="tel:999"]').first).to_be_visible()


def test_about_says_that_the_app_is_on_this_device_once_it_is(
    gone: Gone,
) -> None:
    page = opened_anew(gone, "/about")
    expect(page.locator("#app-version")).to_contain_text("on this device.")
    expect(page.locator("#app-version")).not_to_contain_text("not on this device")
