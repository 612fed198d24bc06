"""When the lock falls by itself, in one tab and in several, and what opens it again."""

from collections.abc import Callable

from player import keep_a_line, press
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from test_lock import expect_locked, set_lock, unlock


def test_f48_a_phone_that_slept_timers_and_all_is_locked_when_it_is_looked_at_again(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(
        """Object.defineProperty(document, "hidden", { get: () => window.away ?? false });
        window.go = (away) => {
          window.away = away;
          document.dispatchEvent(new Event("visibilitychange"));
        };"""
    )
    keep_a_line(phone, shared_server.url, "the tea")
    set_lock(phone, shared_server.url)
    phone.clock.install()
    phone.goto(f"{shared_server.url}/journal")
    phone.clock.run_for(1000)
    unlock(phone)
    phone.clock.run_for(1000)
    now = phone.evaluate("go(true), Date.now() / 1000")
    phone.clock.set_system_time(now + 30)
    phone.evaluate("go(false)")
    phone.clock.run_for(6000)
    expect(phone.get_by_text("the tea")).to_be_visible()
    now = phone.evaluate("go(true), Date.now() / 1000")
    phone.clock.set_system_time(now + 4 * 60)
    phone.evaluate("go(false)")
    expect_locked(phone)
    assert "the tea" not in phone.content()


def test_a_tab_that_is_left_behind_does_not_lock_the_one_that_is_written_in(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    url = shared_server.url
    context = new_phone()
    one, two = context.new_page(), context.new_page()
    keep_a_line(one, url, "the tea")
    set_lock(one, url)
    context.clock.install()
    two.goto(f"{url}/journal")
    expect(two.get_by_text("the tea")).to_be_visible()
    for _ in range(2):
        context.clock.run_for(4 * 60_000)
        one.mouse.click(5, 300)
    expect(two.get_by_text("the tea")).to_be_visible()
    context.clock.run_for(5 * 60_000 + 10_000)
    expect_locked(two)


def test_what_cannot_be_brought_in_at_unlock_is_told_and_does_not_keep_the_journal_shut(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    set_lock(phone, shared_server.url)
    press(phone, "Lock")
    keep_a_line(phone, shared_server.url, "the rain")
    phone.evaluate(
        """new Promise((done) => {
          indexedDB.open("between-visits").onsuccess = ({ target: { result: db } }) => {
            const letters = db.transaction("letters", "readwrite").objectStore("letters");
            letters.getAll().onsuccess = ({ target: { result: rows } }) => {
              rows[0].sealed[100] ^= 1;
              letters.put(rows[0]).onsuccess = () => (db.close(), done());
            };
          };
        })"""
    )
    phone.goto(f"{shared_server.url}/journal")
    unlock(phone)
    expect(phone.get_by_text("the tea")).to_be_visible()
    expect(phone.get_by_text("not brought in yet: 1.")).to_be_visible()
