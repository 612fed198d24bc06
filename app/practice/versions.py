"""The lock of content: what each file said at each version.

A member may have begun an exercise, and a group may follow a module, at the version of that day. So
whoever changes a file raises its version, and the lock is how a change that forgot it is noticed.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from app.practice.exercise import Exercise
from app.practice.library import Library
from app.practice.module import Module
from app.practice.support import Support

LOCK = "versions.lock"


class Locked(NamedTuple):
    """A file's version, and the hash of what it said."""

    version: int
    hash: str


Lock = Mapping[str, Locked]
Found = Iterator[tuple[str, str]]


def of_library(library: Library) -> dict[str, Locked]:
    """Every exercise, module and page of the support menu as it is now, by name."""
    items: dict[str, Exercise | Module | Support] = {}
    items |= {f"exercises/{slug}": each for slug, each in library.exercises.items()}
    items |= {f"modules/{slug}": each for slug, each in library.modules.items()}
    items |= {f"support/{slug}": each for slug, each in library.supports.items()}
    return {name: Locked(each.version, _hash(each)) for name, each in sorted(items.items())}


def _hash(item: Exercise | Module | Support) -> str:
    # Who has read it, and where it came from, may change without a word on the screen changing.
    said = item.model_dump_json(exclude={"version", "review", "sources"})
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def read_lock(folder: Path) -> dict[str, Locked]:
    """The lock of a folder of content; empty where there is none yet."""
    path = folder / LOCK
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    rows = (line.split() for line in lines)
    return {name: Locked(int(version), hash_) for name, version, hash_ in rows}


def write_lock(folder: Path, locked: Lock) -> None:
    """Write the lock down, a line each, in order."""
    lines = [f"{name} {each.version} {each.hash}\n" for name, each in sorted(locked.items())]
    (folder / LOCK).write_text("".join(lines), "utf-8")


def not_raised(
    now: Mapping[str, Locked], before: Mapping[str, Locked]
) -> Iterator[tuple[str, str]]:
    """What changed and kept its version, as (where, what)."""
    for name, each in now.items():
        was = before.get(name)
        if was and each.hash != was.hash and each.version <= was.version:
            yield f"{name}.toml", f"version: it has changed, and is still at {each.version}"
        elif was and each.version < was.version:
            yield f"{name}.toml", f"version: was {was.version} already"


def not_locked(
    now: Mapping[str, Locked], before: Mapping[str, Locked]
) -> Iterator[tuple[str, str]]:
    """What the lock does not say as it is."""
    for name in sorted(now.keys() | before.keys()):
        if now.get(name) != before.get(name):
            yield LOCK, f"{name} is not as it says: run `between-visits check-content --lock`"
