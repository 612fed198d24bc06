"""Print the path of a Chromium that starts, for the browser tests.

With --shell, print its headless shell instead: the same engine without windows, which takes half
the time. Where there is none of the same version, the browser itself is printed.

With --install, get what is missing: from the system's packages where that needs no password (they
bring the libraries a browser wants), else Playwright's own build.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
PLAYWRIGHTS = "chromium_headless_shell-*/*/*headless*shell"  # beside the folder of its browser
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Away from any network it is soon plain that there is nothing to be had.
IN_VAIN = [f"-oAcquire::{way}::Timeout=20" for way in ("http", "https")]
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


def shells() -> Iterator[str]:
    """Paths where a headless shell may be."""
    if path := shutil.which(SHELL):
        yield path
    for build in playwright_build():
        folders = (each for each in Path(build).parents if each.name.startswith("chromium-"))
        yield from (str(path) for each in folders for path in each.parent.glob(PLAYWRIGHTS))


def version(path: str) -> str | None:
    """What it says its version is. Ubuntu's `chromium-browser` may be a stub that only prints
    advice, so being there is not enough."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = re.search(r"\d+(\.\d+)+", done.stdout.decode(errors="replace"))
    return told[0] if told and done.returncode == 0 else None


def find() -> str | None:
    """The browser to use; CHROMIUM, where it is set, is taken or nothing is."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if version(chosen) else None
    return next(filter(version, candidates()), None)


def find_shell(browser: str) -> str | None:
    """The shell of this very version: what is tested is what people have."""
    wanted = version(browser)
    return next((path for path in shells() if version(path) == wanted), None)


def by_apt(*packages: str) -> Iterator[list[str]]:
    """Commands that install them where no password is asked for; none where that is not so."""
    as_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        yield [*as_root, "apt-get", *IN_VAIN, "update"]
        yield [*as_root, "apt-get", *IN_VAIN, "install", "-y", *packages]


def ways_to_install() -> Iterator[list[list[str]]]:
    """Ways to get a browser, each a list of commands, none of which asks for a password."""
    playwright = [sys.executable, "-m", "playwright"]
    if commands := list(by_apt("chromium")):
        yield commands
        # Ubuntu has Chromium as a snap only; there the libraries come with this:
        yield [[*playwright, "install", "--with-deps", "chromium"]]
    if platform.system() == "Darwin" and shutil.which("brew"):
        yield [["brew", "install", "--cask", "chromium"]]
    yield [[*playwright, "install", "chromium"]]


def ran(command: list[str]) -> bool:
    """Whether it came to a good end."""
    print(f"Getting a browser for the tests: {' '.join(command)}", file=sys.stderr)
    # stdout is for the path alone.
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def install() -> str | None:
    """Try each way until a browser starts."""
    for commands in ways_to_install():
        all(map(ran, commands))
        if found := find():
            return found
    return None


def install_shell(browser: str) -> str | None:
    """The system's, beside the system's browser; Playwright's comes with its browser."""
    if browser != shutil.which(NAMES[0]):
        return None
    # Both are named, so that they stay of one version.
    return find_shell(browser) if all(map(ran, by_apt(NAMES[0], SHELL))) else None


def main() -> int:
    chosen = os.environ.get("CHROMIUM")
    installs = "--install" in sys.argv[1:]
    found = find()
    if chosen and not found:
        print(f"CHROMIUM is set, but {chosen} does not start.", file=sys.stderr)
        return 1
    if not found and installs:
        found = install()
    if found and "--shell" in sys.argv[1:]:
        found = find_shell(found) or (install_shell(found) if installs else None) or found
    print(found or ADVICE, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
