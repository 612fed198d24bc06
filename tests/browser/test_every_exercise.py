"""Each of the 48 exercises is played once to its end, offline and by keyboard alone."""

from collections.abc import Callable

import pytest
from player import AT_ONCE, EXERCISES, place, ready, step
from playwright.sync_api import BrowserContext, Page, expect
from server import Server
from waits import installed

SKILLS = sorted({exercise["skill"] for exercise in EXERCISES.values()})
MOST = 60  # presses of Tab from one control to another
ACTIVE = "() => (document.activeElement.textContent ?? '').trim()"
# The fields of a step in the order in which Tab comes to them: one of a group of radios.
FIELDS = ":is(textarea, input[type=text], input[type=checkbox], input[type=radio])"


def tab_to(page: Page, *words: str) -> None:
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(ACTIVE) in words:
            return
    raise AssertionError(f"the keyboard never came to {words} at {place(page)}")


def answer_by_keyboard(page: Page) -> None:
    """Put something into the first field of the step, if it has one; its heading has the focus."""
    if place(page) != "after" and not step(page).locator(FIELDS).count():
        return
    if step(page).locator("breathing-pacer, quiet-timer").count():
        return
    for _ in range(MOST):
        page.keyboard.press("Tab")
        kind = page.evaluate("() => document.activeElement.type ?? ''")
        if kind in ("textarea", "text"):
            page.keyboard.type("a word")
            return
        if kind in ("radio", "checkbox"):
            page.keyboard.press("Space")
            return
    raise AssertionError(f"the keyboard never came to a field of {place(page)}")


def play(page: Page, url: str, slug: str) -> list[str]:
    """From the start to the end, the longest way; gives the steps that were gone through."""
    page.goto(f"{url}/exercises/{slug}")
    ready(page)
    if slug != AT_ONCE:
        tab_to(page, "Start")
        page.keyboard.press("Enter")
        page.locator("exercise-player[data-running]").wait_for()
    gone: list[str] = []
    while (here := place(page)) != "end":
        if slug == AT_ONCE:
            page.locator("textarea").focus()
            page.keyboard.type("a word")
            return [here]
        gone.append(here)
        assert len(gone) < 20
        expect(step(page).locator("h2").first).to_be_focused()
        answer_by_keyboard(page)
        tab_to(page, "Next", "Skip")
        page.keyboard.press("Enter")
        expect(page.locator(f'[data-step="{here}"]:visible')).to_have_count(0)
    return gone


@pytest.mark.parametrize("skill", SKILLS)
def test_f31_every_exercise_is_played_to_its_end_offline_by_keyboard_alone(
    new_phone: Callable[..., BrowserContext], server: Server, skill: str
) -> None:
    page = new_phone().new_page()
    page.goto(server.url)
    installed(page)
    server.stop()
    for slug, exercise in EXERCISES.items():
        if exercise["skill"] != skill:
            continue
        gone = play(page, server.url, slug)
        always = [each["id"] for each in exercise["steps"] if not each.keys() & {"when", "lengths"}]
        if exercise["steps"][0]["kind"] == "read":
            always = always[1:]  # those words stand on the start screen
        assert [each for each in always if each not in gone] == [], slug
        if "stores" in exercise:
            tab_to(page, "Keep this in my journal")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.goto(f"{server.url}/journal")
    expect(page.locator("journal-list[data-loaded]")).to_be_visible()
    assert page.locator("[data-entries] li").count() > 0
