"""What one device did to the backup, as another device meets it: no dead end, and nothing lost."""

from collections.abc import Callable

import disk
import pytest
from backups import DERIVING, NAME, PASSPHRASE, expect_status, press, set_up, sign_in, texts
from player import begin, put_in
from playwright.sync_api import BrowserContext, Page, Route, expect
from server import Server
from test_keeper import write
from test_lock import unlock
from waits import written

NEXT = "four other words here"


@pytest.fixture
def both(new_phone: Callable[..., BrowserContext], server: Server) -> tuple[Page, Page]:
    """A phone and a laptop of one backup."""
    phone, laptop = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "of the phone")
    set_up(phone, server.url)
    sign_in(laptop, server.url)
    return phone, laptop


def change_passphrase(page: Page) -> None:
    page.get_by_role("link", name="lock page").click()
    page.get_by_label("The passphrase now").fill(PASSPHRASE)
    page.get_by_label("A new passphrase").fill(NEXT)
    press(page, "Change the passphrase")
    expect(page.locator("[data-passphrase]")).to_have_text(NEXT, timeout=DERIVING)
    press(page, "I have written it down")


def test_f43_a_locked_device_is_opened_by_the_passphrase_that_was_chosen_on_another(
    both: tuple[Page, Page], server: Server
) -> None:
    phone, laptop = both
    change_passphrase(phone)
    laptop.goto(f"{server.url}/journal/write")
    laptop.locator("free-writing:defined").wait_for()
    laptop.get_by_role("textbox").press_sequentially("while locked")
    written(laptop)
    laptop.goto(f"{server.url}/back-up")
    laptop.locator("unlock-box [name=passphrase]").fill(NEXT)
    press(laptop, "Unlock")
    expect(laptop.get_by_text("That does not open this device")).to_be_visible(timeout=DERIVING)
    press(laptop, "Sign in with the new one")
    expect(laptop.get_by_role("heading", name="Sign in to back up")).to_be_focused()
    laptop.locator("[name=in-passphrase]").fill(NEXT)
    laptop.locator("[name=in-passphrase]").press("Enter")
    expect(laptop.get_by_text("Signed in as")).to_be_visible(timeout=DERIVING)
    expect_status(laptop, "Backed up")
    assert any("while locked" in each for each in texts(laptop))
    laptop.goto(f"{server.url}/journal")
    unlock(laptop, NEXT)


def test_a_device_whose_backup_was_deleted_on_another_goes_on_without_it(
    both: tuple[Page, Page],
) -> None:
    phone, laptop = both
    phone.get_by_text("Delete the backup", exact=True).first.click()
    phone.locator("[name=gone-passphrase]").fill(PASSPHRASE)
    phone.locator("[name=gone-passphrase]").press("Enter")
    expect(phone.get_by_text("The backup is deleted")).to_be_visible(timeout=DERIVING)
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    press(laptop, "Sync now")
    expect_status(laptop, "Sign in to back up")
    laptop.locator("[name=in-passphrase]").fill(PASSPHRASE)
    press(laptop, "Sign in")
    expect(laptop.get_by_text("do not belong together")).to_be_visible(timeout=DERIVING)
    laptop.get_by_text("I deleted that backup").click()
    press(laptop, "Go on without it")
    expect_status(laptop, "On this device only")
    expect(laptop.get_by_role("button", name="Set up a backup", exact=True)).to_be_visible()
    assert any("of the phone" in each for each in texts(laptop))


def test_what_is_said_after_signing_in_is_that_somebody_is_signed_in(
    both: tuple[Page, Page],
) -> None:
    _, laptop = both
    expect(laptop.locator("back-up [data-said]")).to_contain_text("You are signed in.")
    expect(laptop.get_by_role("heading", level=1)).to_be_focused()


def test_what_another_tab_writes_while_this_one_signs_out_is_kept(
    phone: Page, server: Server
) -> None:
    write(phone, server.url, "before")
    set_up(phone, server.url)
    beside = phone.context.new_page()
    beside.goto(f"{server.url}/journal/write")
    beside.locator("free-writing:defined").wait_for()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    phone.route("**/api/session", hold, times=1)
    phone.get_by_text("Sign out on this device").click()
    with phone.expect_request("**/api/session"):
        press(phone, "Sign out")
    beside.get_by_role("textbox").press_sequentially("meanwhile")
    written(beside)
    held[0].continue_()
    expect(phone.get_by_text("Something was written in another tab")).to_be_visible()
    assert len(disk.rows(phone)["records"]) == 2
    phone.locator("[name=in-passphrase]").fill(PASSPHRASE)
    press(phone, "Sign in")
    expect_status(phone, "Backed up")


def test_an_exercise_that_was_begun_is_not_lost_by_signing_out_unless_somebody_says_so(
    phone: Page, server: Server
) -> None:
    write(phone, server.url, "kept")
    set_up(phone, server.url)
    begin(phone, server.url, "abcde")
    put_in(phone, "half a thought")
    written(phone)
    press(phone, "Stop")
    phone.goto(f"{server.url}/journal")
    unlock(phone, PASSPHRASE)
    phone.get_by_role("link", name="Back up and sync").click()
    phone.get_by_text("Sign out on this device").click()
    expect(phone.get_by_text("An exercise that you began is not kept yet")).to_be_visible()
    press(phone, "Sign out")
    expect(phone.get_by_text("You are still signed in")).to_be_visible()
    expect(phone.locator("back-up [data-user]")).to_have_text(NAME)
