"""axe-core on every page in every state, light and dark, with nothing left out."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pocket import STEADY, TOURS, is_toured, listed_pages
from server import Server

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What axe leaves open is settled here: text on a gradient is measured against each of its colours.
FAULTS = """async (tags) => {
  const { violations, passes, incomplete } = await axe.run(document, {
    runOnly: { type: "tag", values: tags },
    resultTypes: ["violations", "incomplete"], // what passes is counted, and not told in full
  });
  if (passes.length < 10) throw new Error("axe looked at next to nothing");
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
  const open = incomplete.flatMap(({ id, nodes }) => nodes.flatMap(({ target, any }) => {
    const why = any[0]?.data?.messageKey ?? "unknown";
    const element = document.querySelector(target[0]);
    if (why === "bgGradient" && onGradient(element) >= 4.5) return [];
    if (element.localName === "textarea" && !element.value) return [];
    return [`${id}: ${target} left open: ${why}`];
  }));
  return [...told, ...open];

  function onGradient(element) {
    let place = element;
    while (getComputedStyle(place).backgroundImage === "none") place = place.parentElement;
    const { backgroundImage, backgroundColor } = getComputedStyle(place);
    const [, , , solid = 1] = numbers(backgroundColor);
    const { backgroundColor: paperColor } = getComputedStyle(document.body);
    const paper = numbers(solid ? backgroundColor : paperColor);
    const stops = backgroundImage.match(/rgba?\\([^)]+\\)/g).map(numbers)
      // The disc of the moon is solid; that no words lie on it is a promise of test_layout.py.
      .filter(([, , , a = 1]) => a < 1 || !backgroundImage.startsWith("radial"));
    const under = stops.map(([r, g, b, a = 1]) =>
      [r, g, b].map((each, at) => each * a + paper[at] * (1 - a)));
    const ink = light(numbers(getComputedStyle(element).color));
    return Math.min(...under.map(light).map((each) =>
      (Math.max(each, ink) + 0.05) / (Math.min(each, ink) + 0.05)));
  }
  function numbers(color) {
    return color.match(/[\\d.]+/g).map(Number);
  }
  function light(rgb) {
    const [r, g, b] = rgb.map((each) => each / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}"""


def faults(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return list(page.evaluate(FAULTS, RULES))


def unroll(page: Page) -> None:
    """A screen as tall as the page, so that no bar lies over what could be scrolled from under."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 360, "height": max(740, height + 200)})


@pytest.mark.parametrize("tour", TOURS)
def test_no_page_in_any_state_has_a_fault_that_axe_finds_in_light_or_in_dark(
    phone: Page, shared_server: Server, tour: str
) -> None:
    found = []
    for where in TOURS[tour](phone, shared_server.url):
        unroll(phone)
        phone.emulate_media(color_scheme="dark")
        found += [f"{where}, dark: {each}" for each in faults(phone)]
        phone.emulate_media(color_scheme="light")
        found += [f"{where}, light: {each}" for each in faults(phone)]
    assert not found, "\n".join(found)


def test_every_other_page_has_no_fault_that_axe_finds(phone: Page, shared_server: Server) -> None:
    found = []
    for path in listed_pages(shared_server.url):
        if is_toured(path):
            continue
        phone.goto(shared_server.url + path)
        phone.wait_for_function(STEADY)
        unroll(phone)
        found += [f"{path}: {each}" for each in faults(phone)]
    assert not found, "\n".join(found)


def test_axe_would_see_a_fault(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.url)
    phone.evaluate("document.querySelector('h1').style.color = '#ccb'")
    phone.evaluate("document.querySelector('.parked').style.color = '#ccb'")
    phone.evaluate("document.querySelector('nav.bottom a').textContent = ''")
    unroll(phone)
    seen = {each.split(" Fix")[0] for each in faults(phone)}
    assert seen >= {"color-contrast: h1", "color-contrast: .parked left open: bgGradient"}
    assert any(each.startswith("link-name") for each in seen)
