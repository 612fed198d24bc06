"""What is installed is locked, hashed, and fetched from wherever the machine is told to."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
ADDRESS = re.compile(r"[a-z]+://|find-links|index-url|(^|\s)/\w+/", re.MULTILINE)


@pytest.mark.parametrize("name", [*REQUIREMENTS, "package-lock.json", "package.json", ".npmrc"])
def test_no_lock_names_an_address(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_python_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==[\w.]+( ; [^\\]+)? \\\n", entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}$", entry)


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    runtime, development = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in REQUIREMENTS[:2]
    )
    assert runtime < development


def test_every_front_end_package_is_hashed() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    packages.pop("")
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


@pytest.mark.parametrize("script", sorted(ROOT.glob("scripts/*.sh")), ids=lambda path: path.name)
def test_every_script_parses_as_plain_sh(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)
