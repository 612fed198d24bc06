"""Into Desk in a real browser: with an app, with and without scripts."""

from collections.abc import Callable

import pytest
from facilitators import open_desk
from playwright.sync_api import BrowserContext, expect
from server import Server


@pytest.mark.parametrize("scripts", [True, False])
def test_a_facilitator_sets_up_an_app_and_is_in(
    new_phone: Callable[..., BrowserContext], server: Server, scripts: bool
) -> None:
    page = new_phone(java_script_enabled=scripts).new_page()
    open_desk(page, server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to the desk")
