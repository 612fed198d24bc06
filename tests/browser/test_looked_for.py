"""What was looked for in the journal is kept for the visit, and is nowhere but in memory."""

import disk
import pytest
from locks import link, lock
from player import keep_a_line, press
from playwright.sync_api import Locator, Page, expect
from server import Server
from test_keeper import open_journal
from test_lock import everything_readable, set_lock, unlock


@pytest.fixture
def listed(phone: Page, shared_server: Server) -> Locator:
    """The list, of a journal with three lines."""
    for words in ("the heron", "a neighbour waved", "the heron again"):
        keep_a_line(phone, shared_server.url, words)
    open_journal(phone, shared_server.url)
    return phone.locator("[data-entries] li")


def look(phone: Page) -> None:
    """For what is in two of them."""
    phone.get_by_label("Search").fill("heron")
    phone.get_by_text("More ways to find").click()
    phone.get_by_label("Kind").select_option("entry")
    expect(phone.get_by_text("2 found")).to_be_visible()


def test_back_from_an_entry_finds_the_search_and_the_place_as_they_were_left(
    phone: Page, listed: Locator
) -> None:
    look(phone)
    listed.nth(1).get_by_role("link").click()
    expect(phone.locator("[data-read]")).to_contain_text("heron")
    phone.go_back()
    expect(phone.get_by_label("Search")).to_have_value("heron")
    expect(phone.get_by_label("Kind")).to_have_value("entry")
    expect(listed).to_have_count(2)
    expect(listed.nth(1).get_by_role("link")).to_be_focused()
    expect(listed.nth(1)).to_be_in_viewport()


def test_what_was_looked_for_is_neither_in_the_address_nor_on_the_disk_and_ends_with_the_visit(
    phone: Page, listed: Locator
) -> None:
    look(phone)
    listed.first.get_by_role("link").click()
    expect(phone.locator("[data-read]")).to_contain_text("heron")
    assert "heron" not in phone.url
    assert "heron" not in str(disk.rows(phone))
    phone.goto(phone.url.split("/journal")[0] + "/journal")
    expect(listed).to_have_count(3)
    expect(phone.get_by_label("Search")).to_have_value("")


def test_f48_what_was_looked_for_goes_when_the_lock_falls(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the heron")
    set_lock(phone, shared_server.url)
    link(phone, "Journal")
    phone.get_by_label("Search").fill("heron")
    phone.get_by_role("link", name="the heron").click()
    press(phone, "Edit")
    lock(phone)
    phone.go_back()
    assert "heron" not in everything_readable(phone)
    unlock(phone)
    expect(phone.get_by_role("link", name="the heron")).to_be_visible()
    expect(phone.get_by_label("Search")).to_have_value("")
