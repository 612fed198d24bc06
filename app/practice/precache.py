"""What a phone takes with it: the service worker, its list of files, and the manifest."""

import hashlib
import json

from app.practice.content import AppFile
from app.web import APP, NO_CACHE, Asset, StaticFiles

TOGETHER = "/pages.json"
PLACE_FOR_THE_LIST = 'JSON.parse("the server fills in the list here")'


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


def service_worker(files: dict[str, Asset]) -> Asset:
    """The worker with its list: `{version, files: {path: SHA-256 in hex}, pages: [path]}`.

    The version is the hash of the list, so the worker changes exactly when a served file does.
    """
    hashes = {path: asset.sha256 for path, asset in sorted(files.items())}
    version = hashlib.sha256(_compact(hashes)).hexdigest()[:16]
    source = (APP / "static" / "service-worker.js").read_text("utf-8")
    if source.count(PLACE_FOR_THE_LIST) != 1:
        raise RuntimeError("service-worker.js has lost the place for its list")
    pages = [path for path, asset in sorted(files.items()) if asset.media_type == "text/html"]
    list_ = json.dumps({"version": version, "files": hashes, "pages": pages})
    filled = source.replace(PLACE_FOR_THE_LIST, list_)
    return Asset(filled.encode(), "text/javascript", NO_CACHE)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
