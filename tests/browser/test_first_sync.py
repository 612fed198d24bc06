"""The first sync of a long journal on a second device: usable while it runs, the newest of what has
come on top, a line that says how far it is, and back where it was after the page has gone."""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backups import PASSPHRASE, SYNC, expect_status, press, set_up
from playwright.sync_api import BrowserContext, Page, Route, expect
from server import Server

ENTRIES, PAGE = 900, 200
FIRST = datetime(2024, 1, 1, 8, tzinfo=UTC)


def id_of() -> str:
    return urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()


def long_journal(page: Page, url: str, folder: Path) -> None:
    """Brought in from a file, as it is given out."""
    empty = {"schema": 1, "kind": "entry", "zone": "Europe/London", "exercise": None}
    empty |= {"answers": {}, "tags": [], "marks": [], "ancestors": []}
    entries = [
        empty
        | {"id": id_of(), "text": f"Visit number {number}"}
        | {"created": f"{FIRST + timedelta(hours=number):%Y-%m-%dT%H:%M:%S}.000Z"}
        for number in range(ENTRIES)
    ]
    file = folder / "journal.json"
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": entries}))
    page.goto(f"{url}/journal/copy")
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text(f"{ENTRIES} entries came in")).to_be_visible(timeout=30_000)


def begin_signing_in(page: Page, url: str) -> None:
    page.goto(f"{url}/back-up")
    press(page, "I have one already")
    page.get_by_label("Name", exact=True).fill("wren")
    page.locator("[name=in-passphrase]").fill(PASSPHRASE)
    press(page, "Sign in")
    expect(page.get_by_text("Signed in as")).to_be_visible(timeout=30_000)


def test_a_first_sync_can_be_used_while_it_runs_and_goes_on_where_it_was(
    new_phone: Callable[..., BrowserContext], server: Server, tmp_path: Path
) -> None:
    phone = new_phone().new_page()
    long_journal(phone, server.url, tmp_path)
    set_up(phone, server.url)

    laptop = new_phone()
    asked: list[str | None] = []
    held: list[Route] = []

    def hold_the_third(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}")["cursor"])
        if len(asked) == 3:
            held.append(route)  # never answered: the page goes before it is
        else:
            route.continue_()

    laptop.route(SYNC, hold_the_third)
    page = laptop.new_page()
    begin_signing_in(page, server.url)
    page.get_by_role("link", name="Journal", exact=True).click()
    expect(page.locator("sync-status a")).to_have_text(f"{2 * PAGE} entries have come so far")
    newest = page.locator("[data-entries] li").first
    expect(newest).to_contain_text("Visit number")
    newest.get_by_role("link").click()
    expect(page.locator("[data-read]")).to_contain_text("Visit number")
    page.close(run_before_unload=False)

    again = laptop.new_page()
    again.goto(f"{server.url}/journal")
    again.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    press(again, "Unlock")
    expect_status(again, "Backed up")
    expect(again.locator("[data-entries] li").first).to_contain_text(
        f"Visit number {ENTRIES - 1}", timeout=30_000
    )
    assert asked[0] is None
    assert asked[2] is not None
    assert asked[3] == asked[2], "it goes on with the page that was on its way"
    assert len(asked) <= 3 + ENTRIES // PAGE
