"""Every page in every state, by axe-core and at every size, with nothing left out."""

import pytest
from looks import faults, looked_at, unroll
from playwright.sync_api import Page
from pocket import STEADY, TOURS, is_toured, listed_pages
from server import Server


@pytest.mark.parametrize("tour", TOURS)
def test_in_every_state_axe_finds_no_fault_controls_have_room_and_everything_fits(
    phone: Page, shared_server: Server, tour: str
) -> None:
    found = []
    for where in TOURS[tour](phone, shared_server.url):
        found += looked_at(phone, where)
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
