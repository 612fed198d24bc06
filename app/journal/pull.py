"""What a device does not have yet, a page at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from app.journal.batch import Accepted
from app.journal.chain import Place
from app.journal.limits import PULL_BYTES
from app.journal.models import ACCOUNT, SENT, records
from app.journal.vault import place_at
from app.journal.wire import Page, own_row, stored_row

_AFTER: BindParameter[int] = bindparam("after")
_UP_TO: BindParameter[int] = bindparam("up_to")
_RANGE = (records.c.account_id == ACCOUNT, records.c.seq > _AFTER, records.c.seq <= _UP_TO)
_SIZES = (
    select(records.c.seq, func.length(records.c.ciphertext))
    .where(*_RANGE)
    .order_by(records.c.seq)
    .limit(bindparam("rows"))
)
_ROWS = select(*(records.c[name] for name in SENT)).where(*_RANGE).order_by(records.c.seq)


class Span(NamedTuple):
    """The part of a history that a device asks for: numbered above `after`, stored up to `stored`,
    and after that what this transaction has written itself.
    """

    after: int
    stored: int
    end: Place


def read_page(
    connection: Connection,
    account_id: str,
    span: Span,
    limit: int,
    own: Sequence[Accepted] = (),
) -> Page:
    """The heads in a span: at least one if there are any, at most `limit`, and at most PULL_BYTES
    of ciphertext as it is sent.

    `own` are the heads that this transaction has written, in order, which need not be read again.
    The cursor is that of the last row returned, so that it can pass none that was not.
    """
    sizes: list[tuple[int, int]] = []
    given = {"account": account_id, "after": span.after, "up_to": span.stored}
    if span.stored > span.after:
        rows = connection.execute(_SIZES, given | {"rows": limit + 1})
        sizes = [(seq, size) for seq, size in rows]
    stored = bool(sizes)
    sizes += [(each.seq, len(each.offer.ciphertext)) for each in own]
    last = _last_that_fits(sizes[:limit], span.after)
    changes: list[str] = []
    if stored:
        rows = connection.execute(_ROWS, given | {"up_to": min(last, span.stored)})
        changes = [stored_row(each) for each in rows]
    changes += [own_row(each) for each in own if each.seq <= last]
    more = bool(sizes) and sizes[-1][0] > last
    return Page(changes, place_at(connection, account_id, span.end, last).cursor, more)


def _last_that_fits(sizes: Sequence[tuple[int, int]], after: int) -> int:
    last, letters = after, 0
    for seq, size in sizes:
        letters += (size * 4 + 2) // 3
        if letters > PULL_BYTES and last > after:
            break
        last = seq
    return last
