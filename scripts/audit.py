"""Looks through everything that is installed or locked, without a network: that each is pinned and
hashed, comes from no address, is under a licence that scripts/audit.toml allows, and is none of the
versions that it warns of. Says every fault in a line, and ends with 1 if there is one.

    .venv/bin/python scripts/audit.py [FOLDER]
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
OURSELVES = "between-visits"
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9.!+]+)(?: ; [^\\\n]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
INTEGRITY = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
Rules = dict[str, Any]


def faults(root: Path) -> Iterator[str]:
    rules = tomllib.loads((root / "scripts" / "audit.toml").read_text("utf-8"))
    for name in LOCKS:
        text = (root / name).read_text("utf-8")
        for fault in _of_python_lock(text, rules["bad"]["python"]):
            yield f"{name}: {fault}"
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))
    for fault in _of_npm_lock(lock, rules):
        yield f"package-lock.json: {fault}"
    for each in distributions():
        name = canonicalize_name(each.metadata["Name"])
        if name != OURSELVES:
            yield from _of_licence(name, _licence_of(each), rules)


def _of_python_lock(text: str, bad: Rules) -> Iterator[str]:
    for entry in re.split(r"\n(?=\S)", text.strip()):
        first, *rest = (line.strip().rstrip("\\").strip() for line in entry.splitlines())
        pinned = PINNED.fullmatch(first)
        if not pinned:
            yield f"{first}: is not pinned by ==, or says where it comes from"
            continue
        if not rest or not all(HASH.fullmatch(line) for line in rest):
            yield f"{first}: is not hashed"
        known = bad.get(canonicalize_name(pinned["name"]))
        if known and SpecifierSet(known["versions"]).contains(pinned["version"], prereleases=True):
            yield f"{first}: {known['why']}"


def _of_npm_lock(lock: Rules, rules: Rules) -> Iterator[str]:
    for path, package in lock["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        if not INTEGRITY.fullmatch(package.get("integrity", "")):
            yield f"{name}: has no integrity"
        if "resolved" in package:
            yield f"{name}: says where it comes from"
        known = rules["bad"]["npm"].get(name)
        if known and package.get("version") in known["versions"]:
            yield f"{name} {package['version']}: {known['why']}"
        yield from _of_licence(name, package.get("license", ""), rules)


def _of_licence(name: str, said: str, rules: Rules) -> Iterator[str]:
    odd = rules["odd"].get(name)
    if said != odd["says"] if odd else not _allowed(said, rules["licences"]):
        yield f"{name}: its licence is {said or 'not said'}"


def _licence_of(each: Distribution) -> str:
    """What it says, in the best words that it has: an SPDX expression, classifiers, or a line."""
    if expression := each.metadata.get("License-Expression"):
        return str(expression)
    kinds = [kind.split(" :: ") for kind in each.metadata.get_all("Classifier") or []]
    named = [kind[-1] for kind in kinds if kind[:2] == ["License", "OSI Approved"]]
    line = (each.metadata.get("License") or "").strip().partition("\n")[0]
    return " AND ".join(named) or line


def _allowed(said: str, licences: Rules) -> bool:
    """Of what is joined by AND, all must be; of what is joined by OR, one."""
    return all(
        any(_name_of(one, licences["said"]) in licences["allowed"] for one in part.split(" OR "))
        for part in said.split(" AND ")
    )


def _name_of(said: str, known: Rules) -> str:
    return str(known.get(said) or said.strip("() "))


if __name__ == "__main__":
    found = sorted(set(faults(Path(*sys.argv[1:]) if sys.argv[1:] else Path(__file__).parents[1])))
    print("\n".join(found) or "All dependencies are as scripts/audit.toml says.")
    sys.exit(bool(found))
