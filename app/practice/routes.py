"""Pocket's addresses: pages, static files, the manifest and the service worker.

Addresses are served by pattern, so that logs, which show patterns, never say which exercise
was opened.
"""

from fastapi import APIRouter, Request, Response

from app.errors import NotFound
from app.practice.library import Library
from app.practice.pages import MANIFEST, pocket_pages
from app.practice.precache import TOGETHER, manifest, service_worker, together
from app.settings import Settings
from app.web import Asset, desk_static_files, static_files

FOLDERS = ("/exercises/", "/modules/", "/support/")


def build_router(library: Library, settings: Settings) -> APIRouter:
    """Render every page once, and serve them."""
    static = static_files(library.language)
    documents = pocket_pages(library, settings)
    pages = documents | {MANIFEST: manifest(library.app, static)}
    installed = pages | {static.url(path): asset for path, asset in static.files.items()}
    worker = service_worker(installed)
    desk = desk_static_files()
    online = {desk.url(path): asset for path, asset in desk.files.items()}
    router = APIRouter(include_in_schema=False)

    def serve(path: str, files: dict[str, Asset] = installed) -> None:
        def answer(request: Request) -> Response:
            asset = files.get(request.url.path)
            if asset is None:
                raise NotFound
            return asset.response(request)

        router.add_api_route(path, answer, methods=["GET", "HEAD"])

    serve("/service-worker.js", {"/service-worker.js": worker})
    serve(TOGETHER, {TOGETHER: together(documents)})
    serve("/static/{version}/{path:path}", installed | online)
    for folder in FOLDERS:
        serve(f"{folder}{{slug}}")
    for path in pages:
        if not path.startswith(FOLDERS):
            serve(path)
    return router
