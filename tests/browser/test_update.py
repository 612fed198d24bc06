"""A newer version is refused whole where one byte is wrong (F61, F29), and no more of it is
downloaded than has changed."""

import re
import time

import pytest
from playwright.sync_api import Page, expect
from release import LOOK_FOR_UPDATE, NEW, OLD, RELOADED, help_says, release, stay, stayed
from server import Server
from waits import installed
from wire import (
    Wire,
    broken_off,
    captive_portal,
    empty,
    missing,
    one_byte_other,
    out_of_order,
    sent_elsewhere,
)

FAULTS = (
    one_byte_other,
    missing,
    out_of_order,
    captive_portal,
    sent_elsewhere,
    empty,
    broken_off,
)
NO_WORKER = """async () => performance.getEntriesByType("navigation")[0].loadEventEnd > 0
  && !(await navigator.serviceWorker.getRegistration())"""
CACHES = "async () => (await caches.keys()).length"


@pytest.mark.whole_browser
def test_f61_f29_a_version_with_one_file_wrong_is_refused_whole_and_the_old_one_runs_on(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server)
    stay(first)
    for fault in FAULTS:
        wire.faults = {"/help": fault}
        assert first.evaluate(LOOK_FOR_UPDATE) == "refused", fault.__name__
        assert first.evaluate(CACHES) == 1, fault.__name__
    own_server.stop()
    help_says(first, wire.url, OLD)
    expect(first.locator("update-banner")).to_be_hidden()
    own_server.start()
    wire.faults = {}
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    assert stayed(first)
    first.get_by_role("button", name="Update now").click()
    first.wait_for_function(RELOADED)
    help_says(first, wire.url, NEW)
    own_server.stop()
    help_says(first, wire.url, NEW)


def test_f61_a_static_file_with_one_byte_changed_is_refused(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server, file="static/styles/help.css")
    assert own_server.process
    sheet = re.search(r"/static/\w+/pocket\.css", wire.fetch("/", {}).body.decode())
    assert sheet
    wire.faults = {sheet[0]: one_byte_other}
    assert first.evaluate(LOOK_FOR_UPDATE) == "refused"
    own_server.stop()
    help_says(first, wire.url, OLD)


def test_f61_f29_pages_that_come_together_are_refused_whole_where_one_is_wrong(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server, file="static/styles/help.css")  # every page names the new style
    for fault in FAULTS:
        wire.faults = {"/pages.json": fault}
        assert first.evaluate(LOOK_FOR_UPDATE) == "refused", fault.__name__
        assert first.evaluate(CACHES) == 1, fault.__name__
    own_server.stop()
    help_says(first, wire.url, OLD)


def test_f29_a_captive_portal_in_place_of_the_worker_changes_nothing(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server)
    wire.faults = {"/service-worker.js": captive_portal}
    assert first.evaluate(LOOK_FOR_UPDATE) == "refused"
    wire.faults = {"/service-worker.js": broken_off}
    assert first.evaluate(LOOK_FOR_UPDATE) == "refused"
    help_says(first, wire.url, OLD)


def test_f61_a_first_install_that_fails_is_tried_again_at_the_next_visit(
    phone: Page, wire: Wire, trouble: list[str]
) -> None:
    wire.faults = {"/pages.json": one_byte_other}
    phone.goto(wire.url)
    phone.wait_for_function(NO_WORKER)
    trouble.clear()  # the console says that there is no worker yet
    wire.faults = {}
    phone.get_by_role("link", name="Help").first.click()
    expect(phone.locator(".lead")).to_contain_text(OLD)
    phone.reload()
    installed(phone)
    wire.server.stop()
    help_says(phone, wire.url, OLD)


def test_an_update_of_one_page_downloads_that_page_and_nothing_else(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server)
    wire.seen.clear()
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    assert sorted(wire.seen) == ["/help", "/service-worker.js"]


def test_an_update_of_one_style_downloads_no_script_again(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server, file="static/styles/help.css")
    wire.seen.clear()
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    static = [path for path in wire.seen if path.startswith("/static/")]
    assert [path.rsplit("/", 1)[1] for path in static] == ["pocket.css"]
    expected = {"/pages.json", *static, "/service-worker.js", "/manifest.webmanifest"}
    assert sorted(wire.seen) == sorted(expected)


def test_a_visit_asks_the_server_for_nothing_but_whether_there_is_a_newer_version(
    first: Page, wire: Wire
) -> None:
    wire.seen.clear()
    first.goto(f"{wire.url}/exercises/arrive")
    first.get_by_role("button", name="Start", exact=True).click()
    first.wait_for_load_state("networkidle")
    assert set(wire.seen) <= {"/service-worker.js"}


@pytest.mark.whole_browser
def test_the_newer_version_runs_at_the_next_start_where_nobody_took_it(
    first: Page, own_server: Server, wire: Wire
) -> None:
    release(own_server)
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    help_says(first, wire.url, OLD)
    context = first.context
    first.close()
    own_server.stop()
    for _ in range(20):  # the browser takes its time to let the older worker go
        page = context.new_page()
        page.goto(f"{wire.url}/help")
        if NEW in page.locator(".lead").inner_text():
            return
        page.close()
        time.sleep(0.25)
    pytest.fail("the older version still runs")


def test_later_puts_the_banner_away_without_taking_the_update(
    first: Page, own_server: Server
) -> None:
    release(own_server)
    first.evaluate(LOOK_FOR_UPDATE)
    first.get_by_role("button", name="Later").click()
    expect(first.locator("update-banner")).to_be_hidden()
    first.get_by_role("link", name="Help").first.click()
    expect(first.locator(".lead")).to_contain_text(OLD)
    expect(first.locator("update-banner")).to_be_hidden()
