"""What a passkey signs: random, good once, for one account and one purpose, for a few minutes.

Its row holds no time, which would tell when somebody was here. The time is in the second half,
where only the server's key can find it again.
"""

import hmac
import secrets
import time
from typing import Literal

from app.accounts.factor_models import SecondFactor
from app.accounts.server_key import ServerKey

MINUTES = 5
_HALF = 16  # bytes

Purpose = Literal["passkey-new", "passkey-use"]


def set_challenge(key: ServerKey, row: SecondFactor, purpose: Purpose) -> bytes:
    """A new challenge, in place of any before."""
    start = secrets.token_bytes(_HALF)
    row.challenge = start + _end(key, row, purpose, start, _minute())
    return row.challenge


def take_challenge(key: ServerKey, row: SecondFactor, purpose: Purpose) -> bytes | None:
    """The challenge that stands, if it still holds; it is gone with this, whatever comes of it."""
    challenge, row.challenge = row.challenge, None
    if challenge is None:
        return None
    start, end, now = challenge[:_HALF], challenge[_HALF:], _minute()
    ends = [_end(key, row, purpose, start, now - ago) for ago in range(MINUTES + 1)]
    return challenge if any([hmac.compare_digest(end, each) for each in ends]) else None  # noqa: C419 - all are compared


def _end(key: ServerKey, row: SecondFactor, purpose: Purpose, start: bytes, minute: int) -> bytes:
    return key.factor_mark(row.account_id, purpose, f"{start.hex()} {minute}")[:_HALF]


def _minute() -> int:
    return int(time.time()) // 60
