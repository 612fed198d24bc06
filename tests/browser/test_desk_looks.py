"""Every page of Desk in every state: no fault that axe finds, room for thumbs and large letters."""

from collections.abc import Callable

import pytest
from desk_tour import TOURS
from facilitators import fill_in_group, open_desk, press
from looks import CONTROLS, looked_at
from playwright.sync_api import BrowserContext, Page
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


def test_an_invitation_is_one_sheet_of_paper(phone: Page, server: Server) -> None:
    open_desk(phone, server)
    phone.goto(f"{server.url}/team/groups/new")
    fill_in_group(phone, "Tuesday team")
    press(phone, "Make a group")
    phone.get_by_role("link", name="Invite people").click()
    press(phone, "Make a code")
    for paper in ("A4", "Letter"):
        assert phone.pdf(format=paper).count(b"/Type /Page\n") == 1, paper
    phone.emulate_media(media="print")
    assert phone.get_by_text("The new code is on this page").is_hidden()
