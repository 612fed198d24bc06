"""Whatever is typed or brought in is shown letter for letter, and nothing of it runs (F55)."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import disk
import pytest
from cards import MAP, keep, open_cards
from hostile import LONE_HALVES, STRINGS
from player import begin, go_on, keep_a_line, place, press, step
from playwright.sync_api import Page, expect
from server import Server
from waits import pause

Words = str | dict[str, str]
# A file with NUL in it is refused whole; tests/client/file.test.js holds that.
CARRIED = [words for words in STRINGS if "\0" not in words]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
  violations.push(violatedDirective);
});
"""
UNESCAPED = '(escaped) => escaped.map((each) => JSON.parse(`"${each}"`))'
# Words that may hold half a surrogate pair travel as JSON, where it is spelt out.
SAME = """([place, wanted]) => {
  const found = [...document.querySelectorAll(place)].map((each) => each.value ?? each.textContent);
  return wanted.filter((each) => !found.includes(each.json ? JSON.parse(each.json) : each));
}"""
HOLDS = """([place, wanted]) => {
  const text = document.querySelector(place).textContent;
  return wanted.filter((each) => !text.includes(each.json ? JSON.parse(each.json) : each));
}"""
# Six lines at a time through the list, the sorting and the words so far, all in the page.
SORT = """async (strings) => {
  const player = document.querySelector("exercise-player");
  const step = () => [...player.querySelectorAll("[data-step]")].find((each) => !each.hidden);
  const press = (act) => player.querySelector(`.player-bar [data-do="${act}"]`).click();
  const wrong = [];
  const all = (place, name, from = step()) =>
    [...from.querySelectorAll(place)].map((each) => each[name]);
  const asText = (words) => JSON.stringify([...words].sort());
  const check = (where, found, wanted) => {
    if (asText(found) !== asText(wanted)) wrong.push([where, found, wanted]);
  };
  const soFar = () => all("[data-earlier] dd", "textContent", player);
  for (let at = 0; at < strings.length; at += 6) {
    const inputs = [...step().querySelectorAll("input")];
    inputs.forEach((input, number) => (input.value = strings[at + number] ?? ""));
    inputs[0].dispatchEvent(new Event("input", { bubbles: true }));
    const lines = inputs.map(({ value }) => value).filter((value) => value.trim());
    press("next");
    const trimmed = [...new Set(lines.map((line) => line.trim()))];
    check("legend", all("legend", "textContent"), trimmed);
    for (const second of step().querySelectorAll("label:nth-of-type(2) input")) second.click();
    check("list", soFar(), lines);
    press("next");
    const sorted = trimmed.map((line) => `${line}: I can have a say`);
    check("sorted", soFar().slice(lines.length), sorted);
    press("back");
    check("again", all("input:checked", "value"), trimmed.map(() => "influence"));
    press("back");
    check("back", all("input", "value"), inputs.map(({ value }) => value));
  }
  return wrong;
}"""


@pytest.fixture
def page(phone: Page) -> Page:
    phone.add_init_script(WATCH)
    return phone


def test_f55_there_are_at_least_three_hundred_hostile_strings() -> None:
    assert len(set(STRINGS)) + len(LONE_HALVES) >= 300


def test_f55_text_is_shown_as_it_was_typed_so_far_in_the_dialog_in_the_journal_and_in_edit(
    page: Page, shared_server: Server
) -> None:
    keep_a_line(page, shared_server.url, "<img src=x onerror=window.ran='brought'>")
    begin(page, shared_server.url, "before-supervision")
    step(page).locator("label").click()
    day = f"{datetime.now(UTC):%-d %B %Y}"
    wanted: list[Words] = [f"Gratitude line, {day}: <img src=x onerror=window.ran='brought'>"]
    third = len(STRINGS) // 3 + 1
    for number in range(3):
        go_on(page)
        lines = STRINGS[number * third : (number + 1) * third]
        wanted.append(type_in(page, lines, halves=number == 2))
    pause(page)
    page.reload()
    expect(page.get_by_role("button", name="Carry on")).to_be_visible()
    shows(page, "[data-part=resume] dd", wanted[:-1])  # the last is in its field, on Carry on
    press(page, "Carry on")
    go_on(page)
    shows(page, "[data-earlier] dd", wanted)
    go_on(page)
    shows(page, "[data-part=end] > [data-so-far] dd", wanted)
    press(page, "Show on my screen")
    brought = "<img src=x onerror=window.ran='brought'>"
    assert page.evaluate(HOLDS, ["dialog[open] .as-written", [brought, *wanted[1:]]]) == []
    press(page, "Hide")
    press(page, "Keep this in my journal")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.goto(f"{shared_server.url}/journal")
    page.get_by_role("link", name="Before supervision").click()
    expect(page.locator("[data-read] dd").first).to_be_visible()
    shows(page, "[data-read] dd", wanted)
    press(page, "Edit")
    shows(page, "[data-fields] textarea", wanted)
    page.locator("[data-fields] textarea").nth(1).press_sequentially("!")
    press(page, "Keep")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    shows(page, "[data-read] dd", [wanted[0], *wanted[2:]])
    nothing_ran(page)


def test_f55_every_line_of_a_list_and_its_sorting_are_shown_as_typed(
    page: Page, shared_server: Server
) -> None:
    begin(page, shared_server.url, "circle-of-control")
    assert page.evaluate(SORT, STRINGS) == []
    assert page.evaluate(f"(escaped) => ({SORT})(({UNESCAPED})(escaped))", LONE_HALVES) == []
    assert page.evaluate("({}).polluted") is None
    nothing_ran(page)


def test_f55_a_file_of_hostile_entries_is_shown_letter_for_letter(
    page: Page, shared_server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "entries.json"
    brought = [entry(number, words) for number, words in enumerate(CARRIED)]
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": brought}))
    bring_in(page, shared_server.url, file)
    expect(page.get_by_text(f"{len(CARRIED)} entries came in.")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="All entries").click()
    page.locator("journal-list li").first.wait_for()
    while page.get_by_role("button", name="Show older entries").is_visible():
        shown = page.locator("journal-list li").count()
        press(page, "Show older entries")
        page.wait_for_function(
            "(n) => document.querySelectorAll('journal-list li').length > n", arg=shown
        )
    shows(page, "journal-list li strong", CARRIED)
    plain = [words for words in CARRIED if len(words) < 60 and words.isprintable()]
    shows(
        page,
        "journal-list li .first-words",
        [each for each in plain if each == " ".join(each.split())],
    )
    nothing_ran(page)
    awkward = [n for n, words in enumerate(CARRIED) if n % 12 == 0 or words.isidentifier()]
    for number in awkward:
        page.goto(f"{shared_server.url}/help")
        page.goto(f"{shared_server.url}/journal/entry#{identity(number)}")
        page.locator("[data-read] dd").first.wait_for()
        words = CARRIED[number]
        shows(page, "[data-title]", [words])
        shows(page, "[data-read] dt", [words, f"label {words}"])
        shows(page, "[data-read] dd", [words, f"{words}: {words}"])
        press(page, "Edit")
        labels = page.locator("[data-fields] label").all_text_contents()
        assert labels == [words, f"label {words}"]
        shows(page, "[data-fields] textarea", [words.replace("\r\n", "\n")])
    assert page.evaluate("({}).polluted") is None
    nothing_ran(page)


def test_f55_cards_are_shown_gone_on_with_and_kept_letter_for_letter(
    page: Page, shared_server: Server, tmp_path: Path
) -> None:
    one_line = re.compile(r"[^\s\ufeff]([^\r\n]{0,298}[^\s\ufeff])?")  # as it is after trimming
    lines = [words for words in CARRIED if one_line.fullmatch(words)]
    answers = {"people": lines, "gives": dict.fromkeys(lines, "Trust"), "contact": "\n".join(lines)}
    shelf = [card(number, "FH5", {"time": words}) for number, words in enumerate(CARRIED)]
    brought = [card(len(shelf), "RS1", answers), *shelf]
    file = tmp_path / "cards.json"
    file.write_text(json.dumps({"format": "between-visits/v1/entries", "entries": brought}))
    page.goto(f"{shared_server.url}/journal/copy")
    page.locator("journal-copy [data-open]:not([hidden])").wait_for()
    page.locator("#bring-in").set_input_files(file)
    expect(page.get_by_text(f"{len(brought)} entries came in.")).to_be_visible(timeout=30_000)
    open_cards(page, shared_server.url)
    shows(page, '[data-cards="RS1"] dd', [*lines, *(f"{each}: Trust" for each in lines)])
    shows(page, '[data-cards="FH5"] dd', CARRIED)
    before = page.locator('[data-cards="RS1"] dd').all_text_contents()
    nothing_ran(page)
    page.goto(f"{shared_server.url}/exercises/{MAP}")
    press(page, "Edit my card")
    shows(page, "[data-step=people] input", lines)
    go_on(page)
    shows(page, "[data-step=gives] legend", lines)
    assert step(page).locator("input:checked").count() == len(lines)
    while place(page) != "end":
        go_on(page)
    shows(page, "[data-part=end] > [data-so-far] dd", lines)
    keep(page)
    open_cards(page, shared_server.url)
    assert page.locator('[data-cards="RS1"] dd').all_text_contents() == before
    assert page.evaluate("({}).polluted") is None
    nothing_ran(page)


def test_f55_todays_offer_to_carry_on_shows_a_hostile_title_as_words(
    page: Page, shared_server: Server
) -> None:
    halves = [" ".join(STRINGS[::2]), " ".join(STRINGS[1::2])]  # there are two places
    page.goto(shared_server.url)
    disk.ask(
        page,
        """async (titles) => {
          const { openJournal } = await import("/source/journal/open.js");
          const { drafts } = await openJournal();
          for (const [number, title] of titles.entries()) {
            const at = new Date(Date.now() - number).toISOString();
            const draft = { id: drafts.newId(), of: `exercise:${number}`, at };
            await drafts.put({ ...draft, body: { title, slug: title } });
          }
        }""",
        halves,
    )
    page.reload()
    page.locator("[data-carry-on] a").first.wait_for()
    shows(page, "[data-carry-on] a", [f"Carry on: {words}" for words in halves])
    leads = page.locator("[data-carry-on] a").evaluate_all(
        "(links) => links.map(({ href }) => href)"
    )
    assert all(lead.startswith(f"{shared_server.url}/exercises/") for lead in leads)
    nothing_ran(page)


def bring_in(page: Page, url: str, file: Path) -> None:
    """Bring a file in, once the page is ready to take one."""
    page.goto(f"{url}/journal/copy")
    expect(page.locator("[data-open]")).to_be_visible()
    page.locator("#bring-in").set_input_files(file)


def type_in(page: Page, lines: list[str], *, halves: bool) -> dict[str, str]:
    """Put lines into the text field of the step; what the field then holds."""
    assert place(page) in ("carrying", "effect", "want")
    return {
        "json": page.evaluate(
            """([lines, escaped]) => {
              const halves = escaped.map((each) => JSON.parse(`"${each}"`));
              const areas = [...document.querySelectorAll("[data-step] textarea")];
              const area = areas.find((each) => each.checkVisibility());
              area.value = [...lines, ...halves].join("\\n");
              area.dispatchEvent(new Event("input", { bubbles: true }));
              return JSON.stringify(area.value);
            }""",
            [lines, LONE_HALVES if halves else []],
        )
    }


def shows(page: Page, places: str, wanted: Sequence[Words]) -> None:
    assert page.evaluate(SAME, [places, wanted]) == []


def nothing_ran(page: Page) -> None:
    page.wait_for_timeout(100)
    assert page.evaluate("[window.ran ?? null, window.violations]") == [None, []]
    assert page.locator("main :is(img, iframe, script, style, base, form, x)").count() == 0
    assert isinstance(disk.drafts(page), list)


def identity(number: int) -> str:
    return f"hostile{number:06}-------A"[:21] + "A"


def card(number: int, of: str, answers: dict[str, Any]) -> dict[str, Any]:
    exercise = {"id": of, "version": 1}
    return {**entry(number, "x"), "kind": "card", "exercise": exercise, "answers": answers}


def entry(number: int, words: str) -> dict[str, Any]:
    """One of every place that words can stand in; a step may be called anything."""
    answers = {words: words, "list": [words], "sorted": {words: words}}
    return {
        "id": identity(number),
        "schema": 1,
        "kind": "entry",
        "text": "",
        "zone": words[:20],  # no zone has a long name
        "created": "2026-01-01T10:00:00Z",
        "exercise": {"id": words, "version": 1},
        "answers": answers,
        "tags": [words],
        "marks": [words],
        "ancestors": [],
        "title": words,
        "labels": {"list": f"label {words}", "sorted": f"label {words}"},
    }
