"""Pocket's addresses: pages, static files, the manifest and the service worker.

Addresses are served by pattern, so that logs, which show patterns, never say which exercise
was opened.
"""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from app.errors import NotFound
from app.practice.editions import AT_ONCE, SOON, Edition, Editions
from app.practice.library import Library
from app.practice.pages import online_pages
from app.practice.precache import TOGETHER
from app.settings import Settings
from app.web import Asset, desk_static_files, static_files

FOLDERS = ("/exercises/", "/modules/", "/support/")
STATIC = "/static/"

Find = Callable[[Request], Asset | None]


def build_router(library: Library, settings: Settings, first: Edition) -> APIRouter:
    """Serve every page, at first those of this edition."""
    editions = Editions(library, settings, first)
    online = online_pages(library, settings.organisation_name)
    router = APIRouter(include_in_schema=False)

    def page(request: Request) -> Asset | None:
        newest = editions.newest(request.app.state.engines, SOON)
        return newest.installed.get(request.url.path)

    def together(request: Request) -> Asset:
        return editions.newest(request.app.state.engines, AT_ONCE).together

    def worker(request: Request) -> Asset:
        return editions.newest(request.app.state.engines, AT_ONCE).worker

    _serve(router, "/service-worker.js", worker)
    _serve(router, TOGETHER, together)
    _serve(router, f"{STATIC}{{version}}/{{path:path}}", _one_of(_static(library)))
    for folder in FOLDERS:
        _serve(router, f"{folder}{{slug}}", page)
    for path in editions.paths:
        if not path.startswith((*FOLDERS, STATIC)):
            _serve(router, path, page)
    for path in online:
        _serve(router, path, _one_of(online))
    return router


def _serve(router: APIRouter, path: str, find: Find) -> None:
    def answer(request: Request) -> Response:
        asset = find(request)
        if asset is None:
            raise NotFound
        return asset.response(request)

    router.add_api_route(path, answer, methods=["GET", "HEAD"])


def _one_of(assets: dict[str, Asset]) -> Find:
    return lambda request: assets.get(request.url.path)


def _static(library: Library) -> dict[str, Asset]:
    both = (static_files(library.language), desk_static_files())
    return {each.url(path): asset for each in both for path, asset in each.files.items()}
