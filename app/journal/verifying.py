"""Whether every sealed byte is still what a device sent: for a copy, before it is relied on.

A database can be whole as a file, and a byte of somebody's words in it be wrong. Each revision's
digest says what was accepted, and the chain says that none is missing between two others.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from app.accounts.models import CHAIN_START
from app.encoding import encode
from app.journal.chain import extend
from app.journal.items import digest_of
from app.journal.models import records, revisions, vaults

_AT_ONCE = 500
_SEALED = ("id", "rev", "parent", "merge_parent", "deleted", "key_id", "ciphertext")
_HEADS = select(*(records.c[name] for name in _SEALED), revisions.c.digest).join_from(
    records,
    revisions,
    (records.c.account_id == revisions.c.account_id) & (records.c.seq == revisions.c.seq),
    isouter=True,
)
_OLDER = select(*(revisions.c[name] for name in _SEALED), revisions.c.digest).where(
    revisions.c.ciphertext.is_not(None)
)
_HISTORIES = select(
    *(revisions.c[name] for name in ("account_id", "id", "rev", "digest", "chain"))
).order_by(revisions.c.account_id, revisions.c.seq)
_ENDS = select(vaults.c.account_id, vaults.c.chain)


class Damage(NamedTuple):
    """How many revisions are not what was sent, and how many vaults have a broken history."""

    revisions: int
    vaults: int


def find_damage(connection: Connection) -> Damage:
    """Read everything that is held, and count what is wrong with it: some 20 s for a million."""
    wrong = sum(_differs(row) for query in (_HEADS, _OLDER) for row in _each(connection, query))
    return Damage(wrong, len(_broken_histories(connection)))


def _differs(row: Any) -> bool:  # noqa: ANN401 - a row
    record, rev, parent, merge_parent, deleted, key_id, ciphertext, digest = row
    names = (record, rev, parent, merge_parent)
    return bool(digest != digest_of(*names, bool(deleted), key_id, encode(ciphertext)))


def _broken_histories(connection: Connection) -> set[str]:
    broken: set[str] = set()
    ends: dict[str, bytes] = {}
    for account_id, record, rev, digest, chain in _each(connection, _HISTORIES):
        expected = extend(ends.get(account_id, CHAIN_START), record, rev, digest)
        if chain != expected:
            broken.add(account_id)
        ends[account_id] = chain
    for account_id, chain in _each(connection, _ENDS):
        if chain != ends.get(account_id, CHAIN_START):
            broken.add(account_id)
    return broken


def _each(connection: Connection, query: Any) -> Iterable[Any]:  # noqa: ANN401 - any select
    return connection.execution_options(yield_per=_AT_ONCE).execute(query)
