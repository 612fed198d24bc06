"""Bytes and ids as PROTOCOL.md writes them: base64url without padding, each value in one way only.

Python's decoder skips letters that it does not know and ignores stray bits at the end, so that many
texts would stand for the same bytes; here a text is taken only if it is the one we would write.
"""

import base64
import binascii
import re
import secrets

# 16 bytes are 128 bits, and 22 letters hold 132: the last four must be nought.
_ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def new_id() -> str:
    """A random id: 22 letters."""
    return encode(secrets.token_bytes(16))


def is_id(text: str) -> bool:
    """Whether a text is an id: 16 bytes as 22 canonical letters."""
    return _ID.fullmatch(text) is not None


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of a base64url text; raises ValueError unless it is canonical."""
    try:
        padded = text.encode("ascii").translate(_TO_STANDARD) + b"=" * (-len(text) % 4)
        data = binascii.a2b_base64(padded)
    except ValueError:
        raise ValueError("not base64url") from None
    if encode(data) != text:
        raise ValueError("not canonical base64url")
    return data
