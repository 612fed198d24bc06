"""What a device does not have yet, a page at a time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select

from app.accounts.models import CHAIN_START
from app.encoding import encode
from app.errors import HistoryDiverged, SignInNeeded
from app.journal.chain import Place, seq_of
from app.journal.limits import PULL_BYTES
from app.journal.models import ACCOUNT, records, revisions, vaults

_AFTER: BindParameter[int] = bindparam("after")
ROW = (
    records.c.id,
    records.c.rev,
    records.c.parent,
    records.c.merge_parent,
    records.c.deleted,
    records.c.key_id,
    records.c.ciphertext,
    records.c.seq,
)
_VAULT = select(vaults.c.epoch, vaults.c.head, vaults.c.chain).where(vaults.c.account_id == ACCOUNT)
_CHAIN = select(revisions.c.chain).where(
    revisions.c.account_id == ACCOUNT, revisions.c.seq == bindparam("at")
)
_SIZES = (
    select(records.c.seq, func.length(records.c.ciphertext))
    .where(records.c.account_id == ACCOUNT, records.c.seq > _AFTER)
    .order_by(records.c.seq)
    .limit(bindparam("rows"))
)
_ROWS = (
    select(*ROW)
    .where(records.c.account_id == ACCOUNT, records.c.seq > _AFTER)
    .where(records.c.seq <= bindparam("last"))
    .order_by(records.c.seq)
)


class Page(NamedTuple):
    """Heads that a device lacks, in order, and where it stands when it has them."""

    changes: list[dict[str, Any]]
    cursor: str
    more: bool


def read_vault(connection: Connection, account_id: str) -> Place:
    """Where an account's history ends; raises SignInNeeded if the account has just gone."""
    vault = connection.execute(_VAULT, {"account": account_id}).one_or_none()
    if vault is None:
        raise SignInNeeded
    return Place(vault.epoch, vault.head, vault.chain)


def check_cursor(connection: Connection, account_id: str, end: Place, cursor: str | None) -> int:
    """The number that a cursor stands at; raises HistoryDiverged unless it names a place in the
    history that ends at `end`.
    """
    if cursor is None:
        return 0
    seq = seq_of(cursor)
    if seq is None or seq > end.seq:
        raise HistoryDiverged
    if _place(connection, account_id, end, seq).cursor != cursor:
        raise HistoryDiverged
    return seq


def read_page(connection: Connection, account_id: str, end: Place, after: int, limit: int) -> Page:
    """The heads numbered above `after`: at least one if there are any, at most `limit`, and at
    most PULL_BYTES of ciphertext as it is sent.

    The cursor is that of the last row returned, so that it can pass none that was not.
    """
    given = {"account": account_id, "after": after, "rows": limit + 1}
    sizes = connection.execute(_SIZES, given).all()
    last = _last_that_fits([(row[0], row[1]) for row in sizes[:limit]], after)
    changes = []
    if last > after:
        given = {"account": account_id, "after": after, "last": last}
        changes = [as_sent(row) for row in connection.execute(_ROWS, given)]
    more = bool(sizes) and sizes[-1].seq > last
    return Page(changes, _place(connection, account_id, end, last).cursor, more)


def as_sent(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """A row of a record or of a revision as PROTOCOL.md 4 has it."""
    return row._asdict() | {"ciphertext": encode(row.ciphertext)}


def _place(connection: Connection, account_id: str, end: Place, seq: int) -> Place:
    if seq == end.seq:
        return end
    if seq == 0:
        return Place(end.epoch, 0, CHAIN_START)
    chain = connection.execute(_CHAIN, {"account": account_id, "at": seq}).scalar_one()
    return Place(end.epoch, seq, chain)


def _last_that_fits(sizes: Sequence[tuple[int, int]], after: int) -> int:
    last, letters = after, 0
    for seq, size in sizes:
        letters += (size * 4 + 2) // 3
        if letters > PULL_BYTES and last > after:
            break
        last = seq
    return last
