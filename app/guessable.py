"""Secrets that somebody made up instead of having them made: found at the start, not by a guesser.

No measure tells a random text from another for certain. These refuse what people do type, and less
than one in a million of what `between-visits make-key` prints.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from itertools import pairwise

KEY_BYTES = 32
MAKE_ONE = "`between-visits make-key` prints a good one"

_WORDS = ("changeme", "change-me", "example", "password", "placeholder", "replace", "secret")
_FEWEST_BYTES = 20  # of 32 random ones, some 30 differ
_FEWEST_STEPS = 16  # from a byte to the next: 0, 1, 2, 3, … has one
_FEWEST_LETTERS = 8  # of 32 and more, hexadecimal ones too


def new_key() -> str:
    """32 random bytes as settings hold them: 43 letters of base64url."""
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def why_guessable(text: str) -> str | None:
    """What is wrong with a secret of 32 letters or more, in a few words, or None."""
    if any(word in text.lower() for word in _WORDS):
        return "has a word in it that stands in examples"
    if _repeats(text):
        return "is one text again and again"
    if min(len(set(text)), len(_steps(text.encode()))) < _FEWEST_LETTERS:
        return "has too few different letters"
    return None


def why_key_guessable(text: str) -> str | None:
    """As `why_guessable`, for 32 bytes in base64url."""
    key = urlsafe_b64decode(f"{text}=")
    if len(set(key)) < _FEWEST_BYTES or len(_steps(key)) < _FEWEST_STEPS:
        return "repeats itself or counts up"
    if all(0x20 <= byte < 0x7F for byte in key) or text in (text.lower(), text.upper()):
        return "is text that somebody wrote"
    return why_guessable(text)


def _repeats(text: str) -> bool:
    sizes = range(1, len(text) // 2 + 1)
    return any(text == (text[:size] * len(text))[: len(text)] for size in sizes)


def _steps(text: bytes) -> set[int]:
    return {(after - before) % 256 for before, after in pairwise(text)}
