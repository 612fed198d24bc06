"""After supervision: the page that was brought has done its work, and can go."""

import disk
from cards import keep
from player import begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import Page, expect
from server import Server


def test_the_page_that_was_brought_goes_to_the_trash_at_keep_and_undo_brings_it_back(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    begin(phone, url, "before-supervision")
    while place(phone) != "end":
        put_in(phone, "the page")
        go_on(phone)
    keep(phone)
    keep_a_line(phone, url, "something else")
    begin(phone, url, "after-supervision")
    put_in(phone, "a lighter weight")
    go_on(phone)
    go_on(phone)
    expect(phone.get_by_text("Which page: Before supervision, Today.")).to_be_visible()
    phone.get_by_label("Delete my copy").check()
    go_on(phone)
    titles = [entry["title"] for entry in disk.entries(phone)]
    assert titles == ["Gratitude line", "Before supervision"], "nothing goes before Keep"
    keep(phone)
    expect(phone.get_by_text("Your page from before is in the trash.")).to_be_visible()
    titles = [entry["title"] for entry in disk.entries(phone)]
    assert titles == ["After supervision", "Gratitude line"]
    press(phone, "Undo")
    expect(phone.get_by_text("It is back in your journal.")).to_be_visible()
    titles = [entry["title"] for entry in disk.entries(phone)]
    assert titles == ["After supervision", "Gratitude line", "Before supervision"]


def test_where_no_page_was_kept_the_step_says_so_and_nothing_is_deleted(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "something else")
    begin(phone, shared_server.url, "after-supervision")
    put_in(phone, "a lighter weight")
    go_on(phone)
    go_on(phone)
    expect(phone.get_by_text("No such page is in your journal now")).to_be_visible()
    phone.get_by_label("Delete my copy").check()
    go_on(phone)
    keep(phone)
    expect(phone.locator("[data-deleted]")).to_be_hidden()
    titles = [entry["title"] for entry in disk.entries(phone)]
    assert titles == ["After supervision", "Gratitude line"]
