"""House rules for what runs in the browser: DESIGN.md 1, 2 and 8, held by reading the files."""

import re
from pathlib import Path

import pytest

from app.language import load_language
from app.practice.library import load_library
from app.practice.text import banned_in
from app.web import APP

POCKET = APP / "static" / "pocket"
MODULES = sorted(POCKET.rglob("*.js"))
DESK = sorted((APP / "static" / "desk").rglob("*.js"))
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
# A folder may import from those named after it, and from itself.
MAY_IMPORT = {
    "elements": {"practice", "journal", "reminders", "vault", "top"},
    "journal": {"reminders", "vault", "practice", "vendor"},
    "reminders": set(),  # the service worker holds it too
    "practice": set(),
    "vault": set(),
    "top": {"elements"},  # the two entry points, and what they start
}
PURE = (
    "practice/clock.js",
    "practice/session.js",
    "journal/cards.js",
    "journal/certificate.js",
    "journal/counting.js",
    "journal/groups-wire.js",
    "journal/suggested.js",
    "journal/entry.js",
    "journal/incoming.js",
    "journal/merge.js",
    "journal/outbox.js",
    "journal/pages.js",
    "journal/paragraphs.js",
    "journal/standing.js",
    "journal/sync.js",
    "journal/wire.js",
    "journal/file.js",
    "journal/readable.js",
    "journal/find.js",
    "journal/identifiers.js",
    "journal/insight.js",
    "journal/record.js",
    "vault/seal.js",
    "vault/keys.js",
    "vault/kdf.js",
    "vault/lock.js",
    "vault/letterbox.js",
    "vault/passphrase.js",
    "vault/recovery.js",
    "journal/idle.js",
    "reminders/calendar-file.js",
    "reminders/fading.js",
    "reminders/schedule.js",
)
OUTSIDE_WORLD = re.compile(
    r"\b(document|window|navigator|localStorage|indexedDB|fetch|performance|setTimeout"
    r"|setInterval|Date\.now|new Date|crypto\.|Math\.random)\b"
)

every_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda p: p.relative_to(POCKET).as_posix()
)
every_script = pytest.mark.parametrize("path", MODULES + DESK, ids=lambda p: p.name)
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)


def code_of(path: Path) -> str:
    """A module without its comments."""
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)


def folder_of(path: Path) -> str:
    parts = path.resolve().relative_to(APP / "static").parts
    if parts[0] == "vendor":
        return "vendor"
    return parts[1] if len(parts) > 2 else "top"


@every_module
def test_imports_run_one_way(path: Path) -> None:
    allowed = MAY_IMPORT[folder_of(path)] | {folder_of(path)}
    for name in re.findall(r"""(?:from|import)\s*\(?["'](\.[^"'`]+)["']""", code_of(path)):
        target = (path.parent / name).resolve()
        assert target.exists() or folder_of(target) == "vendor", name
        assert folder_of(target) in allowed, name


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_asks_nothing_of_the_world_around_it(name: str) -> None:
    assert not OUTSIDE_WORLD.search(code_of(POCKET / name))


@every_script
def test_no_script_turns_text_into_markup_or_code(path: Path) -> None:
    dangerous = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(dangerous, code_of(path))


@every_script
def test_scripts_keep_nothing_outside_the_sealed_database(path: Path) -> None:
    assert not re.search(r"localStorage|sessionStorage|document\.cookie", code_of(path))


def test_desk_s_scripts_stand_alone_and_say_nothing_of_their_own() -> None:
    for path in DESK:
        code = code_of(path)
        assert not re.search(r"\bimport\b|indexedDB|serviceWorker|textContent|caches\.", code), path


@every_module
def test_every_word_that_a_script_shows_stands_with_the_words(path: Path) -> None:
    for name in re.findall(r"""\bword\("([^"]+)"[,)]""", code_of(path)):
        assert name in load_language().of_scripts


@every_template
def test_no_template_has_inline_code_or_a_request_of_its_own(path: Path) -> None:
    html = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|js:|<script(?![^>]*\ssrc=)", html)
    if "pocket" in path.parts:
        assert not re.search(r"hx-(get|post|put|patch|delete|vals|include|ext)\b", html)


@every_template
def test_what_a_person_writes_stands_outside_every_form(path: Path) -> None:
    if "pocket" in path.parts:
        assert "<form" not in path.read_text("utf-8")


def test_no_page_and_no_script_says_a_banned_word() -> None:
    for key, words in load_language().words.items():
        assert banned_in(re.sub(r"<[^>]+>", " ", words)) is None, key


def test_every_element_that_a_page_uses_has_its_module() -> None:
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r"<([a-z]+(?:-[a-z]+)+)", path.read_text("utf-8"))
    }
    loaded = "".join(
        (POCKET / f"{name}.js").read_text("utf-8")
        for name in ("first-screen", "keeping", "lock", "reminders")
    )
    for name in used - {"breathing-pacer", "quiet-timer"}:  # the player's own
        assert f'import "./elements/{name}.js"' in loaded, name


def test_every_star_has_a_shape_of_its_own() -> None:
    shapes = [skill.star for skill in load_library().skills.values()]
    assert len(set(shapes)) == len(shapes)
