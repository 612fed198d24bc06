"""A record that is not as this app writes it, however it came here, costs its own place alone."""

import re

import disk
from player import begin, go_on, keep_a_line, place, press, put_in, step
from playwright.sync_api import Page, expect
from server import Server
from test_lock import WORDS, set_lock

# As a device of another version, or somebody who knows the passphrase, could seal them.
BROKEN = """async () => {
  const { openJournal } = await import("/source/journal/open.js");
  const { store } = await openJournal();
  const entry = { schema: 1, kind: "entry", created: "2026-11-20T08:00:00.000Z" };
  const rest = { zone: "Europe/London", answers: {}, text: "whole", tags: [], marks: [] };
  const whole = { ...entry, ...rest };
  const card = { ...whole, kind: "card", exercise: { id: "SA5", version: 1 } };
  const title = { toString: 1 };
  const odd = [{ created: "" }, { day: "soon", marks: 7 }, { title }];
  const made = [entry, ...odd.map((change) => ({ ...whole, ...change }))];
  const cards = [{ ...card, answers: 7, labels: null, text: 8 }, card];
  for (const each of [...made, ...cards]) await store.add(each);
  const gone = await store.add({ ...entry, title });
  await store.remove(gone.row.id);
}"""
NO_MEMORY = """() => {
  window.Worker = class {
    constructor() { setTimeout(() => this.onerror({ message: "out of memory" }), 50); }
    postMessage() {}
    terminate() {}
  };
}"""
LOST = """const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...how) {
  if (window.fault) throw new DOMException("connection lost", "InvalidStateError");
  return transaction.apply(this, how);
};"""


def test_f41_a_record_that_is_not_whole_takes_no_other_from_any_screen(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_a_line(phone, url, "my own words")
    disk.ask(phone, BROKEN)
    phone.goto(f"{url}/journal")
    expect(phone.locator("[data-entries]").get_by_text("my own words")).to_be_visible()
    expect(phone.locator("[data-entries] li")).to_have_count(7)
    expect(phone.locator("journal-list [data-problem]")).to_be_empty()
    phone.locator("input[type=search]").fill("own")
    expect(phone.locator("[data-entries] li")).to_have_count(1)
    phone.get_by_text("More ways to find").click()
    expect(phone.locator("[data-calendar] button").first).to_be_visible()
    phone.goto(f"{url}/journal/cards")
    expect(phone.locator("[data-cards=SA5] [data-words]").get_by_text("whole")).to_be_visible()
    phone.goto(f"{url}/journal/trash")
    expect(phone.get_by_text("One entry here is not whole.")).to_be_visible()
    phone.goto(f"{url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    for name in ("A page to read", "Plain text", "Take a copy of my entries"):
        with phone.expect_download() as taken:
            press(phone, name)
        assert "my own words" in taken.value.path().read_text(), name
        expect(phone.locator("[data-said]")).to_be_empty()
    phone.evaluate("window.print = () => { window.printed = document.body.textContent; }")
    press(phone, "Print")
    phone.wait_for_function("() => window.printed?.includes('my own words')")
    begin(phone, url, "before-supervision")
    expect(phone.locator("[data-entries]").get_by_text("my own words")).to_be_visible()


def test_f24_what_fails_and_is_no_saving_is_not_told_as_words_that_were_not_saved(
    phone: Page, shared_server: Server, trouble: list[str]
) -> None:
    url = shared_server.url
    keep_a_line(phone, url, "the tea")
    set_lock(phone, url)
    press(phone, "Lock")
    phone.evaluate(NO_MEMORY)
    phone.locator("[name=passphrase]").fill(WORDS)
    press(phone, "Unlock")
    told = re.compile("That did not work\\. What")
    expect(phone.get_by_text(told)).to_be_visible()
    for path in ("list", "trash", "cards", "patterns"):
        other = phone.context.new_page()
        other.add_init_script(f"window.fault = true;{LOST}")
        other.goto(f"{url}/journal/{path}".removesuffix("/list"))
        expect(other.locator(f"journal-{path} [data-problem]")).to_have_text(told)
        other.close()
    trouble.clear()


def test_f31_that_there_is_nothing_never_takes_the_place_of_words(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, "before-supervision")
    while place(phone) != "want":
        go_on(phone)
    nothing = step(phone).get_by_role("button", name="I do not know yet")
    expect(nothing).to_be_visible()
    put_in(phone, "ten minutes")
    expect(nothing).to_be_hidden()
    step(phone).locator("textarea").fill("")
    nothing.click()
    press(phone, "Back")
    expect(step(phone).locator("textarea")).to_have_value("I do not know yet")
    expect(nothing).to_be_hidden()


def test_what_is_brought_in_is_told_before_it_is_done_and_a_second_file_waits(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/journal/copy")
    expect(phone.locator("[data-open]")).to_be_visible()
    said = """() => {
      window.said = [];
      const place = document.querySelector("[data-said]");
      const tell = () => place.textContent && window.said.push(place.textContent);
      new MutationObserver(tell).observe(place, { childList: true });
    }"""
    phone.evaluate(said)
    file = {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}
    phone.locator("#bring-in").set_input_files(file)
    expect(phone.get_by_text("That file could not be read.")).to_be_visible()
    assert re.match("Bringing the entries in", phone.evaluate("window.said[0]"))
