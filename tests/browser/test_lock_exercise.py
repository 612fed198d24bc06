"""A lock that falls on an exercise: no word stays, and none that was not saved goes."""

import disk
import pytest
from locks import NO_ROOM, SLOW, link, lock, start, unlock_beside
from player import go_on, keep_a_line, place, press, put_in
from playwright.sync_api import Page, expect
from server import Server
from test_lock import everything_readable, set_lock, unlock
from waits import pause

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
    pause(phone)
    phone.evaluate("window.fault = true")
    put_in(phone, "wombat not saved")
    expect(phone.get_by_text("They stay on this screen")).to_be_visible()
    lock(phone)
    field = phone.locator("[data-step]:visible textarea")
    expect(field).to_have_value("wombat not saved")
    assert "quokka" not in everything_readable(phone)
    phone.evaluate("window.fault = false")
    field.press_sequentially("!")
    pause(phone)
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
    pause(phone)
    press(phone, "Stop")
    phone.locator("header .brand").click()
    link(phone, "Skills")
    expect(phone.get_by_role("heading", name="Skills", level=1)).to_be_visible()
    pause(phone)  # its links are boosted by then
    phone.evaluate(START_AT_ONCE, "ABCDE")
    beside = phone.locator("[data-part=beside]")
    expect(beside).to_be_visible()
    lock(phone)
    expect(beside).to_be_hidden()
    beside.locator("button").evaluate("(button) => button.click()")
    pause(phone)
    assert "quokkasecret" not in everything_readable(phone)
    unlock_beside(phone, shared_server.url)
    assert "quokkasecret" in str(disk.drafts(phone))


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
    pause(phone)
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
    pause(phone)
    lock(phone)
    expect(worse).not_to_be_checked()
    unlock_beside(phone, shared_server.url)
    expect(worse).to_be_checked()


def test_an_exercise_that_ends_while_locked_offers_to_unlock_there_and_then_to_keep(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    start(phone, "What went well")
    put_in(phone, "quokka")
    pause(phone)
    lock(phone)
    while place(phone) != "end":
        go_on(phone)
    expect(phone.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    expect(phone.get_by_role("button", name="Keep this in my journal")).to_be_hidden()
    unlock(phone)
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert "quokka" in str(disk.entries(phone))
    start(phone, "What went well")
    put_in(phone, "wombat")
    while place(phone) != "end":
        go_on(phone)
    lock(phone)
    expect(phone.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    unlock(phone)
    expect(phone.locator("[data-part=end] [data-so-far]").first).to_contain_text("wombat")
    expect(phone.get_by_role("button", name="Keep this in my journal")).to_be_visible()
