"""A tour of an administrator's pages, and of the page of trust, in every state."""

from collections.abc import Iterator

from facilitators import open_desk, press, sign_up
from playwright.sync_api import Page, expect
from server import Server

PEOPLE, CARD = "/team/admin/people", "/team/admin/help-card"
LONG = "The line that somebody named at some length, so that it takes two lines on a phone"


def fill_line(page: Page, **fields: str) -> None:
    """What a line of the help card needs, and what is given besides, by label."""
    page.get_by_label("Chaplaincy").check()
    usual = {
        "Its name": "Chaplaincy",
        "A number to ring": "0161 496 0000",
        "The day on which somebody checked it": "2026-11-01",
        "The day by which to check it again": "2027-05-01",
    }
    for label, words in (usual | fields).items():
        page.get_by_label(label, exact=True).fill(words)


def administering(page: Page, server: Server) -> Iterator[str]:
    """An administrator's pages, empty and full."""
    browser = page.context.browser
    assert browser
    other = browser.new_context()
    sign_up(other, server.url, server)
    other.close()
    open_desk(page, server, "admin")
    page.goto(f"{server.url}/team/admin")
    yield "admin"
    page.goto(f"{server.url}{PEOPLE}")
    for summary in page.locator("summary").all():
        summary.click()
    yield "people"
    press(page, "Make an invitation")
    expect(page.get_by_role("heading", name="The invitation", exact=True)).to_be_visible()
    yield "an invitation"
    page.get_by_label("For how many people?").fill("50")
    page.get_by_label("The last day on which it is good").fill("2020-01-01")
    press(page, "Make an invitation")
    expect(page.get_by_text("Choose a day from today on")).to_be_visible()
    yield "an invitation that cannot be"
    page.goto(f"{server.url}/team/admin/sign-up")
    yield "sign-up"
    page.goto(f"{server.url}{CARD}")
    yield "an empty card"
    page.goto(f"{server.url}{CARD}/new")
    yield "a new line"
    fill_line(page, **{"The day by which to check it again": "2026-11-01"})
    press(page, "Save")
    expect(page.get_by_text("comes after the day")).to_be_visible()
    yield "a line that cannot be"
    past = {"The day on which somebody checked it": "2020-01-01"}
    past |= {"The day by which to check it again": "2020-06-01"}
    fill_line(page, **past, **{"Its name": LONG, "Who keeps this line right": "Lead chaplain"})
    press(page, "Save")
    expect(page.get_by_text("Kept right by").first).to_be_visible()
    yield "a card with a line past its date"
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_text("Take this line away").click()
    yield "a line to be changed"
    page.goto(f"{server.url}/trust")
    yield "words on trust"
