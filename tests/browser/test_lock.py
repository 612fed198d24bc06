"""The lock: reading waits for the passphrase, practising and writing do not."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from profile import Profile

import disk
import pytest
from player import begin, go_on, keep_a_line, place, press, put_in
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect
from server import Server
from waits import installed, pause

WORDS = "lantern orchard pebble wren"
OPENING = 20_000  # milliseconds; deriving a key is meant to take a while
CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}")


def set_lock(page: Page, url: str) -> str:
    """Set a lock, and give the recovery code."""
    page.goto(f"{url}/lock")
    page.get_by_label("Your passphrase").fill(WORDS)
    press(page, "Lock with this")
    code = page.locator("[data-code]")
    expect(code).to_have_text(CODE, timeout=OPENING)
    words = code.inner_text()
    press(page, "I have written it down")
    expect(page.get_by_text("Your journal has a lock now")).to_be_visible()
    return words


def new_code(page: Page) -> Locator:
    """Ask for another recovery code, which then shows."""
    page.get_by_label("The passphrase now").fill(WORDS)
    press(page, "Make a new recovery code")
    code = page.locator("[data-code]")
    expect(code).to_have_text(CODE, timeout=OPENING)
    return code


def unlock(page: Page, secret: str = WORDS) -> None:
    page.locator("unlock-box").get_by_label("Passphrase", exact=True).fill(secret)
    press(page, "Unlock")
    expect(page.locator("unlock-box")).to_be_hidden(timeout=OPENING)


def expect_locked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()


def everything_readable(page: Page) -> str:
    """Words in the document, fields included, and on the disk, as far as they can be read."""
    in_fields = "[...document.querySelectorAll('input, textarea')].map((each) => each.value).join()"
    rows = [str(value) for rows in disk.rows(page).values() for row in rows for value in _flat(row)]
    return page.content() + str(page.evaluate(in_fields)) + "".join(rows)


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _flat(each)
    elif isinstance(value, list) and value and all(isinstance(each, int) for each in value):
        yield bytes(value).decode("latin-1")
    else:
        yield value


@pytest.fixture
def profile(playwright: Playwright, tmp_path: Path) -> Iterator[Profile]:
    trouble: list[str] = []
    profile = Profile(playwright, tmp_path / "profile", trouble)
    yield profile
    profile.close()
    assert trouble == []


def test_f48_what_is_done_while_locked_survives_a_kill_and_is_all_there_after_unlock(
    profile: Profile, shared_server: Server
) -> None:
    url = shared_server.url
    page = profile.page()
    keep_a_line(page, url, "quokkabefore")
    set_lock(page, url)
    press(page, "Lock")
    begin(page, url, "abcde")
    while place(page) != "end":
        put_in(page, "wombatlocked")
        go_on(page)
    press(page, "Keep this in my journal")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    keep_a_line(page, url, "numbatline")
    begin(page, url, "what-went-well")
    put_in(page, "bilbydraft")
    pause(page)
    profile.kill()

    page = profile.page()
    page.goto(f"{url}/journal")
    expect_locked(page)
    pause(page)
    readable = everything_readable(page)
    for words in ("quokkabefore", "wombatlocked", "numbatline", "bilbydraft", "wren"):
        assert words not in readable, words
    unlock(page)
    titles = page.locator("journal-list li strong")
    expect(titles).to_have_text(["Gratitude line", "ABCDE", "Gratitude line"])
    for words in ("quokkabefore", "wombatlocked", "numbatline"):
        expect(page.locator("journal-list li", has_text=words)).to_have_count(1)
    assert disk.rows(page)["letters"] == []
    # By links: a new document would begin locked.
    page.get_by_role("link", name="Today", exact=True).click()
    page.get_by_role("link", name="Carry on: What went well").click()
    press(page, "Carry on")
    expect(page.locator("[data-step]:visible input").first).to_have_value("bilbydraft 0")


def test_f48_one_tap_takes_every_word_off_the_screen_wherever_it_stands(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_a_line(phone, url, "quokkasorrow")
    set_lock(phone, url)
    phone.get_by_role("link", name="Journal", exact=True).click()
    expect(phone.get_by_text("quokkasorrow")).to_be_visible()
    press(phone, "Lock")
    expect_locked(phone)
    assert "quokkasorrow" not in everything_readable(phone)
    unlock(phone)
    phone.get_by_role("link", name="quokkasorrow").click()
    press(phone, "Edit")
    phone.get_by_role("textbox").press_sequentially(" wombatedit")
    press(phone, "Lock")
    expect_locked(phone)
    readable = everything_readable(phone)
    assert "quokkasorrow" not in readable
    assert "wombatedit" not in readable
    unlock(phone)
    field = phone.locator("journal-entry textarea")
    expect(field).to_have_value("quokkasorrow wombatedit")


def test_an_exercise_that_runs_when_the_lock_falls_keeps_its_step_and_joins_up_at_unlock(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    set_lock(phone, url)
    phone.get_by_role("link", name="Skills", exact=True).click()
    phone.get_by_role("link", name="ABCDE").click()
    press(phone, "Start")
    while place(phone) != "consequences":
        put_in(phone, f"quokka {place(phone)}")
        go_on(phone)
    press(phone, "Lock")
    expect(phone.get_by_text("your earlier answers with it")).to_be_visible()
    assert place(phone) == "consequences"
    assert "quokka" not in everything_readable(phone)
    put_in(phone, "wombat consequences")
    go_on(phone)
    put_in(phone, "wombat disputation")
    pause(phone)
    phone.get_by_role("link", name="unlock", exact=True).click()
    unlock(phone)
    phone.get_by_role("link", name="Today", exact=True).click()
    phone.get_by_role("link", name="Carry on: ABCDE").click()
    expect(phone.get_by_role("button", name="Carry on", exact=True)).to_be_visible()
    so_far = phone.locator("[data-part=resume] [data-so-far]").inner_text()
    for words in ("quokka adversity", "quokka belief", "wombat consequences"):
        assert words in so_far
    press(phone, "Carry on")
    assert place(phone) == "disputation"
    expect(phone.locator("textarea:visible")).to_have_value("wombat disputation")


def test_all_tabs_lock_together_and_open_together(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    url = shared_server.url
    context = new_phone()
    one, two = context.new_page(), context.new_page()
    keep_a_line(one, url, "the tea")
    set_lock(one, url)
    two.goto(f"{url}/journal")  # it comes later, and opens with the other
    expect(two.get_by_text("the tea")).to_be_visible()
    press(one, "Lock")
    expect_locked(two)
    assert "the tea" not in two.content()
    unlock(two)
    one.get_by_role("link", name="Journal", exact=True).click()
    expect(one.get_by_text("the tea")).to_be_visible()


def test_a_phone_that_is_put_away_is_locked_when_it_is_looked_at_again(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    set_lock(phone, shared_server.url)
    phone.clock.install()
    phone.goto(f"{shared_server.url}/journal")
    phone.clock.run_for(1000)
    unlock(phone)
    expect(phone.get_by_text("the tea")).to_be_visible()
    phone.clock.run_for(4 * 60_000)
    expect(phone.get_by_text("the tea")).to_be_visible()
    phone.mouse.click(5, 300)
    phone.clock.run_for(4 * 60_000)
    expect(phone.get_by_text("the tea")).to_be_visible()
    phone.clock.run_for(70_000)
    expect_locked(phone)


def test_a_wrong_passphrase_loses_nothing_and_the_recovery_code_opens(
    phone: Page, shared_server: Server
) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    code = set_lock(phone, shared_server.url)
    phone.goto(f"{shared_server.url}/journal")
    for words in ("short", "lantern orchard pebble jay"):
        phone.get_by_label("Passphrase", exact=True).fill(words)
        press(phone, "Unlock")
        expect(phone.get_by_text("That is not the passphrase")).to_be_visible(timeout=OPENING)
    phone.get_by_text("I cannot remember it").click()
    phone.get_by_label("Recovery code").fill(code.lower().replace("-", " "))
    press(phone, "Unlock with the code")
    expect(phone.get_by_text("the tea")).to_be_visible(timeout=OPENING)


def test_the_lock_is_set_changed_and_removed_with_no_signal(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    phone = new_phone().new_page()
    keep_a_line(phone, server.url, "the tea")
    installed(phone)
    server.stop()
    code = set_lock(phone, server.url)
    phone.get_by_label("The passphrase now").fill(code)
    phone.get_by_label("A new passphrase").fill("saddle meadow kettle plum")
    press(phone, "Change the passphrase")
    expect(phone.get_by_text("The passphrase is changed")).to_be_visible(timeout=OPENING)
    phone.goto(f"{server.url}/journal")
    unlock(phone, "saddle meadow kettle plum")
    expect(phone.get_by_text("the tea")).to_be_visible()
    phone.get_by_role("link", name="Lock your journal").click()
    phone.get_by_label("The passphrase now").fill("saddle meadow kettle plum")
    press(phone, "Remove the lock")
    expect(phone.get_by_text("The lock is gone")).to_be_visible(timeout=OPENING)
    phone.goto(f"{server.url}/journal")
    expect(phone.get_by_text("the tea")).to_be_visible()


def test_without_a_lock_one_tap_covers_the_screen(phone: Page, shared_server: Server) -> None:
    keep_a_line(phone, shared_server.url, "the tea")
    phone.goto(f"{shared_server.url}/journal")
    expect(phone.get_by_text("the tea")).to_be_visible()
    press(phone, "Cover")
    box = phone.locator("#cover").bounding_box()
    size = phone.viewport_size
    assert box
    assert size
    assert box["width"] >= size["width"]
    assert box["height"] >= size["height"]
    press(phone, "Show again")
    expect(phone.locator("#cover")).to_be_hidden()


def test_a_suggestion_is_four_words_and_another_is_another(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/lock")
    field = phone.get_by_label("Your passphrase")
    expect(field).to_have_value(re.compile(r"^([a-z]+ ){3}[a-z]+$"))
    before = field.input_value()
    press(phone, "Other words")
    assert field.input_value() != before


def test_web_assembly_runs_in_the_key_worker_and_nowhere_else(
    phone: Page, shared_server: Server, trouble: list[str]
) -> None:
    phone.goto(f"{shared_server.url}/about")
    empty = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])"
    says = phone.evaluate(f"WebAssembly.compile({empty}).then(() => 'ran', () => 'refused')")
    assert says == "refused"
    trouble.clear()


def test_f48_neither_the_code_nor_a_passphrase_stays_on_the_screen_when_the_lock_falls(
    phone: Page, shared_server: Server
) -> None:
    set_lock(phone, shared_server.url)
    code = new_code(phone)
    shown = code.inner_text()
    expect(phone.get_by_label("The passphrase now")).to_be_hidden()
    press(phone, "Lock")
    expect_locked(phone)
    expect(code).to_be_hidden()
    assert shown not in everything_readable(phone)
    assert WORDS not in everything_readable(phone)
