"""One start of a page in a browser of its own, slowed down, and how long it took."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _floor import Server  # first: it finds the tests' parts
from playwright.sync_api import Page, Playwright, ViewportSize
from waits import installed

SLOWED = 4  # times
PATIENCE = 60_000  # milliseconds
SETTLE = 0.7  # seconds: a browser that has been started is busy with itself for a while
PHONE: ViewportSize = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",  # it may be run as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Lighthouse's slow 4G: milliseconds for each request, and bytes a second.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 // 8,
    "uploadThroughput": 768_000 // 8,
}
PROBE = (Path(__file__).parent / "_bare_page" / "probe.js").read_text("utf-8")


@dataclass(frozen=True)
class Side:
    """A page to start: ours, or the floor."""

    name: str
    server: Server
    path: str

    @property
    def url(self) -> str:
        return self.server.url + self.path


class Browsers:
    """Starts a new browser for each measurement, as a tap on an icon does, with a fresh copy of
    the profile it is given, so that no start profits from the one before."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.chromium = playwright.chromium
        self.folder = folder

    @contextmanager
    def page(self, profile: Path | None = None) -> Iterator[Page]:
        """A page with the probe in it; with no profile, of somebody who was never here."""
        with tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "profile"
            if profile:
                shutil.copytree(profile, copy, ignore=shutil.ignore_patterns("Singleton*"))
            with self._page_of(copy) as page:
                yield page

    def warm(self, side: Side) -> Path:
        """Install a side, and start it twice more, so that the browser has met its scripts from
        the worker's cache too. Returns the profile."""
        profile = self.folder / f"{side.name}-profile"
        with self._page_of(profile) as page:
            for _ in range(3):
                page.goto(side.url)
                installed(page)
                page.wait_for_load_state("networkidle")
                time.sleep(SETTLE)
        return profile

    def start(
        self, side: Side, profile: Path | None = None, *, slow_4g: bool = False
    ) -> dict[str, float]:
        """Milliseconds from the start of the navigation: see `_bare_page/probe.js`."""
        with self.page(profile) as page:
            slow_down(page, slow_4g=slow_4g)
            time.sleep(SETTLE)
            page.goto(side.url, wait_until="commit")
            times: dict[str, float] = page.evaluate("startup")
            times["breath"] = times["ready"] + page.evaluate("press()")
        return times

    @contextmanager
    def _page_of(self, profile: Path) -> Iterator[Page]:
        context = self.chromium.launch_persistent_context(
            profile,
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=FLAGS,
            viewport=PHONE,
        )
        try:
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.add_init_script(PROBE)
            yield page
        finally:
            context.close()


def slow_down(page: Page, *, slow_4g: bool) -> None:
    """The page's main thread runs `SLOWED` times slower; its worker's thread and the browser do
    not, on either side, for that is all that the protocol offers."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    if slow_4g:
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", SLOW_4G)
