"""Every page of Desk in every state: no fault that axe finds, room for thumbs and large letters."""

from collections.abc import Callable

import pytest
from conftest import PHONE
from desk_tour import TOURS
from playwright.sync_api import BrowserContext
from server import Server
from test_access import faults, unroll
from test_layout import CONTROLS, SCREENS, SMALL, WIDE, lettered


@pytest.mark.parametrize("tour", TOURS)
def test_desk_has_no_fault_that_axe_finds_and_fits_every_screen(
    new_phone: Callable[..., BrowserContext], server: Server, tour: str
) -> None:
    page = new_phone().new_page()
    found = []
    for where in TOURS[tour](page, server):
        found += [
            f"{where}: {each}"
            for each in page.evaluate(SMALL, f"{CONTROLS}, footer a, .page > p > a")
        ]
        for screen, (width, height, size) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            lettered(page, size)
            found += [f"{where} on {screen}: {each}" for each in page.evaluate(WIDE)]
        lettered(page, "100%")
        page.set_viewport_size(PHONE)
        unroll(page)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{where}, {scheme}: {each}" for each in faults(page)]
        page.set_viewport_size(PHONE)
    assert not found, "\n".join(found)
