"""The floor: a bare static page with one button, a small service worker and 30 KB of script.

It is what starting costs a browser before any design of ours: the same words to show, no style
sheet, one script that is parsed and run, and a worker that answers from its cache. It has the
headers, the compression and the server of our own pages, so that what differs is the page.
"""

import hashlib
import sys
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.security import ResponseHeaders
from app.web import IMMUTABLE, NO_CACHE, Asset

# The tests' server is the one that can be stopped and started again on the same port.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from server import Server

FOLDER = Path(__file__).parent / "_bare_page"
SCRIPT = 30 * 1024  # bytes, before compression
PATH = "/"

# One piece of the script. Names and numbers differ from piece to piece, as they do in code that
# somebody wrote, and each piece is run once: no browser may skip compiling it.
_PIECE = """
class {name} {{
  /** What is known of {name}, by place. */
  places = new Map({numbers}.map((value, place) => [place, value]));
  constructor(limit) {{ this.limit = limit; this.heard = []; }}
  {name}Add(value) {{
    if (value % 2 === 0) this.heard.push(`${{value}} of {name}`);
    else this.places.set(value % {prime}, (this.places.get(value % {prime}) ?? 0) + value);
    return this;
  }}
  {name}Sum() {{
    let sum = 0;
    for (const [place, value] of this.places) sum += place < this.limit ? value : -value;
    return sum + this.heard.join(" ").length;
  }}
}}
total += new {name}({prime}).{name}Add({first}).{name}Add({second}).{name}Sum();
"""


def script() -> bytes:
    """The whole script: pieces up to 30 KB, then what makes the button work."""
    start = (FOLDER / "start.js").read_text("utf-8")
    pieces = ["let total = 0;\n"]
    size = len(start) + len(pieces[0])
    while size < SCRIPT:
        piece = _piece(len(pieces))
        pieces.append(piece)
        size += len(piece)
    return "".join([*pieces, start]).encode()


def _piece(number: int) -> str:
    noise = hashlib.sha256(str(number).encode())
    numbers = list(noise.digest()[:16])
    return _PIECE.format(
        name=f"K{noise.hexdigest()[:7]}",
        numbers=numbers,
        prime=(7, 11, 13, 17)[number % 4],
        first=numbers[0],
        second=numbers[1],
    )


class Pages:
    """The floor's three files, as an ASGI application."""

    def __init__(self) -> None:
        worker = (FOLDER / "service-worker.js").read_bytes()
        page = (FOLDER / "page.html").read_bytes()
        self.files = {
            PATH: Asset(page, "text/html", NO_CACHE),
            "/script.js": Asset(script(), "text/javascript", IMMUTABLE),
            "/service-worker.js": Asset(worker, "text/javascript", NO_CACHE),
            "/healthz": Asset(b"ok", "text/plain", NO_CACHE),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        asset = self.files.get(scope["path"])
        answer = asset.response(Request(scope)) if asset else Response(status_code=404)
        await answer(scope, receive, send)


def create_app() -> ASGIApp:
    """The floor behind our headers, for uvicorn."""
    return ResponseHeaders(Pages())


class FloorServer(Server):
    """The floor on a free port of its own, started and stopped as ours is."""

    def command(self) -> list[str]:
        where = ["--app-dir", str(Path(__file__).parent), "--port", str(self.port)]
        quiet = ["--log-level", "warning", "--no-server-header", "--lifespan", "off"]
        return [sys.executable, "-m", "uvicorn", "--factory", "_floor:create_app", *where, *quiet]
