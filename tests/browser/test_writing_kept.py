"""What was written is never lost to a second thought, a second tab, a full entry or a lock."""

import disk
import pytest
from faults import FAILED, FAULTS
from player import keep_a_line, press
from playwright.sync_api import Page, Route, expect
from server import Server
from test_keeper import open_journal, write
from test_lock import everything_readable, expect_locked, set_lock, unlock
from waits import pause

ALWAYS_LOST = f"window.fault = false; {FAULTS['the connection is always lost'][0]}"
SLOW_TO_OPEN = """const decrypt = SubtleCrypto.prototype.decrypt;
SubtleCrypto.prototype.decrypt = async function (...how) {
  if (window.slow) await new Promise((done) => setTimeout(done, window.slow));
  return decrypt.apply(this, how);
};"""


def follow(page: Page, name: str) -> None:
    """By the page's own link, which keeps the journal open."""
    page.get_by_role("link", name=name, exact=True).click()


def written(page: Page, url: str, words: str) -> None:
    """Free writing that is saved to its last letter."""
    write(page, url, words)
    pause(page)


def versions(page: Page) -> list[object]:
    return [version.get("text") for version in disk.revisions(page)]


def test_f21_letters_that_came_before_the_scripts_did_are_kept_with_nothing_to_press(
    phone: Page, shared_server: Server
) -> None:
    """On a slow line, or a slow phone."""
    held: list[Route] = []
    phone.route("**/keeping.js", lambda route, _: held.append(route))
    phone.goto(f"{shared_server.url}/journal/write", wait_until="domcontentloaded")
    phone.get_by_role("textbox").press_sequentially("the kettle was on")
    assert len(held) == 1
    expect(phone.get_by_text("Saved on this device")).to_have_count(0)
    held[0].continue_()
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.unroute("**/keeping.js")
    open_journal(phone, shared_server.url)
    expect(phone.get_by_role("link", name="the kettle was on")).to_have_count(1)


def test_an_old_note_that_is_written_over_is_an_earlier_version(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "three months of thoughts")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="three months").click()
    press(phone, "Edit")
    expect(phone.locator("#free")).to_have_value("three months of thoughts")
    phone.locator("#free").press("Control+a")
    phone.locator("#free").press("x")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    pause(phone)
    assert [entry["text"] for entry in disk.entries(phone)] == ["x"]
    assert versions(phone) == ["three months of thoughts"]


def test_a_stroke_that_takes_much_away_leaves_a_version_and_typing_leaves_none(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "one two three four five six")
    assert versions(phone) == []
    phone.locator("#free").press("Control+a")
    phone.locator("#free").press("x")
    pause(phone)
    assert versions(phone) == ["one two three four five six"]


def test_an_entry_that_was_emptied_is_in_the_trash_with_its_words(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "not for keeping")
    phone.locator("#free").fill("")
    pause(phone)
    follow(phone, "All entries")
    expect(phone.locator("journal-list[data-loaded]")).to_be_visible()
    pause(phone)
    assert disk.entries(phone) == []
    follow(phone, "Trash")
    expect(phone.get_by_text("not for keeping")).to_be_visible()


def test_going_on_in_a_new_entry_takes_nothing_that_is_not_saved(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "first ")
    long = "first " + "word " * 14_000
    phone.locator("#free").fill(long)
    expect(phone.locator("[data-said]")).to_contain_text("stay on this screen")
    press(phone, "Go on in a new entry")
    pause(phone)
    expect(phone.locator("#free")).to_have_value(long)


def test_behind_a_lock_free_writing_is_edited_and_deleted_without_locking(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "a quiet night")
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    phone.get_by_role("link", name="a quiet night").click()
    press(phone, "Edit")
    expect(phone.locator("#free")).to_have_value("a quiet night")
    follow(phone, "All entries")
    phone.get_by_role("link", name="a quiet night").click()
    press(phone, "Delete")
    expect(phone.get_by_text("Deleted.")).to_be_visible()
    press(phone, "Undo")
    expect(phone.get_by_role("link", name="a quiet night")).to_be_visible()
    expect(phone.locator("unlock-box")).to_be_hidden()


def test_a_note_that_was_to_be_edited_comes_when_the_journal_is_unlocked(
    phone: Page, shared_server: Server
) -> None:
    written(phone, shared_server.url, "a quiet night")
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    phone.get_by_role("link", name="a quiet night").click()
    press(phone, "Edit")
    expect(phone.locator("#free")).to_have_value("a quiet night")
    phone.reload()
    expect_locked(phone)
    expect(phone.locator("#free")).to_have_value("")
    unlock(phone)
    expect(phone.locator("#free")).to_have_value("a quiet night")


def test_f24_f48_an_edit_that_could_not_be_saved_outlasts_the_lock_and_nothing_else_does(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(ALWAYS_LOST)
    keep_a_line(phone, shared_server.url, "kept before")
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    phone.get_by_role("link", name="kept before").click()
    press(phone, "Edit")
    phone.evaluate("window.fault = true")
    phone.locator("journal-entry textarea").press_sequentially("not saved ")
    expect(phone.locator("journal-entry [data-problem]")).to_contain_text(FAILED)
    press(phone, "Lock")
    pause(phone)
    field = phone.locator("journal-entry textarea")
    assert "not saved" in field.input_value()
    expect(phone.locator("journal-entry [data-read]")).to_be_empty()
    phone.evaluate("window.fault = false")
    unlock(phone)
    pause(phone)
    assert "not saved" in field.input_value()
    assert "not saved" in str(disk.drafts(phone))
    press(phone, "Keep")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert "not saved" in disk.entries(phone)[0]["answers"]["line"]


def test_f48_a_lock_that_falls_while_an_entry_opens_leaves_no_word_of_it(
    phone: Page, shared_server: Server
) -> None:
    phone.add_init_script(SLOW_TO_OPEN)
    keep_a_line(phone, shared_server.url, "quokkasorrow")
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    expect(phone.get_by_text("quokkasorrow")).to_be_visible()
    phone.evaluate("window.slow = 800")
    phone.get_by_role("link", name="quokkasorrow").click()
    phone.locator("journal-entry:defined").wait_for()
    pause(phone)
    press(phone, "Lock")
    expect_locked(phone)
    phone.wait_for_timeout(1500)
    assert "quokkasorrow" not in everything_readable(phone)


def test_f48_free_writing_and_the_note_beside_it_go_when_the_lock_falls(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    follow(phone, "Write")
    phone.locator("#free").press_sequentially("quokkasorrow 07700 900123")
    expect(phone.locator(".identifier-note")).to_be_visible()
    press(phone, "Lock")
    expect(phone.locator("#free")).to_have_value("")
    expect(phone.locator(".identifier-note")).to_have_count(0)
    assert "quokkasorrow" not in everything_readable(phone)


def test_f23_two_tabs_that_edit_one_entry_lose_no_draft(phone: Page, shared_server: Server) -> None:
    keep_a_line(phone, shared_server.url, "kept")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="kept").click()
    press(phone, "Edit")
    phone.locator("journal-entry textarea").press_sequentially(" alpha")
    pause(phone)
    other = phone.context.new_page()
    other.goto(phone.url)
    other.locator("journal-entry textarea").press_sequentially("beta ")
    pause(other)
    phone.locator("journal-entry textarea").press_sequentially(" gamma")
    pause(phone)
    press(other, "Keep")
    expect(other.get_by_text("Saved on this device")).to_be_visible()
    phone.close(run_before_unload=False)
    assert "gamma" in str(disk.drafts(other))
    assert "beta" in str(disk.entries(other))


def test_undo_after_start_again_keeps_what_was_written_since(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "kept")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="kept").click()
    press(phone, "Edit")
    field = phone.locator("journal-entry textarea")
    field.press_sequentially("alpha ")
    pause(phone)
    phone.reload()
    expect(field).to_be_visible()
    press(phone, "Start again")
    field.fill("a whole new paragraph")
    pause(phone)
    press(phone, "Undo")
    pause(phone)
    assert "alpha" in field.input_value()
    assert "a whole new paragraph" in str(disk.drafts(phone))


def test_free_writing_that_goes_on_while_another_tab_unlocks_is_one_entry(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    follow(phone, "Journal")
    follow(phone, "Write")
    press(phone, "Lock")
    phone.locator("#free").press_sequentially("A long day")
    pause(phone)
    other = phone.context.new_page()
    other.goto(f"{shared_server.url}/journal")
    unlock(other)
    phone.locator("#free").press_sequentially(" and on")
    pause(phone)
    assert [entry["text"] for entry in disk.entries(other)] == ["A long day and on"]


def test_a_reload_goes_on_with_what_was_being_written(phone: Page, shared_server: Server) -> None:
    phone.goto(f"{shared_server.url}/journal/write")
    box = phone.locator("#free")
    box.press_sequentially("half a thought")
    pause(phone)
    phone.reload()
    expect(box).to_have_value("half a thought")
    box.press_sequentially(", and the rest")
    pause(phone)
    assert len(disk.entries(phone)) == 1


@pytest.mark.parametrize("typed", ["11202026"])
def test_a_day_that_is_typed_is_taken_once_and_whole(
    phone: Page, shared_server: Server, typed: str
) -> None:
    keep_a_line(phone, shared_server.url, "kept")
    open_journal(phone, shared_server.url)
    phone.get_by_role("link", name="kept").click()
    phone.get_by_text("Day, skills, earlier versions").click()
    phone.locator("[name=day]").focus()
    phone.keyboard.type(typed, delay=120)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    (entry,) = disk.entries(phone)
    assert entry["day"] == "2026-11-20"
    assert len(disk.revisions(phone)) == 1
