"""Reminders where nothing is pushed: a calendar file and a line on Today, with the server stopped.
And every state of the page, looked at."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from locks import lock
from looks import looked_at
from player import press
from playwright.sync_api import BrowserContext, Page, expect
from reminding import Reminded, change_push, reminded, rows
from server import Server
from teams import to
from test_lock import set_lock, unlock
from waits import installed

WORDS = "There is a moment here, if you want one."
WEDNESDAY = datetime(2026, 12, 2, 9, 0)  # noqa: DTZ001  where the phone is
STATES = ("no-push", "denied", "none", "offline", "off", "on", "waiting", "ending", "lost")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Reminded]:
    with reminded(tmp_path) as made:
        yield made


def state_of(page: Page) -> str:
    return str(page.locator("p[data-state]:visible").get_attribute("data-state"))


def at(page: Page, hour: int, minute: int = 0, days: int = 0) -> None:
    """It is this time, so many days after Wednesday, and Today is opened."""
    moment = WEDNESDAY.replace(day=WEDNESDAY.day + days, hour=hour, minute=minute)
    page.clock.set_fixed_time(moment)
    to(page, "/skills")
    to(page, "/")


@pytest.fixture
def alone(phone: Page, server: Server) -> Page:
    """A phone on the page of reminders, whose server has stopped; it is Wednesday morning."""
    phone.clock.set_fixed_time(WEDNESDAY)
    phone.goto(server.url)
    installed(phone)
    server.stop()
    to(phone, "/about")
    phone.get_by_role("link", name="Reminders", exact=True).click()
    expect(phone.get_by_role("button", name="Make a calendar file")).to_be_visible()
    return phone


def test_a_calendar_file_is_made_with_the_server_stopped(alone: Page) -> None:
    alone.get_by_label("Time", exact=True).fill("08:05")
    alone.get_by_label("Monday", exact=True).first.uncheck()
    alone.get_by_text("Another time on some days").click()
    alone.locator("[name=time-4]").fill("16:00")
    with alone.expect_download() as downloaded:
        press(alone, "Make a calendar file")
    assert downloaded.value.suggested_filename == "between-visits.ics"
    text = Path(downloaded.value.path()).read_bytes().decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    assert [each for each in lines if each.startswith(("DTSTART", "RRULE"))] == [
        "DTSTART:20261202T080500",
        "RRULE:FREQ=WEEKLY;BYDAY=TU,WE,TH",
        "DTSTART:20261204T160000",
        "RRULE:FREQ=WEEKLY;BYDAY=FR",
    ]
    assert lines.count("SUMMARY:Between Visits") == 2
    assert lines.count("DESCRIPTION:There is a moment here\\, if you want one.") == 4
    assert len(set(re.findall(r"UID:[\w-]{22}\r\n", text))) == 2
    expect(alone.locator("[data-said]")).to_contain_text("The file is made. Open it")
    assert rows(alone) is None


def test_the_line_is_off_until_it_is_chosen_and_comes_after_its_time(alone: Page) -> None:
    line = alone.locator("[data-line]")
    at(alone, 13)
    expect(alone.get_by_text("A moment for you")).to_be_visible()
    expect(line).to_be_hidden()
    to(alone, "/reminders")
    alone.get_by_label("Show the line").check()
    expect(alone.locator("[data-said]")).to_contain_text("The line is on")
    at(alone, 12)
    expect(line).to_be_hidden()
    at(alone, 12, 30)
    expect(line).to_be_visible()
    expect(line).to_contain_text(WORDS)
    press(alone, "Not now")
    expect(line).to_be_hidden()
    at(alone, 14)
    expect(line).to_be_hidden()
    at(alone, 12, 45, days=1)
    expect(line).to_be_visible()
    at(alone, 21, days=1)
    expect(line).to_be_hidden()
    at(alone, 13, days=3)  # a Saturday
    expect(line).to_be_hidden()
    to(alone, "/reminders")
    alone.get_by_label("Show the line").uncheck()
    expect(alone.locator("[data-said]")).to_contain_text("The line is off")
    at(alone, 13, days=5)
    expect(line).to_be_hidden()


def test_the_line_goes_once_there_was_a_pause_and_while_the_journal_is_locked(
    phone: Page, shared_server: Server
) -> None:
    phone.clock.set_fixed_time(WEDNESDAY.replace(hour=13))
    phone.goto(f"{shared_server.url}/reminders")
    phone.get_by_label("Show the line").check()
    expect(phone.locator("[data-said]")).to_contain_text("The line is on")
    set_lock(phone, shared_server.url)
    line = phone.locator("[data-line]")
    to(phone, "/")
    expect(line).to_be_visible()
    lock(phone)
    expect(line).to_be_hidden()
    to(phone, "/journal")
    unlock(phone)
    to(phone, "/")
    expect(line).to_be_visible()
    to(phone, "/exercises/gratitude-line")
    phone.get_by_role("textbox").fill("the kettle")
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    to(phone, "/")
    expect(phone.get_by_text("Last used")).to_be_visible()
    expect(line).to_be_hidden()


def test_nothing_of_it_counts_or_marks_the_icon(alone: Page) -> None:
    alone.evaluate("void (navigator.setAppBadge = () => { throw new Error('a badge') })")
    alone.get_by_label("Show the line").check()
    at(alone, 13)
    expect(alone.locator("[data-line]")).to_be_visible()
    assert not re.search(r"\d", alone.locator("reminder-line").inner_text())


@pytest.mark.whole_browser
@pytest.mark.parametrize("state", STATES)
def test_every_state_says_how_it_is_and_has_no_fault(
    here: Reminded, new_phone: Callable[..., BrowserContext], state: str, server: Server
) -> None:
    page = in_state(here, new_phone(reduced_motion="reduce"), state, server)
    expect(page.locator(f"p[data-state={state}]")).to_be_visible()
    assert state_of(page) == state
    page.get_by_text("Another time on some days").click()
    found = [*looked_at(page, state)]
    assert not found, "\n".join(found)
    with page.expect_download():  # the other ways are there in all of them
        press(page, "Make a calendar file")


def in_state(here: Reminded, context: BrowserContext, state: str, server: Server) -> Page:
    if state == "none":
        page = context.new_page()
        page.goto(f"{server.url}/reminders")
        return page
    page = here.phone(context)
    if state == "denied":
        page.evaluate("Object.defineProperty(Notification, 'permission', { value: 'denied' }) && 0")
    elif state == "no-push":
        page.evaluate("delete globalThis.PushManager")
    elif state == "offline":
        here.server.stop()
    to(page, "/reminders")
    if state in ("on", "waiting", "ending", "lost"):
        press(page, "Turn on")
        expect(page.locator("p[data-state=on]")).to_be_visible()
    if state == "on":
        change_push(page, before=["12:30"] * 7)
        to(page, "/")
        to(page, "/reminders")
        expect(page.get_by_role("button", name="As before")).to_be_visible()
    elif state == "waiting":
        here.server.stop()
        press(page, "Keep these times")
    elif state == "ending":
        here.server.stop()
        press(page, "Turn off")
    elif state == "lost":
        page.evaluate("delete sessionStorage.subscribed")
        to(page, "/about")
        to(page, "/reminders")
    return page


@pytest.mark.whole_browser
def test_what_today_says_of_them_has_no_fault(
    here: Reminded, new_phone: Callable[..., BrowserContext]
) -> None:
    page = here.phone(new_phone())
    page.clock.set_fixed_time(WEDNESDAY)
    to(page, "/reminders")
    press(page, "Turn on")
    expect(page.locator("p[data-state=on]")).to_be_visible()
    page.get_by_label("Show the line").check()
    expect(page.locator("[data-said]")).to_contain_text("The line is on")
    change_push(page, before=["12:30"] * 7)
    at(page, 13)
    expect(page.locator("[data-line]")).to_be_visible()
    expect(page.get_by_role("button", name="Once a week is fine")).to_be_visible()
    found = [*looked_at(page, "Today")]
    assert not found, "\n".join(found)
    press(page, "Once a week is fine")
    expect(page.get_by_role("button", name="Once a week is fine")).to_be_hidden()
    assert rows(page)["push"]["before"] == ["12:30"] * 7
