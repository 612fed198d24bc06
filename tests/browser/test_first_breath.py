"""The main job: a parked car, no signal, one hand."""

import pytest
from playwright.sync_api import Page, expect
from server import Server
from waits import installed

pytestmark = pytest.mark.whole_browser


def test_one_tap_on_today_begins_the_first_breath_with_the_server_stopped(
    phone: Page, server: Server
) -> None:
    phone.goto(server.url)
    installed(phone)
    server.stop()
    phone.goto(server.url)
    phone.get_by_role("link", name="Start Before the next door").click()
    expect(phone.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")


def test_two_taps_by_way_of_the_start_screen_begin_the_first_breath(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(shared_server.url)
    phone.get_by_role("link", name="Before the next door", exact=True).first.click()
    phone.get_by_role("button", name="Start").click()
    expect(phone.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")
