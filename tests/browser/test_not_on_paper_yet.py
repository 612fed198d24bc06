"""Nothing depends on a passphrase or a code before it is on paper, whenever the page goes."""

import re
from collections.abc import Callable

import disk
from backups import DERIVING, NAME, PASSPHRASE, begin_set_up, expect_status, press, set_up
from player import keep_a_line
from playwright.sync_api import BrowserContext, Page, Route, expect
from server import Server
from test_keeper import open_journal, write
from test_lock import CODE, set_lock, unlock

NEXT = "four other words here"


def recover(page: Page, url: str, code: str) -> None:
    page.goto(f"{url}/back-up")
    press(page, "I have one already")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_text("I cannot remember the passphrase").click()
    page.locator("[name=in-code]").fill(code)
    page.locator("[name=in-next]").fill(NEXT)
    press(page, "Sign in with the code")


def test_f21_a_page_that_goes_while_the_first_passphrase_shows_leaves_no_lock(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    phone.goto(f"{shared_server.url}/lock")
    press(phone, "Lock with this")
    expect(phone.locator("[data-code]")).to_have_text(CODE, timeout=DERIVING)
    expect(phone.get_by_text("Your journal gets its lock when")).to_be_visible()
    open_journal(phone, shared_server.url)
    expect(phone.get_by_text("the tea")).to_be_visible()


def test_f21_a_page_that_goes_while_the_code_of_a_backup_shows_leaves_no_lock_and_no_backup(
    phone: Page, server: Server
) -> None:
    write(phone, server.url, "the tea")
    begin_set_up(phone, server.url)
    open_journal(phone, server.url)
    expect(phone.get_by_text("the tea")).to_be_visible()
    expect_status(phone, "On this device only")
    set_up(phone, server.url)


def test_f21_f47_where_a_lock_is_there_its_code_is_good_until_the_new_one_was_typed_back(
    phone: Page, server: Server
) -> None:
    write(phone, server.url, "the tea")
    code = set_lock(phone, server.url)
    phone.get_by_role("link", name="Journal", exact=True).click()
    phone.get_by_role("link", name="Back up and sync").click()
    press(phone, "Set up a backup")
    phone.get_by_label("A name to sign in with").fill(NAME)
    phone.locator("[name=own-passphrase]").fill(PASSPHRASE)
    press(phone, "Go on")
    newer = phone.locator("back-up [data-code]")
    expect(newer).to_have_text(CODE, timeout=DERIVING)
    press(phone, "Lock")
    expect(phone.get_by_text("Your journal was locked before the backup")).to_be_visible()
    expect(newer).to_be_empty()
    phone.get_by_text("I cannot remember it").click()
    phone.locator("unlock-box [name=code]").fill(code)
    press(phone, "Unlock with the code")
    expect(phone.locator("unlock-box")).to_be_hidden(timeout=DERIVING)


def test_f21_f43_f47_a_set_up_whose_answer_was_lost_with_its_page_is_taken_up_by_the_next(
    new_phone: Callable[..., BrowserContext], server: Server, trouble: list[str]
) -> None:
    phone, other = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "kept")

    def lose(route: Route) -> None:
        route.fetch()  # made, and nobody is told
        route.abort()

    phone.route("**/api/account", lose, times=1)
    begin_set_up(phone, server.url)
    phone.get_by_label("Type the recovery code").fill(phone.locator("[data-code]").inner_text())
    press(phone, "Back up now")
    expect(phone.get_by_text("The server cannot be reached now")).to_be_visible(timeout=DERIVING)
    phone.goto(f"{server.url}/back-up")
    unlock(phone, PASSPHRASE)
    press(phone, "Set up a backup")
    phone.get_by_label("A name to sign in with").fill(NAME)
    phone.locator("[name=own-passphrase]").fill(PASSPHRASE)
    press(phone, "Go on")
    code = phone.locator("back-up [data-code]")
    expect(code).to_have_text(CODE, timeout=DERIVING)
    newer = code.inner_text()
    phone.get_by_label("Type the recovery code").fill(newer)
    press(phone, "Back up now")
    expect_status(phone, "Backed up")
    assert disk.rows(phone)["outbox"] == []
    recover(other, server.url, newer)
    expect(other.get_by_text("Signed in as")).to_be_visible(timeout=DERIVING)
    trouble.clear()  # the browser says that a request was cut off


def test_a_name_that_somebody_has_is_told_and_another_one_does(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, other = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "mine")
    set_up(phone, server.url)
    write(other, server.url, "theirs")
    begin_set_up(other, server.url)
    other.get_by_label("Type the recovery code").fill(other.locator("[data-code]").inner_text())
    press(other, "Back up now")
    expect(other.get_by_text("Somebody has that name")).to_be_visible(timeout=DERIVING)
    other.get_by_label("Another name to sign in with").fill("robin")
    other.get_by_label("Another name to sign in with").press("Enter")
    expect_status(other, "Backed up")
    expect(other.get_by_role("heading", level=1)).to_be_focused()
    expect(other.locator("back-up [data-user]")).to_have_text(re.compile("robin"))
