"""A page looked at as every page of a tour is: room for thumbs and for large letters at every size,
and axe-core in light and in dark, with nothing left out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conftest import PHONE
from playwright.sync_api import Page

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
SCREENS = {
    # name: width, height, size of the letters
    "a small phone": (320, 568, "100%"),
    "a phone with letters at 200%": (360, 740, "200%"),
    "a phone on its side": (640, 320, "100%"),
    "a desk": (1280, 800, "100%"),
}
AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {"type": "tag", "values": TAGS}
# In the dark nothing but colours is other than in the light.
COLORS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What axe leaves open is settled here: text on a gradient is measured against each of its colours.
FAULTS = """async (runOnly) => {
  const { violations, passes, incomplete } = await axe.run(document, {
    runOnly,
    resultTypes: ["violations", "incomplete"], // what passes is counted, and not told in full
  });
  const least = runOnly.type === "tag" ? 10 : 1;
  if (passes.length < least) throw new Error("axe looked at next to nothing");
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


def looked_at(page: Page, where: str, controls: str = CONTROLS) -> Iterator[str]:
    """What is wrong with it, each with where that is; `controls` are to have room for a thumb."""
    yield from (f"{where}: {each}" for each in page.evaluate(SMALL, controls))
    for screen, (width, height, size) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        lettered(page, size)
        yield from (f"{where} on {screen}: {each}" for each in page.evaluate(WIDE))
    lettered(page, "100%")
    page.set_viewport_size(PHONE)
    unroll(page)
    yield from (f"{where}: {each}" for each in faults(page))
    page.emulate_media(color_scheme="dark")
    yield from (f"{where}, dark: {each}" for each in faults(page, COLORS))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)


def lettered(page: Page, size: str) -> None:
    """Letters as large as the reader asked the browser for; our own 112.5% comes on top."""
    grown = 112.5 * int(size.removesuffix("%")) / 100
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{grown}%")


def faults(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe finds, and what it leaves open."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return list(page.evaluate(FAULTS, rules))


def unroll(page: Page) -> None:
    """A screen as tall as the page, so that no bar lies over what could be scrolled from under."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 360, "height": max(740, height + 200)})
