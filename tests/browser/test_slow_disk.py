"""A disk that takes its time: another tab holds the drafts while the first words come (F31)."""

from collections.abc import Callable

import disk
import pytest
from player import AT_ONCE, LAST_KEYSTROKE, begin, press, put_in, ready
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

# A transaction that is kept open by one request after another.
HOLD = """async () => {
  const open = indexedDB.open("between-visits");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const store = db.transaction("drafts", "readwrite").objectStore("drafts");
  window.holding = true;
  await new Promise((begun) => {
    (function more() { if (window.holding) store.count().onsuccess = () => (begun(), more()); })();
  });
}"""


@pytest.fixture
def pages(new_phone: Callable[..., BrowserContext], shared_server: Server) -> tuple[Page, Page]:
    """A page for the person, and one that can hold the drafts; the journal is there already."""
    context = new_phone()
    phone, holder = context.new_page(), context.new_page()
    holder.goto(f"{shared_server.url}/journal")
    expect(holder.get_by_text("Nothing is kept here yet")).to_be_visible()
    return phone, holder


def test_f31_words_typed_before_the_drafts_were_read_and_then_kept_leave_no_draft(
    pages: tuple[Page, Page], shared_server: Server
) -> None:
    phone, holder = pages
    holder.evaluate(HOLD)
    phone.goto(f"{shared_server.url}/exercises/{AT_ONCE}")
    ready(phone)
    phone.get_by_role("textbox").press_sequentially("the tea")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    holder.evaluate("window.holding = false")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert disk.drafts(phone) == []


@pytest.mark.parametrize("slug", [AT_ONCE, "abcde"])
def test_f31_a_beginning_before_the_drafts_were_read_does_not_write_over_an_earlier_draft(
    pages: tuple[Page, Page], shared_server: Server, slug: str
) -> None:
    phone, holder = pages
    begin(phone, shared_server.url, slug)
    put_in(phone, "what I wrote yesterday")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    holder.evaluate(HOLD)
    begin(phone, shared_server.url, slug)
    phone.locator("textarea:visible").press_sequentially("new ")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    holder.evaluate("window.holding = false")
    phone.locator("textarea:visible").press_sequentially("words")
    phone.wait_for_timeout(LAST_KEYSTROKE)
    kept = str([draft["body"]["answers"] for draft in disk.drafts(phone)])
    assert "new words" in kept
    assert "what I wrote yesterday" in kept
