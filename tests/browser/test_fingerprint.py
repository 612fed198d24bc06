"""F61: what the command says of the files, what About shows, and what is served, are the same."""

import hashlib
import re
from collections.abc import Iterator
from urllib.request import urlopen

from playwright.sync_api import Page, expect
from release import LOOK_FOR_UPDATE, RELOADED, release, stay
from server import Server
from waits import installed
from wire import Wire, one_byte_other


def printed(server: Server) -> str:
    found = re.search(
        r"^Fingerprint: ([0-9a-f]{8}(?: [0-9a-f]{8}){7})$", server.run("fingerprint"), re.MULTILINE
    )
    assert found
    return found[1]


def shown(page: Page, url: str) -> str:
    page.goto(f"{url}/about")
    expect(page.locator("#app-fingerprint code")).to_be_visible()
    return page.locator("#app-fingerprint code").inner_text()


def served(url: str, listing: str) -> Iterator[str]:
    for line in listing.splitlines():
        with urlopen(url + line.partition("  ")[2]) as answer:
            yield f"{hashlib.sha256(answer.read()).hexdigest()}  {line.partition('  ')[2]}\n"


def test_f61_the_command_about_and_what_is_served_agree(phone: Page, shared_server: Server) -> None:
    phone.goto(shared_server.url)
    installed(phone)
    listing = shared_server.run("fingerprint", "--list")
    assert "".join(served(shared_server.url, listing)) == listing
    whole = shown(phone, shared_server.url)
    assert whole == printed(shared_server)
    assert whole.replace(" ", "") == hashlib.sha256(listing.encode()).hexdigest()
    version = phone.locator("#app-version").inner_text()
    assert whole.replace(" ", "")[:16] in version


def test_f61_a_version_that_was_refused_is_not_the_one_that_about_shows(
    first: Page, own_server: Server, wire: Wire
) -> None:
    old = shown(first, wire.url)
    wire.faults = {"/help": one_byte_other}  # the browser looks by itself, soon after a visit
    release(own_server)
    new = printed(own_server)
    assert new != old
    stay(first)
    assert first.evaluate(LOOK_FOR_UPDATE) == "refused"
    assert shown(first, wire.url) == old
    wire.faults = {}
    stay(first)
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    first.get_by_role("button", name="Update now").click()
    first.wait_for_function(RELOADED)
    assert shown(first, wire.url) == new


def test_about_shows_no_fingerprint_where_it_runs_from_the_server(
    shared_server: Server, phone: Page
) -> None:
    phone.add_init_script("delete Navigator.prototype.serviceWorker")
    phone.goto(f"{shared_server.url}/about")
    expect(phone.get_by_text("It is not on this device yet")).to_be_visible()
    expect(phone.locator("#app-fingerprint")).to_be_hidden()
