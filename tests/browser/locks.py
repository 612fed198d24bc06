"""Locking and unlocking as a person does, at the worst of moments."""

import re

from player import go_on, place, press, put_in
from playwright.sync_api import Page, expect
from test_lock import unlock

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


def link(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


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
