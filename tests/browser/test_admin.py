"""An administrator changes the help card, and a phone that has it offline gets the change as an
ordinary update. How the pages look is in `test_desk_looks.py`."""

from collections.abc import Callable

from admin_tour import CARD, PEOPLE, fill_line
from facilitators import open_desk, press
from playwright.sync_api import BrowserContext, Page, expect
from release import LOOK_FOR_UPDATE, RELOADED, stay, stayed
from server import Server
from waits import installed

NEW_LINE = "Night chaplain"


def has_the_line(page: Page, url: str) -> bool:
    page.goto(f"{url}/help")
    return page.get_by_role("heading", name=NEW_LINE).count() == 1


def test_a_new_line_reaches_a_phone_by_an_update_and_then_needs_no_signal(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone, desk = new_phone().new_page(), new_phone().new_page()
    phone.goto(server.url)
    installed(phone)
    open_desk(desk, server, "admin")
    desk.goto(f"{server.url}{CARD}/new")
    fill_line(desk, **{"Its name": NEW_LINE})
    press(desk, "Save")
    expect(desk.get_by_role("heading", name=NEW_LINE)).to_be_visible()
    assert not has_the_line(phone, server.url)  # what it has is what it took
    stay(phone)
    assert phone.evaluate(LOOK_FOR_UPDATE) == "installed"
    assert stayed(phone)
    press(phone, "Update now")
    phone.wait_for_function(RELOADED)
    server.stop()
    assert has_the_line(phone, server.url)
    expect(phone.get_by_role("link", name="Ring 0161 496 0000")).to_be_visible()


def test_an_administrator_gets_by_with_keys_alone(phone: Page, server: Server) -> None:
    open_desk(phone, server, "admin")
    phone.goto(f"{server.url}/team/admin")
    reach(phone, "Who opens the desk")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**{PEOPLE}")
    reach(phone, "Make an invitation")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="The invitation", exact=True)).to_be_visible()
    reach(phone, "Withdraw")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("No invitation is open now.")).to_be_visible()


def test_words_on_trust_need_a_signal_and_say_so_without_one(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/promise")
    installed(phone)
    phone.get_by_role("link", name="Words on trust").click()
    expect(phone.get_by_role("heading", name="Words on trust")).to_be_visible()
    expect(phone.get_by_role("rowheader", name="ciphertext").first).to_be_visible()
    server.stop()
    phone.goto(f"{server.url}/trust")
    expect(phone.get_by_role("heading", name="That page needs a signal")).to_be_visible()


def test_words_on_trust_are_printed_whole(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/trust")
    phone.emulate_media(media="print")
    expect(phone.locator("nav.bottom")).to_be_hidden()
    expect(phone.get_by_role("heading", name="Every column that is stored")).to_be_visible()
    phone.set_viewport_size({"width": 680, "height": 1000})  # as wide as paper
    cut = """() => [...document.querySelectorAll("main, table")]
      .filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
      .map((frame) => frame.ariaLabel)"""
    assert phone.evaluate(cut) == []


def reach(page: Page, words: str) -> None:
    """By the Tab key alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == words:
            return
    raise AssertionError(words)
