"""A push service of our own, as a browser's maker runs one: it checks who sends, and a phone behind
it opens what comes (RFC 8030, 8291, 8292).
"""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece  # type: ignore[import-untyped]  # it has no types
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from protocol import b64

from app.encoding import decode


class Phone:
    """A browser that has subscribed with a server's key, and opens what is sent to it."""

    def __init__(self, endpoint: str, server_key: str) -> None:
        self.endpoint, self.server_key = endpoint, server_key
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)
        self.messages: list[str] = []

    def subscription(self) -> dict[str, Any]:
        public = self._key.public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": b64(point), "auth": b64(self._auth)}}

    def take(self, body: bytes) -> None:
        plain = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth)
        self.messages.append(plain.decode())


class PushService:
    """Takes messages at `/push/<name>`; `status` is what it answers, `headers` what it was sent."""

    def __init__(self) -> None:
        self.status = 201
        self.location = ""
        self.delay = 0.0  # seconds before it answers
        self.phones: dict[str, Phone] = {}
        self.headers: list[dict[str, str]] = []
        self.refusals: list[str] = []
        self._lock = threading.Lock()
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.origin = f"http://127.0.0.1:{self._listener.server_port}"

    def phone(self, server_key: str) -> Phone:
        name = secrets.token_hex(8)
        self.phones[name] = Phone(f"{self.origin}/push/{name}", server_key)
        return self.phones[name]

    @contextmanager
    def running(self) -> Iterator["PushService"]:
        thread = threading.Thread(target=self._listener.serve_forever, daemon=True)
        thread.start()
        yield self
        self._listener.shutdown()
        self._listener.server_close()
        thread.join()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        time.sleep(self.delay)
        with self._lock:
            self.headers.append(headers)
            phone = self.phones.get(path.rpartition("/")[2])
            if phone is None:
                return 410
            if fault := fault_of(headers["authorization"], phone.server_key, self.origin):
                self.refusals.append(fault)
                return 403
            if self.status < 300:
                phone.take(body)
            return self.status


def fault_of(authorization: str, server_key: str, origin: str) -> str:
    """What is wrong with a VAPID header; nothing where it is good."""
    found = re.fullmatch(r"vapid t=([\w.-]+), ?k=([\w-]+)", authorization)
    if not found:
        return "no vapid"
    if found[2] != server_key:
        return "another key than was subscribed with"
    head, claims, signature = found[1].split(".")
    raw = decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(server_key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    said = json.loads(decode(claims))
    if said["aud"] != origin or not said["sub"].startswith("mailto:"):
        return "for somebody else"
    return "" if 0 < said["exp"] - time.time() <= 24 * 3600 else "not for now"


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(service.take(self.path, headers, body))
            if service.location:
                self.send_header("Location", service.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
