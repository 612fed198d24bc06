"""Load every content file and check it, before anything is served.

A broken file stops the start. All faults of all files are told at once, one line each:
`exercises/arrive.toml:12: steps 2 title: …`. The TOML reader gives no line numbers for good
syntax with bad sense, so `line_of` finds the line again from the place that pydantic names.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.practice.content import AppFile, Exercise, Skill, SkillsFile
from app.practice.help_card import HelpLine
from app.practice.sense import Found, Place, faults_across, names_unknown

CONTENT = Path(__file__).parents[1] / "content" / "en"
SKILLS = ("self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across")

# Today, the journal and “worse” lead to these by name.
LINKED = {"before-the-next-door", "gratitude-line", "what-kind-of-support"}

Model = TypeVar("Model", AppFile, SkillsFile, Exercise, HelpLine)


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
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Library:
    """Everything a page can show. `exercises` is keyed by slug, which is the file's name."""

    app: AppFile
    skills: dict[str, Skill]
    exercises: dict[str, Exercise]
    help_lines: list[HelpLine]


def load_library(folder: Path = CONTENT) -> Library:
    """Read and check the content folder; raises ContentFaults with every fault in it."""
    reader = _Reader(folder)
    app = reader.read(folder / "app.toml", AppFile)
    skills = reader.read(folder / "skills.toml", SkillsFile)
    exercises = reader.read_all(folder / "exercises", Exercise)
    help_lines = reader.read_all(folder / "help", HelpLine)
    if skills and tuple(skill.id for skill in skills.skills) != SKILLS:
        reader.fault(folder / "skills.toml", 1, f"skills: must be, in order, {', '.join(SKILLS)}")
    taken: dict[str, str] = {}
    for slug, exercise in exercises.items():
        if other := taken.get(exercise.id):
            reader.fault(
                folder / "exercises" / f"{slug}.toml", 1, f"id: {exercise.id} is {other}’s"
            )
        taken[exercise.id] = slug
    if not reader.faults:  # an exercise that did not load is told already, where it broke
        for slug, exercise in exercises.items():
            reader.faults_in(
                folder / "exercises" / f"{slug}.toml", names_unknown(exercise, set(taken))
            )
    _check_addresses(reader, folder, app)
    if reader.faults or app is None or skills is None:
        raise ContentFaults(reader.faults)
    in_order = sorted(exercises.items(), key=lambda named: _by_skill_and_number(named[1]))
    return Library(
        app=app,
        skills={skill.id: skill for skill in skills.skills},
        exercises=dict(in_order),
        help_lines=sorted(help_lines.values(), key=lambda line: line.order),
    )


def _check_addresses(reader: "_Reader", folder: Path, app: AppFile | None) -> None:
    """Files' names are parts of addresses, and pages and shortcuts lead to some of them."""
    slugs = {path.stem for path in (folder / "exercises").glob("*.toml")}
    for path in sorted(folder.glob("*/*.toml")):
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", path.stem):
            reader.fault(path, 1, "the file's name is part of an address: a-z, 0-9 and hyphens")
    for slug in sorted(LINKED - slugs) if slugs else ():
        reader.fault(folder / "exercises" / f"{slug}.toml", 0, "is missing, and pages link to it")
    for number, shortcut in enumerate(app.shortcuts if app and slugs else (), start=1):
        slug = shortcut.url.removeprefix("/exercises/")
        if slug != shortcut.url and slug not in slugs:
            reader.fault(folder / "app.toml", 1, f"shortcuts {number} url: leads to no exercise")


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of a TOML text on which `place` is set, or the nearest line above it."""
    lines = text.split("\n")
    at, end, table = 0, len(lines), ""  # what was found so far stands on lines[at:end]
    for part in place:
        if isinstance(part, int):
            starts = [n for n in range(at, end) if lines[n].strip() == f"[[{table}]]"]
            if not starts and lines[at].rstrip().endswith("["):
                starts = [n for n in range(at + 1, end) if _ITEM.match(lines[n])]
            if part >= len(starts):
                break
            at, end = starts[part], [*starts, end][part + 1]
            continue
        table = f"{table}.{part}" if table else part
        header = re.compile(rf"\s*\[+{re.escape(table)}\]+\s*(#.*)?$")
        key = re.compile(rf"\s*{re.escape(part)}\s*[=.]")
        found = next((n for n in range(at, end) if header.match(lines[n])), None)
        if found is None:
            keys_end = next((n for n in range(at + 1, end) if _HEADER.match(lines[n])), end)
            found = next((n for n in range(at, keys_end) if key.match(lines[n])), None)
            if found is None:
                break
            end = next((n for n in range(found + 1, keys_end) if _KEY.match(lines[n])), keys_end)
        at = found
    return at + 1


_HEADER = re.compile(r"\s*\[+[\w.-]+\]+\s*(#.*)?$")
_KEY = re.compile(r"\s*[\w.-]+\s*=")
_ITEM = re.compile(r"\s*[^\s#\]]")  # one item of an array that is written one item a line


class _Reader:
    """Reads files into models and collects what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def read_all(self, folder: Path, model: type[Model]) -> dict[str, Model]:
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            self.fault(folder, 0, "holds no .toml file")
        read = {path.stem: self.read(path, model) for path in paths}
        return {stem: item for stem, item in read.items() if item is not None}

    def read(self, path: Path, model: type[Model]) -> Model | None:
        try:
            text = path.read_bytes().decode("utf-8")
            item = model.model_validate(tomllib.loads(text))
        except OSError as error:
            self.fault(path, 0, f"cannot be read: {error.__class__.__name__}")
        except UnicodeDecodeError as error:
            self.fault(path, error.object[: error.start].count(b"\n") + 1, "not UTF-8")
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            self.fault(path, int(found[1]) if found else text.count("\n") + 1, f"not TOML: {error}")
        except ValidationError as error:
            for place, reason in _complaints(error):
                self.fault(path, line_of(text, place), _said(place, reason))
        else:
            if not isinstance(item, Exercise):
                return item
            return item if not self.faults_in(path, faults_across(item)) else None
        return None

    def faults_in(self, path: Path, found: Found) -> bool:
        """Notes what was found in a file that was read before; whether there was any."""
        text, before = path.read_text("utf-8"), len(self.faults)
        for place, reason in found:
            self.fault(path, line_of(text, place), _said(place, reason))
        return len(self.faults) > before

    def fault(self, path: Path, line: int, reason: str) -> None:
        self.faults.append(Fault(str(path.relative_to(self.root.parents[2])), line, reason))


def _complaints(error: ValidationError) -> Iterator[tuple[Place, str]]:
    faults = error.errors(include_url=False, include_input=False)
    for fault in faults:
        place, kind = fault["loc"], fault["type"]
        inside = [other["loc"] for other in faults if other["loc"][: len(place)] == place]
        if kind == "too_short" and len(inside) > 1:
            continue  # pydantic counts only the good items; the bad ones are told anyway
        if kind in ("union_tag_invalid", "union_tag_not_found"):
            place = (*place, "kind")
        elif place[:1] == ("steps",):
            place = place[:2] + place[3:]  # pydantic puts the step's kind there; the file does not
        yield place, {"extra_forbidden": "unknown key"}.get(kind, fault["msg"])


def _said(place: Place, reason: str) -> str:
    where = " ".join(str(part + 1) if isinstance(part, int) else part for part in place)
    reason = " ".join(reason.removeprefix("Value error, ").split())
    return f"{where}: {reason}" if where else reason


def _by_skill_and_number(exercise: Exercise) -> tuple[int, int]:
    return SKILLS.index(exercise.skill), int(exercise.id[2:])
