"""Room for thumbs and for large letters: every control at 48 px, no page wider than its screen."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from conftest import PHONE, watch
from player import go_on, place, press, ready
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pocket import TOURS
from server import Server

CONTROLS = """button, .button, .chip, nav a, header a, .link-list a, .exercise-list a, .eyebrow a,
  .options label, .segments label, .toggle, .scale-places label, summary, textarea,
  input[type="text"], label.button"""
# Shown controls that are smaller than a thumb, by words and size; links in a sentence are exempt.
SMALL = """(controls) => [...document.querySelectorAll(controls)]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("svg"))
  .filter((each) => !each.classList.contains("skip-link"))
  .map((each) => [each.textContent.trim() || each.ariaLabel, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 47.9 || height < 47.9)
  .map(([words, { width, height }]) => `${words}: ${width.toFixed(1)} x ${height.toFixed(1)}`)"""
# What reaches past the right edge of the screen, unless it scrolls in a frame of its own.
WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const reach = [...document.querySelectorAll("body *")].filter((each) => {
    const { right, left, width } = each.getBoundingClientRect();
    return width > 1 && (right > clientWidth + 1 || left < -1)
      && each.checkVisibility() && !each.closest(".table-frame, .visually-hidden, .skip-link");
  }).map((each) => each.localName + "." + each.className);
  return scrollWidth > clientWidth ? [`page ${scrollWidth} in ${clientWidth}`, ...reach] : reach;
}"""
# Words of the card on Today that lie on the disc of its moon.
ON_THE_MOON = r"""() => {
  const card = document.querySelector(".hero");
  const { right, top } = card.getBoundingClientRect();
  const { backgroundImage } = getComputedStyle(card);
  const [, inward, down] = backgroundImage.match(/calc\(100% - ([\d.]+)px\) ([\d.]+)px/);
  const [, radius] = backgroundImage.match(/0px, rgb\([^)]+\) ([\d.]+)px/);
  const [x, y] = [right - inward, top + Number(down)];
  const words = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const found = [];
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    if (words.currentNode.parentElement.closest(".visually-hidden, .button")) continue;
    for (const box of range.getClientRects()) {
      const aside = Math.max(box.left - x, 0, x - box.right);
      const above = Math.max(box.top - y, 0, y - box.bottom);
      if (Math.hypot(aside, above) < radius) found.push(words.currentNode.textContent.trim());
    }
  }
  return found;
}"""
SCREENS = {
    # name: width, height, size of the letters
    "a small phone": (320, 568, "100%"),
    "a phone with letters at 200%": (360, 740, "200%"),
    "a phone on its side": (640, 320, "100%"),
    "a desk": (1280, 800, "100%"),
}


def lettered(page: Page, size: str) -> None:
    """Letters as large as the reader asked the browser for; our own 112.5% comes on top."""
    grown = 112.5 * int(size.removesuffix("%")) / 100
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{grown}%")


@dataclass
class Toured:
    """What was found wrong on the way through every state: `where: what`."""

    small: list[str]
    wide: list[str]


@pytest.fixture(scope="module", params=TOURS)
def toured(request: pytest.FixtureRequest, browser: Browser, shared_server: Server) -> Toured:
    """One tour for both promises: it takes a while."""
    found = Toured([], [])
    trouble: list[str] = []
    context = browser.new_context(viewport=PHONE)
    watch(context, trouble)
    page = context.new_page()
    for where in TOURS[request.param](page, shared_server.url):
        found.small += [f"{where}: {each}" for each in page.evaluate(SMALL, CONTROLS)]
        for screen, (width, height, size) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            lettered(page, size)
            found.wide += [f"{where} on {screen}: {each}" for each in page.evaluate(WIDE)]
        lettered(page, "100%")
        page.set_viewport_size(PHONE)
    context.close()
    assert trouble == []
    return found


def test_every_control_has_room_for_a_thumb_on_every_page_in_every_state(toured: Toured) -> None:
    assert not toured.small, "\n".join(toured.small)


def test_nothing_reaches_past_the_screen_on_any_page_in_any_state(toured: Toured) -> None:
    assert not toured.wide, "\n".join(toured.wide)


def test_the_words_on_today_never_lie_on_the_moon(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.url)
    for screen, (width, height, size) in SCREENS.items():
        phone.set_viewport_size({"width": width, "height": height})
        lettered(phone, size)
        assert phone.evaluate(ON_THE_MOON) == [], screen


@pytest.mark.parametrize("screen", SCREENS)
def test_start_and_next_can_be_seen_and_pressed_on_every_screen(
    new_phone: Callable[..., BrowserContext], shared_server: Server, screen: str
) -> None:
    width, height, size = SCREENS[screen]
    page = new_phone(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{shared_server.url}/exercises/what-went-well")
    ready(page)
    lettered(page, size)
    press(page, "Start")
    while place(page) != "end":
        go_on(page)
    page.get_by_role("link", name="Back to Today").click()
    page.get_by_role("heading", name="A moment for you").wait_for()


@pytest.mark.parametrize("screen", SCREENS)
def test_the_breath_begins_with_its_words_in_view_on_every_screen(
    new_phone: Callable[..., BrowserContext], shared_server: Server, screen: str
) -> None:
    width, height, size = SCREENS[screen]
    page = new_phone(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{shared_server.url}/exercises/before-the-next-door")
    ready(page)
    lettered(page, size)
    press(page, "Start")
    words = page.locator(".pacer-words")
    expect(words).to_contain_text("Breathe in")
    expect(words).to_be_in_viewport(ratio=1)
    bar = page.locator(".player-bar").bounding_box()
    said = words.bounding_box()
    assert bar
    assert said
    assert said["y"] + said["height"] <= bar["y"]


def test_the_bar_at_the_top_is_one_row_on_the_smallest_phone(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    page = new_phone(viewport={"width": 320, "height": 568}).new_page()
    page.goto(f"{shared_server.url}/journal")
    expect(page.get_by_role("button", name="Cover")).to_be_visible()
    name, help_ = page.locator(".brand").bounding_box(), page.locator(".help-link").bounding_box()
    assert name
    assert help_
    assert abs(name["y"] + name["height"] / 2 - help_["y"] - help_["height"] / 2) < 24


def test_the_checks_would_see_a_small_control_and_a_wide_page(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(f"{shared_server.url}/journal")
    phone.evaluate("document.querySelector('.help-link').style.minHeight = '0'")
    phone.evaluate("document.querySelector('h1').style.width = '400px'")
    assert [each.split(":")[0] for each in phone.evaluate(SMALL, CONTROLS)] == ["Help"]
    assert phone.evaluate(WIDE)[0] == "page 416 in 360"
