"""Every page of Desk in every state: no fault that axe finds, room for thumbs and large letters."""

from collections.abc import Callable

import pytest
from desk_tour import TOURS
from looks import CONTROLS, looked_at
from playwright.sync_api import BrowserContext
from server import Server


@pytest.mark.parametrize("tour", TOURS)
def test_desk_has_no_fault_that_axe_finds_and_fits_every_screen(
    new_phone: Callable[..., BrowserContext], server: Server, tour: str
) -> None:
    page = new_phone().new_page()
    found = []
    for where in TOURS[tour](page, server):
        found += looked_at(page, where, f"{CONTROLS}, footer a, .page > p > a")
    assert not found, "\n".join(found)
