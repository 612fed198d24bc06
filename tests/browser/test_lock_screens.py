"""What each screen of the journal does when the lock falls: no word stays."""

import json
from pathlib import Path

import pytest
from locks import NO_ROOM, SLOW, link, lock
from player import begin, keep_a_line, leave_to, press, put_in
from playwright.sync_api import Page, expect
from server import Server
from test_lock import (
    OPENING,
    WORDS,
    everything_readable,
    expect_locked,
    new_code,
    set_lock,
    unlock,
)
from waits import pause

# So that the page itself opens the journal: it is the one that is slowed down.
NO_WORKER = """() => {
  window.Worker = class {
    postMessage() { setTimeout(() => this.onerror({ message: "none here" })); }
    terminate() {}
  };
}"""

PLACES = {
    "All entries": "/journal",
    "Trash": "/journal/trash",
    "Your cards": "/journal/cards",
    "Over time": "/journal/patterns",
    "Today": "/",
}


def made(number: int, kind: str, exercise: str, answers: dict[str, object]) -> dict[str, object]:
    return {
        "id": f"screens{number:014}A",
        "schema": 1,
        "kind": kind,
        "created": f"2026-11-0{number}T08:00:00.000Z",
        "zone": "Europe/London",
        "exercise": {"id": exercise, "version": 1},
        "answers": answers,
        "text": "",
        "tags": [],
        "marks": [],
    }


MANY = [
    made(1, "entry", "FH2", {"line": "quokkasorrow"}),
    made(2, "card", "SA5", {"body": ["quokkasign"]}),
    *(made(day, "entry", "SA4", {"threat": 2, "drive": 3, "soothing": 4}) for day in (3, 4, 5)),
]


@pytest.mark.parametrize("name", ["All entries", "Trash", "Your cards", "Over time", "Today"])
def test_f48_a_page_that_opens_while_the_lock_falls_shows_no_word(
    phone: Page, shared_server: Server, tmp_path: Path, name: str
) -> None:
    url = shared_server.url
    file = tmp_path / "entries.json"
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": MANY}))
    phone.goto(f"{url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    phone.locator("#bring-in").set_input_files(file)
    expect(phone.get_by_text("entries came in")).to_be_visible()
    keep_a_line(phone, url, "quokkatrash")
    phone.goto(f"{url}/journal")
    phone.get_by_role("link", name="quokkatrash").click()
    press(phone, "Delete")
    expect(phone.get_by_role("button", name="Undo")).to_be_visible()
    begin(phone, url, "abcde")
    put_in(phone, "quokkadraft")
    pause(phone)
    phone.add_init_script(SLOW)
    set_lock(phone, url)
    phone.evaluate(NO_WORKER)
    phone.evaluate("window.slow = 600")
    leave_to(phone, PLACES[name])
    phone.wait_for_timeout(300)
    lock(phone)
    phone.wait_for_timeout(2000)
    phone.evaluate("window.slow = 0")
    assert "quokka" not in everything_readable(phone)
    assert phone.locator("[data-picture] svg, [data-carry-on] a").count() == 0


def test_f48_the_trash_empties_when_the_lock_falls_and_fills_again_at_unlock(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_a_line(phone, url, "quokkasorrow")
    set_lock(phone, url)
    link(phone, "Journal")
    phone.get_by_role("link", name="quokkasorrow").click()
    press(phone, "Delete")
    link(phone, "Trash")
    expect(phone.locator("journal-trash").get_by_text("quokkasorrow")).to_be_visible()
    lock(phone)
    expect_locked(phone)
    assert "quokkasorrow" not in everything_readable(phone)
    expect(phone.get_by_text("Nothing is in the trash.")).to_be_hidden()
    unlock(phone)
    expect(phone.locator("journal-trash").get_by_text("quokkasorrow")).to_be_visible()


def test_f48_a_code_that_was_on_the_screen_is_gone_and_the_page_says_how_to_get_another(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    words = new_code(phone).inner_text()
    lock(phone)
    assert words not in everything_readable(phone)
    expect(phone.get_by_text("The recovery code is not shown any more")).to_be_visible()


def test_f48_a_passphrase_that_was_on_the_screen_is_gone_and_the_page_says_what_to_do(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    phone.get_by_label("The passphrase now").fill(WORDS)
    phone.get_by_label("A new passphrase").fill("four other words here")
    press(phone, "Change the passphrase")
    expect(phone.locator("[data-passphrase]")).not_to_be_empty(timeout=OPENING)
    lock(phone)
    assert "four other words here" not in everything_readable(phone)
    expect(phone.get_by_text("unlock with the recovery code and choose another")).to_be_visible()


def test_a_passphrase_that_is_missing_is_not_told_to_be_short(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    phone.get_by_label("A new passphrase").fill("four other words here")
    press(phone, "Change the passphrase")
    expect(phone.get_by_text("Type the passphrase now, or the recovery code")).to_be_visible()
    phone.get_by_label("The passphrase now").fill("short")
    press(phone, "Change the passphrase")
    expect(phone.get_by_text("That is not the passphrase")).to_be_visible(timeout=OPENING)
    press(phone, "Lock")
    press(phone, "Unlock")
    expect(phone.get_by_text("Type the passphrase first.")).to_be_visible(timeout=OPENING)


def test_opening_stands_in_no_frame_of_alarm(phone: Page, shared_server: Server) -> None:
    set_lock(phone, shared_server.url)
    press(phone, "Lock")
    phone.evaluate(
        """() => {
          const said = document.querySelector("[data-refused]");
          const frames = (window.frames_ = {});
          new MutationObserver(() => {
            frames[said.textContent] = said.classList.contains("problem");
          }).observe(said, { childList: true });
        }"""
    )
    phone.locator("unlock-box [name=passphrase]").fill("four other words here")
    press(phone, "Unlock")
    expect(phone.get_by_text("That is not the passphrase")).to_be_visible(timeout=OPENING)
    frames = phone.evaluate("window.frames_")
    assert frames["Opening. This takes a moment."] is False
    assert frames["That is not the passphrase. Nothing is lost. Try again."] is True


def test_f24_a_choice_that_is_not_saved_is_told(phone: Page, shared_server: Server) -> None:
    phone.add_init_script(NO_ROOM)
    set_lock(phone, shared_server.url)
    phone.evaluate("window.fault = true")
    phone.locator("label:has([name=idle][value='60000'])").click()
    expect(phone.get_by_text("This device is full, so that could not be done.")).to_be_visible()
