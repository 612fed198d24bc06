"""A browser with a profile of its own on the disk, which a test may kill and start again."""

import os
import signal
import subprocess
import time
from pathlib import Path

from conftest import FLAGS, PHONE, WHOLE, watch
from playwright.sync_api import BrowserContext, Page, Playwright

PATIENCE = 10.0  # seconds for killed processes to be gone


class Profile:
    """Opens pages in one persistent profile; `kill` is SIGKILL to the browser's process."""

    def __init__(self, playwright: Playwright, folder: Path, trouble: list[str]) -> None:
        self.playwright = playwright
        self.folder = folder
        self.trouble = trouble
        self.context: BrowserContext | None = None

    def page(self) -> Page:
        """A new page; the browser is started where it does not run."""
        if self.context is None:
            self.context = self.playwright.chromium.launch_persistent_context(
                self.folder,
                executable_path=WHOLE,
                args=FLAGS,
                viewport=PHONE,
            )
            watch(self.context, self.trouble)
        return self.context.new_page()

    def kill(self) -> None:
        """As a phone does it: without a word."""
        assert self.context is not None
        mine = self.processes()
        assert mine, "the browser was not found"
        for process in mine:
            _signal(process)
        give_up = time.monotonic() + PATIENCE
        while self.processes():
            assert time.monotonic() < give_up, "the browser did not die"
            time.sleep(0.02)
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()
        self.context = None

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def processes(self) -> list[int]:
        """Those that were started with this profile, the browser first."""
        listed = subprocess.run(
            ["ps", "-ewwo", "pid,stat,args"], capture_output=True, text=True, check=True
        )
        ours = [line.split(None, 2) for line in listed.stdout.splitlines()[1:]]
        flag = f"--user-data-dir={self.folder}"
        return sorted(int(pid) for pid, state, args in ours if flag in args and "Z" not in state)


def _signal(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return  # it went with its parent
