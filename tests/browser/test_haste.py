"""A person who is quicker than the app: nothing is lost, doubled or left behind."""

from playwright.sync_api import Page, expect
from server import Server
from waits import installed


def test_a_line_kept_before_the_page_has_settled_leaves_no_draft_behind(
    phone: Page, shared_server: Server
) -> None:
    phone.goto(shared_server.url)
    installed(phone)
    session = phone.context.new_cdp_session(phone)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for number in range(6):
        phone.goto(f"{shared_server.url}/exercises/gratitude-line", wait_until="commit")
        phone.locator("exercise-player:defined").wait_for()
        phone.locator("textarea").fill(f"line {number}")
        phone.get_by_role("button", name="Keep this in my journal").click()
        expect(phone.get_by_text("Saved on this device")).to_be_visible()
    phone.goto(f"{shared_server.url}/journal")
    expect(phone.locator(".entries li")).to_have_count(6)
    phone.goto(shared_server.url)
    phone.wait_for_timeout(500)
    expect(phone.locator("[data-carry-on]")).to_be_hidden()
