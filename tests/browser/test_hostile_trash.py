"""The trash shows hostile words letter for letter as well (F55)."""

import json
from pathlib import Path

import disk
from playwright.sync_api import Page, expect
from server import Server
from test_hostile_text import CARRIED, WATCH, bring_in, entry, nothing_ran, shows

DELETE_ALL = """async () => {
  const { openJournal } = await import("/source/journal/open.js");
  const { store } = await openJournal();
  for (const { row } of (await store.entries()).entries) await store.remove(row.id);
}"""


def test_f55_the_trash_shows_what_was_deleted_letter_for_letter(
    phone: Page, shared_server: Server, tmp_path: Path
) -> None:
    page = phone
    page.add_init_script(WATCH)
    file = tmp_path / "entries.json"
    brought = [entry(number, words) for number, words in enumerate(CARRIED)]
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": brought}))
    bring_in(page, shared_server.url, file)
    expect(page.get_by_text(f"{len(CARRIED)} entries came in.")).to_be_visible(timeout=30_000)
    disk.ask(page, DELETE_ALL)
    page.goto(f"{shared_server.url}/journal/trash")
    expect(page.locator("journal-trash li")).to_have_count(len(CARRIED), timeout=30_000)
    shows(page, "journal-trash li [data-title]", CARRIED)
    plain = [words for words in CARRIED if len(words) < 60 and words.isprintable()]
    shows(
        page,
        "journal-trash li [data-words]",
        [each for each in plain if each == " ".join(each.split())],
    )
    nothing_ran(page)
    first = page.locator("journal-trash li").first
    title = first.locator("[data-title]").text_content()
    first.get_by_role("button", name="Put back").click()
    expect(page.locator("journal-trash li")).to_have_count(len(CARRIED) - 1)
    assert [each["title"] for each in disk.entries(page)] == [title]
    nothing_ran(page)
