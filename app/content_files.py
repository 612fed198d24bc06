"""Content files are read in one way, and what is wrong with any of them is told in one way.

Faults are collected over all files and told at once, one line each:
`app/content/en/exercises/arrive.toml:12: steps 2 title: …`.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with one line of one file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class ContentFaults(Exception):
    """The content cannot be used; `str()` gives one line a fault, all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


class Unreadable(Exception):
    """A file that is no TOML in UTF-8, or is not there; `line` counts from 1, 0 is the whole."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(reason)


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """What a TOML file holds, and its text, for finding lines in; raises Unreadable."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise Unreadable(0, f"cannot be read: {error.__class__.__name__}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(error.object[: error.start].count(b"\n") + 1, "not UTF-8") from error
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise Unreadable(line, f"not TOML: {error}") from error


def fault_in(path: Path, content: Path, line: int, reason: str) -> Fault:
    """A fault of a file; what stands in the `content` folder is named from the repository on."""
    home = content.parents[2]
    shown = path.relative_to(home) if path.is_relative_to(home) else path
    return Fault(str(shown), line, reason)
