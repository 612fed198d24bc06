"""The device's store fails in the ways that phones make it fail (F24). The screen never says
saved, says what is not kept and why, and the words stay; when the fault is gone they are kept.
"""

import contextlib
from collections.abc import Callable

import disk
import pytest
from faults import FAILED, FAULTS, FULL, NOT_KEPT_AT_ALL, SAVED, quota
from player import AT_ONCE, LAST_KEYSTROKE, begin, go_on, place, press, put_in, ready
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as TooLate
from server import Server

SLUG = "the-sentence-i-could-say"


@pytest.mark.parametrize("since", ["the start", "the first words"])
@pytest.mark.parametrize("fault", FAULTS)
def test_f24_practice_goes_on_the_words_stay_and_are_kept_when_the_fault_is_gone(
    phone: Page, shared_server: Server, fault: str, since: str
) -> None:
    if (fault, since) == ("there is no store at all", "the first words"):
        pytest.skip("a store that was there does not go from under a page")
    script, words = FAULTS[fault]
    phone.add_init_script(f"window.fault = {'true' if since == 'the start' else 'false'}; {script}")
    if since == "the first words":
        begin(phone, shared_server.url, SLUG)
        put_in(phone, "saved ")
        phone.wait_for_timeout(LAST_KEYSTROKE)
        phone.evaluate("window.fault = true")
        phone.locator("textarea:visible").clear()
        goes_on_unsaved(phone, words)
    else:
        goes_through_unsaved(phone, shared_server.url, words)
    if fault in NOT_KEPT_AT_ALL:
        expect(phone.get_by_text("This address is not secure")).to_be_hidden()

    phone.evaluate("window.fault = false")
    is_kept_now(phone, shared_server.url)


def test_f24_a_full_device_says_so_and_keeps_the_words_once_there_is_room(
    phone: Page, shared_server: Server
) -> None:
    devtools = phone.context.new_cdp_session(phone)
    quota(devtools, shared_server.url, 1)
    goes_through_unsaved(phone, shared_server.url, FULL)
    quota(devtools, shared_server.url, None)
    is_kept_now(phone, shared_server.url)


def test_f24_a_store_that_never_opens_is_told_and_holds_nothing_up(
    phone: Page, shared_server: Server
) -> None:
    """Another tab deletes the database while a third one, asleep, still holds it."""
    holder = phone.context.new_page()
    holder.goto(f"{shared_server.url}/help")
    holder.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("between-visits", 1);
          open.onsuccess = () => { window.held = open.result; done(); };
        })"""
    )
    holder.evaluate("() => void indexedDB.deleteDatabase('between-visits')")
    goes_through_unsaved(phone, shared_server.url, "", patience=15_000)
    holder.close()
    # The Keep that waited for the store may now go through by itself.
    with contextlib.suppress(TooLate):
        phone.get_by_role("button", name="Keep this in my journal").click(timeout=2000)
    expect(phone.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    assert kept(phone, shared_server.url)[0]["hard"] == "words that have no place"


@pytest.mark.parametrize("error", ["InvalidStateError", "UnknownError", "AbortError"])
def test_f24_a_connection_lost_once_is_opened_again_without_a_word(
    phone: Page, shared_server: Server, error: str
) -> None:
    phone.add_init_script(
        """const transaction = IDBDatabase.prototype.transaction;
        window.lost = 0;
        IDBDatabase.prototype.transaction = function (...how) {
          if (window.fault) {
            window.fault = false;
            window.lost += 1;
            this.close();
            throw new DOMException("lost", window.how);
          }
          return transaction.apply(this, how);
        };"""
    )
    phone.add_init_script(f"window.how = '{error}'")
    phone.add_init_script(
        """addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
          for (const { target } of changes) window.told = (window.told ?? "") + target.textContent;
        }).observe(document.querySelector("[data-problem]"), { childList: true }));"""
    )
    begin(phone, shared_server.url, SLUG)
    for words in ("one ", "two ", "three"):
        phone.evaluate("window.fault = true")
        phone.locator("textarea:visible").press_sequentially(words)
        phone.wait_for_timeout(LAST_KEYSTROKE)
    while place(phone) != "end":
        go_on(phone)
    phone.evaluate("window.fault = true")
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    assert phone.evaluate("window.lost") >= 4
    assert phone.evaluate("window.told ?? ''") == ""
    assert kept(phone, shared_server.url) == [{"hard": "one two three"}]


@pytest.mark.parametrize("first", range(1, 9))
def test_f24_whichever_write_fails_the_screen_tells_what_a_fresh_page_finds(
    new_phone: Callable[..., BrowserContext], shared_server: Server, first: int
) -> None:
    """The n-th write and the one after it (its retry) fail; all others go through."""
    phone = new_phone().new_page()
    phone.goto(f"{shared_server.url}/help")
    phone.add_init_script(
        """const transaction = IDBDatabase.prototype.transaction;
        let writes = 0;
        IDBDatabase.prototype.transaction = function (stores, mode, ...how) {
          if (mode === "readwrite") writes += 1;
          const fails = writes === window.first || writes === window.first + 1;
          if (mode === "readwrite" && fails) throw new DOMException("lost", "UnknownError");
          return transaction.call(this, stores, mode, ...how);
        };"""
    )
    phone.add_init_script(f"window.first = {first}")
    phone.goto(f"{shared_server.url}/exercises/{AT_ONCE}")
    ready(phone)
    box = phone.get_by_role("textbox")
    box.fill("the tea")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    press(phone, "Keep this in my journal")
    phone.locator("[data-kept]:visible, [data-problem]:not(:empty)").first.wait_for()
    phone.wait_for_timeout(LAST_KEYSTROKE)
    saved = phone.get_by_text(SAVED).is_visible()
    assert kept(phone, shared_server.url) == ([{"line": "the tea"}] if saved else [])
    if not saved:
        expect(phone.locator("[data-problem]")).to_contain_text(FAILED)
        expect(box).to_have_value("the tea")
        press(phone, "Keep this in my journal")
        expect(phone.get_by_text(SAVED)).to_be_visible()
    expect(phone.locator("[data-problem]")).to_be_empty()
    assert kept(phone, shared_server.url) == [{"line": "the tea"}]


def goes_through_unsaved(phone: Page, url: str, words: str, patience: int = 5_000) -> None:
    begin(phone, url, SLUG)
    goes_on_unsaved(phone, words, patience)


def goes_on_unsaved(phone: Page, words: str, patience: int = 5_000) -> None:
    """To the end and to Keep: nothing is said to be saved, the reason is told, the words stay."""
    while place(phone) != "end":
        put_in(phone, "words that have no place")
        if not phone.locator("[type=radio]:visible").count():
            problem_tells(phone, words, patience)
            expect(phone.locator("textarea:visible")).to_have_value("words that have no place")
        go_on(phone)
    press(phone, "Keep this in my journal")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    problem_tells(phone, words, patience)
    expect(phone.get_by_text(SAVED)).to_be_hidden()
    expect(phone.locator("[data-so-far]:visible").first).to_contain_text("words that have no place")


def problem_tells(phone: Page, words: str, patience: int) -> None:
    problem = phone.locator("[data-problem]")
    expect(problem).not_to_be_empty(timeout=patience)
    expect(problem).to_be_visible()
    expect(problem).to_contain_text(words)


def is_kept_now(phone: Page, url: str) -> None:
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text(SAVED)).to_be_visible(timeout=15_000)
    expect(phone.locator("[data-problem]")).to_be_empty()
    newest = kept(phone, url)[0]
    assert newest["hard"] == newest["help"] == "words that have no place"


def kept(phone: Page, url: str) -> list[dict[str, object]]:
    """The entries as a page sees them that was not there before, newest first."""
    fresh = phone.context.new_page()
    fresh.goto(f"{url}/journal")
    found = [entry["answers"] for entry in disk.entries(fresh)]
    fresh.close()
    return found
