"""An answer begun before the lock falls, and gone on with after it: nothing of either is lost."""

import re

import disk
import pytest
from faults import FAILED
from player import press
from playwright.sync_api import Page, expect
from server import Server
from test_lock import set_lock, unlock
from test_writing_kept import ALWAYS_LOST, follow, pause


@pytest.mark.whole_browser
def test_f31_an_answer_on_both_sides_of_a_lock_is_kept_whole(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    follow(phone, "Skills")
    phone.locator("a[href$='after-action-review']").first.click()
    press(phone, "Start")
    field = phone.locator("[data-step]:visible textarea")
    field.fill("half one, before the phone rang")
    pause(phone)
    press(phone, "Lock")
    expect(field).to_have_value("")
    field.fill("half two, after")
    pause(phone)
    other = phone.context.new_page()
    other.goto(f"{shared_server.url}/journal")
    unlock(other)
    expect(field).to_have_value(re.compile("half one, before the phone rang[^$]*half two, after"))
    pause(phone)
    (draft,) = disk.drafts(other)
    assert "half one" in str(draft)
    assert str(draft).count("half two") == 1


def test_f24_an_answer_that_could_not_be_saved_outlasts_the_lock(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(ALWAYS_LOST)
    set_lock(phone, shared_server.url)
    follow(phone, "Skills")
    phone.locator("a[href$='after-action-review']").first.click()
    press(phone, "Start")
    field = phone.locator("[data-step]:visible textarea")
    field.wait_for()
    phone.evaluate("window.fault = true")
    field.fill("not saved")
    expect(phone.locator("exercise-player > [data-problem]")).to_contain_text(FAILED)
    press(phone, "Lock")
    pause(phone)
    expect(field).to_have_value("not saved")
    phone.evaluate("window.fault = false")
    other = phone.context.new_page()
    other.goto(f"{shared_server.url}/journal")
    unlock(other)
    pause(phone)
    assert "not saved" in str(disk.drafts(other))


def test_what_was_being_written_is_said_to_be_kept_and_is_back_at_unlock(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    phone.get_by_role("link", name="Write", exact=True).click()
    box = phone.locator("#free")
    box.press_sequentially("half a thought")
    pause(phone)
    press(phone, "Lock")
    expect(phone.get_by_text("Locked. What you wrote is kept.")).to_be_visible()
    expect(box).to_have_value("")
    unlock(phone)
    expect(box).to_have_value("half a thought")
    expect(phone.get_by_text("Locked. What you wrote is kept.")).to_be_hidden()


def test_what_was_written_while_locked_is_gone_on_with_after_a_reload_and_unlock(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    press(phone, "Lock")
    phone.goto(f"{shared_server.url}/journal/write")
    box = phone.locator("#free")
    box.press_sequentially("in the dark")
    pause(phone)
    phone.reload()
    expect(box).to_have_value("")
    unlock(phone)
    expect(box).to_have_value("in the dark")
