"""Reminders from a tap to a notification, and what the phone does where nobody opens them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from player import keep_a_line, press
from playwright.sync_api import BrowserContext, Page, expect
from reminding import (
    IN_WORKER,
    SHOWN,
    Reminded,
    change_push,
    deliver,
    poll,
    reminded,
    rows,
    until,
    worker_of,
)
from teams import to

from app.reminders.push import PAYLOAD

pytestmark = pytest.mark.whole_browser

WORDS = "There is a moment here, if you want one."
NEUTRAL = [{"title": "Between Visits", "body": WORDS, "tag": "reminder"}]
WORKING_DAYS = ["12:30"] * 5 + [None] * 2
WEEKLY = ["12:30"] + [None] * 6
FIVE = [f"2026-01-0{day}" for day in range(1, 6)]
FEWER = "Five reminders in a row went by"
# What a press on a notification does, written down: a page that nobody pressed may not do it.
PRESSED = """async () => {
  const done = [];
  WindowClient.prototype.focus = async function () {
    done.push(`to ${new URL(this.url).pathname}`);
  };
  clients.openWindow = async (path) => { done.push(`open ${path}`); };
  const [notification] = await registration.getNotifications();
  const pressed = new NotificationEvent("notificationclick", { notification });
  const until = [];
  pressed.waitUntil = (promise) => until.push(promise);
  dispatchEvent(pressed);
  await Promise.all(until);
  return [...done, (await registration.getNotifications()).length];
}"""
REPLACED = """async () => {
  const event = new ExtendableEvent("pushsubscriptionchange");
  const until = [];
  event.waitUntil = (promise) => until.push(promise);
  dispatchEvent(event);
  await Promise.all(until);
}"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Reminded]:
    with reminded(tmp_path) as made:
        yield made


@pytest.fixture
def page(here: Reminded, new_phone: Callable[..., BrowserContext]) -> Page:
    """On the page of reminders, with nothing turned on."""
    page = here.phone(new_phone())
    page.get_by_role("link", name="About").click()
    page.get_by_role("link", name="Reminders", exact=True).click()
    expect(page.get_by_text("Reminders are off. If you turn")).to_be_visible()
    return page


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-said]").filter(has_text=words)).to_be_visible()


def turn_on(page: Page) -> None:
    press(page, "Turn on")
    told(page, "Reminders are on.")


def show(page: Page, *said: str) -> None:
    """They arrive, and one is there."""
    for data in said or (PAYLOAD,):
        deliver(page, data)
    poll(page, lambda: page.evaluate(SHOWN))


def times(here: Reminded) -> list[str | None]:
    (row,) = here.held()
    return row.times


def test_they_are_off_and_nobody_is_asked_before_a_tap(page: Page, here: Reminded) -> None:
    assert page.evaluate("sessionStorage.asked") is None
    assert rows(page) is None
    assert here.held() == []
    turn_on(page)
    assert page.evaluate("sessionStorage.asked") == "1"
    assert page.evaluate("sessionStorage.subscribed") == here.sender.public_key


def test_from_a_tap_to_a_notification_in_neutral_words(page: Page, here: Reminded) -> None:
    page.get_by_label("Time", exact=True).fill("08:45")
    page.get_by_label("Wednesday", exact=True).first.uncheck()
    page.get_by_text("Another time on some days").click()
    page.locator("[name=time-4]").fill("15:10")
    turn_on(page)
    (row,) = here.held()
    assert row.times == ["08:45", "08:45", None, "08:45", "15:10", None, None]
    assert (row.quiet_from, row.quiet_to) == ("20:00", "07:00")
    assert here.endpoint() == here.behind.endpoint
    assert here.send() == 1
    assert here.service.refusals == []
    (message,) = here.behind.messages
    show(page, message)
    shown = page.evaluate(SHOWN)
    assert [{name: each[name] for name in NEUTRAL[0]} for each in shown] == NEUTRAL


def test_f19_whatever_is_sent_the_words_are_the_same_and_two_are_one(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    show(page, "quokkasorrow", json.dumps({"kind": "reminder", "title": "quokkasorrow"}))
    assert "quokka" not in str(page.evaluate(SHOWN))
    assert len(page.evaluate(SHOWN)) == 1
    assert "quokka" not in str(rows(page))
    assert len(here.held()) == 1


def test_turned_off_nothing_is_left_on_the_phone_or_on_the_server(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    press(page, "Turn off")
    told(page, "The server holds nothing of them now")
    assert here.held() == []
    assert page.evaluate("sessionStorage.subscribed") is None
    assert "push" not in rows(page)
    expect(page.get_by_role("button", name="Turn on")).to_be_visible()


def test_turned_off_with_no_signal_the_server_hears_it_later(page: Page, here: Reminded) -> None:
    turn_on(page)
    here.server.stop()
    press(page, "Turn off")
    told(page, "The server hears of it when there is a signal")
    here.server.start()
    assert len(here.held()) == 1
    to(page, "/")
    until(page, lambda held: "push" not in held)
    assert here.held() == []


def test_other_times_are_kept_and_the_server_has_them(page: Page, here: Reminded) -> None:
    turn_on(page)
    page.get_by_label("Time", exact=True).fill("09:15")
    press(page, "Keep these times")
    told(page, "These times are kept.")
    assert times(here) == ["09:15"] * 5 + [None] * 2
    page.get_by_label("Time", exact=True).fill("21:15")
    press(page, "Keep these times")
    told(page, "Nothing would come like this")
    assert times(here) == ["09:15"] * 5 + [None] * 2
    page.reload()
    expect(page.get_by_label("Time", exact=True)).to_have_value("09:15")


def test_after_five_that_nobody_opened_one_a_week_is_left_and_it_is_said_once(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    worker_of(page).evaluate(IN_WORKER, here.behind.subscription())
    change_push(page, shown=FIVE)
    show(page)
    until(page, lambda held: held["push"]["sent"])
    assert times(here) == WEEKLY
    to(page, "/")
    expect(page.get_by_text(FEWER)).to_be_visible()
    to(page, "/skills")
    to(page, "/")
    expect(page.get_by_text("A moment for you")).to_be_visible()
    expect(page.get_by_text(FEWER)).to_be_hidden()
    to(page, "/reminders")
    press(page, "As before")
    told(page, "Reminders come as they did before")
    assert times(here) == WORKING_DAYS


def test_with_no_signal_they_are_fewer_later_and_one_press_has_them_as_before(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    change_push(page, shown=FIVE)
    here.server.stop()
    to(page, "/")
    expect(page.get_by_text(FEWER)).to_be_visible()
    here.server.start()
    assert times(here) == WORKING_DAYS
    to(page, "/reminders")
    expect(page.get_by_text("Reminders are on.", exact=True).first).to_be_visible()
    assert times(here) == WEEKLY
    change_push(page, told=False)
    to(page, "/")
    press(page, "As before")
    told(page, "Reminders come as they did before")
    expect(page.get_by_text(FEWER)).to_be_hidden()
    until(page, lambda held: held["push"]["changes"] == held["push"]["sent"])
    assert times(here) == WORKING_DAYS


@pytest.mark.parametrize("way", ["opened", "practised"])
def test_whoever_comes_begins_the_count_anew(page: Page, here: Reminded, way: str) -> None:
    turn_on(page)
    change_push(page, shown=FIVE[:4])
    if way == "opened":
        to(page, "/")
    else:
        keep_a_line(page, here.server.url, "the kettle")
    until(page, lambda held: not held["push"]["shown"])
    assert times(here) == WORKING_DAYS


def test_a_press_on_it_goes_to_the_tab_that_is_open_or_opens_today(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    change_push(page, shown=FIVE[:4])
    show(page)
    assert worker_of(page).evaluate(PRESSED) == ["to /", 0]  # where it was first
    assert rows(page)["push"]["shown"] == []
    show(page)
    page.goto(f"{here.server.url}/trust")
    assert worker_of(page).evaluate(PRESSED) == ["open /", 0]


def test_a_subscription_that_the_browser_replaces_is_told_to_the_server(
    page: Page, here: Reminded
) -> None:
    turn_on(page)
    other = here.service.phone(here.sender.public_key)
    worker_of(page).evaluate(IN_WORKER, other.subscription())
    worker_of(page).evaluate(REPLACED)
    assert here.endpoint() == other.endpoint
    assert here.send() == 1
    assert len(other.messages) == 1


def test_f48_a_wiped_phone_holds_nothing_of_them(page: Page, here: Reminded) -> None:
    turn_on(page)
    to(page, "/journal/copy")
    page.locator("[name=sure]").fill("DELETE")
    press(page, "Wipe this device")
    expect(page.get_by_role("heading", name="A moment for you")).to_be_visible()
    assert rows(page) is None
    assert len(here.held()) == 1  # until the push service says that the phone is gone


def test_today_loads_nothing_of_them_where_none_is_on(page: Page, here: Reminded) -> None:
    page.goto(f"{here.server.url}/help")  # the page of reminders may still ask for something
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(here.server.url)
    page.wait_for_load_state("networkidle")
    assert any("keeping.js" in url for url in asked)
    assert not [url for url in asked if "reminders" in url]
    assert rows(page) is None
