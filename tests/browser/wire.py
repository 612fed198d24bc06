"""The wire between a phone and a real server, with the faults that wires have.

The browser talks to the wire, the wire to the server. It writes down each path that is asked for.
"""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from server import Server

PORTAL = b"<!doctype html><title>Free Wi-Fi</title><h1>Sign in to the network</h1>"


@dataclass
class Answer:
    """What goes back to the browser."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Fault = Callable[[Answer], Answer | None]  # None: the connection breaks off with half the body


def one_byte_other(answer: Answer) -> Answer:
    """The same length, one byte changed."""
    middle = len(answer.body) // 2
    changed = bytes([answer.body[middle] ^ 1])
    return Answer(
        answer.status, answer.headers, answer.body[:middle] + changed + answer.body[middle + 1 :]
    )


def missing(_answer: Answer) -> Answer:
    """404, as when only half of a new version was copied to the server."""
    return Answer(404, [("Content-Type", "text/html")], b"<h1>Not found</h1>")


def out_of_order(_answer: Answer) -> Answer:
    """502, as a proxy gives it for a server that is starting."""
    return Answer(502, [("Content-Type", "text/html")], b"<h1>Bad gateway</h1>")


def captive_portal(_answer: Answer) -> Answer:
    """200 and a page of somebody else's."""
    return Answer(200, [("Content-Type", "text/html")], PORTAL)


def sent_elsewhere(_answer: Answer) -> Answer:
    """A redirect to another of our own pages."""
    return Answer(302, [("Location", "/promise")], b"")


def empty(answer: Answer) -> Answer:
    """The right status and no body."""
    return Answer(answer.status, answer.headers, b"")


def broken_off(_answer: Answer) -> None:
    """Half the body, then silence."""
    return


class Wire:
    """Forwards to the server; `faults` says which paths go wrong, and how."""

    def __init__(self, server: Server) -> None:
        self.seen: list[str] = []
        self.faults: dict[str, Fault] = {}
        self.server = server
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._listener.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Nothing comes through any more."""
        self._listener.shutdown()
        self._listener.server_close()

    def fetch(self, path: str, headers: dict[str, str]) -> Answer:
        """The server's own answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        body = answer.read()
        line.close()
        hop = ("connection", "transfer-encoding", "content-length", "keep-alive")
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in hop]
        return Answer(answer.status, kept, body)


@contextmanager
def wire_to(server: Server) -> Iterator[Wire]:
    """A wire that is closed at the end."""
    wire = Wire(server)
    try:
        yield wire
    finally:
        wire.close()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wire.seen.append(self.path)
            # Not compressed, so that a changed byte is a changed byte of the file.
            asked = {k: v for k, v in self.headers.items() if k.lower() != "accept-encoding"}
            try:
                right = wire.fetch(self.path, asked)
            except (OSError, http.client.HTTPException):
                self.close_connection = True
                return
            fault = wire.faults.get(self.path)
            answer = fault(right) if fault else right
            self._send(answer or right, whole=answer is not None)

        def _send(self, answer: Answer, *, whole: bool) -> None:
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body if whole else answer.body[: len(answer.body) // 2])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """The test tells what matters."""

    return Handler
