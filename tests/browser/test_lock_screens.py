"""What each screen does when the lock falls: no word stays, and none that was not saved goes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import disk
import pytest
from player import LAST_KEYSTROKE, begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from test_lock import CODE, OPENING, WORDS, everything_readable, expect_locked, set_lock, unlock

# The disk is full for as long as `fault` is set.
NO_ROOM = """const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...row) {
  if (window.fault) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, row);
};"""
# Opening takes as long as `slow` says: the lock falls in the middle of it.
SLOW = """const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
crypto.subtle.decrypt = async (...how) => {
  if (window.slow) await new Promise((later) => setTimeout(later, window.slow));
  return decrypt(...how);
};"""
# So that the page itself opens the journal: it is the one that is slowed down.
NO_WORKER = """() => {
  window.Worker = class {
    postMessage() { setTimeout(() => this.onerror({ message: "none here" })); }
    terminate() {}
  };
}"""
# Start, pressed the moment that it is there: quicker than the disk.
START_AT_ONCE = """(title) => new Promise((done) => {
  new MutationObserver((_, own) => {
    const start = document.querySelector("exercise-player:defined [data-do=start]");
    if (!start) return;
    own.disconnect();
    start.click();
    done();
  }).observe(document.body, { childList: true, subtree: true });
  [...document.querySelectorAll("a")].find((link) => link.textContent.includes(title)).click();
})"""

PLACES = {
    "All entries": "/journal",
    "Trash": "/journal/trash",
    "Your cards": "/journal/cards",
    "Over time": "/journal/patterns",
    "Today": "/",
}


def made(number: int, kind: str, exercise: str, answers: dict[str, object]) -> dict[str, object]:
    return {
        "id": f"screens{number:014}A",
        "schema": 1,
        "kind": kind,
        "created": f"2026-11-0{number}T08:00:00.000Z",
        "zone": "Europe/London",
        "exercise": {"id": exercise, "version": 1},
        "answers": answers,
        "text": "",
        "tags": [],
        "marks": [],
    }


MANY = [
    made(1, "entry", "FH2", {"line": "quokkasorrow"}),
    made(2, "card", "SA5", {"body": ["quokkasign"]}),
    *(made(day, "entry", "SA4", {"threat": 2, "drive": 3, "soothing": 4}) for day in (3, 4, 5)),
]


def link(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def leave_to(page: Page, path: str) -> None:
    """Through a boosted link, as every link between these pages is."""
    page.locator(".brand").evaluate("(link, path) => (link.href = path)", path)
    page.locator(".brand").click()


def start(page: Page, title: str) -> None:
    """By links: a new document would begin locked."""
    link(page, "Skills")
    page.get_by_role("link", name=title).first.click()
    press(page, "Start")
    page.locator("exercise-player[data-running]").wait_for()


def lock(page: Page) -> None:
    page.locator("header lock-button").get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator("header [title=Lock]")).to_be_hidden()
    page.wait_for_timeout(100)  # what the lock asks of the screens


def unlock_beside(page: Page, url: str) -> None:
    """Another tab opens the journal, and this one with it."""
    second = page.context.new_page()
    second.goto(f"{url}/journal")
    unlock(second)
    second.close()
    expect(page.locator("header [title=Lock]")).to_be_visible()


def to_the_page(page: Page, words: str = "quokkaburden") -> None:
    """Before supervision, as far as the page to bring."""
    start(page, "Before supervision")
    while place(page) != "end":
        put_in(page, words)
        go_on(page)
    expect(page.get_by_label("Your page")).to_have_value(re.compile(words))


def test_f48_answers_that_could_not_be_saved_outlast_the_lock_and_join_up(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(NO_ROOM)
    set_lock(phone, shared_server.url)
    start(phone, "ABCDE")
    while place(phone) != "adversity":
        go_on(phone)
    put_in(phone, "quokka saved")
    go_on(phone)
    phone.wait_for_timeout(LAST_KEYSTROKE)
    phone.evaluate("window.fault = true")
    put_in(phone, "wombat not saved")
    expect(phone.get_by_text("They stay on this screen")).to_be_visible()
    lock(phone)
    field = phone.locator("[data-step]:visible textarea")
    expect(field).to_have_value("wombat not saved")
    assert "quokka" not in everything_readable(phone)
    phone.evaluate("window.fault = false")
    field.press_sequentially("!")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    unlock_beside(phone, shared_server.url)
    expect(field).to_have_value("wombat not saved!")
    expect(phone.locator("[data-earlier]")).to_contain_text("quokka saved")
    [draft] = disk.drafts(phone)
    assert draft["body"]["answers"] == {"adversity": "quokka saved", "belief": "wombat not saved!"}


def test_f48_where_nothing_was_ever_saved_the_lock_takes_nothing_and_it_can_be_kept(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(NO_ROOM)
    set_lock(phone, shared_server.url)
    link(phone, "Skills")
    phone.get_by_role("link", name="What went well").first.click()
    phone.evaluate("window.fault = true")
    press(phone, "Start")
    put_in(phone, "bilby")
    lock(phone)
    expect(phone.locator("[data-step]:visible input").first).to_have_value("bilby 0")
    phone.evaluate("window.fault = false")
    while place(phone) != "end":
        go_on(phone)
    # It is whole: there is no half of it to wait for.
    expect(phone.get_by_role("button", name="Keep this in my journal")).to_be_visible()
    unlock_beside(phone, shared_server.url)
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert "bilby 0" in str(disk.entries(phone))


def test_f48_the_offer_beside_shows_no_earlier_word_once_locked(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    start(phone, "ABCDE")
    while place(phone) != "adversity":
        go_on(phone)
    put_in(phone, "quokkasecret")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    press(phone, "Stop")
    phone.locator("header .brand").click()
    link(phone, "Skills")
    phone.evaluate(START_AT_ONCE, "ABCDE")
    beside = phone.locator("[data-part=beside]")
    expect(beside).to_be_visible()
    lock(phone)
    expect(beside).to_be_hidden()
    beside.locator("button").evaluate("(button) => button.click()")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    assert "quokkasecret" not in everything_readable(phone)
    unlock_beside(phone, shared_server.url)
    assert "quokkasecret" in str(disk.drafts(phone))


def test_f48_f31_a_page_to_bring_is_gone_when_locked_and_back_as_it_was_changed(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    to_the_page(phone)
    page = phone.get_by_label("Your page")
    page.fill("numbat, rewritten for ten minutes")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    press(phone, "Show on my screen")
    press(phone, "Hide")
    lock(phone)
    readable = everything_readable(phone)
    assert "quokkaburden" not in readable
    assert "numbat" not in readable
    expect(page).to_be_hidden()
    unlock_beside(phone, shared_server.url)
    expect(page).to_have_value("numbat, rewritten for ten minutes")
    # Back and Next make no new one either.
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    [entry] = disk.entries(phone)
    assert entry["answers"]["page"] == "numbat, rewritten for ten minutes"
    assert entry["labels"]["page"] == "Your page"


def test_f48_a_page_shown_large_is_one_tap_from_the_lock(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    to_the_page(phone)
    press(phone, "Show on my screen")
    sheet = phone.locator("supervision-copy dialog")
    sheet.get_by_role("button", name="Lock", exact=True).click()
    expect(sheet).to_be_hidden()
    expect(phone.locator("header [title=Lock]")).to_be_hidden()
    assert "quokkaburden" not in everything_readable(phone)


def test_f48_a_page_shown_large_is_one_tap_from_the_cover(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(shared_server.url)
    to_the_page(phone)
    press(phone, "Show on my screen")
    sheet = phone.locator("supervision-copy dialog")
    sheet.get_by_role("button", name="Cover", exact=True).click()
    expect(phone.locator("#cover")).to_be_visible()
    press(phone, "Show again")
    expect(sheet.get_by_text("quokkaburden").first).to_be_visible()


@pytest.mark.parametrize("where", ["choosing", "the page"])
def test_f48_entries_that_open_while_the_lock_falls_are_not_listed(
    phone: Page, shared_server: Server, where: str
) -> None:
    keep_a_line(phone, shared_server.url, "quokkasorrow")
    phone.add_init_script(SLOW)
    set_lock(phone, shared_server.url)
    start(phone, "Before supervision")
    expect(phone.get_by_text("quokkasorrow")).to_be_visible()
    if where == "the page":
        phone.locator("[data-entries] label").click()
        for _ in range(4):
            go_on(phone)
        phone.evaluate("window.slow = 500")
        go_on(phone)
    else:
        go_on(phone)
        phone.evaluate("window.slow = 500")
        press(phone, "Back")
        phone.wait_for_timeout(150)
    lock(phone)
    phone.wait_for_timeout(1500)
    phone.evaluate("window.slow = 0")
    assert "quokkasorrow" not in everything_readable(phone)


@pytest.mark.parametrize("name", ["All entries", "Trash", "Your cards", "Over time", "Today"])
def test_f48_a_page_that_opens_while_the_lock_falls_shows_no_word(
    phone: Page, shared_server: Server, tmp_path: Path, name: str
) -> None:
    url = shared_server.url
    file = tmp_path / "entries.json"
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": MANY}))
    phone.goto(f"{url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    phone.locator("#bring-in").set_input_files(file)
    expect(phone.get_by_text("entries came in")).to_be_visible()
    keep_a_line(phone, url, "quokkatrash")
    phone.goto(f"{url}/journal")
    phone.get_by_role("link", name="quokkatrash").click()
    press(phone, "Delete")
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    begin(phone, url, "abcde")
    put_in(phone, "quokkadraft")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    phone.add_init_script(SLOW)
    set_lock(phone, url)
    phone.evaluate(NO_WORKER)
    phone.evaluate("window.slow = 600")
    leave_to(phone, PLACES[name])
    phone.wait_for_timeout(300)
    lock(phone)
    phone.wait_for_timeout(2000)
    phone.evaluate("window.slow = 0")
    assert "quokka" not in everything_readable(phone)
    assert phone.locator("[data-picture] svg, [data-carry-on] a").count() == 0


def test_f48_the_trash_empties_when_the_lock_falls_and_fills_again_at_unlock(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_a_line(phone, url, "quokkasorrow")
    set_lock(phone, url)
    link(phone, "Journal")
    phone.get_by_role("link", name="quokkasorrow").click()
    press(phone, "Delete")
    link(phone, "Trash")
    expect(phone.locator("journal-trash").get_by_text("quokkasorrow")).to_be_visible()
    lock(phone)
    expect_locked(phone)
    assert "quokkasorrow" not in everything_readable(phone)
    expect(phone.get_by_text("Nothing is in the trash.")).to_be_hidden()
    unlock(phone)
    expect(phone.locator("journal-trash").get_by_text("quokkasorrow")).to_be_visible()


def test_f48_lines_to_sort_and_how_it_is_now_are_gone_when_locked_and_back_at_unlock(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    start(phone, "Circle of control")
    while not phone.locator("[data-for-each]:visible").count():
        put_in(phone, "quokkaworry")
        go_on(phone)
    expect(phone.locator("legend", has_text="quokkaworry 0")).to_be_visible()
    phone.locator("[data-for-each]:visible label").first.click()
    go_on(phone)  # to where they are out of sight
    phone.wait_for_timeout(LAST_KEYSTROKE)
    lock(phone)
    assert "quokkaworry" not in everything_readable(phone)
    unlock_beside(phone, shared_server.url)
    press(phone, "Back")
    expect(phone.locator("legend", has_text="quokkaworry 0")).to_be_visible()
    expect(phone.locator("[data-for-each]:visible input").first).to_be_checked()


def test_f48_worse_is_not_told_while_locked(phone: Page, shared_server: Server) -> None:
    set_lock(phone, shared_server.url)
    start(phone, "The sentence I could say")
    while place(phone) != "after":
        put_in(phone, "quokka")
        go_on(phone)
    worse = phone.locator("[name=after][value=worse]")
    phone.get_by_text("Worse", exact=True).click()
    phone.wait_for_timeout(LAST_KEYSTROKE)
    lock(phone)
    expect(worse).not_to_be_checked()
    unlock_beside(phone, shared_server.url)
    expect(worse).to_be_checked()


def test_f48_a_code_that_was_on_the_screen_is_gone_and_the_page_says_how_to_get_another(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/lock")
    phone.get_by_label("Your passphrase").fill(WORDS)
    press(phone, "Lock with this")
    code = phone.locator("[data-code]")
    expect(code).to_have_text(CODE, timeout=OPENING)
    words = code.inner_text()
    lock(phone)
    assert words not in everything_readable(phone)
    expect(phone.get_by_text("The recovery code is not shown any more")).to_be_visible()


def test_f24_a_choice_that_is_not_saved_is_told(phone: Page, shared_server: Server) -> None:
    phone.add_init_script(NO_ROOM)
    set_lock(phone, shared_server.url)
    phone.evaluate("window.fault = true")
    phone.locator("label:has([name=idle][value='60000'])").click()
    expect(phone.get_by_text("This device is full, so that could not be done.")).to_be_visible()


def test_f31_a_page_to_bring_that_was_changed_outlasts_a_reload_and_back_and_next(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    phone = new_phone().new_page()
    phone.goto(shared_server.url)
    to_the_page(phone)
    page = phone.get_by_label("Your page")
    page.fill("ten minutes of rewriting")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    phone.reload()
    press(phone, "Carry on")
    expect(page).to_have_value("ten minutes of rewriting")
    page.fill("")  # taken out to the last letter: made from the answers again
    phone.wait_for_timeout(LAST_KEYSTROKE)
    phone.reload()
    press(phone, "Carry on")
    expect(page).to_have_value(re.compile("quokkaburden"))
