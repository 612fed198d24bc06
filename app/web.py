"""What the server gives to everybody alike: templates, and assets held in memory.

Pocket pages and static files are the same bytes for every reader, so they are made once at
start: hashed (for the ETag and for the service worker's list), compressed, and served from
memory. Static files stand under a version that is the hash of all of them, so each address
can be cached for ever and relative imports between modules hold without a build step.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from app.language import Language
from app.modules import join_modules
from app.words import fill_in_words

APP = Path(__file__).parent
STATIC = APP / "static"
NO_CACHE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
SMALLEST_WORTH_COMPRESSING = 200  # bytes; below this the gzip header outweighs the gain

# What Start needs, what keeps words, the lock's own page, reminders: each with all that it imports.
FIRST_SCREEN = "pocket/first-screen.js"
JOINED = (FIRST_SCREEN, "pocket/keeping.js", "pocket/lock.js", "pocket/reminders.js")
# Workers run apart from the page, so nothing of it may be in them.
WORKERS = ("pocket/journal/opening-worker.js",)
WORDS = "pocket/words.js"
KEY_DERIVATION = "pocket/vault/argon2-worker.js"
# Desk's own, which no phone takes with it: apart, so that Pocket's version is not theirs.
DESK = ("desk/",)
# As they are.
SERVED = ("icons/", "vendor/htmx.min.js", "vendor/argon2.umd.min.js", KEY_DERIVATION)
# The one worker that may run WebAssembly, and nothing but (DESIGN.md 8).
WASM = {"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"}

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")

templates = Environment(
    loader=FileSystemLoader(APP / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Asset:
    """One body that everybody gets: its bytes, its type, and how long it may be cached."""

    body: bytes
    media_type: str
    cache: str = NO_CACHE
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()  # of its own, beside those that every asset has

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the body as it is before compression."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def gzipped(self) -> bytes | None:
        """The body compressed, or None where that would not make it smaller."""
        if len(self.body) < SMALLEST_WORTH_COMPRESSING or self.media_type.startswith("image/png"):
            return None
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    def response(self, request: Request) -> Response:
        """Answer with this asset: 304 where the reader has it, gzip where the reader takes it."""
        headers = {
            "Cache-Control": self.cache,
            "ETag": f'"{self.sha256[:32]}"',
            "Vary": "Accept-Encoding",
        } | dict(self.headers)
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self.body
        if self.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = self.gzipped
        return Response(body, self.status, headers, media_type=self.media_type)


@dataclass(frozen=True)
class StaticFiles:
    """Files under `app/static`, by their path there, and the version they share."""

    files: dict[str, Asset] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """A short hash of every path and body."""
        whole = hashlib.sha256()
        for path, asset in sorted(self.files.items()):
            whole.update(f"{path}\0{asset.sha256}\n".encode())
        return whole.hexdigest()[:16]

    def url(self, path: str) -> str:
        """The address of a static file; raises KeyError for one that does not exist."""
        self.files[path]
        return f"/static/{self.version}/{path}"


def load_static(language: Language, folder: Path = STATIC) -> StaticFiles:
    """Read what Pocket takes of the static folder. The style sheets that `styles/order.txt` names
    are joined into one `pocket.css`, and the modules into the few that `JOINED` names: a file for
    each thing to edit, few to download. The words that scripts show are the language's
    (`app/words.py`).
    """
    read = _read(folder)
    modules = {name: body.decode() for name, body in read.items() if name.endswith(".js")}
    modules[WORDS] = fill_in_words(modules[WORDS], language.of_scripts)
    served = {name: body for name, body in read.items() if name.startswith(SERVED)}
    served["pocket.css"] = _joined_styles(read, "styles/order.txt")
    joined = join_modules(JOINED, modules, script=FIRST_SCREEN)
    for worker in WORKERS:
        joined |= join_modules((worker,), modules)
    served |= {name: body.encode() for name, body in joined.items()}
    return StaticFiles({name: _file(name, body) for name, body in served.items()})


def load_desk_static(folder: Path = STATIC) -> StaticFiles:
    """Read what only Desk has: `desk.css`, joined as `styles/desk-order.txt` says, and scripts."""
    read = _read(folder)
    served = {name: body for name, body in read.items() if name.startswith(DESK)}
    served["desk.css"] = _joined_styles(read, "styles/desk-order.txt")
    return StaticFiles({name: _file(name, body) for name, body in served.items()})


def _read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _joined_styles(read: dict[str, bytes], order: str) -> bytes:
    return b"\n".join(read[f"styles/{name}"] for name in read[order].decode().split())


def _file(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = tuple(WASM.items()) if name == KEY_DERIVATION else ()
    return Asset(body, kind, IMMUTABLE, headers=headers)


@cache
def static_files(language: Language) -> StaticFiles:
    """The static files of this installation in a language, read once."""
    return load_static(language)


@cache
def desk_static_files() -> StaticFiles:
    """Desk's own static files, read once."""
    return load_desk_static()


def spoken(language: Language) -> dict[str, object]:
    """What every template has at hand: its words, days in words, and addresses of static files.

    Macros see it where they are imported `with context`.
    """
    return {
        "lang": language.lang,
        "say": language.say,
        "day": language.day,
        "static": static_files(language).url,
        "desk_static": desk_static_files().url,
    }


def html_of(language: Language, template: str, **context: object) -> str:
    """A template rendered in a language."""
    return templates.get_template(template).render(**spoken(language), **context)


def page_in(language: Language, template: str, **context: object) -> Asset:
    """A template rendered to a page that everybody gets alike."""
    return Asset(html_of(language, template, **context).encode(), "text/html")
