"""One round trip: takes what a device offers, and gives what it lacks.

The vault's row is written first, which makes one account's writers wait for each other (and on
SQLite all of them): numbers are given out in the order of the commits, so that nobody who pulls
between two commits can miss the first. On PostgreSQL each later statement sees what the writer
before has committed, because it takes a snapshot of its own (READ COMMITTED: see app/db.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter

from sqlalchemy import Connection, bindparam, select, tuple_

from app.journal import wire
from app.journal.batch import Batch, Head, Known, Result
from app.journal.chain import Place
from app.journal.items import Offer, Status
from app.journal.models import ACCOUNT, SENT, records, revisions
from app.journal.pull import Span, read_page
from app.journal.store import store
from app.journal.vault import check_cursor, end_of_history, lock

_HEADS = select(records.c.id, records.c.rev, records.c.deleted).where(
    records.c.account_id == ACCOUNT, records.c.id.in_(bindparam("ids", expanding=True))
)
_KNOWN = select(revisions.c.id, revisions.c.rev, revisions.c.seq, revisions.c.digest).where(
    revisions.c.account_id == ACCOUNT,
    tuple_(revisions.c.id, revisions.c.rev).in_(bindparam("pairs", expanding=True)),
)
_CURRENT = select(*(records.c[name] for name in SENT)).where(
    records.c.account_id == ACCOUNT, records.c.id.in_(bindparam("ids", expanding=True))
)


def pull(connection: Connection, account_id: str, cursor: str | None, limit: int) -> str:
    """The answer, in JSON, to a device that offers nothing; raises HistoryDiverged."""
    end = end_of_history(connection, account_id)
    after = check_cursor(connection, account_id, end, cursor)
    return wire.answer([], read_page(connection, account_id, Span(after, end.seq, end), limit))


def push(
    connection: Connection,
    account_id: str,
    cursor: str | None,
    offers: Sequence[Offer],
    limit: int,
    today: date,
) -> str:
    """Store what can be taken of what a device offers, and answer it in JSON; raises
    HistoryDiverged.
    """
    vault = lock(connection, account_id, len(offers))
    before = Place(vault.epoch, vault.head - len(offers), vault.chain)
    after = check_cursor(connection, account_id, before, cursor)
    heads, known = _look_up(connection, account_id, offers)
    batch = Batch(before.seq, before.chain, vault.records, vault.bytes, dict(heads), known)
    results = [batch.take(offer) for offer in offers]
    own = sorted(batch.final().values(), key=attrgetter("seq"))
    store(connection, account_id, batch, heads, today)
    span = Span(after, before.seq, Place(before.epoch, batch.seq, batch.chain))
    page = read_page(connection, account_id, span, limit, own)
    return wire.answer(_with_heads(connection, account_id, results), page)


def _look_up(
    connection: Connection, account_id: str, offers: Iterable[Offer]
) -> tuple[dict[str, Head], dict[tuple[str, str], Known]]:
    """The heads of the records that a push names, and those of its revisions that are known."""
    sound = [offer.item for offer in offers if offer.refusal is None]
    given = {"account": account_id, "ids": list({item.id for item in sound})}
    heads = {row.id: Head(row.rev, row.deleted) for row in connection.execute(_HEADS, given)}
    # What has no head has no revision either.
    pairs = list({(item.id, item.rev) for item in sound if item.id in heads})
    if not pairs:
        return heads, {}
    rows = connection.execute(_KNOWN, {"account": account_id, "pairs": pairs})
    return heads, {(row.id, row.rev): Known(row.seq, row.digest) for row in rows}


def _with_heads(connection: Connection, account_id: str, results: Iterable[Result]) -> list[str]:
    """Results in JSON; one in conflict has the row that stands there now."""
    beaten = {told.id for told in results if told.status is Status.CONFLICT}
    heads: dict[str, str] = {}
    if beaten:
        rows = connection.execute(_CURRENT, {"account": account_id, "ids": list(beaten)})
        heads = {row.id: wire.stored_row(row) for row in rows}
    return [wire.result(told, heads.get(told.id)) for told in results]
