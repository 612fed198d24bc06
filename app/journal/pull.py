"""What a device does not have yet, a page at a time."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select

from app.encoding import encode
from app.journal.chain import Place
from app.journal.limits import PULL_BYTES
from app.journal.models import ACCOUNT, SENT, records
from app.journal.vault import place_at

_AFTER: BindParameter[int] = bindparam("after")
_SIZES = (
    select(records.c.seq, func.length(records.c.ciphertext))
    .where(records.c.account_id == ACCOUNT, records.c.seq > _AFTER)
    .order_by(records.c.seq)
    .limit(bindparam("rows"))
)
_ROWS = (
    select(*(records.c[name] for name in SENT))
    .where(records.c.account_id == ACCOUNT, records.c.seq > _AFTER)
    .where(records.c.seq <= bindparam("last"))
    .order_by(records.c.seq)
)


class Page(NamedTuple):
    """Heads that a device lacks, in order, and where it stands when it has them."""

    changes: list[dict[str, Any]]
    cursor: str
    more: bool


def read_page(connection: Connection, account_id: str, end: Place, after: int, limit: int) -> Page:
    """The heads numbered above `after`: at least one if there are any, at most `limit`, and at
    most PULL_BYTES of ciphertext as it is sent.

    The cursor is that of the last row returned, so that it can pass none that was not.
    """
    given = {"account": account_id, "after": after, "rows": limit + 1}
    sizes = [(row[0], row[1]) for row in connection.execute(_SIZES, given)]
    last = _last_that_fits(sizes[:limit], after)
    changes = []
    if last > after:
        given = {"account": account_id, "after": after, "last": last}
        changes = [as_sent(row) for row in connection.execute(_ROWS, given)]
    more = bool(sizes) and sizes[-1][0] > last
    return Page(changes, place_at(connection, account_id, end, last).cursor, more)


def as_sent(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """A row of a record or of a revision as PROTOCOL.md 4 has it."""
    return row._asdict() | {"ciphertext": encode(row.ciphertext)}


def _last_that_fits(sizes: Sequence[tuple[int, int]], after: int) -> int:
    last, letters = after, 0
    for seq, size in sizes:
        letters += (size * 4 + 2) // 3
        if letters > PULL_BYTES and last > after:
            break
        last = seq
    return last
