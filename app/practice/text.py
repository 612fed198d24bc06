"""What words are allowed to be: the text type of every content file, and the banned words."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

# PRODUCT.md 7. Whole words, any case; a phrase matches across any white space.
BANNED = (
    "failed",
    "overdue",
    "missed",
    "should",
    "just",
    "simply",
    "calm down",
    "be more resilient",
    "fix yourself",
    "we are here for you",
)
_BANNED = re.compile(
    r"\b(" + "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in BANNED) + r")\b",
    re.IGNORECASE,
)
# Controls, half characters, and what is there without showing: it could hide a banned word.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ufeff]"
)


def banned_in(text: str) -> str | None:
    """The first banned word or phrase in `text`, as it stands there, or None."""
    found = _BANNED.search(text)
    return found.group(0) if found else None


def _speakable(text: str) -> str:
    if word := banned_in(text):
        raise ValueError(f"“{word}” is a word this product does not use")
    if _UNPRINTABLE.search(text):
        raise ValueError("holds a character that cannot be shown")
    return text


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_speakable)
]
"""One or more printable characters, trimmed, with no banned word: anything a person will read."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
"""A name for machines that is also fit for an address: lower case, digits, single hyphens."""
