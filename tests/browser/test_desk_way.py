"""From an invitation to a module on a member's phone: by keyboard, and with no scripts."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from backups import DERIVING, PASSPHRASE, expect_status, press, set_up
from facilitators import App, open_desk
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from teams import JOIN, suggested, to
from waits import installed

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from commands import run

THREE_MINUTES = 180.0  # seconds
SENDS_NO_SCRIPT = {"java_script_enabled": False}


def invitation(server: Server) -> str:
    """What an operator sends to a new facilitator: a link."""
    database = f"sqlite:///{server.folder}/server.db"
    done = run("invite", "--role", "facilitator", "--site", server.url, DATABASE_URL=database)
    return done.stdout.strip().splitlines()[-1]


def accept(page: Page, link: str, name: str) -> None:
    """As a person does: a name, the words and the code that are shown, typed back."""
    page.goto(link)
    page.get_by_label("A name to sign in with").fill(name)
    page.locator("[name=new-passphrase]").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    if not page.get_by_role("heading", name="Write these down").is_visible():
        press(page, "Go on")
    page.get_by_role("heading", name="Write these down").wait_for(timeout=DERIVING)
    code = page.locator("[data-code]").inner_text()
    page.get_by_label("Type the recovery code").fill(code)
    press(page, "Back up now")
    expect_status(page, "Backed up")


def press_by_key(page: Page, words: str, role: str = "button") -> None:
    """Tab to what is to be pressed, and press it with a key."""
    wanted = page.get_by_role(role, name=words, exact=True).first  # type: ignore[arg-type]
    wanted.wait_for()
    for _ in range(80):
        if wanted.evaluate("(element) => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{words} cannot be reached by keyboard")


def fill_by_key(page: Page, label: str, words: str) -> None:
    wanted = page.get_by_label(label, exact=True)
    wanted.wait_for()
    for _ in range(80):
        if wanted.evaluate("(element) => element === document.activeElement"):
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(words)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} cannot be reached by keyboard")


def make_group(page: Page, url: str) -> None:
    page.goto(f"{url}/team")
    press_by_key(page, "Make a group", "link")
    page.wait_for_url("**/groups/new")
    fill_by_key(page, "Name of the group", "Tuesday team")
    fill_by_key(page, "Who you are to them", "Your practice teacher")
    fill_by_key(page, "Your name, as members read it", "Sam")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press_by_key(page, "Make a group")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tuesday team")


def make_code(page: Page) -> str:
    press_by_key(page, "Invite people", "link")
    press_by_key(page, "Make a code")
    page.locator(".code-large").wait_for()
    return page.locator(".code-large").inner_text()


def suggest(page: Page, url: str) -> None:
    page.goto(f"{url}/team")
    press_by_key(page, "Tuesday team", "link")
    press_by_key(page, "Suggest a module", "link")
    press_by_key(page, "Two-minute start", "link")
    page.wait_for_url("**/suggest?module=*")
    fill_by_key(page, "A message to the group", "Take what helps. Leave the rest.")
    if page.get_by_label("I have read the cautions").count():
        page.get_by_label("I have read the cautions").focus()
        page.keyboard.press("Space")
    press_by_key(page, "Suggest it")
    expect(page.get_by_role("heading", name="Suggested now")).to_be_visible()
    expect(page.get_by_role("link", name="Two-minute start")).to_be_visible()


def test_from_an_invitation_to_a_module_on_a_members_phone_in_less_than_three_minutes(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    """All of it at 360 px, the desk by keyboard alone; then the member opens it with no signal."""
    page, begun = new_phone().new_page(), time.monotonic()
    accept(page, invitation(server), "sam-at-the-desk")
    page.goto(f"{server.url}/team")
    press_by_key(page, "Use an app")
    app = App(page.locator(".page .code").inner_text().replace(" ", ""))
    page.get_by_label("The six numbers").fill(app.code())
    press_by_key(page, "Go on")
    press_by_key(page, "I have written these down")
    page.wait_for_url(f"{server.url}/team")
    make_group(page, server.url)
    code = make_code(page)

    phone = new_phone().new_page()
    set_up(phone, server.url)
    phone.goto(f"{server.url}/join#{code}")
    press(phone, JOIN)
    expect(phone.get_by_role("heading", name="You are in the group")).to_be_visible()

    suggest(page, server.url)
    taken = time.monotonic() - begun
    assert taken < THREE_MINUTES
    print(f"from the invitation to a suggested module: {taken:.0f} s")

    installed(phone)
    phone.goto(f"{server.url}/back-up")
    phone.locator("[name=passphrase]").fill(PASSPHRASE)
    press(phone, "Unlock")
    press(phone, "Sync now")
    expect_status(phone, "Backed up")
    to(phone, "/")
    expect(phone.get_by_text("Suggested by Sam")).to_be_visible()
    server.stop()
    suggested(phone)
    expect(phone.get_by_text("Take what helps. Leave the rest.")).to_be_visible()


def test_the_desk_does_all_of_it_without_scripts(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    page = new_phone(**SENDS_NO_SCRIPT).new_page()
    open_desk(page, server)
    make_group(page, server.url)
    assert len(make_code(page)) == 9
    suggest(page, server.url)


def test_of_two_facilitators_the_later_sees_what_the_other_wrote(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    page = new_phone().new_page()
    open_desk(page, server)
    make_group(page, server.url)
    page.get_by_role("link", name="Change what it says").click()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Name of the group").fill("Team of Alex")
    press(other, "Save")
    expect(other.get_by_role("heading", level=1)).to_have_text("Team of Alex")
    page.get_by_label("Name of the group").fill("Team of Sam")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed this while you wrote")
    expect(page.locator("dd").first).to_have_text("Team of Alex")
    expect(page.get_by_label("Name of the group")).to_have_value("Team of Sam")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Team of Sam")
