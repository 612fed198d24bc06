"""What a phone takes with it: the service worker, its list of files, and the manifest."""

import hashlib
import html
import json
from collections.abc import Mapping

from app.language import Language
from app.modules import join_modules
from app.practice.content import AppFile
from app.web import APP, NO_CACHE, Asset, StaticFiles

TOGETHER = "/pages.json"
VERSION_LETTERS = 16
PLACE_FOR_THE_LIST = 'JSON.parse("the server fills in the list here")'
PLACE_FOR_THE_REMINDER = 'JSON.parse("the server fills in the reminder here")'
REMINDERS = "pocket/reminders"
IN_WORKER = f"{REMINDERS}/in-worker.js"


def manifest(app: AppFile, static: StaticFiles) -> Asset:
    """The web app manifest: names and shortcuts from the content, icons from the static files."""
    icon = [
        {"src": static.url(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        | ({"purpose": "maskable"} if "maskable" in name else {})
        for name, size in (("icon-192", 192), ("icon-512", 512), ("maskable-512", 512))
    ]
    body = {
        "id": "/",
        "name": app.name,
        "short_name": app.short_name,
        "description": app.description,
        "lang": app.lang,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#171738",
        "theme_color": "#171738",
        "categories": ["health", "lifestyle"],
        "icons": icon,
        "shortcuts": [
            {"name": shortcut.name, "url": shortcut.url, "icons": icon[:1]}
            for shortcut in app.shortcuts
        ],
    }
    return Asset(_compact(body), "application/manifest+json", NO_CACHE)


def together(pages: dict[str, Asset]) -> Asset:
    """Every page in one file, `{path: text}`: they have most of their words and marks in common, so
    that packed together they take a third of what they take one by one.
    """
    return Asset(
        _compact({path: asset.body.decode() for path, asset in sorted(pages.items())}),
        "application/json",
        NO_CACHE,
    )


def listing(files: Mapping[str, Asset]) -> str:
    """A line for each file, as `sha256sum` writes them: the hash in hex, two spaces, the path."""
    return "".join(f"{asset.sha256}  {path}\n" for path, asset in sorted(files.items()))


def fingerprint(files: Mapping[str, Asset]) -> str:
    """One hash over all: that of `listing`, in hex. The worker makes the same from its list."""
    return hashlib.sha256(listing(files).encode()).hexdigest()


def service_worker(files: Mapping[str, Asset], language: Language) -> Asset:
    """The worker with its list: `{version, files: {path: SHA-256 in hex}, pages: [path]}`; and
    behind it what shows reminders, in the words of the language.

    The version begins the fingerprint, so the worker changes exactly when a served file does.
    """
    hashes = {path: asset.sha256 for path, asset in sorted(files.items())}
    version = fingerprint(files)[:VERSION_LETTERS]
    source = (APP / "static" / "service-worker.js").read_text("utf-8")
    pages = [path for path, asset in sorted(files.items()) if asset.media_type == "text/html"]
    list_ = json.dumps({"version": version, "files": hashes, "pages": pages})
    filled = _filled(source, PLACE_FOR_THE_LIST, list_)
    return Asset(f"{filled}\n{_reminding(language)}".encode(), "text/javascript", NO_CACHE)


def _reminding(language: Language) -> str:
    """What shows reminders, joined to one script: a worker that imports would need an address that
    stays, and a check of its own on what it gets from there (F61)."""
    modules = {
        f"{REMINDERS}/{path.name}": path.read_text("utf-8")
        for path in sorted((APP / "static" / REMINDERS).glob("*.js"))
    }
    script = join_modules((IN_WORKER,), modules, script=IN_WORKER)[IN_WORKER]
    said = {"title": "base.name", "text": "reminders.words"}
    words = {name: html.unescape(language.say(key)) for name, key in said.items()}
    filling = _compact(words | {"lang": language.lang}).decode()
    return _filled(script, PLACE_FOR_THE_REMINDER, filling)


def _filled(source: str, place: str, filling: str) -> str:
    if source.count(place) != 1:
        raise RuntimeError(f"the service worker has lost the place for {place}")
    return source.replace(place, filling)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
