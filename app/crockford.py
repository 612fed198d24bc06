"""Codes that people read out and type: Crockford's base32, where no letter looks like another."""

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
# Hyphens, dashes and a minus sign: what a phone or a letter makes of the one between two groups.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")


def new_code(length: int) -> str:
    """So many random letters: five bits each."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def in_groups(letters: str, size: int, between: str = "-") -> str:
    """Letters as they are shown: `K7QP-3MXR`."""
    return between.join(letters[at : at + size] for at in range(0, len(letters), size))


def plain(typed: str) -> str:
    """A code without what people put between its letters, and with the letters that they meant."""
    return _BETWEEN.sub("", typed.upper()).translate(_MEANT)
