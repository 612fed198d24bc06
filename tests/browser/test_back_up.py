"""Two browsers on one server: backed up on the one, read on the other, and nothing lost between."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from profile import Profile

import disk
import pytest
from backups import (
    DERIVING,
    NAME,
    PASSPHRASE,
    SYNC,
    expect_status,
    press,
    set_up,
    sign_in,
    sync,
    texts,
)
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect
from server import Server
from test_keeper import open_journal, write
from test_lock import everything_readable
from waits import written


@pytest.fixture
def profile(playwright: Playwright, tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(playwright, tmp_path / "profile", [])
    yield profile
    profile.close()


@pytest.mark.whole_browser
def test_written_on_one_device_and_read_on_the_other(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, laptop = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "A long day")
    set_up(phone, server.url)
    write(laptop, server.url, "Of the laptop")
    sign_in(laptop, server.url)
    assert any("A long day" in each for each in texts(laptop))
    assert any("Of the laptop" in each for each in texts(laptop)), "what was there joins (F44)"
    sync(phone)
    assert any("Of the laptop" in each for each in texts(phone))
    stored = (server.folder / "server.db").read_bytes()
    assert b"A long day" not in stored


def test_a_set_up_whose_answer_was_lost_is_finished_by_the_next_try(
    new_phone: Callable[..., BrowserContext], server: Server, trouble: list[str]
) -> None:
    phone = new_phone().new_page()
    write(phone, server.url, "kept")

    def lose(route: Route) -> None:
        route.fetch()  # made, and nobody is told
        route.abort()

    phone.route("**/api/account", lose, times=1)
    phone.goto(f"{server.url}/back-up")
    press(phone, "Set up a backup")
    phone.get_by_label("A name to sign in with").fill(NAME)
    phone.locator("[name=new-passphrase]").fill(PASSPHRASE)
    press(phone, "Go on")
    phone.get_by_role("heading", name="Write these down").wait_for(timeout=DERIVING)
    phone.get_by_label("Type the recovery code").fill(phone.locator("[data-code]").inner_text())
    press(phone, "Back up now")
    expect(phone.get_by_text("The server cannot be reached now")).to_be_visible(timeout=DERIVING)
    press(phone, "Back up now")
    expect_status(phone, "Backed up")
    assert disk.rows(phone)["outbox"] == []
    trouble.clear()  # the browser says that a request was cut off


@pytest.mark.whole_browser
def test_edits_made_on_both_with_no_signal_are_both_there(
    new_phone: Callable[..., BrowserContext], server: Server, trouble: list[str]
) -> None:
    phone, laptop = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "first line")
    set_up(phone, server.url)
    sign_in(laptop, server.url)
    for page, words in ((phone, "\nphone line"), (laptop, "\nlaptop line")):
        page.route(SYNC, lambda route: route.abort())
        texts(page)
        page.get_by_role("link", name="first line").click()
        press(page, "Edit")
        page.wait_for_url("**/journal/write#*")
        expect(page.get_by_role("textbox")).to_have_value("first line")
        page.get_by_role("textbox").press("Control+End")
        page.get_by_role("textbox").press_sequentially(words)
        written(page)
    for page in (phone, laptop):
        page.unroute(SYNC)
    sync(phone)
    sync(laptop)
    sync(phone)
    for page in (phone, laptop):
        texts(page)
        page.get_by_role("link", name="first line").click()
        read = page.locator("journal-entry [data-read]")
        expect(read).to_contain_text("phone line")
        expect(read).to_contain_text("laptop line")
    trouble.clear()  # the browser says that a request was cut off


def test_f37_one_line_that_both_changed_is_kept_both_and_each_is_shown_beside_the_other(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, laptop = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "a day")
    set_up(phone, server.url)
    sign_in(laptop, server.url)
    for page, words in ((phone, " of rain"), (laptop, " of sun")):
        page.route(SYNC, lambda route: route.fulfill(status=503))
        texts(page)
        page.get_by_role("link", name="a day").click()
        press(page, "Edit")
        expect(page.get_by_role("textbox")).to_have_value("a day")
        page.get_by_role("textbox").press("Control+End")
        page.get_by_role("textbox").press_sequentially(words)
        written(page)
    for page in (phone, laptop, phone):
        page.unroute(SYNC)
        sync(page)
    for page in (phone, laptop):
        assert len(texts(page)) == 2
        page.get_by_role("link", name="a day of sun").click()
        expect(page.get_by_role("heading", name="Two versions of this entry")).to_be_visible()
        expect(page.locator("[data-other-words]")).to_contain_text("a day of rain")


def test_f22_what_comes_while_somebody_writes_on_in_the_same_entry_joins_it(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, laptop = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "first line")
    set_up(phone, server.url)
    sign_in(laptop, server.url)
    for page in (phone, laptop):
        texts(page)
        page.get_by_role("link", name="first line").click()
        press(page, "Edit")
        expect(page.get_by_role("textbox")).to_have_value("first line")
        page.get_by_role("textbox").press("Control+Home")
    laptop.get_by_role("textbox").press_sequentially("laptop line\n")
    written(laptop)
    sync(laptop)
    with phone.expect_response(SYNC):
        phone.evaluate("dispatchEvent(new Event('online'))")
    phone.get_by_role("textbox").press("Control+End")
    phone.get_by_role("textbox").press_sequentially("\nphone line")
    written(phone)
    expect(phone.get_by_role("textbox")).to_have_value("laptop line\nfirst line\nphone line")


def test_f21_killed_in_the_middle_of_a_push_everything_arrives_after_the_next_start(
    profile: Profile, server: Server
) -> None:
    page = profile.page()
    write(page, server.url, "before")
    set_up(page, server.url)

    def half(route: Route) -> None:
        route.fetch()  # the server has it, and the answer never comes
        profile.kill()

    page.route(SYNC, half)
    texts(page)
    page.get_by_role("link", name="Write", exact=True).click()
    page.locator("free-writing:defined").wait_for()
    page.get_by_role("textbox").press_sequentially("in the middle")
    written(page)
    page.wait_for_timeout(500)
    profile.kill()
    page = profile.page()
    page.goto(f"{server.url}/back-up")
    page.locator("unlock-box [name=passphrase]").fill(PASSPHRASE)
    press(page, "Unlock")
    expect(
        page.locator("[data-part=on], [data-part=sign-in]").and_(page.locator(":visible"))
    ).to_be_visible(timeout=DERIVING)
    page.wait_for_timeout(1_000)
    if page.locator("[name=in-passphrase]").is_visible():  # the kill took the cookie too
        page.locator("[name=in-passphrase]").fill(PASSPHRASE)
        press(page, "Sign in")
    expect_status(page, "Backed up")
    assert len(disk.rows(page)["records"]) == 2
    assert disk.rows(page)["outbox"] == []


def test_f28_f29_f30_a_session_that_ended_and_a_guest_network_are_told_and_lose_nothing(
    new_phone: Callable[..., BrowserContext], server: Server, trouble: list[str]
) -> None:
    context = new_phone()
    phone = context.new_page()
    write(phone, server.url, "before")
    set_up(phone, server.url)
    phone.route(
        SYNC, lambda route: route.fulfill(body="<html>Welcome</html>", content_type="text/html")
    )
    texts(phone)
    phone.get_by_role("link", name="Write", exact=True).click()
    phone.locator("free-writing:defined").wait_for()
    phone.get_by_role("textbox").press_sequentially("on the guest network")
    written(phone)
    sync(phone, "Not backed up since today")
    assert len(disk.rows(phone)["outbox"]) == 1
    phone.unroute(SYNC)
    context.clear_cookies()
    sync(phone, "Sign in to back up")
    assert len(disk.rows(phone)["outbox"]) == 1
    expect(phone.get_by_label("Name", exact=True)).to_have_value(NAME)
    phone.locator("[name=in-passphrase]").fill(PASSPHRASE)
    press(phone, "Sign in")
    expect_status(phone, "Backed up")
    assert disk.rows(phone)["outbox"] == []
    trouble.clear()  # the browser says that a request was refused


def test_f47_the_recovery_code_opens_the_backup_on_a_new_device(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, other = new_phone().new_page(), new_phone().new_page()
    write(phone, server.url, "kept")
    code = set_up(phone, server.url)
    other.goto(f"{server.url}/back-up")
    press(other, "I have one already")
    other.get_by_label("Name", exact=True).fill(NAME)
    other.get_by_text("I cannot remember the passphrase").click()
    other.locator("[name=in-code]").fill(code)
    other.locator("[name=in-next]").fill("four other words here")
    press(other, "Sign in with the code")
    expect(other.get_by_text("Signed in as")).to_be_visible(timeout=DERIVING)
    expect_status(other, "Backed up")
    assert any("kept" in each for each in texts(other))


def test_f48_after_signing_out_nothing_is_left_on_the_device(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone = new_phone().new_page()
    write(phone, server.url, "quokkasorrow")
    set_up(phone, server.url)
    phone.get_by_text("Sign out on this device").click()
    press(phone, "Sign out")
    phone.wait_for_url(f"{server.url}/")
    open_journal(phone, server.url)
    assert "quokkasorrow" not in everything_readable(phone)
    assert disk.rows(phone)["records"] == []
    sign_in(phone, server.url)
    assert any("quokkasorrow" in each for each in texts(phone))


def test_the_status_is_on_every_page_of_words_and_says_what_is_so(
    phone: Page, server: Server
) -> None:
    write(phone, server.url, "here")
    expect_status(phone, "On this device only")
    last = phone.locator("header > *").last
    expect(last).to_contain_text("On this device only")  # read out where it is seen: below
    phone.locator("sync-status a").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Back up"))


def test_an_invitation_that_is_opened_where_there_is_a_backup_leads_to_the_desk(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone = new_phone().new_page()
    set_up(phone, server.url)
    phone.goto(f"{server.url}/back-up#invite=K7QP-3MXR-0000-1111-2222")
    phone.reload()  # a change behind the # alone loads nothing
    expect(phone.get_by_text("You have an invitation, and a backup already.")).to_contain_text(
        "K7QP-3MXR-0000-1111-2222"
    )
    phone.get_by_role("link", name="Open the desk").click()
    expect(phone.get_by_role("heading", name="I was asked to run groups")).to_be_visible()
    expect(phone.get_by_text(NAME)).to_be_visible()
