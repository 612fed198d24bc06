"""Load every content file and check it, before anything is served.

A broken file stops the start. All faults of all files are told at once, one line each:
`exercises/arrive.toml:12: steps 2 title: …`. The TOML reader gives no line numbers for good
syntax with bad sense, so `line_of` finds the line again from the place that pydantic names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.content_files import ContentFaults, Fault, Unreadable, fault_in, read_toml
from app.language import ENGLISH, Language, load_language
from app.practice.content import AppFile, Skill, SkillsFile
from app.practice.exercise import Exercise
from app.practice.help_card import HelpLine
from app.practice.module import Module
from app.practice.sense import Found, Place, faults_across, names_unknown, parts_unknown
from app.practice.support import Support

CONTENT = ENGLISH
SKILLS = ("self-awareness", "now", "acceptance", "vulnerability", "relationships", "hope", "across")

# Today, the journal and “worse” lead to these by name.
# Addresses of pages of our own, where an organisation's module cannot stand.
TAKEN = {("modules", "suggested")}

LINKED = {"before-the-next-door", "gratitude-line", "what-kind-of-support"}

OWN = ("exercises", "modules", "support")  # what an organisation's folder may hold
Model = TypeVar("Model", AppFile, SkillsFile, Exercise, HelpLine, Module, Support)


@dataclass(frozen=True)
class Library:
    """Everything a page can show. `exercises` is keyed by slug, which is the file's name."""

    language: Language
    app: AppFile
    skills: dict[str, Skill]
    exercises: dict[str, Exercise]
    modules: dict[str, Module]
    supports: dict[str, Support]
    help_lines: list[HelpLine]

    @cached_property
    def by_id(self) -> dict[str, Exercise]:
        """Exercises by their ids, as modules name them."""
        return {exercise.id: exercise for exercise in self.exercises.values()}


def load_library(folder: Path = CONTENT, also: Path | None = None) -> Library:
    """Read and check the content folder, and an organisation's own, which may add exercises,
    modules and pages of the support menu; raises ContentFaults with every fault in either.
    """
    reader = _Reader(folder)
    language = reader.read_language(folder)
    app = reader.read(folder / "app.toml", AppFile)
    skills = reader.read(folder / "skills.toml", SkillsFile)
    exercises = reader.read_all(folder / "exercises", Exercise, also)
    modules = reader.read_all(folder / "modules", Module, also)
    supports = reader.read_all(folder / "support", Support, also)
    help_lines = reader.read_all(folder / "help", HelpLine)
    if skills and tuple(skill.id for skill in skills.skills) != SKILLS:
        reader.fault(folder / "skills.toml", 1, f"skills: must be, in order, {', '.join(SKILLS)}")
    taken: dict[str, str] = {}
    for slug, exercise in exercises.items():
        if other := taken.get(exercise.id):
            reader.fault(reader.paths["exercises", slug], 1, f"id: {exercise.id} is {other}’s")
        taken[exercise.id] = slug
    if not reader.faults:  # what did not load is told already, where it broke
        _check_names(reader, exercises, modules, supports)
    _check_addresses(reader, folder, app, also)
    if reader.faults or language is None or app is None or skills is None:
        raise ContentFaults(reader.faults)
    in_order = sorted(exercises.items(), key=lambda named: _by_skill_and_number(named[1]))
    return Library(
        language=language,
        app=app,
        skills={skill.id: skill for skill in skills.skills},
        exercises=dict(in_order),
        modules=_by_order(modules),
        supports=_by_order(supports),
        help_lines=sorted(help_lines.values(), key=lambda line: line.order),
    )


def _check_names(
    reader: "_Reader",
    exercises: dict[str, Exercise],
    modules: dict[str, Module],
    supports: dict[str, Support],
) -> None:
    """Exercises, modules and pages of the support menu name each other."""
    versions = {exercise.id: exercise.version for exercise in exercises.values()}
    addresses = {f"exercises/{slug}" for slug in exercises} | {f"support/{s}" for s in supports}
    for slug, exercise in exercises.items():
        found = names_unknown(exercise, set(versions), addresses)
        reader.faults_in(reader.paths["exercises", slug], found)
    for slug, module in modules.items():
        found = parts_unknown(module.exercises, versions)
        reader.faults_in(reader.paths["modules", slug], found)
    for slug, support in supports.items():
        found = (
            (("exercises", at), f"there is no {id_}")
            for at, id_ in enumerate(support.exercises)
            if id_ not in versions
        )
        reader.faults_in(reader.paths["support", slug], found)


def _check_addresses(
    reader: "_Reader", folder: Path, app: AppFile | None, also: Path | None
) -> None:
    """Files' names are parts of addresses, and pages and shortcuts lead to some of them."""
    slugs = {path.stem for path in (folder / "exercises").glob("*.toml")}
    own = [path for path in sorted(also.rglob("*")) if path.is_file()] if also else []
    for path in own:
        placed = path.parent.parent == also and path.parent.name in OWN and path.suffix == ".toml"
        if not placed and path.name != "versions.lock":
            reader.fault(path, 0, f"only .toml files in {', '.join(OWN)} are read here")
    for path in [
        *(path for path in sorted(folder.glob("*/*.toml")) if path.parent.name != "words"),
        *(each for each in own if each.suffix == ".toml"),
    ]:
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", path.stem):
            reader.fault(path, 1, "the file's name is part of an address: a-z, 0-9 and hyphens")
        if (path.parent.name, path.stem) in TAKEN:
            reader.fault(path, 1, "a page of the app has this address: take another name")
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
        self.paths: dict[tuple[str, str], Path] = {}  # by folder and slug

    def read_language(self, folder: Path) -> Language | None:
        try:
            return load_language(folder)
        except ContentFaults as told:
            self.faults += told.faults
        return None

    def read_all(
        self, folder: Path, model: type[Model], also: Path | None = None
    ) -> dict[str, Model]:
        ours: list[Path] = sorted(folder.glob("*.toml"))
        if not ours:
            self.fault(folder, 0, "holds no .toml file")
        read: dict[str, Model | None] = {}
        for path in [*ours, *(sorted((also / folder.name).glob("*.toml")) if also else ())]:
            if path.stem in read:
                self.fault(path, 0, f"{folder.name}/{path.name} is there already")
                continue
            self.paths[folder.name, path.stem] = path
            read[path.stem] = self.read(path, model)
        return {stem: item for stem, item in read.items() if item is not None}

    def read(self, path: Path, model: type[Model]) -> Model | None:
        try:
            held, text = read_toml(path)
            item = model.model_validate(held)
        except Unreadable as fault:
            self.fault(path, fault.line, fault.reason)
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
        self.faults.append(fault_in(path, self.root, line, reason))


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


Ordered = TypeVar("Ordered", Module, Support)


def _by_order(items: dict[str, Ordered]) -> dict[str, Ordered]:
    return dict(sorted(items.items(), key=lambda named: named[1].order))
