"""One language: every word that a person reads and that is no exercise, module or help line.

The words stand in `app/content/<language>/words/`, one flat TOML file for each template, named
like it (`today.greeting` is the key `greeting` of `today.toml`). A value is HTML: a translator may
move a link or a strong word to where the language wants it, and no other mark passes. English is
what other languages are held against: the same files, keys, places and links.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from app.content_files import ContentFaults, Fault, Unreadable, fault_in, read_toml
from app.settings import LANGUAGES

ENGLISH = LANGUAGES / "en"
SCRIPTS = "scripts"  # said by scripts, as text: no mark may be in it
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PLACE = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r'<a href="(/(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?)">')
_MARK = re.compile(rf"{_LINK.pattern}|</a>|</?(?:strong|em|span|code)>|<br>")
_NO_WORDS = re.compile(r'<[^>]*>?|[>"{}]|&(?!#?\w+;)')


@dataclass(frozen=True)
class Language:
    """What pages and scripts say. `lang` is for the `lang` of a page; `words` go by `file.key`."""

    lang: str
    words: Mapping[str, str] = field(hash=False)

    def say(self, key: str, /, **values: object) -> Markup:
        """The words of `file.key`, as HTML, with each place in braces filled: values are escaped
        unless they are Markup. Raises KeyError for words that are not there, for a place without a
        value, and for a value without a place.
        """
        file, _, name = key.partition(".")
        if key not in self.words:
            raise KeyError(f"words/{file}.toml: {name}: there are no such words")
        if wrong := places_in(self.words[key]) ^ values.keys():
            raise KeyError(f"words/{file}.toml: {name}: {', '.join(sorted(wrong))}: value or place")
        return Markup(_PLACE.sub(lambda found: escape(values[found[1]]), self.words[key]))  # noqa: S704 - each is escaped

    def day(self, when: date) -> Markup:
        """A day in words: 3 May 2026."""
        month = self.say(f"days.{MONTHS[when.month - 1]}")
        return self.say("days.day", day=when.day, month=month, year=when.year)

    @property
    def of_scripts(self) -> dict[str, str]:
        """What scripts say, by name, as plain text with its places still open."""
        prefix = f"{SCRIPTS}."
        return {
            key.removeprefix(prefix): html.unescape(words)
            for key, words in self.words.items()
            if key.startswith(prefix)
        }


@cache
def places_in(words: str) -> frozenset[str]:
    """The names of the places in braces."""
    return frozenset(_PLACE.findall(words))


def load_language(folder: Path = ENGLISH) -> Language:
    """Read the words of a content folder; raises ContentFaults with all that is wrong with them."""
    language, faults = _read(folder)
    if folder != ENGLISH:
        english, _ = _read(ENGLISH)
        faults += _compared(folder, language.words, english.words)
    if faults:
        raise ContentFaults(faults)
    return language


def _read(folder: Path) -> tuple[Language, list[Fault]]:
    faults: list[Fault] = []
    words: dict[str, str] = {}
    for path in sorted((folder / "words").glob("*.toml")):
        held, text = _held(path, folder, faults)
        words |= {f"{path.stem}.{key}": str(value) for key, value in held.items()}
        faults += [
            fault_in(path, folder, _line_of(key, text), f"{key}: {reason}")
            for key, value in held.items()
            for reason in _faults_of(value, path.stem)
        ]
    path = folder / "app.toml"
    held, text = _held(path, folder, faults)
    lang = str(held.get("lang", ""))
    if text and not _LANG.fullmatch(lang):
        reason = "lang: is to name the language, as “en-GB” does"
        faults.append(fault_in(path, folder, _line_of("lang", text), reason))
    return Language(lang, words), faults


def _held(path: Path, folder: Path, faults: list[Fault]) -> tuple[dict[str, Any], str]:
    """What a file holds, and its text; nothing, and a fault more, where it cannot be read."""
    try:
        return read_toml(path)
    except Unreadable as fault:
        faults.append(fault_in(path, folder, fault.line, fault.reason))
        return {}, ""


def _faults_of(value: object, file: str) -> Iterator[str]:
    """What may not be in words, whatever the language."""
    if not isinstance(value, str) or not value.strip():
        yield "is to be words, in quotation marks"
        return
    text = _PLACE.sub("", value if file == SCRIPTS else _MARK.sub("", value))
    if found := _NO_WORDS.search(text):
        yield f"{found[0]} cannot stand in words"
    open_: list[str] = []
    for closes, name in re.findall(r"<(/?)(a|strong|em|span|code)\b", value):
        if not closes:
            open_.append(name)
        elif not open_ or open_.pop() != name:
            yield f"</{name}> closes what is not open"
            return
    if open_:
        yield f"<{open_[-1]}> is not closed"


def _compared(
    folder: Path, words: Mapping[str, str], english: Mapping[str, str]
) -> Iterator[Fault]:
    """What a language lacks, has too much, or says with other places and links than English."""
    texts: dict[str, str] = {}
    for key in sorted(words.keys() | english.keys()):
        file, _, name = key.partition(".")
        path = folder / "words" / f"{file}.toml"
        if file not in texts:
            texts[file] = path.read_text("utf-8", "replace") if path.is_file() else ""
        for reason in _differences(words.get(key), english.get(key)):
            yield fault_in(path, folder, _line_of(name, texts[file]), f"{name}: {reason}")


def _differences(words: str | None, english: str | None) -> Iterator[str]:
    if words is None or english is None:
        yield "is missing" if words is None else "no page and no script says this"
        return
    for place in sorted(places_in(english) ^ places_in(words)):
        lacks = "lacks the place" if place in places_in(english) else "has no such place as"
        yield f"{lacks} {{{place}}}"
    if sorted(_LINK.findall(words)) != sorted(_LINK.findall(english)):
        yield f"is to lead to {' and '.join(_LINK.findall(english)) or 'no page'}"


def _line_of(key: str, text: str) -> int:
    """The line on which a key of a flat file stands, from 1; 0 for one that is not there."""
    set_here = re.compile(rf"\s*{re.escape(key)}\s*=")
    return next((n for n, line in enumerate(text.split("\n"), 1) if set_here.match(line)), 0)
