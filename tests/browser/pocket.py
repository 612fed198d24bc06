"""What a phone has installed, and tours of every page in every state it can show."""

import html
import json
import re
import urllib.request
from collections.abc import Iterator

from backups import backing_up
from cards import MAP, keep, keep_map, keep_why, open_cards
from player import begin, go_on, keep_a_line, place, press, put_in, reach, ready
from playwright.sync_api import Page, expect
from teams import in_a_group

# Together these hold every kind of step, the questions after, and every way to end.
TOURED = (
    "before-the-next-door",
    "three-systems",
    "circle-of-control",
    "name-it",
    "before-supervision",
    "after-a-hard-visit",
    "picture-the-day",
    "thank-a-colleague",
)
ALSO_TOURED = ("hard-visits", "supervision")
STEADY = """() => !document.querySelector(":not(:defined)") && globalThis.htmx"""
KINDS = {"read", "breathe", "timer", "choose", "scale", "text", "list"}


def installed_paths(page: Page) -> list[str]:
    """Every path that the service worker's cache holds, by the worker's own list."""
    return list(
        page.evaluate(
            """async () => {
              const [name] = (await caches.keys()).filter((each) => each.startsWith("pocket-"));
              const list = await (await caches.open(name)).match("/precached-list.json");
              return Object.keys(await list.json());
            }"""
        )
    )


def installed_pages(page: Page) -> list[str]:
    """The pages among them."""
    return [path for path in installed_paths(page) if "." not in path]


def listed_pages(url: str) -> list[str]:
    """Every page of the list in the worker that the server at `url` serves."""
    worker = read(f"{url}/service-worker.js")
    found = re.search(r"= (\{\"version\".*\});", worker)
    assert found
    return [path for path in json.loads(found[1])["files"] if "." not in path]


def is_toured(path: str) -> bool:
    """Whether a page is looked at in every light and at every size: of the many that have the same
    parts, a few are.
    """
    folder, _, slug = path.strip("/").partition("/")
    return folder not in ("exercises", "modules", "support") or slug in ("", *TOURED, *ALSO_TOURED)


def read(url: str) -> str:
    """What the server answers, as text."""
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def heading_served(url: str) -> str:
    """The words of the `h1` in the page at this address, as the server sends it."""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", read(url), re.DOTALL)
    assert len(found) == 1, url
    return html.unescape(re.sub(r"<[^>]+>", "", found[0]))


def opening(page: Page, url: str) -> Iterator[str]:
    """Every page before anything is kept."""
    for path in [*filter(is_toured, listed_pages(url)), "/nowhere"]:
        page.goto(url + path)
        page.wait_for_function(STEADY)
        yield path


def practising(page: Page, url: str) -> Iterator[str]:
    """Exercises from their start to their end."""
    kinds: set[str] = set()
    for slug in TOURED:
        for shape in steps_of(page, url, slug):
            kinds.add(shape.split(" ", 1)[0])
            yield f"{slug}: {shape}"
    assert kinds >= KINDS


def ends(page: Page, url: str) -> Iterator[str]:
    """Stopped, offered again, shown large, kept, put away; and the two notices."""
    begin(page, url, "the-sentence-i-could-say")
    put_in(page, "a word")
    press(page, "Stop")
    yield "stopped"
    page.reload()
    ready(page)
    expect(page.get_by_role("button", name="Carry on", exact=True)).to_be_visible()
    yield "offered again"
    page.goto(f"{url}/")
    expect(page.get_by_role("link", name="Carry on: The sentence I could say")).to_be_visible()
    yield "today with something to carry on"
    reach(page, url, "before-supervision", "end", "a word")
    page.goto(f"{url}/exercises/before-supervision")
    press(page, "Finish here")
    press(page, "Show on my screen")
    yield "shown large"
    press(page, "Hide")
    press(page, "Keep this in my journal")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    yield "kept"
    page.evaluate("document.querySelector('update-banner').hidden = false")
    page.evaluate("document.querySelector('[data-busy]').hidden = false")
    page.evaluate("document.getElementById('needs-notice').hidden = false")
    yield "with both notices"


def journalling(page: Page, url: str) -> Iterator[str]:
    """The journal, from its first entry to the lock."""
    yield from journal(page, url)
    yield from keeping(page, url)
    yield from cards(page, url)
    yield from locked(page, url)


# Each stands at one state after another, and says which; the page must hold nothing yet.
TOURS = {
    "every page": opening,
    "exercises": practising,
    "ends of exercises": ends,
    "the journal": journalling,
    "backing up": backing_up,
    "in a group": in_a_group,
}


def steps_of(page: Page, url: str, slug: str) -> Iterator[str]:
    """Every step of an exercise, empty, then the questions after and the end."""
    begin(page, url, slug)
    while place(page) not in ("after", "end"):
        yield str(page.locator("[data-step]:visible").get_attribute("data-kind"))
        put_in(page, "a word")
        if page.locator("[data-then]:visible").count():
            yield "choose with its words"
        go_on(page)
    if place(page) == "after":
        yield "after"
        page.get_by_text("Worse", exact=True).click()
        yield "worse"
        go_on(page)
    yield "end"


def journal(page: Page, url: str) -> Iterator[str]:
    """The journal with entries, one of them read, edited, deleted."""
    keep_a_line(page, url, "the kettle was on")
    yield "line kept"
    page.goto(f"{url}/journal")
    entry = page.get_by_role("link", name="the kettle was on")
    expect(entry).to_be_visible()
    yield "journal with entries"
    entry.click()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    yield "entry"
    press(page, "Edit")
    yield "entry being edited"
    press(page, "Back")
    press(page, "Delete")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    yield "entry deleted"


def keeping(page: Page, url: str) -> Iterator[str]:
    """Writing, finding, earlier versions, trash, pictures, copies."""
    page.goto(f"{url}/journal/write")
    page.get_by_role("textbox").press_sequentially("Ring 07700 900123 about 943 476 5919")
    expect(page.locator(".identifier-note")).to_be_visible()
    page.evaluate("document.querySelector('[data-full]').hidden = false")
    yield "writing, with an identifier, nearly full"
    page.goto(f"{url}/journal")
    page.get_by_text("More ways to find").click()
    expect(page.locator(".month button").first).to_be_visible()
    yield "ways to find"
    page.locator(".month button").first.click()
    page.get_by_label("Search").fill("nothing like it")
    expect(page.get_by_text("Nothing here has that in it")).to_be_visible()
    yield "nothing found"
    page.get_by_label("Search").fill("Ring")
    page.get_by_role("link", name="A note").click()
    page.get_by_text("Day, skills, earlier versions").click()
    page.get_by_label("Bring to supervision").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    press(page, "Edit")
    words = "Ring. The rest is with the duty desk.\n\nAfter two."
    page.get_by_label("Whatever is on your mind").fill(words)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.go_back()
    page.get_by_text("Day, skills, earlier versions").click()
    expect(page.locator("[data-history] li")).to_have_count(1)
    yield "an entry's day, skills and earlier version"
    page.goto(f"{url}/journal/trash")
    page.get_by_role("button", name="Delete for good", exact=True).first.click()
    yield "trash, being asked"
    for _ in range(2):
        keep_answers(page, url, "three-systems")
    page.goto(f"{url}/journal/patterns")
    page.get_by_text("As a table").first.click()
    yield "pictures over time, with their table"
    page.goto(f"{url}/journal/copy")
    page.evaluate("document.querySelector('[data-ask]').hidden = false")
    press(page, "Wipe this device")
    expect(page.get_by_text("Type DELETE first")).to_be_visible()
    yield "copies, being asked"


def cards(page: Page, url: str) -> Iterator[str]:
    """Cards that are not there yet, kept, offered, edited; and a page that goes to the trash."""
    open_cards(page, url)
    yield "no cards yet"
    keep_map(page, url, "AB", "the friend with the long name from the old team")
    keep_why(page, url, "a word " * 30)
    open_cards(page, url)
    yield "cards"
    page.goto(f"{url}/exercises/{MAP}")
    expect(page.get_by_role("heading", name="You have this card")).to_be_visible()
    yield "a card offered"
    page.evaluate("document.querySelector('[data-part=card-beside]').hidden = false")
    press(page, "Start")
    yield "begun anew"
    page.goto(f"{url}/journal")
    page.get_by_role("link", name="Support map").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    yield "a card as an entry"
    keep_answers(page, url, "before-supervision")
    begin(page, url, "after-supervision")
    put_in(page, "a word")
    go_on(page)
    go_on(page)
    expect(page.locator("[data-to-delete]")).not_to_be_empty()
    put_in(page, "")
    yield "what would be deleted"
    go_on(page)
    keep(page)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    yield "deleted at Keep"


def keep_answers(page: Page, url: str, slug: str) -> None:
    """An exercise answered throughout, and kept."""
    begin(page, url, slug)
    while place(page) != "end":
        put_in(page, "a word")
        go_on(page)
    keep(page)


def locked(page: Page, url: str) -> Iterator[str]:
    """The lock: its code, its settings, and the screens that it shuts."""
    page.goto(f"{url}/lock")
    page.get_by_label("Your passphrase").fill("lantern orchard pebble wren")
    press(page, "Lock with this")
    expect(page.get_by_role("heading", name="Write this down")).to_be_visible(timeout=20_000)
    yield "the recovery code"
    press(page, "I have written it down")
    expect(page.get_by_text("Your journal has a lock now")).to_be_visible()
    yield "the lock's settings"
    press(page, "Lock")
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    page.get_by_text("I cannot remember it").click()
    page.get_by_label("Passphrase", exact=True).fill("short")
    press(page, "Unlock")
    expect(page.get_by_text("That is not the passphrase")).to_be_visible(timeout=20_000)
    yield "locked, with a wrong passphrase"
    begin(page, url, "abcde")
    put_in(page, "a word")
    page.evaluate("document.querySelector('exercise-player').dataset.locked = ''")
    yield "an exercise whose earlier answers are locked"
