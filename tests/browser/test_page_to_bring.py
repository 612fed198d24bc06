"""The page to bring to supervision is the person's own writing: kept, locked, covered."""

import re

import disk
from locks import lock, to_the_page, unlock_beside
from player import begin, go_on, keep_a_line, place, press
from playwright.sync_api import Page, expect
from server import Server
from test_lock import everything_readable, set_lock
from waits import pause


def test_f48_f31_a_page_to_bring_is_gone_when_locked_and_back_as_it_was_changed(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    to_the_page(phone)
    page = phone.get_by_label("Your page")
    page.fill("numbat, rewritten for ten minutes")
    pause(phone)
    press(phone, "Show on my screen")
    press(phone, "Hide")
    lock(phone)
    readable = everything_readable(phone)
    assert "quokkaburden" not in readable
    assert "numbat" not in readable
    expect(page).to_be_hidden()
    unlock_beside(phone, shared_server.url)
    expect(page).to_have_value("numbat, rewritten for ten minutes")
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


def test_f31_a_page_to_bring_that_was_changed_outlasts_a_reload_and_back_and_next(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(shared_server.url)
    to_the_page(phone)
    page = phone.get_by_label("Your page")
    page.fill("ten minutes of rewriting")
    pause(phone)
    phone.reload()
    press(phone, "Carry on")
    expect(page).to_have_value("ten minutes of rewriting")
    page.fill("")  # taken out to the last letter: made from the answers again
    pause(phone)
    phone.reload()
    press(phone, "Carry on")
    expect(page).to_have_value(re.compile("quokkaburden"))


def test_each_entry_on_the_page_to_bring_has_its_day_and_the_page_is_shown_from_its_start(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the heron by the canal")
    begin(phone, shared_server.url, "before-supervision")
    choice = phone.locator("[data-entries] label")
    day = re.compile(r"Gratitude line, \d{1,2} \w+ \d{4}")
    expect(choice).to_have_text(day)
    choice.click()
    while place(phone) != "end":
        go_on(phone)
    page = phone.get_by_label("Your page")
    expect(page).to_have_value(day)
    page.fill("first line\n\n" + "a line of many\n" * 40)
    press(phone, "Show on my screen")
    sheet = phone.locator("supervision-copy dialog")
    expect(sheet.get_by_text("first line")).to_be_in_viewport()
    assert sheet.evaluate("(sheet) => sheet.scrollTop") == 0
