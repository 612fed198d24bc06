"""Setting up a backup, signing in to it and syncing, as people do it on the page for that."""

from collections.abc import Iterator
from secrets import token_hex

from playwright.sync_api import Page, expect

NAME, PASSPHRASE = "wren", "lantern orchard pebble wren"
DERIVING = 30_000  # milliseconds; deriving a key is meant to take a while
SYNC = "**/api/journal/sync"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def expect_status(page: Page, words: str) -> None:
    expect(page.locator("sync-status a")).to_have_text(words, timeout=DERIVING)


def begin_set_up(page: Page, url: str, name: str = NAME) -> None:
    """As far as what is to be written down."""
    page.goto(f"{url}/back-up")
    press(page, "Set up a backup")
    page.get_by_label("A name to sign in with").fill(name)
    page.locator("[name=new-passphrase]").fill(PASSPHRASE)
    press(page, "Go on")
    page.get_by_role("heading", name="Write these down").wait_for(timeout=DERIVING)


def set_up(page: Page, url: str, name: str = NAME) -> str:
    """A backup of what is on this device; gives the recovery code."""
    begin_set_up(page, url, name)
    code = page.locator("[data-code]").inner_text()
    page.get_by_label("Type the recovery code").fill(code.lower())
    press(page, "Back up now")
    expect_status(page, "Backed up")
    return code


def sign_in(page: Page, url: str, name: str = NAME, passphrase: str = PASSPHRASE) -> None:
    page.goto(f"{url}/back-up")
    press(page, "I have one already")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("[name=in-passphrase]").fill(passphrase)
    press(page, "Sign in")
    expect(page.get_by_text("Signed in as")).to_be_visible(timeout=DERIVING)
    expect_status(page, "Backed up")


def sync(page: Page, status: str = "Backed up") -> None:
    page.get_by_role("link", name="Journal", exact=True).click()
    page.get_by_role("link", name="Back up and sync").click()
    with page.expect_response(SYNC):
        press(page, "Sync now")
    expect(page.get_by_text("This takes a moment.")).to_have_count(0)
    expect_status(page, status)


def backing_up(page: Page, url: str) -> Iterator[str]:
    """Every state of the page, for a tour of it; the page must hold nothing yet."""
    page.goto(f"{url}/back-up")
    press(page, "Set up a backup")
    press(page, "Go on")
    expect(page.get_by_text("That name is too short")).to_be_visible()
    yield "a backup to be set up"
    press(page, "Not now")
    press(page, "I have one already")
    page.get_by_text("I cannot remember the passphrase").click()
    yield "signing in"
    name = f"wren {token_hex(4)}"
    begin_set_up(page, url, name)
    page.evaluate("document.querySelector('[data-other-name]').hidden = false")
    yield "what is to be written down"
    page.get_by_label("Type the recovery code").fill(page.locator("[data-code]").inner_text())
    press(page, "Back up now")
    expect_status(page, "Backed up")
    press(page, "Show the devices that are signed in")
    expect(page.locator("[data-devices] li")).to_have_count(1)
    page.get_by_text("Sign out on this device").click()
    page.get_by_text("Delete the backup", exact=True).first.click()
    for hidden in ("[data-waiting]", "[data-begun]", "[data-part=deletions]"):
        page.evaluate("(name) => (document.querySelector(name).hidden = false)", hidden)
    yield "backed up"
    page.context.clear_cookies()
    press(page, "Sync now")
    expect(page.get_by_role("heading", name="Sign in to back up")).to_be_visible()
    page.get_by_text("I deleted that backup").click()
    yield "a session that ended"
    press(page, "Lock")
    expect(page.get_by_role("heading", name="A new passphrase?")).to_be_visible()
    yield "backed up, and locked"
    press(page, "Sign in with the new one")
    yield "signing in while locked"


def texts(page: Page) -> list[str]:
    page.get_by_role("link", name="Journal", exact=True).click()
    expect(page.locator("journal-list[data-loaded]")).to_be_visible()
    return [text.strip() for text in page.locator("[data-entries] li").all_inner_texts()]
