"""What every request must satisfy and every response carries, as plain ASGI.

Starlette's BaseHTTPMiddleware buffers and re-raises; plain ASGI sees each message as it goes by,
which is what a body limit needs, and `Headers` stands outside everything that can answer.
"""

import ipaddress
import math
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.desk import in_desk
from app.errors import (
    ClientTooOld,
    CrossSite,
    HeadersTooLarge,
    Malformed,
    SlowDown,
    TooLarge,
    UnsupportedMedia,
    UrlTooLong,
    in_api,
)

BODY_LIMIT = 1024 * 1024  # bytes
URL_LIMIT = 8 * 1024
HEADER_LIMIT = 32 * 1024
PROTOCOL_HEADER, OLDEST_PROTOCOL = "between-visits-protocol", 1
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(
            f"{kind} 'self'"
            for kind in (
                "script-src",
                "style-src",
                "img-src",
                "font-src",
                "connect-src",
                "manifest-src",
                "worker-src",
                "form-action",
            )
        ),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_OPEN_TO_SELF = (
    "screen-wake-lock",
    "web-share",
    "clipboard-write",
    "publickey-credentials-get",
    "publickey-credentials-create",
)
_CLOSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [f"{name}=(self)" for name in _OPEN_TO_SELF] + [f"{name}=()" for name in _CLOSED]
    ),
}
_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_RAW_HEADERS_HTTPS = [*_RAW_HEADERS, (b"strict-transport-security", b"max-age=63072000")]


class ResponseHeaders:
    """Puts the security headers on every response, whoever made it.

    A route may set its own, as the key-derivation worker must; the rest are filled in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                set_already = {name.lower() for name, _ in headers}
                ours = _RAW_HEADERS_HTTPS if scope["scheme"] == "https" else _RAW_HEADERS
                message["headers"] = headers + [pair for pair in ours if pair[0] not in set_already]
                if in_api(scope["path"]) or in_desk(scope["path"]):
                    MutableHeaders(scope=message)["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class RequestGate:
    """Refuses, before any route, what no route takes: see the checks below."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _check_size(scope, headers)
        if "content-encoding" in headers:
            raise UnsupportedMedia
        if in_api(scope["path"]):
            _check_protocol(headers.get(PROTOCOL_HEADER, str(OLDEST_PROTOCOL)))
        if scope["method"] not in SAFE_METHODS:
            _check_same_origin(scope["scheme"], headers)
        await self.app(scope, _limited(receive), send)


def _check_size(scope: Scope, headers: Headers) -> None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > URL_LIMIT:
        raise UrlTooLong
    if sum(len(name) + len(value) for name, value in headers.raw) > HEADER_LIMIT:
        raise HeadersTooLarge
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Malformed
    if len(length) > 10 or int(length) > BODY_LIMIT:
        raise TooLarge


def _check_protocol(spoken: str) -> None:
    if not (spoken.isascii() and spoken.isdigit() and len(spoken) < 10):
        raise Malformed
    if int(spoken) < OLDEST_PROTOCOL:
        raise ClientTooOld


def _check_same_origin(scheme: str, headers: Headers) -> None:
    """Browsers set Sec-Fetch-Site and Origin themselves and pages cannot forge them, so they
    do what a token in every form does, with nothing to store or to leak into a cached page.
    """
    ours = f"{scheme}://{headers.get('host', '')}".lower()
    sites = headers.getlist("sec-fetch-site")
    origins = headers.getlist("origin")
    if not sites and not origins:
        raise CrossSite
    if any(site != "same-origin" for site in sites) or any(o.lower() != ours for o in origins):
        raise CrossSite


def _limited(receive: Receive) -> Receive:
    """A chunked body announces no length, so the bytes are counted as they come."""
    seen = 0

    async def receive_within_limit() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise TooLarge
        return message

    return receive_within_limit


class Rate:
    """So many in so many seconds, for each address, counted in this process's memory: several
    workers allow several times as many, which is good enough for what is not a secret.
    """

    def __init__(self, most: int, seconds: int) -> None:
        self._item: RateLimitItem = RateLimitItemPerSecond(most, seconds)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Raises SlowDown when there have been as many as there may be."""
        if not self._limiter.test(self._item, network_of(address)):
            raise self._later(address)

    def count(self, address: str) -> None:
        """Count one; raises SlowDown, and counts nothing, when there may be no more."""
        if not self._limiter.hit(self._item, network_of(address)):
            raise self._later(address)

    def _later(self, address: str) -> SlowDown:
        reset = self._limiter.get_window_stats(self._item, network_of(address)).reset_time
        return SlowDown(max(1, math.ceil(reset - time.time())))


def network_of(address: str) -> str:
    """What one subscriber has: an IPv4 address, or the half of an IPv6 address that is theirs."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
