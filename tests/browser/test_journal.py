"""The journal on one device: keeping, reading, changing, deleting, two tabs at once."""

import re
from collections.abc import Callable

import disk
from player import (
    AT_ONCE,
    EXERCISES,
    SOME,
    begin,
    go_on,
    keep_a_line,
    place,
    press,
    put_in,
    ready,
)
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from waits import pause

ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")
KEPT = [slug for slug in SOME if "stores" in EXERCISES[slug]]
WORDS = "[data-read] dd"


def open_entry(page: Page, url: str, words: str) -> None:
    page.goto(f"{url}/journal")
    page.get_by_role("link", name=words).click()
    expect(page.locator(WORDS).first).to_be_visible()


def test_what_each_exercise_keeps_is_listed_newest_first_and_reads_as_it_stood_at_the_end(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the first")
    ends = []
    for slug in KEPT:
        begin(phone, shared_server.url, slug)
        while place(phone) != "end":
            put_in(phone, f"about {slug}")
            go_on(phone)
        ends.append(phone.locator("[data-part=end] > [data-so-far]").inner_text())
        press(phone, "Keep this in my journal")
        expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal")
    titles = phone.locator("journal-list li strong")
    expect(titles).to_have_count(len(KEPT) + 1)
    newest = [EXERCISES[slug]["title"] for slug in KEPT][::-1]
    assert titles.all_text_contents() == [*newest, EXERCISES[AT_ONCE]["title"]]
    for number, end in enumerate(reversed(ends)):
        phone.goto(f"{shared_server.url}/journal")
        phone.locator("journal-list li a").nth(number).click()
        expect(phone.locator(WORDS).first).to_be_visible()
        assert phone.locator("[data-read]").inner_text() == end
    assert disk.drafts(phone) == []


def test_a_line_of_gratitude_takes_three_taps_plus_typing(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(
        "window.taps = 0; addEventListener('click', (event) => (taps += event.isTrusted), true);"
    )
    phone.goto(shared_server.url)
    phone.get_by_role("link", name="Leave a gratitude line").click()
    ready(phone)
    phone.get_by_role("textbox").click()
    phone.keyboard.type("the tea")
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert phone.evaluate("taps") == 3
    assert [entry["answers"] for entry in disk.entries(phone)] == [{"line": "the tea"}]


def test_two_taps_on_keep_keep_one_entry(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, AT_ONCE)
    put_in(phone, "the tea")
    phone.get_by_text("Keep this in my journal").dblclick()
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    pause(phone)
    assert len(disk.entries(phone)) == 1
    assert disk.practised(phone) == ["FH2"]


def test_a_change_is_a_draft_that_outlasts_a_reload_until_it_is_kept(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    press(phone, "Edit")
    phone.get_by_role("textbox").press_sequentially(", and the biscuit")
    pause(phone)
    phone.reload()
    expect(phone.get_by_role("textbox")).to_have_value("the tea, and the biscuit")
    assert disk.entries(phone)[0]["answers"] == {"line": "the tea"}
    press(phone, "Keep")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    expect(phone.locator(WORDS)).to_have_text("the tea, and the biscuit")
    assert disk.drafts(phone) == []
    phone.reload()
    expect(phone.locator(WORDS)).to_have_text("the tea, and the biscuit")
    assert [each["answers"]["line"] for each in disk.revisions(phone)] == ["the tea"]


def test_back_and_edit_again_finds_the_change_as_it_was_left(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    press(phone, "Edit")
    phone.get_by_role("textbox").press_sequentially(", and the biscuit")
    press(phone, "Back")
    expect(phone.locator(WORDS)).to_have_text("the tea")
    press(phone, "Edit")
    expect(phone.get_by_role("textbox")).to_have_value("the tea, and the biscuit")


def test_start_again_in_a_change_brings_back_the_kept_words(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    press(phone, "Edit")
    phone.get_by_role("textbox").fill("something else")
    pause(phone)
    phone.reload()
    expect(phone.get_by_role("textbox")).to_have_value("something else")
    press(phone, "Start again")
    expect(phone.get_by_role("textbox")).to_have_value("the tea")
    phone.reload()
    expect(phone.locator(WORDS)).to_have_text("the tea")


def test_a_deleted_entry_comes_back_by_undo_with_the_change_that_was_begun(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    press(phone, "Edit")
    phone.get_by_role("textbox").fill("the coffee")
    pause(phone)
    press(phone, "Back")
    press(phone, "Delete")
    expect(phone.get_by_text("Deleted.")).to_be_visible()
    expect(phone.get_by_text("Nothing is kept here yet")).to_be_visible()
    press(phone, "Undo")
    expect(phone.locator("journal-list li")).to_have_count(1)
    phone.get_by_role("link", name="the tea").click()
    expect(phone.get_by_role("textbox")).to_have_value("the coffee")


def test_what_one_tab_keeps_shows_in_the_other(phone: Page, shared_server: Server) -> None:
    listing = phone.context.new_page()
    listing.goto(f"{shared_server.url}/journal")
    expect(listing.get_by_text("Nothing is kept here yet")).to_be_visible()
    keep_a_line(phone, shared_server.url, "from the other tab")
    expect(listing.get_by_role("link", name="from the other tab")).to_be_visible()


def test_when_two_tabs_change_one_entry_in_one_place_both_words_stay(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    other = phone.context.new_page()
    for page in (phone, other):
        open_entry(page, shared_server.url, "the tea")
        press(page, "Edit")
    for page, words in ((phone, "the coffee"), (other, "the cocoa")):
        page.get_by_role("textbox").fill(words)
        pause(page)
    for page in (phone, other):
        press(page, "Keep")
        expect(page.get_by_text("Saved on this device")).to_be_visible()
    assert [entry["answers"]["line"] for entry in disk.entries(phone)] == [
        "the coffee\n\nthe cocoa"
    ]
    lost = [each["answers"]["line"] for each in disk.revisions(phone) if "line" in each["answers"]]
    assert sorted(lost) == ["the coffee", "the tea"]
    assert disk.drafts(phone) == []


def test_two_tabs_that_keep_at_once_keep_both(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    context = new_phone()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        begin(tab, shared_server.url, AT_ONCE)
        pause(tab)
    for number, tab in enumerate(tabs):
        put_in(tab, f"line {number}")
    for tab in tabs:
        tab.evaluate("setTimeout(() => document.querySelector('[data-do=keep]').click(), 300)")
    for tab in tabs:
        expect(tab.get_by_text("Saved on this device")).to_be_visible()
    kept = [entry["answers"]["line"] for entry in disk.entries(tabs[0])]
    assert sorted(kept) == ["line 0", "line 1"]
    assert disk.practised(tabs[0]) == ["FH2", "FH2"]  # counted before "Saved" is shown


def test_every_row_is_as_the_wire_wants_it_and_waits_in_the_outbox(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    open_entry(phone, shared_server.url, "the tea")
    press(phone, "Edit")
    phone.get_by_role("textbox").fill("the coffee")
    press(phone, "Keep")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    press(phone, "Delete")
    expect(phone.get_by_text("Deleted.")).to_be_visible()
    stores = disk.rows(phone)
    assert len(stores["records"]) == 2  # the entry, and the month's practice
    for row in [*stores["records"], *stores["revisions"]]:
        names = {"id", "rev", "parent", "merge_parent", "deleted", "key_id", "ciphertext"}
        assert set(row) == names
        assert all(ID.fullmatch(row[name]) for name in ("id", "rev", "key_id"))
        assert row["parent"] is None  # nothing was sent, so each takes the place of the one before
        assert row["merge_parent"] is None
        assert row["deleted"] in (True, False)
        assert len(row["ciphertext"]) >= 540
        assert len(row["ciphertext"]).bit_count() != 1
    assert [row["deleted"] for row in stores["records"]].count(True) == 1
    heads = {(row["id"], row["rev"]) for row in stores["records"]}
    assert {(row["id"], row["rev"]) for row in stores["outbox"]} == heads
    assert len({row["rev"] for row in [*stores["records"], *stores["revisions"]]}) == 4
