"""A page looked at as every page of a tour is: by axe in light and in dark, and at every size."""

from collections.abc import Iterator

from conftest import PHONE
from playwright.sync_api import Page
from test_access import faults, unroll
from test_layout import SCREENS, SMALL, WIDE, lettered


def looked_at(page: Page, where: str, controls: str) -> Iterator[str]:
    """What is wrong with it, each with where that is; `controls` are to have room for a thumb."""
    yield from (f"{where}: {each}" for each in page.evaluate(SMALL, controls))
    for screen, (width, height, size) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        lettered(page, size)
        yield from (f"{where} on {screen}: {each}" for each in page.evaluate(WIDE))
    lettered(page, "100%")
    page.set_viewport_size(PHONE)
    unroll(page)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yield from (f"{where}, {scheme}: {each}" for each in faults(page))
    page.set_viewport_size(PHONE)
