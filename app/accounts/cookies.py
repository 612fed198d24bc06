"""The cookies: the session's, the one by which a device is known, and Desk's.

`__Host-` ties a cookie to this very host over https, so that nobody can plant one from a
neighbouring name. Browsers refuse such a cookie on plain http; on this machine itself, and there
alone, a plain name serves instead.
"""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.encoding import decode

TOKEN_BYTES = 32
DAY = 24 * 60 * 60
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Cookie:
    """A cookie's name, for how many seconds a browser keeps it, and of how many bytes it is."""

    name: str
    max_age: int
    length: int = TOKEN_BYTES


SESSION = Cookie("between-visits-session", 180 * DAY)
DEVICE = Cookie("between-visits-device", 400 * DAY)  # 400 days is the most that browsers keep


def new_token() -> bytes:
    """What a cookie is worth: 32 random bytes, stored by us only as a hash."""
    return secrets.token_bytes(TOKEN_BYTES)


def read_cookie(request: Request, cookie: Cookie) -> bytes | None:
    """The bytes that came with a request, or None where there are none of the right shape."""
    try:
        held = decode(request.cookies.get(_name(request, cookie), ""))
    except ValueError:
        return None
    return held if len(held) == cookie.length else None


def set_cookie(request: Request, response: Response, cookie: Cookie, value: str) -> None:
    """Have the browser keep a cookie's bytes, given in letters."""
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age=cookie.max_age,
        secure=not _on_this_machine(request),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(request: Request, response: Response, cookie: Cookie) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(
        _name(request, cookie),
        secure=not _on_this_machine(request),
        httponly=True,
        samesite="lax",
    )


def _name(request: Request, cookie: Cookie) -> str:
    return cookie.name if _on_this_machine(request) else f"__Host-{cookie.name}"


def _on_this_machine(request: Request) -> bool:
    return request.url.scheme == "http" and request.url.hostname in _THIS_MACHINE
