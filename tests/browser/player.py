"""Going through an exercise as a person does, and reading off the screen where it stands."""

import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

CONTENT = Path(__file__).parents[2] / "app" / "content" / "en" / "exercises"
EXERCISES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in CONTENT.glob("*.toml")}
# Together these have every kind of step, and every thing that a choice can do. Whatever branches is
# walked on all of them in node, and each is played once to its end by keyboard.
SOME = (
    *("abcde", "after-a-hard-visit", "after-action-review", "after-supervision", "arrive"),
    *("before-supervision", "before-the-next-door", "circle-of-control", "close-the-day"),
    *("my-early-signs", "name-it", "picture-the-day", "shift-attention", "support-map"),
    *("thank-a-colleague", "the-sentence-i-could-say", "three-systems", "what-kind-of-support"),
    *("what-went-well", "why-i-do-this"),
)
AT_ONCE = "gratitude-line"  # the one that opens with its field ready, and has no Start
LAST_KEYSTROKE = 300  # milliseconds; what an interruption may cost (F31)

# Each kind of step, and a place where it stands: another exercise each, so that none is in
# another's way.
KINDS = {
    "read": ("after-a-hard-visit", "debrief"),
    "breathe": ("before-the-next-door", "breathe"),
    "timer": ("arrive", "rest"),
    "choose": ("what-kind-of-support", "change"),
    "choose several": ("name-it", "feeling"),
    "choose for each": ("circle-of-control", "whose"),
    "choose entries": ("before-supervision", "entries"),
    "scale": ("three-systems", "drive"),
    "text": ("abcde", "consequences"),
    "list": ("what-went-well", "went-well"),
    "after": ("the-sentence-i-could-say", "after"),
    "end": ("after-action-review", "end"),
}

SEEN = """() => {
  const player = document.querySelector("exercise-player");
  const shown = (place) => place?.checkVisibility() ?? false;
  const parts = ["start", "resume", "stopped", "after", "end"];
  const steps = [...player.querySelectorAll("[data-step]")].filter(shown);
  const ticked = (field) => ["radio", "checkbox"].includes(field.type);
  const all = "[data-step] :is(textarea, input:not([data-sense])), [data-after] input";
  const fields = [...player.querySelectorAll(all)];
  const asked = fields.filter((field) => shown(field.closest("[data-step], [data-part]")));
  const soFar = [...player.querySelectorAll("[data-so-far]")].filter(shown);
  return {
    parts: parts.filter((name) => shown(player.querySelector(`[data-part="${name}"]`))),
    steps: steps.map((step) => step.dataset.step),
    fields: asked.map((field) => (ticked(field) ? field.checked : field.value)),
    soFar: soFar.map((place) => place.innerText),
  };
}"""


def begin(page: Page, url: str, slug: str) -> None:
    """Open an exercise and start it, at its longest."""
    page.goto(f"{url}/exercises/{slug}")
    ready(page)
    if slug != AT_ONCE:
        lengths = page.locator("[name=length]")
        if lengths.count():
            page.locator("label:has([name=length])").last.click()
        press(page, "Start")
        page.locator("exercise-player[data-running]").wait_for()


def leave_to(page: Page, path: str) -> None:
    """Through a boosted link, as every link between these pages is; in one go, since the header may
    be another the moment after."""
    go = "(link, path) => { link.href = path; link.click(); }"
    page.locator(".brand").evaluate(go, path)


def ready(page: Page) -> None:
    """Wait until the player listens."""
    page.locator("exercise-player:defined").wait_for()


def seen(page: Page) -> dict[str, Any]:
    """What stands on the screen: parts, steps, the fields' values, and the words so far."""
    return dict(page.evaluate(SEEN))


def place(page: Page) -> str:
    """The step that shows, or the part that does."""
    now = seen(page)
    return str([*now["steps"], *now["parts"], ""][0])


def step(page: Page) -> Locator:
    """The step, or the question after, that is on the screen."""
    return page.locator("[data-step]:visible, [data-part=after]:visible")


def put_in(page: Page, words: str) -> None:
    """Answer every field of the step on the screen; steps without fields are left as they are."""
    for area in step(page).locator("textarea").all():
        area.press_sequentially(words)
    lines = step(page).locator("input[type=text]")
    for number in range(min(3, lines.count())):
        lines.nth(number).press_sequentially(f"{words} {number}")
    for number, choices in enumerate(step(page).locator("fieldset").all()):
        labels = choices.locator("label")
        several = labels.locator("[type=checkbox]").count() > 1
        for chosen in (0, 2) if several else (number % max(1, labels.count()),):
            if chosen < labels.count():
                labels.nth(chosen).click()


def go_on(page: Page) -> None:
    """Next, or Skip, which stands in the same place."""
    page.locator('[data-do="next"]').click()


def reach(page: Page, url: str, slug: str, wanted: str, words: str = "words of mine") -> None:
    """Begin, answering as it goes, and stop at the step or part that is wanted."""
    begin(page, url, slug)
    while place(page) != wanted:
        put_in(page, words)
        go_on(page)


def offered(page: Page) -> None:
    """An interrupted exercise is offered, and has not begun again by itself."""
    ready(page)
    expect(page.get_by_role("heading", name="You began this earlier")).to_be_visible()
    for name in ("Carry on", "Finish here", "Start again"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert seen(page)["steps"] == []
    assert page.locator("exercise-player[data-running]").count() == 0


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def keep_a_line(page: Page, url: str, words: str) -> None:
    """A gratitude line, kept."""
    page.goto(f"{url}/exercises/{AT_ONCE}")
    ready(page)
    page.get_by_role("textbox").fill(words)
    press(page, "Keep this in my journal")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
