"""A language that nobody speaks: every word of ours between ⟦ and ⟧, so that a word that stands
anywhere else than with the words shows as one without them.
"""

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from app.content_files import read_toml
from app.practice.content import AppFile, SkillsFile
from app.practice.exercise import Exercise
from app.practice.help_card import HelpLine
from app.practice.library import CONTENT
from app.practice.module import Module
from app.practice.support import Support

LANG = "en-XA"
MODELS: dict[str, type[BaseModel]] = {
    "app": AppFile,
    "skills": SkillsFile,
    "exercises": Exercise,
    "modules": Module,
    "support": Support,
    "help": HelpLine,
}
# What a person reads or hears, and what scripts take from the page to show it.
SHOWN = {"aria-label", "aria-description", "alt", "title", "placeholder", "label"}
SHOWN |= {"data-name", "data-title", "data-words", "data-opener", "data-nothing"}
SHOWN_META = {"description", "apple-mobile-web-app-title", "application-name"}
LETTER = re.compile(r"[^\W\d_]")
CANNOT_BE_SHOWN = "\u200b"


def wrapped(words: str) -> str:
    return f"⟦{words}⟧"


def write_pseudo(folder: Path) -> Path:
    """The whole content, in that language, in a folder."""
    for path in sorted(CONTENT.rglob("*.toml")):
        held, _ = read_toml(path)
        kind = path.parent.name if path.parent != CONTENT else path.stem
        if kind == "words":
            held = {key: wrapped(words) for key, words in held.items()}
        else:
            held = _with_words_wrapped(held, MODELS[kind])
        if path.name == "app.toml":
            held["lang"] = LANG
        write_toml(folder / path.relative_to(CONTENT), held)
    return folder


def write_toml(path: Path, held: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in held.items()), "utf-8")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _with_words_wrapped(held: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """What a model takes as words is what it will not have a hidden character in."""
    made = copy.deepcopy(held)
    for place, at in list(_strings(made)):
        place[at] += CANNOT_BE_SHOWN
        try:
            model.model_validate(made)
            are_words = False
        except ValidationError as refused:
            are_words = "cannot be shown" in str(refused)
        place[at] = place[at].removesuffix(CANNOT_BE_SHOWN)
        if are_words:
            place[at] = wrapped(place[at])
    return made


def _strings(value: dict[str, Any] | list[Any]) -> Iterator[tuple[Any, Any]]:
    for at, each in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(each, str):
            yield value, at
        elif isinstance(each, (dict, list)):
            yield from _strings(each)


class Reading(HTMLParser):
    """Reads a page as a person and a screen reader do; `bare` are words outside the brackets."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bare: list[str] = []
        self.lang: str | None = None
        self.depth = 0
        self.silent = 0  # in script or style
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.silent += tag in ("script", "style")
        if tag == "html":
            self.lang = given.get("lang")
        shown = {name for name in given if name in SHOWN}
        if tag == "meta" and given.get("name") in SHOWN_META:
            shown.add("content")
        if tag == "input" and given.get("type") in ("button", "submit", "reset"):
            shown.add("value")
        for name in shown:
            rest, depth = outside(given[name] or "")
            if depth or LETTER.search(rest):
                self.bare.append(f'<{tag} {name}="{given[name]}">')

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        rest, self.depth = outside(data, self.depth)
        if LETTER.search(rest):
            self.bare.append(" ".join(data.split()))


def outside(text: str, depth: int = 0) -> tuple[str, int]:
    """What of a text stands outside the brackets, and how deep in them it ends."""
    rest = ""
    for letter in text:
        depth -= letter == "⟧"
        rest += letter if depth == 0 and letter not in "⟦⟧" else ""
        depth += letter == "⟦"
    return rest, depth
