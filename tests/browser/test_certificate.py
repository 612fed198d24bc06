"""A certificate of practice: made on the device from its own record, and sent nowhere."""

from datetime import UTC, datetime, timedelta

from locks import lock
from player import keep_a_line, press
from playwright.sync_api import Page, expect
from server import Server
from teams import to
from test_lock import set_lock, unlock

SHEET = "[data-certificate]"


def test_it_counts_pauses_in_the_days_and_the_modules_that_were_picked_and_names_no_exercise(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "quokkaline")
    keep_a_line(phone, shared_server.url, "numbatline")
    asked: list[str] = []
    to(phone, "/groups")
    phone.get_by_role("link", name="A certificate of practice").click()
    phone.on("request", lambda request: asked.append(request.url))
    sheet = phone.locator(SHEET)
    expect(sheet.locator("li")).to_have_text(["2 pauses"])
    phone.get_by_label("Your name").fill("Wren <b>Potter</b>")
    phone.get_by_label("Two-minute start").check()
    expect(sheet.locator("li")).to_have_text(["2 pauses", "Two-minute start: 2 pauses"])
    expect(sheet).to_contain_text("Wren <b>Potter</b>")
    assert "ratitude" not in sheet.inner_text()
    expect(phone.get_by_label("Team learning")).to_be_hidden()
    phone.context.grant_permissions(["clipboard-write"])
    press(phone, "Copy it")
    expect(phone.locator("[data-said]")).to_contain_text("Copied")
    phone.get_by_label("Your name").fill("")
    phone.keyboard.press("Control+V")
    copied = phone.get_by_label("Your name").input_value()
    for words in ("A certificate of practice", "Wren <b>Potter</b>", "Two-minute start: 2 pauses"):
        assert words in copied
    yesterday = datetime.now(UTC) - timedelta(days=1)
    phone.get_by_label("To", exact=True).fill(f"{yesterday:%Y-%m-%d}")
    expect(sheet.locator("li")).to_have_text(["0 pauses"])
    assert not [url for url in asked if "/api/" in url]


def test_on_paper_there_is_the_certificate_and_nothing_else(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "quokkaline")
    to(phone, "/groups/certificate")
    expect(phone.locator(SHEET)).to_contain_text("1 pause")
    phone.emulate_media(media="print")
    expect(phone.locator(SHEET)).to_be_visible()
    for other in ("h1", "header", "nav", "[name=holder]", "[data-do=print]"):
        expect(phone.locator(other).first).to_be_hidden()


def test_f48_while_the_journal_is_locked_there_is_none(phone: Page, shared_server: Server) -> None:
    keep_a_line(phone, shared_server.url, "quokkaline")
    set_lock(phone, shared_server.url)
    to(phone, "/groups/certificate")
    phone.get_by_label("Your name").fill("Wren")
    expect(phone.locator(SHEET)).to_contain_text("1 pause")
    lock(phone)
    expect(phone.locator(SHEET)).to_be_hidden()
    assert "1 pause" not in str(phone.locator(SHEET).text_content())
    unlock(phone)
    expect(phone.locator(SHEET)).to_contain_text("1 pause")
    expect(phone.get_by_label("Your name")).to_have_value("")
