"""How many bytes a phone is asked to fetch: of everything installed, and of the scripts."""

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

from _browser import Browsers, Side, slow_down
from playwright.sync_api import Page
from waits import installed

WORKER = "/service-worker.js"
TOGETHER = "/pages.json"
LIST = "/precached-list.json"  # where the worker writes down what it holds

_SCRIPTS = """(until) => performance.getEntriesByType("resource")
    .filter(({ name, responseEnd }) => name.endsWith(".js") && responseEnd <= until)
    .map(({ name }) => name)"""


@dataclass(frozen=True)
class Weight:
    """Addresses, each once."""

    first_screen: set[str]
    every_script: set[str]
    installed: set[str]


def weigh(browsers: Browsers, side: Side) -> Weight:
    """One visit by somebody who was never here, on slow 4G, with a real click at its end: it
    raises TimeoutError where the press does not begin the first breath."""
    with browsers.page() as page:
        slow_down(page, slow_4g=True)
        page.goto(side.url)
        times = page.evaluate("startup")
        first_screen = page.evaluate(_SCRIPTS, times["listens"])
        page.get_by_role("button", name="Start").click()
        page.locator("[data-phase]", has_text="Breathe in").wait_for()
        page.wait_for_load_state("networkidle")
        every_script = page.evaluate(_SCRIPTS, float(2**53))
        installed(page)
        held = _held_by_the_worker(page, side)
    return Weight(set(first_screen), set(every_script), held)


def _held_by_the_worker(page: Page, side: Side) -> set[str]:
    """Ours takes its pages in one file; the one that was opened came by itself as well."""
    listed = page.evaluate("(list) => caches.match(list).then((found) => found?.json())", LIST)
    pages = [path for path in listed or {} if "." not in path]
    asked_for = {*(listed or {}), WORKER}
    if len(pages) > 1:
        asked_for = asked_for - {*pages} | {TOGETHER, side.path}
    return {urljoin(side.url, path) for path in asked_for}


def compressed(side: Side, addresses: set[str]) -> int:
    """Bytes of these bodies as they are served to a browser, which takes gzip."""
    connection = HTTPConnection("127.0.0.1", side.server.port, timeout=10)
    total = 0
    for address in addresses:
        connection.request("GET", urlsplit(address).path, headers={"Accept-Encoding": "gzip"})
        total += len(connection.getresponse().read())
    connection.close()
    return total
