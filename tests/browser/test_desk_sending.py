"""The forms of the desk where there are scripts: a fault leaves no page behind, what was made once
is made once, and with no signal nothing that was typed is lost.
"""

from collections.abc import Callable

import pytest
from facilitators import fill_in_group, open_desk, press
from playwright.sync_api import BrowserContext, Page, Route, expect
from server import Server

FAULT = "[role=alert]:focus"


@pytest.fixture
def desk(phone: Page, server: Server) -> Page:
    """An administrator's desk, at its first page."""
    open_desk(phone, server, "admin")
    return phone


def test_a_fault_takes_focus_keeps_what_was_typed_and_leaves_back_and_reload_as_they_were(
    desk: Page, server: Server
) -> None:
    desk.get_by_role("link", name="Make a group").click()
    fill_in_group(desk, " ")
    press(desk, "Make a group")
    expect(desk.locator(FAULT)).to_contain_text("Not saved yet")
    expect(desk).to_have_title("Make a group – Between Visits desk")
    expect(desk.get_by_label("Your name, as members read it")).to_have_value("Sam")
    assert desk.url == f"{server.url}/team/groups/new"
    assert "POST" not in sent_by(desk, desk.reload)
    desk.go_back()
    expect(desk.get_by_role("heading", level=1)).to_have_text("My groups")


def test_what_was_done_is_said_and_read_first(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/team/admin/sign-up")
    press(desk, "Save")
    expect(desk.locator("[role=status]:focus")).to_have_text("Saved.")
    assert desk.url.endswith("/team/admin"), "a reload does not say it again"


def test_an_invitation_is_made_once_and_its_link_is_copied(desk: Page, server: Server) -> None:
    desk.context.grant_permissions(["clipboard-write"])
    desk.goto(f"{server.url}/team/admin/people")
    press(desk, "Make an invitation")
    expect(desk.get_by_role("heading", name="The invitation")).to_be_visible()
    link = str(desk.locator("[data-link]").get_attribute("data-link"))
    press(desk, "Copy the link")
    expect(desk.get_by_text("It is copied.")).to_be_visible()
    desk.get_by_label("For how many people?").evaluate("(field) => { field.type = 'text' }")
    desk.get_by_label("For how many people?").fill("")
    desk.keyboard.press("ControlOrMeta+v")
    expect(desk.get_by_label("For how many people?")).to_have_value(link)
    assert "POST" not in sent_by(desk, desk.reload)
    expect(desk.get_by_role("button", name="Withdraw")).to_have_count(1)
    expect(desk.get_by_role("heading", name="The invitation")).to_have_count(0)


def test_a_browser_that_does_not_copy_says_how_to_do_it_by_hand(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/team/admin/people")
    press(desk, "Make an invitation")
    desk.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    press(desk, "Copy the link")
    expect(desk.get_by_text("This browser did not copy it.")).to_be_visible()


def test_pressing_twice_makes_one_group(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/team/groups/new")
    fill_in_group(desk, "Tuesday team")
    desk.get_by_role("button", name="Make a group").dblclick()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tuesday team")
    desk.goto(f"{server.url}/team")
    expect(desk.get_by_role("link", name="Tuesday team")).to_have_count(1)


def test_with_no_signal_what_was_typed_stays_and_can_be_sent_again(
    desk: Page, server: Server, trouble: list[str]
) -> None:
    desk.goto(f"{server.url}/team/groups/new")
    fill_in_group(desk, "Tuesday team")
    server.stop()
    desk.get_by_role("button", name="Make a group").click()
    expect(desk.locator(FAULT)).to_contain_text("No good answer came from the server")
    expect(desk.get_by_label("Name of the group")).to_have_value("Tuesday team")
    server.start()
    press(desk, "Make a group")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tuesday team")
    trouble.clear()  # htmx tells the console of the first


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, "No good answer"),
        (404, "No good answer"),
        (503, "No good answer"),
        (401, "signed out"),
    ],
)
def test_an_answer_that_is_none_of_ours_takes_nothing_from_the_form(
    desk: Page, server: Server, trouble: list[str], status: int, said: str
) -> None:
    """A proxy's, or that of a server that cannot, or of one that knows this browser no more."""
    desk.goto(f"{server.url}/team/groups/new")
    fill_in_group(desk, "Tuesday team")
    path = "**/team/groups/new"
    desk.route(path, lambda route: route.fulfill(status=status, body="<h1>nginx</h1>"))
    desk.get_by_role("button", name="Make a group").click()
    expect(desk.locator(FAULT)).to_contain_text(said)
    expect(desk.get_by_text("nginx")).to_have_count(0)
    expect(desk.get_by_label("Name of the group")).to_have_value("Tuesday team")
    desk.unroute(path)
    press(desk, "Make a group")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tuesday team")
    trouble.clear()


def test_while_it_is_on_its_way_nothing_can_be_changed_or_sent_twice(
    desk: Page, server: Server
) -> None:
    desk.goto(f"{server.url}/team/groups/new")
    fill_in_group(desk, "Tuesday team")
    held: list[Route] = []
    desk.route("**/team/groups/new", lambda route, _: held.append(route))
    desk.get_by_role("button", name="Make a group").click()
    expect(desk.locator("main form")).to_have_js_property("inert", True)
    expect(desk.get_by_text("On its way.")).to_have_count(1)
    assert len(held) == 1
    held[0].continue_()
    desk.unroute("**/team/groups/new")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tuesday team")
    desk.go_back()
    expect(desk.locator("main form")).to_have_js_property("inert", False)


def test_a_desk_that_closed_meanwhile_keeps_the_form(desk: Page, server: Server) -> None:
    desk.goto(f"{server.url}/team/groups/new")
    fill_in_group(desk, "Tuesday team")
    cookies = desk.context.cookies()
    desk.context.clear_cookies(name="between-visits-desk")
    press(desk, "Make a group")
    expect(desk.get_by_text("What you typed is kept on this page")).to_be_visible()
    desk.context.add_cookies(cookies)  # type: ignore[arg-type]
    press(desk, "Send it again")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tuesday team")


def sent_by(page: Page, act: Callable[[], object]) -> list[str]:
    """The methods of all that a page asked for meanwhile."""
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method))
    act()
    page.wait_for_load_state("networkidle")
    return methods


def test_a_group_of_ones_own_is_told_apart_from_a_colleagues(
    new_phone: Callable[..., BrowserContext], server: Server
) -> None:
    """Both are called Sam by their members only where they run different groups."""
    sam, other = new_phone().new_page(), new_phone().new_page()
    for page in (sam, other):
        open_desk(page, server)
    sam.goto(f"{server.url}/team/groups/new")
    fill_in_group(sam, "Tuesday team")
    press(sam, "Make a group")
    expect(sam.get_by_role("heading", level=1)).to_have_text("Tuesday team")
    group = sam.url.partition("?")[0]
    sam.goto(f"{group}/facilitators")
    sam.get_by_role("button", name="Make a code").first.click()
    code = sam.locator(".code-large").inner_text()
    other.goto(f"{server.url}/team/groups/take-up")
    other.get_by_label("The code").fill(code)
    other.get_by_label("Your name, as members read it").fill("sam")
    other.get_by_label("No", exact=True).check()
    press(other, "Use the code")
    expect(other.locator(FAULT)).to_be_visible()
    expect(other.get_by_text("Somebody who runs this group has that name")).to_be_visible()
    other.get_by_label("Your name, as members read it").fill("Alex")
    press(other, "Use the code")
    expect(other.get_by_text("You begin to run")).to_be_visible()
    sam.reload()
    sam.get_by_text("Leave it as it is after all").click()
    expect(sam.get_by_text("Alex does not begin.")).to_be_visible()
    press(sam, "Call it off")
    expect(sam.get_by_text("It is called off.")).to_be_visible()
    expect(sam.get_by_text("Alex")).to_have_count(0)
