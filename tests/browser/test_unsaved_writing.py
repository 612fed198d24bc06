"""A store that fails under free writing, an entry and the lock (F24): nothing is said to be kept
that is not, and what was written stays where it is until it is.
"""

import disk
import pytest
from faults import FAILED, FAULTS, FULL, SAVED, quota
from player import LAST_KEYSTROKE, keep_a_line
from playwright.sync_api import Page, expect
from server import Server

WORDS = "words that have no place"
WAY_IN = "lantern orchard pebble wren"
OPENING = 20_000  # milliseconds; deriving a key is meant to take a while
AFTER_START = [fault for fault in FAULTS if fault != "there is no store at all"]


def free_writing(page: Page, url: str) -> None:
    page.goto(f"{url}/journal/write")
    expect(page.locator("free-writing:defined")).to_be_visible()


def texts(page: Page, url: str) -> list[object]:
    """The texts that a page finds which was not there before."""
    fresh = page.context.new_page()
    fresh.goto(f"{url}/journal")
    found = [entry["text"] for entry in disk.entries(fresh)]
    fresh.close()
    return found


@pytest.mark.parametrize("fault", AFTER_START)
def test_f24_free_writing_that_is_not_saved_says_so_and_is_saved_when_it_can_be(
    phone: Page, shared_server: Server, fault: str
) -> None:
    script, words = FAULTS[fault]
    phone.add_init_script(f"window.fault = false; {script}")
    free_writing(phone, shared_server.url)
    box = phone.locator("#free")
    box.press_sequentially("saved ")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    phone.evaluate("window.fault = true")
    box.press_sequentially(WORDS)
    expect(phone.locator("[data-said]")).to_contain_text(words)
    expect(phone.get_by_text(SAVED)).to_be_hidden()
    expect(box).to_have_value(f"saved {WORDS}")
    phone.evaluate("window.fault = false")
    box.press_sequentially(".")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    assert texts(phone, shared_server.url) == [f"saved {WORDS}."]


def test_f24_free_writing_on_a_full_device_says_so_and_goes_nowhere(
    phone: Page, shared_server: Server
) -> None:
    devtools = phone.context.new_cdp_session(phone)
    quota(devtools, shared_server.url, 1)
    free_writing(phone, shared_server.url)
    phone.locator("#free").press_sequentially(WORDS)
    expect(phone.locator("[data-said]")).to_contain_text(FULL)
    expect(phone.locator("#free")).to_have_value(WORDS)
    quota(devtools, shared_server.url, None)
    phone.locator("#free").press_sequentially(".")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    assert texts(phone, shared_server.url) == [f"{WORDS}."]


def test_f24_free_writing_that_is_not_saved_outlasts_the_lock(
    phone: Page, shared_server: Server
) -> None:
    """The lock falls while the last words are on the screen alone: they are not taken from it."""
    phone.add_init_script(f"window.fault = false; {FAULTS['the connection is always lost'][0]}")
    free_writing(phone, shared_server.url)
    disk.ask(phone, SET_LOCK, WAY_IN)
    phone.locator("#free").press_sequentially("saved ")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    phone.evaluate("window.fault = true")
    phone.locator("#free").press_sequentially(WORDS)
    expect(phone.locator("[data-said]")).to_contain_text(FAILED)
    phone.get_by_role("button", name="Lock").click()
    phone.wait_for_timeout(LAST_KEYSTROKE)
    expect(phone.locator("#free")).to_have_value(f"saved {WORDS}")
    phone.evaluate("window.fault = false")
    phone.locator("#free").press_sequentially(".")
    expect(phone.get_by_text(SAVED)).to_be_visible()
    phone.reload()
    disk.ask(phone, UNLOCK, WAY_IN)
    assert f"saved {WORDS}." in [entry["text"] for entry in disk.entries(phone)]


@pytest.mark.parametrize("fault", AFTER_START)
def test_f24_a_mark_that_is_not_kept_does_not_look_as_if_it_were(
    phone: Page, shared_server: Server, fault: str
) -> None:
    script, words = FAULTS[fault]
    phone.add_init_script(f"window.fault = false; {script}")
    keep_a_line(phone, shared_server.url, "the tea")
    phone.goto(f"{shared_server.url}/journal")
    phone.get_by_role("link", name="the tea").click()
    phone.locator("[data-about] summary").click()
    mark = phone.get_by_label("Bring to supervision")
    phone.evaluate("window.fault = true")
    mark.click()
    expect(phone.locator("journal-entry [data-problem]")).to_contain_text(words)
    expect(phone.get_by_text(SAVED)).to_be_hidden()
    expect(mark).not_to_be_checked()
    phone.evaluate("window.fault = false")
    mark.check()
    expect(phone.get_by_text(SAVED)).to_be_visible()
    assert disk.entries(phone)[0]["marks"] == ["supervision"]


def test_f24_a_lock_that_cannot_be_set_is_not_said_to_be(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(f"window.fault = false; {FAULTS['every transaction aborts'][0]}")
    keep_a_line(phone, shared_server.url, "the tea")
    phone.goto(f"{shared_server.url}/lock")
    phone.get_by_label("Your passphrase").fill(WAY_IN)
    phone.get_by_role("button", name="Lock with this").click()
    expect(phone.locator("[data-code]")).to_be_visible(timeout=OPENING)
    phone.evaluate("window.fault = true")
    phone.get_by_role("button", name="I have written it down").click()
    said = phone.locator("lock-settings [data-said]")
    expect(said).to_contain_text("That did not work.", timeout=OPENING)
    phone.reload()
    assert [entry["answers"]["line"] for entry in disk.entries(phone)] == ["the tea"]


SET_LOCK = """async (passphrase) => {
  const { openJournal } = await import("/source/journal/open.js");
  await (await openJournal()).setLock(passphrase);
}"""
UNLOCK = """async (passphrase) => {
  const { openJournal } = await import("/source/journal/open.js");
  await (await openJournal()).unlock({ passphrase });
}"""
