"""The hash over a vault's whole history, and the cursor that names a place in it.

Two histories that agree at a place agree in everything before it: a server that was restored from
a backup cannot take a cursor of the time it has lost for one of its own, even where it has counted
on past that number.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from app.encoding import encode, id_bytes

# Nine digits hold every number that can be given out, and fit every database's integers.
_CURSOR = re.compile(r"[A-Za-z0-9_-]{22}\.(0|[1-9][0-9]{0,8})\.[A-Za-z0-9_-]{43}")


class Place(NamedTuple):
    """A place in a vault's history: after the revision numbered `seq`, or at its start."""

    epoch: str
    seq: int
    chain: bytes

    @property
    def cursor(self) -> str:
        """The text by which a device names this place; it means nothing to the device."""
        return f"{self.epoch}.{self.seq}.{encode(self.chain)}"


def seq_of(cursor: str) -> int | None:
    """The number in a cursor, or None where the text is none of ours.

    Whether the cursor belongs to a history is for the caller to see: its text must be that of the
    place in that history with this number.
    """
    match = _CURSOR.fullmatch(cursor)
    return int(match[1]) if match else None


def extend(chain: bytes, id: str, rev: str, digest: bytes) -> bytes:  # noqa: A002
    """The chain's next link: SHA-256(previous || id || rev || digest), ids as their 16 bytes."""
    return sha256(chain + id_bytes(id) + id_bytes(rev) + digest).digest()
