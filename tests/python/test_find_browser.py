"""Which browsers the tests run in: one that starts, and the shell of its very version."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "find_browser.py"
OLD, NEW = "Chromium 155.0.1.2", "Chromium 156.0.8078.108 built on a Monday"


class Machine:
    """A machine on which nothing is installed but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.playwrights = folder / "playwright"
        self.bin.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if "CHROMIUM" not in name},
            "PATH": str(self.bin),
            "PLAYWRIGHT_BROWSERS_PATH": str(self.playwrights),
        }

    def program(self, name: str, *lines: str) -> str:
        path = self.bin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
        path.chmod(0o755)
        return str(path)

    def browser(self, name: str, version: str) -> str:
        return self.program(name, f"echo '{version}'")

    def packages(self, shell: str) -> None:
        """apt-get, which brings a shell of this version, and asks nobody for a password."""
        path = self.bin / "chromium-headless-shell"
        lines = (f"printf '#!/bin/sh\\necho {shell}\\n' > {path}", f"/bin/chmod +x {path}")
        self.program("apt-get", 'case "$*" in *install*)', *lines, ";; esac")
        self.program("sudo", "shift", 'exec "$@"')

    def asked(self, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, SCRIPT, *options],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def found(self, *options: str, **environment: str) -> str:
        done = self.asked(*options, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_browser_that_starts_is_found_and_a_stub_is_not(machine: Machine) -> None:
    machine.program("chromium", "echo 'Install the snap first.'", "exit 1")
    browser = machine.browser("google-chrome", NEW)
    assert machine.found() == browser


def test_the_browser_that_is_named_is_taken_or_nothing_is(machine: Machine) -> None:
    machine.browser("chromium", NEW)
    chosen = machine.browser("mine", OLD)
    assert machine.found(CHROMIUM=chosen) == chosen
    refused = machine.asked(CHROMIUM="/nowhere/chromium")
    assert refused.returncode == 1
    assert refused.stderr == "CHROMIUM is set, but /nowhere/chromium does not start.\n"


def test_the_shell_of_the_same_version_is_found_beside_the_browser(machine: Machine) -> None:
    machine.browser("chromium", NEW)
    shell = machine.browser("chromium-headless-shell", NEW)
    assert machine.found("--shell", "--install") == shell


def test_the_shell_is_found_where_playwright_puts_it(machine: Machine) -> None:
    chosen = machine.browser("mine", NEW)
    for folder, version in ("headless_shell-1", OLD), ("headless_shell-2", NEW):
        shell = f"chromium_{folder}/chrome-linux/headless_shell"
        machine.browser(f"../playwright/{shell}", version)
    assert machine.found("--shell", CHROMIUM=chosen) == str(machine.playwrights / shell)


def test_without_a_shell_of_its_version_the_browser_itself_is_named(machine: Machine) -> None:
    browser = machine.browser("chromium", NEW)
    assert machine.found("--shell") == browser
    machine.browser("chromium-headless-shell", OLD)
    assert machine.found("--shell") == browser
    assert machine.found("--shell", "--install") == browser


def test_the_shell_is_installed_beside_the_system_s_own_browser_alone(machine: Machine) -> None:
    browser = machine.browser("chromium", NEW)
    chosen = machine.browser("mine", NEW)
    machine.packages(NEW)
    assert machine.found("--shell") == browser
    assert machine.found("--shell", "--install", CHROMIUM=chosen) == chosen
    shell = machine.found("--shell", "--install")
    assert shell == str(machine.bin / "chromium-headless-shell")


def test_a_shell_that_comes_in_another_version_is_left_alone(machine: Machine) -> None:
    browser = machine.browser("chromium", NEW)
    machine.packages(OLD)
    assert machine.found("--shell", "--install") == browser
