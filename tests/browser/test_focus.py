"""Where reading goes on once what was pressed has gone: never back at the top of the document."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from locks import link, lock
from player import keep_a_line, press
from playwright.sync_api import Page, expect
from server import Server
from test_journal import open_entry
from test_lock import CODE, OPENING, WORDS, expect_locked, set_lock, unlock

MANY = 35  # entries, of which 30 are shown at first
TOLD = {"Save an encrypted backup": "15 letters", "Wipe this device": "Type DELETE first"}


def focused(page: Page) -> str:
    """The words of what has focus; of the body, none."""
    page.wait_for_timeout(100)
    return str(
        page.evaluate(
            """() => {
              const { activeElement: at, body } = document;
              return at === body ? "" : at.innerText.trim() || at.value || at.getAttribute("name");
            }"""
        )
    )


def in_view(page: Page, selector: str) -> bool:
    """Whether it stands on the screen, whole, and under no bar."""
    return bool(
        page.locator(selector).evaluate(
            """(place) => {
              const { left, right, top, bottom } = place.getBoundingClientRect();
              const under = (y) => document.elementFromPoint((left + right) / 2, y);
              return [top + 1, bottom - 1].every((y) => place.contains(under(y)));
            }"""
        )
    )


def bring_in(page: Page, url: str, folder: Path) -> None:
    """Many lines, out of a file."""
    entry = {"schema": 1, "kind": "entry", "zone": "UTC", "exercise": {"id": "FH2", "version": 1}}
    entry |= {"text": "", "tags": ["hope"], "marks": [], "title": "Gratitude line"}
    entries = [
        entry
        | {"id": f"focus{at:016}A", "created": f"2026-01-01T08:{at:02}:00.000Z"}
        | {"answers": {"line": f"line {at}"}}
        for at in range(MANY)
    ]
    file = folder / "many.json"
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": entries}))
    page.goto(f"{url}/journal/copy")
    expect(page.get_by_role("button", name="Take a copy of my entries")).to_be_visible()
    page.locator("#bring-in").set_input_files(file)
    expect(page.get_by_text("entries came in")).to_be_visible()


def test_what_an_import_came_to_is_said_in_view(
    phone: Page, shared_server: Server, tmp_path: Path
) -> None:
    bring_in(phone, shared_server.url, tmp_path)
    assert in_view(phone, "[data-said]")


@pytest.mark.parametrize("button", TOLD)
def test_what_is_wrong_with_a_copy_is_said_in_view(
    phone: Page, shared_server: Server, button: str
) -> None:
    phone.goto(f"{shared_server.url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    press(phone, button)
    expect(phone.locator("[data-said]")).to_contain_text(TOLD[button], timeout=OPENING)
    assert in_view(phone, "[data-said]")


def test_what_the_lock_has_to_say_is_said_in_view(phone: Page, shared_server: Server) -> None:
    phone.goto(f"{shared_server.url}/lock")
    said = phone.locator("lock-settings [data-said]")
    phone.get_by_label("Your passphrase").fill("too short")
    press(phone, "Lock with this")
    expect(said).to_contain_text("That is too short")
    assert in_view(phone, "lock-settings [data-said]")
    set_lock(phone, shared_server.url)
    for name, words in (
        ("Change the passphrase", "Choose a new passphrase first"),
        ("Make a new recovery code", "not the passphrase"),
        ("Remove the lock", "not the passphrase"),
    ):
        phone.get_by_label("The passphrase now").fill("a passphrase of others")
        press(phone, name)
        expect(said).to_contain_text(words, timeout=OPENING)
        assert in_view(phone, "lock-settings [data-said]"), name
    phone.get_by_label("The passphrase now").fill(WORDS)
    press(phone, "Remove the lock")
    expect(said).to_contain_text("The lock is gone", timeout=OPENING)
    assert in_view(phone, "lock-settings [data-said]")
    assert focused(phone) == "Lock your journal"


def test_a_wrong_code_is_told_beside_the_code(phone: Page, shared_server: Server) -> None:
    set_lock(phone, shared_server.url)
    lock(phone)
    assert focused(phone) == "Your journal is locked"
    phone.get_by_text("I cannot remember it").click()
    phone.get_by_label("Recovery code", exact=True).fill("0000")
    press(phone, "Unlock with the code")
    expect(phone.locator("unlock-box [data-refused]")).to_contain_text("not the recovery code")
    assert in_view(phone, "unlock-box [data-refused]")


def test_a_new_lock_shows_its_passphrase_and_its_code_until_they_are_written_down(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/lock")
    expect(phone.get_by_label("Your passphrase")).not_to_have_value("")
    suggested = phone.get_by_label("Your passphrase").input_value()
    press(phone, "Lock with this")
    expect(phone.locator("[data-code]")).to_have_text(CODE, timeout=OPENING)
    expect(phone.locator("[data-passphrase]")).to_have_text(suggested)
    assert focused(phone) == "Write this down"
    expect(phone.get_by_role("button", name="Remove the lock")).to_be_hidden()
    press(phone, "I have written it down")
    expect(phone.get_by_role("button", name="Remove the lock")).to_be_visible()
    assert suggested not in phone.content()
    assert focused(phone) == "Lock your journal"
    assert in_view(phone, "lock-settings [data-said]")


def edit_and(button: str) -> Callable[[Page], None]:
    def does(page: Page) -> None:
        press(page, "Edit")
        page.get_by_role("textbox").fill("the coffee")
        press(page, button)

    return does


def bring_back(page: Page) -> None:
    edit_and("Keep")(page)
    page.get_by_text("Day, skills, earlier versions").click()
    press(page, "Bring this back")


@pytest.mark.parametrize("does", [edit_and("Back"), edit_and("Keep"), bring_back])
def test_reading_goes_on_from_the_heading_of_the_entry(
    phone: Page, shared_server: Server, does: Callable[[Page], None]
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    does(phone)
    expect(phone.locator("[data-read]")).to_be_visible()
    assert focused(phone) == "Gratitude line"


def test_reading_goes_on_in_the_list_after_undo_and_at_the_first_of_the_older_entries(
    phone: Page, shared_server: Server, tmp_path: Path
) -> None:
    bring_in(phone, shared_server.url, tmp_path)
    open_entry(phone, shared_server.url, "line 20")
    press(phone, "Delete")
    press(phone, "Undo")
    expect(phone.locator("[data-deleted]")).to_be_hidden()
    assert "line 20" in focused(phone)
    press(phone, "Show older entries")
    assert "line 4" in focused(phone)


def test_reading_goes_on_with_what_is_still_in_the_trash(
    phone: Page, shared_server: Server
) -> None:
    for words in ("the tea", "the bus", "the cat"):
        keep_a_line(phone, shared_server.url, words)
        open_entry(phone, shared_server.url, words)
        press(phone, "Delete")
        expect(phone.get_by_text("Deleted.")).to_be_visible()
    link(phone, "Trash")
    first = phone.locator("journal-trash li").first
    first.get_by_role("button", name="Delete for good").click()
    assert focused(phone) == "Its words cannot come back after that."
    press(phone, "Back")
    assert focused(phone) == "Delete for good"
    first.get_by_role("button", name="Put back").click()
    expect(phone.locator("journal-trash li")).to_have_count(2)
    assert focused(phone).startswith("Gratitude line")
    for left in (1, 0):
        phone.locator("journal-trash li").first.get_by_text("Delete for good").first.click()
        press(phone, "Yes, delete for good")
        expect(phone.locator("journal-trash li")).to_have_count(left)
    assert focused(phone) == "Trash"


def test_a_locked_entry_has_a_heading_and_the_lock_takes_the_focus(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    set_lock(phone, shared_server.url)
    link(phone, "Journal")
    phone.get_by_role("link", name="the tea").click()
    expect(phone.get_by_role("heading", name="Gratitude line")).to_be_visible()
    lock(phone)
    expect_locked(phone)
    assert focused(phone) == "Your journal is locked"
    assert phone.locator("h1").inner_text() == "Entry"
    unlock(phone)
    expect(phone.locator("[data-read]")).to_contain_text("the tea")
    assert focused(phone) == "Gratitude line"


def test_after_a_wipe_reading_begins_at_the_page(phone: Page, shared_server: Server) -> None:
    phone.goto(f"{shared_server.url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    phone.get_by_label("Type DELETE").fill("DELETE")
    press(phone, "Wipe this device")
    phone.wait_for_url(f"{shared_server.url}/#main")
    assert focused(phone).startswith("A moment for you")
