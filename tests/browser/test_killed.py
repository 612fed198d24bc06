"""The browser is killed, or its tab closed, in the middle of every kind of step (F31)."""

from collections.abc import Iterator
from profile import Profile

import pytest
from player import KINDS, keep_a_line, offered, press, put_in, reach, seen
from playwright.sync_api import Page, Playwright, expect
from server import Server
from waits import pause


@pytest.fixture(scope="module")
def profile(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    trouble: list[str] = []
    profile = Profile(playwright, tmp_path_factory.mktemp("profile"), trouble)
    yield profile
    profile.close()
    assert trouble == []


def test_f31_what_is_kept_outlasts_a_kill(profile: Profile, shared_server: Server) -> None:
    keep_a_line(profile.page(), shared_server.url, "a line to bring")
    profile.kill()
    page = profile.page()
    page.goto(f"{shared_server.url}/journal")
    expect(page.get_by_text("a line to bring")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_f31_a_tab_closed_and_a_browser_killed_at_any_kind_of_step_lose_nothing(
    profile: Profile, shared_server: Server, kind: str
) -> None:
    slug, wanted = KINDS[kind]
    address = f"{shared_server.url}/exercises/{slug}"
    page = profile.page()
    reach(page, shared_server.url, slug, wanted)
    put_in(page, "typed last 🙂")
    before = seen(page)
    pause(page)
    page.close()

    page = profile.page()
    page.goto(address)
    carries_on(page, before)
    if page.locator("textarea:visible").count():
        page.locator("textarea:visible").press_sequentially(" and more")
        before = seen(page)
        pause(page)
    profile.kill()

    page = profile.page()
    page.goto(address)
    carries_on(page, before)
    page.close()


def carries_on(page: Page, before: dict[str, object]) -> None:
    offered(page)
    press(page, "Carry on")
    expect(page.get_by_role("heading", name="You began this earlier")).to_be_hidden()
    assert seen(page) == before
