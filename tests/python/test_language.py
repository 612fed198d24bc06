"""Words that a person reads stand in one folder for each language, and nowhere else."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import FileSystemLoader
from markupsafe import Markup
from pseudo import LANG, Reading, outside, wrapped, write_pseudo, write_toml
from pydantic import ValidationError

from app.accounts.models import Role
from app.content_files import ContentFaults, read_toml
from app.desk import SAID
from app.errors import AppError
from app.forms import KINDS, OF_LISTS, OTHERWISE
from app.language import ENGLISH, MONTHS, Language, load_language
from app.practice.help_card import NATIONS
from app.practice.library import Library, load_library
from app.practice.pages import online_pages, pocket_pages
from app.practice.precache import manifest
from app.practice.trust import TABLES
from app.settings import Settings, Slot
from app.web import APP, html_of, spoken, static_files, templates

TEMPLATES = sorted((APP / "templates").rglob("*.html"))
SCRIPTS = sorted((APP / "static").glob("pocket/**/*.js"))
# Faults of a form's fields that its route finds, and no type of `app/forms.py`.
FOUND_LATER = ("wrong-code", "wrong-app-code", "wrong-passkey", "only-one")
FOUND_LATER += ("no-such-code", "no-room", "too-many-groups", "only-facilitator")
FOUND_LATER += ("edited-elsewhere", "three-to-seven", "read-the-cautions", "day-is-past")
FOUND_LATER += ("days-out-of-order", "has-begun", "has-ended", "is-put-away", "day-to-come")
FOUND_LATER += ("too-many-suggestions", "day-is-far", "too-many-modules", "review-comes-after")
FOUND_LATER += ("no-such-invitation", "suggested-already", "same-name", "too-many-lines")
FOUND_LATER += ("changed-meanwhile", "last-admin", "no-such-end", "no-number", "no-way-to-reach")
LINE = {
    "slot": "chaplaincy",
    "name": "⟦Chaplaincy⟧",
    "phone": "0161 496 0000",
    "sms": "0161 496 0001",
    "hours": "⟦Day and night⟧",
    "note": "⟦Any faith or none⟧",
    "checked_on": "2026-11-01",
    "review_by": "2027-05-01",
}


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("pseudo") / "app" / "content" / "xx"
    return load_library(write_pseudo(folder))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content that a test may break."""
    return Path(shutil.copytree(ENGLISH, tmp_path / "app" / "content" / "xx"))


def kinds_of(error: type[AppError]) -> Iterator[type[AppError]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def done(items: dict[str, Any]) -> dict[str, Any]:
    """The same, as somebody has read them."""
    read = {"state": "done", "by": "⟦A reader⟧", "on": date(2026, 5, 3)}
    return {
        slug: item.model_copy(update={"review": item.review.model_copy(update=read)})
        for slug, item in items.items()
    }


def every_page(library: Library) -> Iterator[tuple[str, str]]:
    """All pages by what they show: as they are, with an organisation's lines, with all read and
    checked; and every page of an error.
    """
    organisations = Settings(organisation_name="⟦Us⟧", organisation_lines=[LINE])  # type: ignore[list-item]
    read = dataclasses.replace(
        library,
        exercises=done(library.exercises),
        modules=done(library.modules),
        supports=done(library.supports),
        help_lines=[
            line.model_copy(update={"verified_by_organisation": True})
            for line in library.help_lines
        ],
    )
    for shown, settings in ((library, Settings()), (library, organisations), (read, Settings())):
        name, lines = settings.organisation_name, settings.organisation_lines
        pages = pocket_pages(shown, name, lines) | online_pages(shown, name)
        for path, page in pages.items():
            yield path, page.body.decode()
    for kind in kinds_of(AppError):
        problem = {"status": kind.status, "code": kind.code}
        yield kind.__name__, html_of(library.language, "pocket/error.html", problem=problem)
        frame = {"layout": "desk/_base.html", "viewer": None}
        page = html_of(library.language, "desk/error.html", problem=problem, **frame)
        yield f"{kind.__name__} in Desk", page


def test_every_word_of_every_page_stands_with_the_words_of_its_language(pseudo: Library) -> None:
    pages = list(every_page(pseudo))
    bare = {(path, words) for path, html in pages for words in Reading(html).bare}
    # What the database calls things is the same in every language.
    assert bare == {("/trust", name) for name in {*TABLES, *chain(*TABLES.values())}}
    assert all(Reading(html).depth == 0 for _, html in pages)
    assert len(pages) > 200


def test_every_page_says_the_language_it_is_in(pseudo: Library) -> None:
    assert {Reading(html).lang for _, html in every_page(pseudo)} == {LANG}
    assert {Reading(html).lang for _, html in every_page(load_library())} == {"en-GB"}


@pytest.mark.parametrize(
    ("template", "old", "new"),
    [
        ("_nav.html", "<ul>", "<ul><li>Left behind</li>"),
        ("_nav.html", "<ul>", '<ul aria-label="Left behind">'),
        ("_nav.html", "<ul>", '<ul title="Left">'),
        ("_notices.html", "<button", "Words<button"),
        ("_base.html", "{% block title %}", "Left – {% block title %}"),
        ("_base.html", "{% block description %}", "Left {% block description %}"),
        ("today.html", "{{ hero.summary }}", "{{ hero.summary }} behind"),
    ],
)
def test_a_word_that_stands_in_a_template_is_found(
    pseudo: Library, tmp_path: Path, template: str, old: str, new: str
) -> None:
    shutil.copytree(APP / "templates", tmp_path, dirs_exist_ok=True)

    def bare() -> list[str]:
        elsewhere = templates.overlay(loader=FileSystemLoader(tmp_path))
        today = elsewhere.get_template("pocket/today.html")
        context = {**spoken(pseudo.language), "library": pseudo, "here": "today"}
        return Reading(today.render(context)).bare

    assert bare() == []
    path = tmp_path / "pocket" / template
    html = path.read_text("utf-8")
    assert old in html
    path.write_text(html.replace(old, new, 1), "utf-8")
    assert bare() != []


def test_the_manifest_is_in_the_language_too(pseudo: Library) -> None:
    body = json.loads(manifest(pseudo.app, static_files(pseudo.language)).body)
    assert body["lang"] == LANG
    shown = [body["name"], body["short_name"], body["description"]]
    shown += [shortcut["name"] for shortcut in body["shortcuts"]]
    assert all(outside(words) == ("", 0) for words in shown)


def test_the_words_of_scripts_are_in_the_language_too(pseudo: Library) -> None:
    script = static_files(pseudo.language).files["pocket/first-screen.js"].body.decode()
    found = re.search(r"const WORDS = (\{.*\});", script)
    assert found
    assert json.loads(found[1]) == {
        name: wrapped(words) for name, words in load_language().of_scripts.items()
    }


def test_an_error_is_told_in_the_language_that_the_server_speaks(
    app: FastAPI, client: TestClient, pseudo: Library
) -> None:
    app.state.language = pseudo.language
    read = Reading(client.get("/nothing").text)
    assert (read.bare, read.lang) == ([], LANG)


def test_every_word_is_used() -> None:
    html = "".join(path.read_text("utf-8") for path in TEMPLATES)
    used = set(re.findall(r"say\('([\w.-]+)'[,)]", html))
    used |= {f"nav.{key}" for key in ("today", "skills", "journal", "about")}
    used |= {f"help.{nation}" for nation in NATIONS}
    for table, columns in TABLES.items():
        used |= {f"trust_columns.{table}"} | {f"trust_columns.{table}-{each}" for each in columns}
        used |= {f"trust.kept-{held.kept}" for held in columns.values()}
        used |= {f"trust.read-{held.read}" for held in columns.values()}
    used |= {f"desk_admin.slot-{slot}" for slot in get_args(Slot)}
    used |= {f"desk_admin.for-{role}" for role in Role}
    used |= {f"days.{month}" for month in ("day", *MONTHS)}
    used |= {f"error.{kind.code}" for kind in kinds_of(AppError)}
    used |= {f"desk_faults.{kind}" for kind in FOUND_LATER}
    used |= {f"desk_said.{each}" for each in SAID}
    used |= {"error.no_page", "error.no_signal"}
    used |= {f"desk.{place}" for place in ("groups", "modules", "trust", "security", "admin")}
    used |= {f"desk_faults.{kind}" for kind in (*KINDS.values(), *OF_LISTS.values(), OTHERWISE)}
    words = {key for key in load_language().words if not key.startswith("scripts.")}
    assert words - used == set()
    assert used - words == set()


def test_every_word_of_scripts_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in SCRIPTS)
    html = "".join(path.read_text("utf-8") for path in TEMPLATES)
    literals = set(re.findall(r'"([\w-]+)"', code + html)) | set(re.findall(r"\b(\w+):", code))
    families = set(re.findall(r"`([a-z]+-)\$\{", code))

    def is_said(name: str) -> bool:
        split = [(f, name.removeprefix(f)) for f in families if name.startswith(f)]
        return name in literals or any(rest in literals for _, rest in split)

    assert [name for name in load_language().of_scripts if not is_said(name)] == []
    assert not is_said("sync-nobody-says-this")


def test_words_are_filled_in_and_escaped() -> None:
    language = Language("en", {"today.a": "<em>{who}</em> & {what}", "today.b": "b"})
    said = language.say("today.a", who="<b>", what=Markup("<i>"))
    assert said == "<em>&lt;b&gt;</em> & <i>"
    for wrong in ({}, {"who": 1}, {"who": 1, "what": 2, "why": 3}):
        with pytest.raises(KeyError, match=r"words/today\.toml: a"):
            language.say("today.a", **wrong)
    with pytest.raises(KeyError, match=r"words/today\.toml: c: there are no such words"):
        language.say("today.c")
    assert load_language().day(date(2026, 5, 3)) == "3 May 2026"


Change = Callable[[dict[str, Any]], object]
BROKEN: dict[str, tuple[str, Change, str]] = {
    "an unused key": ("today", lambda w: w.update(more="More"), "more: no page and no script"),
    "a missing key": ("today", lambda w: w.pop("at-hand"), "at-hand: is missing"),
    "a missing place": ("minutes", lambda w: w.update(minutes="m"), "minutes: lacks the place {c"),
    "another place": ("nav", lambda w: w.update(about="{x}"), "about: has no such place as {x}"),
    "a tag": ("nav", lambda w: w.update(about="<b>A</b>"), "about: <b> cannot stand in words"),
    "a script": ("nav", lambda w: w.update(about="<script>"), "about: <script> cannot"),
    "an attribute": ("nav", lambda w: w.update(about="<em id='x'>A</em>"), "about: <em id='x'> c"),
    "a way out": (
        "nav",
        lambda w: w.update(about='<a href="//x">A</a>'),
        "about: <a href",
    ),
    "half a tag": ("nav", lambda w: w.update(about="<em>A"), "about: <em> is not closed"),
    "a wrong end": ("nav", lambda w: w.update(about="A</em>"), "about: </em> closes what is not"),
    "a quotation mark": ("nav", lambda w: w.update(about='"A"'), 'about: " cannot stand in words'),
    "a bare &": ("nav", lambda w: w.update(about="A & B"), "about: & cannot stand in words"),
    "half a place": ("nav", lambda w: w.update(about="A {"), "about: { cannot stand in words"),
    "no words": ("nav", lambda w: w.update(about=3), "about: is to be words"),
    "a tag in a script": ("scripts", lambda w: w.update(next="<em>N</em>"), "next: <em> cannot"),
    "another link": (
        "skills",
        lambda w: w.update({"signs-a-map-a-shelf": '<a href="/help">A</a>'}),
        "signs-a-map-a-shelf: is to lead to /journal/cards",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_words_is_told_with_file_line_and_key(content: Path, name: str) -> None:
    file, change, reason = BROKEN[name]
    path = content / "words" / f"{file}.toml"
    held, _ = read_toml(path)
    change(held)
    write_toml(path, held)
    with pytest.raises(ContentFaults) as told:
        load_language(content)
    key = reason.split(":")[0]
    line = list(held).index(key) + 1 if key in held else 0
    assert f"app/content/xx/words/{file}.toml:{line}: {reason}" in str(told.value)


def test_a_file_of_words_that_is_missing_is_told_with_every_key(content: Path) -> None:
    (content / "words" / "nav.toml").unlink()
    with pytest.raises(ContentFaults) as told:
        load_language(content)
    missing = ("about", "journal", "main", "skills", "today")
    said = [f"app/content/xx/words/nav.toml:0: {key}: is missing" for key in missing]
    assert str(told.value).splitlines() == said


def test_faults_of_words_are_told_together_with_all_others(content: Path) -> None:
    (content / "words" / "nav.toml").write_text("about = ", "utf-8")
    (content / "skills.toml").write_text("", "utf-8")
    (content / "app.toml").write_text(
        (content / "app.toml").read_text("utf-8").replace("en-GB", "English, please"), "utf-8"
    )
    with pytest.raises(ContentFaults) as told:
        load_library(content)
    faults = str(told.value)
    assert "words/nav.toml:1: not TOML" in faults
    assert "xx/skills.toml:1: skills: Field required" in faults
    assert "xx/app.toml:1: lang: is to name the language" in faults


def test_a_language_that_is_not_there_is_refused_and_those_that_are_there_are_named() -> None:
    with pytest.raises(ValidationError, match="is not here; there is en"):
        Settings(content_language="cy")
    assert Settings().content == ENGLISH
