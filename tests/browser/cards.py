"""Keeping cards as a person does, and reading off the disk what is kept."""

from typing import Any

import disk
from player import begin, go_on, place, press, put_in, step
from playwright.sync_api import Page, expect

SIGNS, MAP, WHY = "my-early-signs", "support-map", "why-i-do-this"


def keep(page: Page) -> None:
    """Keep, at the end of an exercise."""
    press(page, "Keep this in my journal")
    expect(page.get_by_text("Saved on this device")).to_be_visible()


def keep_map(page: Page, url: str, *people: str) -> None:
    """A support map with these initials, the first option for the first of them, and so on."""
    begin(page, url, MAP)
    for number, initials in enumerate(people):
        step(page).locator("input").nth(number).fill(initials)
    go_on(page)
    for number in range(len(people)):
        step(page).locator("fieldset").nth(number).locator("label").nth(number).click()
    while place(page) != "end":
        go_on(page)
    keep(page)


def keep_why(page: Page, url: str, words: str, where: str = "") -> None:
    """A time that it made a difference; `where` is what is answered to the question of where."""
    begin(page, url, WHY)
    put_in(page, words)
    go_on(page)
    go_on(page)
    if where:
        page.get_by_label(where).check()
    go_on(page)
    keep(page)


def open_cards(page: Page, url: str) -> None:
    """The page of cards, once the journal is open."""
    page.goto(f"{url}/journal/cards")
    page.locator("[data-open]:not([hidden])").wait_for()


def cards(page: Page) -> list[dict[str, Any]]:
    """Every kept card in plain words, newest first."""
    return [entry for entry in disk.entries(page) if entry["kind"] == "card"]
