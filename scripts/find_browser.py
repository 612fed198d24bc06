"""Print the path of a Chromium that starts, for the browser tests.

With --install, get one where there is none: from the system's packages where that needs no
password (they bring the libraries a browser wants), else Playwright's own build.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ADVICE = (
    "No Chromium was found and none could be installed: install Chromium (Debian: "
    "`sudo apt-get install chromium`; macOS: `brew install --cask chromium`), or set CHROMIUM "
    "to the path of one."
)


def candidates() -> Iterator[str]:
    """Paths where a browser may be, the best first."""
    yield from (path for name in NAMES if (path := shutil.which(name)))
    yield from (path for path in MAC_APPS if Path(path).exists())
    yield from playwright_build()


def playwright_build() -> Iterator[str]:
    """The path of the build that this Playwright would download, whether it is there or not."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def starts(path: str) -> bool:
    """Ubuntu's `chromium-browser` may be a stub that only prints advice, so being there is not
    enough."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find() -> str | None:
    """The browser to use; CHROMIUM, where it is set, is taken or nothing is."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if starts(chosen) else None
    return next(filter(starts, candidates()), None)


def ways_to_install() -> Iterator[list[list[str]]]:
    """Ways to get a browser, each a list of commands, none of which asks for a password."""
    playwright = [sys.executable, "-m", "playwright"]
    as_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        yield [[*as_root, "apt-get", "update"], [*as_root, "apt-get", "install", "-y", "chromium"]]
        # Ubuntu has Chromium as a snap only; there the libraries come with this:
        yield [[*playwright, "install", "--with-deps", "chromium"]]
    if platform.system() == "Darwin" and shutil.which("brew"):
        yield [["brew", "install", "--cask", "chromium"]]
    yield [[*playwright, "install", "chromium"]]


def install() -> str | None:
    """Try each way until a browser starts."""
    for commands in ways_to_install():
        for command in commands:
            print(f"No Chromium yet: {' '.join(command)}", file=sys.stderr)
            # stdout is for the path alone.
            if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
                break
        if found := find():
            return found
    return None


def main() -> int:
    chosen = os.environ.get("CHROMIUM")
    found = find()
    if chosen and not found:
        print(f"CHROMIUM is set, but {chosen} does not start.", file=sys.stderr)
        return 1
    if not found and "--install" in sys.argv[1:]:
        found = install()
    print(found or ADVICE, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
