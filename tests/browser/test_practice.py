"""Picking, what is at hand, what is put aside, what is sent, and where a choice leads."""

import pytest
from player import begin, go_on, place, press, put_in, reach, ready
from playwright.sync_api import Page, expect
from server import Server
from waits import pause, written

# Nothing of ours may read the clipboard, so what is written to it is looked at on the way.
NO_SHARING = """delete Navigator.prototype.share;
Clipboard.prototype.writeText = async (text) => void (window.copied = text);"""


def worse(page: Page, url: str, slug: str) -> None:
    """One practice that ends worse."""
    begin(page, url, slug)
    while (here := place(page)) != "after":
        go_on(page)
        page.locator(f'[data-step="{here}"]').wait_for(state="hidden")
    page.locator("[data-after] label").filter(has_text="Worse").click()
    go_on(page)
    expect(page.get_by_role("heading", name="That counts")).to_be_visible()
    page.locator("exercise-player[data-counted]").wait_for()


def test_pick_for_me_asks_four_things_and_leads_to_an_exercise_of_that_length(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(shared_server.url)
    phone.get_by_role("link", name="Pick for me").click()
    phone.get_by_role("group", name="What are you carrying?").get_by_text("Anger").click()
    phone.get_by_text("A minute", exact=True).click()
    phone.get_by_text("People around").click()
    press(phone, "Pick for me")
    expect(phone.get_by_role("heading", name="This may fit")).to_be_focused()
    picked = phone.locator("[data-picked] li:visible")
    assert 1 <= picked.count() <= 3
    for item in picked.all():
        assert "anger" in (item.get_attribute("data-carrying") or "")
        assert item.get_attribute("data-company") == "anyone"
    picked.first.get_by_role("link").click()
    ready(phone)
    expect(phone.get_by_role("button", name="Start", exact=True)).to_be_visible()


def test_what_was_done_lately_is_not_picked_first_again(phone: Page, shared_server: Server) -> None:
    first = []
    for _ in range(2):
        phone.goto(f"{shared_server.url}/pick")
        phone.get_by_text("A minute", exact=True).click()
        press(phone, "Pick for me")
        item = phone.locator("[data-picked] li:visible").first
        first.append(item.get_attribute("data-exercise"))
        item.get_by_role("link").click()
        ready(phone)
        press(phone, "Start")
        while place(phone) != "end":
            go_on(phone)
        pause(phone)
    assert first[0] != first[1]


def test_an_exercise_is_kept_at_hand_and_hidden_while_locked(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/exercises/name-it")
    button = phone.get_by_role("button", name="At hand on Today")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    phone.goto(shared_server.url)
    at_hand = phone.locator("[data-at-hand]")
    expect(at_hand.get_by_role("link", name="Name it")).to_be_visible()
    phone.goto(f"{shared_server.url}/exercises/name-it")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    phone.goto(shared_server.url)
    expect(at_hand).to_be_hidden()


def test_two_that_leave_somebody_worse_put_the_like_aside_until_they_say_otherwise(
    phone: Page, shared_server: Server
) -> None:
    worse(phone, shared_server.url, "arrive")
    expect(phone.locator("[data-put-aside]")).to_be_hidden()
    worse(phone, shared_server.url, "shift-attention")
    expect(phone.locator("[data-put-aside]")).to_be_visible()
    pause(phone)
    phone.goto(shared_server.url)
    expect(phone.get_by_text("Some exercises are put aside")).to_be_visible()
    quiet = phone.locator('main [data-group="quiet"]')
    assert quiet.count() > 5
    assert not any(each.is_visible() for each in quiet.all())
    phone.goto(f"{shared_server.url}/exercises/longer-out-breath")
    expect(phone.locator('[data-ways-part="aside"]')).to_be_visible()
    phone.goto(shared_server.url)
    press(phone, "Bring them back")
    expect(phone.get_by_text("Some exercises are put aside")).to_be_hidden()
    expect(phone.get_by_role("heading", name="Before the next door")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_be_focused()


def test_what_quiet_exercises_can_do_is_said_once(phone: Page, shared_server: Server) -> None:
    notice = phone.get_by_text("Once, before the first quiet exercise.")
    phone.goto(f"{shared_server.url}/exercises/arrive")
    expect(notice).to_be_visible()
    press(phone, "I have read this")
    expect(notice).to_be_hidden()
    phone.goto(f"{shared_server.url}/exercises/longer-out-breath")
    expect(phone.get_by_role("button", name="At hand on Today")).to_be_visible()
    expect(notice).to_be_hidden()


def test_a_message_is_made_of_the_answers_changed_and_copied_by_the_person(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(NO_SHARING)
    reach(phone, shared_server.url, "thank-a-colleague", "what-next", "you took the late call")
    phone.get_by_text("Send it", exact=True).click()
    go_on(phone)
    message = phone.locator("message-to-send:visible textarea")
    expect(message).to_have_value("you took the late call\n\nyou took the late call")
    message.fill("You took the late call. 07700 900123")
    expect(phone.locator(".identifier-note:visible")).to_contain_text("a phone number")
    press(phone, "Copy")
    expect(phone.get_by_text("Copied.")).to_be_visible()
    assert phone.evaluate("copied") == message.input_value()
    written(phone)
    phone.reload()
    press(phone, "Carry on")
    expect(message).to_have_value("You took the late call. 07700 900123")


def test_a_choice_can_mark_the_entry_for_supervision(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "work-discussion-account")
    while place(phone) != "end":
        mark = phone.locator("[data-step]:visible label:has([data-marks])")
        if mark.count():
            mark.click()
        else:
            put_in(phone, "a word")
        go_on(phone)
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal")
    expect(phone.locator("[data-entries] li").first).to_contain_text("To bring to supervision")


def test_a_plan_leads_on_and_puts_what_it_names_at_hand(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "plan-for-a-hard-visit")
    while place(phone) != "end":
        leads = phone.locator("[data-step]:visible label").filter(has_text="hard visit")
        put_in(phone, "a word")
        if phone.locator("[data-step]:visible [type=checkbox]").count() and leads.count():
            for label in phone.locator("[data-step]:visible label").all():
                if not label.locator("input").is_checked():
                    label.click()
        go_on(phone)
    leading = phone.locator("[data-leads]")
    expect(leading.get_by_role("link", name="After a hard visit")).to_be_visible()
    expect(leading.get_by_role("link", name="Before the next door")).to_be_visible()
    pause(phone)
    phone.goto(shared_server.url)
    at_hand = phone.locator("[data-at-hand]")
    expect(at_hand.get_by_role("link", name="After a hard visit")).to_be_visible()


@pytest.mark.parametrize(
    ("start", "link", "heading"),
    [
        ("/skills", "Modules", "Modules"),
        ("/modules", "Two-minute start", "Two-minute start"),
        ("/skills", "Support menu", "Support menu"),
        ("/support", "Supervision", "Supervision"),
    ],
)
def test_modules_and_the_support_menu_are_two_taps_away(
    phone: Page, shared_server: Server, start: str, link: str, heading: str
) -> None:
    phone.goto(shared_server.url + start)
    phone.get_by_role("link", name=link).first.click()
    expect(phone.get_by_role("heading", name=heading, level=1)).to_be_focused()


def test_tell_someone_today_shows_whom_to_ring(phone: Page, shared_server: Server) -> None:
    reach(phone, shared_server.url, "close-the-day", "where")
    phone.locator("[data-lines] fieldset").first.get_by_text("Tell someone today").click()
    go_on(phone)
    expect(phone.get_by_role("link", name="Open the help card").first).to_be_visible()
