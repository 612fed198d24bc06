"""What lies where on a screen: at 320 px, with large letters, on its side and at a desk."""

from collections.abc import Callable

import pytest
from looks import CONTROLS, SCREENS, SMALL, WIDE, lettered
from player import go_on, place, press, ready
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

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
