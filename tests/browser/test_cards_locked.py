"""Cards and the lock: hidden while it is shut, and joined up when it opens."""

from collections.abc import Callable

from cards import MAP, cards, keep, keep_map
from player import go_on, place, press, ready, step
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from test_lock import expect_locked, set_lock, unlock
from waits import pause


def test_f48_cards_are_hidden_while_locked_and_nothing_tells_that_there_is_one(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_map(phone, url, "QUOKKA")
    set_lock(phone, url)
    phone.get_by_role("link", name="Journal", exact=True).click()
    phone.get_by_role("link", name="Cards I keep").click()
    expect(phone.get_by_text("QUOKKA: Trust")).to_be_visible()
    press(phone, "Lock")
    expect_locked(phone)
    assert "QUOKKA" not in phone.content()
    expect(phone.locator("[data-cards]").first).to_be_hidden()
    phone.get_by_role("link", name="Skills", exact=True).click()
    phone.get_by_role("link", name="Support map").click()
    ready(phone)
    pause(phone)
    expect(phone.get_by_role("heading", name="You have this card")).to_be_hidden()
    press(phone, "Start")
    step(phone).locator("input").first.fill("WOMBAT")
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    phone.get_by_role("link", name="See the cards you keep").click()
    expect_locked(phone)
    unlock(phone)
    expect(phone.locator('[data-cards="RS1"] article')).to_have_count(1)
    expect(phone.locator('[data-cards="RS1"] dd').first).to_have_text("QUOKKA")
    expect(phone.locator('[data-cards="RS1"] dd').nth(1)).to_have_text("WOMBAT")


def test_f48_a_card_that_is_being_edited_when_the_lock_falls_is_the_same_card_after_unlock(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_map(phone, url, "QUOKKA", "NUMBAT")
    set_lock(phone, url)
    phone.get_by_role("link", name="Skills", exact=True).click()
    phone.get_by_role("link", name="Support map").click()
    press(phone, "Edit my card")
    go_on(phone)
    press(phone, "Lock")
    expect(phone.get_by_text("your earlier answers with it")).to_be_visible()
    in_memory = "JSON.stringify(document.querySelector('exercise-player').session)"
    assert "QUOKKA" not in phone.content() + str(phone.evaluate(in_memory))
    phone.get_by_role("link", name="unlock", exact=True).click()
    unlock(phone)
    phone.get_by_role("link", name="Today", exact=True).click()
    phone.get_by_role("link", name="Carry on: Support map").click()
    press(phone, "Carry on")
    step(phone).locator("fieldset").first.get_by_label("Reassurance").check()
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    phone.get_by_role("link", name="See the cards you keep").click()
    expect(phone.locator('[data-cards="RS1"] dd')).to_have_text(
        ["QUOKKA", "NUMBAT", "QUOKKA: Reassurance", "NUMBAT: Someone to learn from"]
    )


def test_f48_a_card_that_is_open_while_another_tab_locks_and_unlocks_is_edited_all_the_same(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    url = shared_server.url
    context = new_phone()
    one, two = context.new_page(), context.new_page()
    keep_map(one, url, "AB", "CD")
    set_lock(one, url)
    two.goto(f"{url}/exercises/{MAP}")
    press(two, "Edit my card")
    step(two).locator("input").first.fill("EF")
    press(one, "Lock")
    expect(two.get_by_text("your earlier answers with it")).to_be_visible()
    unlock(one)
    expect(step(two).locator("input").first).to_have_value("EF")
    while place(two) != "end":
        go_on(two)
    keep(two)
    (card,) = cards(two)
    assert card["answers"]["people"] == ["EF", "CD"]
    assert card["answers"]["gives"] == {"CD": "Someone to learn from"}
