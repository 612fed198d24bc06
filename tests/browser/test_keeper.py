"""The keeper's journal: write, find, look back, take out, bring in, wipe."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import disk
from player import begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from waits import pause, written

WORDS = "lantern orchard pebble wren"
OPENING = 20_000  # milliseconds; deriving a key is meant to take a while


def write(page: Page, url: str, words: str) -> None:
    page.goto(f"{url}/journal/write")
    expect(page.locator("free-writing:defined")).to_be_visible()
    page.get_by_role("textbox").press_sequentially(words)
    written(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()


def open_journal(page: Page, url: str) -> None:
    page.goto(f"{url}/journal")
    expect(page.locator("journal-list[data-loaded]")).to_be_visible()


def test_free_writing_is_an_entry_from_its_first_letter_with_nothing_to_press(
    phone: Page, shared_server: Server
) -> None:
    write(phone, shared_server.url, "A")
    assert [entry["text"] for entry in disk.entries(phone)] == ["A"]
    phone.get_by_role("textbox").press_sequentially(" long day")
    written(phone)
    phone.reload()
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="A long day").click()
    press(phone, "Edit")
    phone.wait_for_url("**/journal/write#*")
    expect(phone.get_by_role("textbox")).to_have_value("A long day")
    phone.get_by_role("textbox").press_sequentially(", and a kind word")
    pause(phone)
    (entry,) = disk.entries(phone)
    assert entry["text"] in ("A long day, and a kind word", ", and a kind wordA long day")


def test_an_identifier_is_pointed_out_and_stops_nothing(phone: Page, shared_server: Server) -> None:
    write(phone, shared_server.url, "Ring her on 07700 900123 about NHS 943 476 5919")
    note = phone.locator(".identifier-note")
    expect(note).to_contain_text("an NHS number")
    expect(note).to_contain_text("a phone number")
    assert "900123" not in note.inner_text()
    phone.get_by_role("textbox").fill("Ring her about it")
    expect(note).to_have_count(0)
    begin(phone, shared_server.url, "the-sentence-i-could-say")
    while place(phone) not in ("after", "end"):
        put_in(phone, "at SW1A 1AA")
        go_on(phone)
    if place(phone) == "after":
        go_on(phone)
    expect(phone.locator("[data-part=end] .identifier-note")).to_contain_text("a postcode")
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()


def test_last_months_line_is_found_by_a_few_letters_and_by_the_calendar(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the heron by the canal")
    keep_a_line(phone, shared_server.url, "a neighbour waved")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="heron").click()
    phone.get_by_text("Day, skills, earlier versions").click()
    phone.get_by_label("Day", exact=True).fill("2026-01-15")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    open_journal(phone, shared_server.url)
    listed = phone.locator("[data-entries] li")
    expect(listed.last).to_contain_text("heron")
    phone.get_by_label("Search").press_sequentially("HERÓN can")
    expect(listed).to_have_count(1)
    expect(phone.get_by_text("1 found")).to_be_visible()
    phone.get_by_label("Search").fill("nowhere to be found")
    expect(phone.get_by_text("Nothing here has that in it")).to_be_visible()
    phone.get_by_label("Search").fill("")
    expect(listed).to_have_count(2)
    phone.get_by_text("More ways to find").click()
    back = phone.get_by_role("button", name="The month before")
    now = datetime.now(UTC)
    for _ in range((now.year - 2026) * 12 + now.month - 1):
        back.click()
    phone.get_by_role("button", name=re.compile("15 January, entries: 1")).click()
    expect(listed).to_have_count(1)
    listed.get_by_role("link").click()
    expect(phone.locator("[data-read]")).to_contain_text("heron")


def test_a_mark_a_skill_and_an_earlier_version_are_kept_at_a_tap(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="the tea").click()
    press(phone, "Edit")
    phone.get_by_role("textbox").fill("the coffee")
    press(phone, "Keep")
    expect(phone.locator("[data-read]")).to_have_text(re.compile("the coffee"))
    phone.get_by_label("Bring to supervision").check()
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.get_by_text("Day, skills, earlier versions").click()
    older = phone.locator("[data-history] li")
    expect(older.last).to_contain_text("the tea")
    older.last.get_by_role("button", name="Bring this back").click()
    expect(phone.locator("[data-read]")).to_have_text(re.compile("the tea"))
    (entry,) = disk.entries(phone)
    assert entry["marks"] == ["supervision"]
    open_journal(phone, shared_server.url)
    phone.get_by_text("More ways to find").click()
    phone.get_by_label("To bring to supervision").check()
    expect(phone.locator("[data-entries] li")).to_have_count(1)


def test_what_was_deleted_is_put_back_or_deleted_for_good(
    phone: Page, shared_server: Server
) -> None:
    for words in ("the tea", "the biscuit"):
        keep_a_line(phone, shared_server.url, words)
        open_journal(phone, shared_server.url)
        phone.get_by_role("link", name=words).click()
        press(phone, "Delete")
        expect(phone.get_by_text("Deleted.")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal/trash")
    phone.locator("li", has_text="the tea").get_by_role("button", name="Put back").click()
    expect(phone.get_by_text("It is back in your journal.")).to_be_visible()
    press(phone, "Delete for good")
    press(phone, "Yes, delete for good")
    expect(phone.get_by_text("Nothing is in the trash.")).to_be_visible()
    assert [entry["answers"]["line"] for entry in disk.entries(phone)] == ["the tea"]


def test_an_encrypted_backup_carries_everything_to_another_phone(
    phone: Page,
    new_phone: Callable[..., BrowserContext],
    shared_server: Server,
    tmp_path: Path,
) -> None:
    keep_a_line(phone, shared_server.url, "quokkatea")
    write(phone, shared_server.url, "quokkaday")
    phone.goto(f"{shared_server.url}/journal/copy")
    phone.get_by_label("A passphrase for this file").fill("too short")
    press(phone, "Save an encrypted backup")
    expect(phone.get_by_text("15 letters or more, please")).to_be_visible(timeout=OPENING)
    phone.get_by_label("A passphrase for this file").fill(WORDS)
    with phone.expect_download(timeout=OPENING) as download:
        press(phone, "Save an encrypted backup")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert "quokka" not in path.read_text()

    other = new_phone().new_page()
    other.goto(f"{shared_server.url}/journal/copy")
    expect(other.get_by_text("Bring entries in from a file")).to_be_visible()
    for secret, words in (
        ("a wrong passphrase", "That is not the passphrase"),
        (WORDS, "2 entries came in."),
    ):
        other.locator("#bring-in").set_input_files(path)
        other.get_by_label("The passphrase of that file").fill(secret)
        press(other, "Bring it in")
        expect(other.get_by_text(words)).to_be_visible(timeout=OPENING)
    given = {entry["id"]: entry for entry in disk.entries(phone)}
    for entry in disk.entries(other):
        assert {**entry, "edited": ""} == {**given[entry["id"]], "edited": ""}


def test_a_copy_to_read_opens_in_any_editor(
    phone: Page, shared_server: Server, tmp_path: Path
) -> None:
    keep_a_line(phone, shared_server.url, "the <heron> & the canal")
    phone.goto(f"{shared_server.url}/journal/copy")
    for name, words in (
        ("A page to read", "the &lt;heron&gt; &amp; the canal"),
        ("Plain text", "heron"),
    ):
        with phone.expect_download() as download:
            press(phone, name)
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert words in path.read_text("utf-8")


def test_what_is_printed_has_a_heading_paragraphs_skills_and_marks(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script("window.print = () => {}")
    write(phone, shared_server.url, "one")
    phone.locator("#free").fill("one\n\n  two")
    pause(phone)
    keep_a_line(phone, shared_server.url, "the tea")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="the tea").click()
    phone.get_by_label("Bring to supervision").check()
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal/copy")
    press(phone, "Print")
    phone.emulate_media(media="print")
    sheet = phone.locator("[data-print]")
    expect(sheet.get_by_role("heading", name="My journal")).to_be_visible()
    expect(sheet).to_contain_text("Skill: Fostering hope · Marked: To bring to supervision")
    assert "one\n\n  two" in sheet.inner_text()


def test_f48_a_wipe_takes_everything_and_asks_for_a_word_first(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "quokkatea")
    phone.goto(f"{shared_server.url}/journal/copy")
    press(phone, "Wipe this device")
    expect(phone.get_by_text("Type DELETE first")).to_be_visible()
    # Read past the app: a second copy of it in this page would take part in the wiping.
    held = disk.rows(phone)
    assert len(held["records"]) == 2  # the entry, and the month's practice
    before = held["meta"]
    phone.get_by_label("Type DELETE").fill("DELETE")
    press(phone, "Wipe this device")
    phone.wait_for_url(f"{shared_server.url}/#main")
    open_journal(phone, shared_server.url)
    expect(phone.get_by_text("Nothing is kept here yet")).to_be_visible()
    rows = disk.rows(phone)
    assert rows["records"] == rows["revisions"] == rows["drafts"] == []
    ids = {row.get("vaultId") for row in before} & {row.get("vaultId") for row in rows["meta"]}
    assert ids <= {None}  # the vault itself is another


def test_a_page_for_supervision_is_a_copy_to_edit_and_goes_nowhere_by_itself(
    phone: Page, shared_server: Server, tmp_path: Path
) -> None:
    keep_a_line(phone, shared_server.url, "the heron by the canal")
    begin(phone, shared_server.url, "before-supervision")
    phone.locator("[data-entries] label").first.click()
    go_on(phone)
    while place(phone) != "end":
        put_in(phone, "born 3 April 2024")
        go_on(phone)
    page = phone.get_by_label("Your page")
    expect(page).to_have_value(re.compile("born 3 April 2024[\\s\\S]*the heron by the canal"))
    expect(phone.locator("supervision-copy .identifier-note")).to_contain_text("a date of birth")
    page.fill("only this")
    press(phone, "Show on my screen")
    expect(phone.locator("dialog[open] .as-written")).to_have_text("only this")
    press(phone, "Hide")
    with phone.expect_download() as download:
        press(phone, "Save as a file")
    path = tmp_path / "page.txt"
    download.value.save_as(path)
    assert path.read_text("utf-8") == "only this"
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    kept, line = disk.entries(phone)
    assert kept["answers"]["page"] == "only this"
    assert kept["answers"]["carrying"] == "born 3 April 2024"
    assert line["answers"] == {"line": "the heron by the canal"}


def test_the_journal_is_opened_beside_the_page_and_by_the_page_where_there_is_no_worker(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    context = new_phone()
    phone = context.new_page()
    write(phone, shared_server.url, "A long day")
    started: list[str] = []
    phone.on("worker", lambda worker: started.append(worker.url))
    open_journal(phone, shared_server.url)
    expect(phone.get_by_role("link", name="A long day")).to_be_visible()
    assert [url.rsplit("/", 1)[-1] for url in started] == ["opening-worker.js"]
    context.add_init_script("delete globalThis.Worker")
    open_journal(phone, shared_server.url)
    expect(phone.get_by_role("link", name="A long day")).to_be_visible()
    phone.get_by_label("Search").fill("long")
    expect(phone.get_by_text("1 found")).to_be_visible()
