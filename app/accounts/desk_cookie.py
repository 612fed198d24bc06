"""The proof that a second factor was given: a cookie that the server only signs and never stores.

It is good for one session, for one state of the account's factors, and until a time that it says
itself. So it dies with the session (sign-out, another passphrase, deletion, a new sign-in), and
everywhere else when a factor is changed or removed.
"""

import hmac
import struct
import time
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from app.accounts.cookies import SESSION, Cookie, clear_cookie, read_cookie, set_cookie
from app.accounts.server_key import ServerKey
from app.encoding import encode

HOURS = 12  # a working day, and no night between two
_TIME = struct.Struct(">I")
_MARK_BYTES = 32
DESK = Cookie("between-visits-desk", HOURS * 60 * 60, _TIME.size + _MARK_BYTES)


def give(request: Request, response: Response, key: ServerKey, version: int) -> None:
    """Let this browser into Desk, while its session and this version of the factors last."""
    until = _TIME.pack(int(time.time()) + DESK.max_age)
    set_cookie(request, response, DESK, encode(until + _mark(request, key, version, until)))


def take_back(request: Request, response: Response) -> None:
    """Have this browser forget its way into Desk."""
    clear_cookie(request, response, DESK)


def is_good(request: Request, key: ServerKey, version: int) -> bool:
    """Whether the second factor was given, in this session, for these factors, not too long ago."""
    held = read_cookie(request, DESK)
    if held is None:
        return False
    until, mark = held[: _TIME.size], held[_TIME.size :]
    is_ours = hmac.compare_digest(mark, _mark(request, key, version, until))
    return is_ours and int(time.time()) < _TIME.unpack(until)[0]


def _mark(request: Request, key: ServerKey, version: int, until: bytes) -> bytes:
    token = read_cookie(request, SESSION) or b""
    return key.desk_mark(sha256(token).digest() + _TIME.pack(version) + until)
