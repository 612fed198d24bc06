"""The suite itself (F42): a fault that somebody might well make is planted in a copy of the code of
the client, and what is to catch it is run on that copy."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from worlds import ROOT, node, run

PLANTS = tomllib.loads((Path(__file__).parent / "plants.toml").read_text("utf-8"))
STEPS, SEEDS = 250, (1, 2, 3, 4, 5, 6)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the client's code and of the tests that run on it."""
    tree = tmp_path / "tree"
    for name in ("app/static", "tests/client", "tests/simulation"):
        shutil.copytree(ROOT / name, tree / name)
    shutil.copy(ROOT / "package.json", tree)
    (tree / "node_modules").symlink_to(ROOT / "node_modules")
    return tree


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PLANTS)
def test_f42_a_fault_that_is_planted_is_caught(tmp_path: Path, tree: Path, name: str) -> None:
    plant = PLANTS[name]
    path = tree / plant["path"]
    code = path.read_text("utf-8")
    for before, after in plant["swaps"]:
        assert code.count(before) == 1, before
        code = code.replace(before, after)
    path.write_text(code, "utf-8")
    if "catcher" in plant:
        assert caught_by_tests(tree, plant["catcher"])
    else:
        assert caught_by_worlds(tmp_path, tree)


def caught_by_tests(tree: Path, catcher: str) -> bool:
    """Whether some of the tests fail, or never end; where none passes, the file did not load."""
    file = str(tree / "tests" / "client" / f"{catcher}.test.js")
    command = [*node(), "--test", "--test-timeout=10000", file]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=90
        )
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0 and "# pass 0" not in ran.stdout


def caught_by_worlds(folder: Path, tree: Path) -> bool:
    """Whether a world comes to another end than it may, in one of a few."""
    for seed in SEEDS:
        place = folder / f"world-{seed}"
        place.mkdir()
        result = run(place, seed, STEPS, tree=tree).result
        if result is None or result["lost"] or result["again"]:
            return True
    return False
