"""Into Desk in a real browser: by an app, with and without scripts, and by passkeys."""

import re
from collections.abc import Callable

import pytest
from facilitators import Authenticator, open_desk, press, set_up_app, sign_up
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from waits import installed

WELCOME = "My groups"


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.fixture
def laptop(new_phone: Callable[..., BrowserContext]) -> Page:
    return new_phone().new_page()


@pytest.fixture
def named(server: Server) -> str:
    """The server by its name: passkeys answer for names, and never for numbers."""
    return server.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_facilitator_sets_up_an_app_and_is_in_with_scripts_and_without(
    new_phone: Callable[..., BrowserContext], server: Server, scripts: bool
) -> None:
    page = new_phone(java_script_enabled=scripts).new_page()
    name = sign_up(page.context, server.url, server)
    app = set_up_app(page, server.url)
    heading(page, WELCOME)
    press(page, "Sign out of the desk")
    expect(page.get_by_role("status")).to_contain_text("You are out of the desk.")
    page.goto(f"{server.url}/team")
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Open the desk")
    expect(page.get_by_text("That code does not open the desk")).to_be_visible()
    expect(page.get_by_label("Code", exact=True)).to_have_value("")
    page.get_by_label("Code", exact=True).fill(app.code())
    press(page, "Open the desk")
    heading(page, WELCOME)
    assert name not in page.content()


def test_a_code_on_paper_opens_desk_and_the_paper_can_be_printed(
    laptop: Page, server: Server
) -> None:
    app = open_desk(laptop, server)
    press(laptop, "Sign out of the desk")
    laptop.goto(f"{server.url}/team")
    laptop.get_by_label("Code", exact=True).fill(app.paper[3].lower())
    press(laptop, "Open the desk")
    heading(laptop, WELCOME)
    laptop.goto(f"{server.url}/team/security")
    press(laptop, "Make new codes")
    laptop.emulate_media(media="print")
    expect(laptop.locator(".codes li")).to_have_count(10)
    expect(laptop.locator(".codes li").first).to_be_visible()
    for gone in ("Help", "Security", "I have written these down", "Sign out of the desk"):
        expect(laptop.get_by_text(gone, exact=True)).to_be_hidden()


def test_a_passkey_is_made_used_renamed_and_taken_away(
    laptop: Page, server: Server, named: str
) -> None:
    sign_up(laptop.context, named, server)
    laptop.goto(f"{named}/team")
    with Authenticator(laptop) as authenticator:
        laptop.get_by_label("A word for it").fill("my work laptop")
        press(laptop, "Make a passkey")
        heading(laptop, "Your recovery codes")
        assert len(authenticator.credentials()) == 1
        press(laptop, "I have written these down")
        press(laptop, "Sign out of the desk")
        laptop.goto(f"{named}/team")
        press(laptop, "Use your passkey")
        heading(laptop, WELCOME)
        laptop.goto(f"{named}/team/second-factor/set-up")
        laptop.get_by_label("A word for it").fill("the same again")
        press(laptop, "Make a passkey")
        expect(laptop.get_by_text("This passkey is set up here already")).to_be_visible()
        laptop.goto(f"{named}/team/security")
        laptop.get_by_text("Another word for it").click()
        laptop.get_by_label("The new word").fill("the old laptop")
        press(laptop, "Save")
        expect(laptop.get_by_role("heading", name="Passkey: the old laptop")).to_be_visible()
        press(laptop, "Take it away")
        expect(laptop.get_by_text("This is the only thing that opens the desk")).to_be_visible()
    set_up_app(laptop, named)
    laptop.goto(f"{named}/team/security")
    laptop.get_by_role("button", name="Take it away").last.click()
    expect(laptop.get_by_role("heading", name=re.compile("Passkey"))).to_have_count(0)


def test_closing_the_browser_s_own_window_loses_nothing(
    laptop: Page, server: Server, named: str
) -> None:
    sign_up(laptop.context, named, server)
    laptop.goto(f"{named}/team")
    with Authenticator(laptop) as authenticator:
        laptop.get_by_label("A word for it").fill("my work laptop")
        press(laptop, "Make a passkey")
        press(laptop, "I have written these down")
        press(laptop, "Sign out of the desk")
        laptop.goto(f"{named}/team")
        authenticator.refuses_to_know_anybody()
        press(laptop, "Use your passkey")
        expect(laptop.get_by_text("No passkey was used. You can try again.")).to_be_visible()
        expect(laptop.get_by_role("button", name="Use your passkey")).to_be_enabled()


def test_an_address_of_numbers_has_no_passkeys_and_says_so(laptop: Page, server: Server) -> None:
    sign_up(laptop.context, server.url, server)
    laptop.goto(f"{server.url}/team")
    with Authenticator(laptop):
        laptop.get_by_label("A word for it").fill("my work laptop")
        press(laptop, "Make a passkey")
        expect(laptop.get_by_text("cannot use a passkey at this address")).to_be_visible()


def test_a_passkey_that_finds_no_server_says_so(
    laptop: Page, server: Server, named: str, trouble: list[str]
) -> None:
    sign_up(laptop.context, named, server)
    laptop.goto(f"{named}/team")
    server.stop()
    laptop.get_by_label("A word for it").fill("my work laptop")
    press(laptop, "Make a passkey")
    expect(laptop.get_by_text("The server cannot be reached now")).to_be_visible()
    trouble.clear()  # the browser says that a request was refused


def test_without_scripts_the_page_says_that_passkeys_need_them(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    page = new_phone(java_script_enabled=False).new_page()
    sign_up(page.context, server.url, server)
    page.goto(f"{server.url}/team")
    expect(page.get_by_text("Passkeys need scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_hidden()


def test_from_the_app_to_desk_and_back_each_is_a_page_of_its_own(
    laptop: Page, server: Server
) -> None:
    open_desk(laptop, server)
    laptop.goto(f"{server.url}/about")
    laptop.wait_for_function("globalThis.htmx")
    laptop.evaluate("globalThis.sameDocument = true")
    laptop.get_by_role("link", name="For facilitators: the desk").click()
    heading(laptop, WELCOME)
    assert laptop.evaluate("globalThis.sameDocument") is None
    assert laptop.evaluate("globalThis.joined") is None, "none of the journal's code is here"
    laptop.get_by_role("link", name="Back to the app").click()
    expect(laptop).to_have_url(f"{server.url}/")


def test_with_no_signal_desk_says_so_and_help_is_there(
    laptop: Page, server: Server, trouble: list[str]
) -> None:
    laptop.goto(server.url)
    installed(laptop)
    open_desk(laptop, server)
    server.stop()
    answer = laptop.goto(f"{server.url}/team")
    assert answer
    assert answer.status == 503
    expect(laptop.get_by_role("heading", name="That page needs a signal")).to_be_visible()
    laptop.get_by_role("link", name="Help", exact=True).click()
    expect(laptop.get_by_role("link", name=re.compile("999")).first).to_be_visible()
    cached = laptop.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).keys()).map((each) => each.url)))).flat()"""
    )
    assert len(cached) > 25
    assert not [url for url in cached if re.search(r"\d/team(/|$)|/desk", url)]
    trouble.clear()  # the browser says that the server was not reached
