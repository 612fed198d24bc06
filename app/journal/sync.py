"""One round trip: takes what a device offers, and gives what it lacks.

The vault's row is written first, which makes one account's writers wait for each other (and on
SQLite all of them): numbers are given out in the order of the commits, so that nobody who pulls
between two commits can miss the first. On PostgreSQL each later statement sees what the writer
before has committed, because it takes a snapshot of its own (READ COMMITTED: see app/db.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_
from sqlmodel import Session

from app.journal.batch import Batch, Head, Known, Result
from app.journal.chain import Place
from app.journal.items import Offer, Status
from app.journal.models import ACCOUNT, SENT, records, revisions
from app.journal.pull import Page, as_sent, read_page
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


def pull(session: Session, account_id: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """The answer to a device that offers nothing; raises HistoryDiverged."""
    connection = session.connection()
    end = end_of_history(connection, account_id)
    after = check_cursor(connection, account_id, end, cursor)
    return _answer([], read_page(connection, account_id, end, after, limit))


def push(
    session: Session,
    account_id: str,
    cursor: str | None,
    offers: Sequence[Offer],
    limit: int,
    today: date,
) -> dict[str, Any]:
    """Store what can be taken of what a device offers, and answer it; raises HistoryDiverged."""
    connection = session.connection()
    vault = lock(connection, account_id, len(offers))
    before = Place(vault.epoch, vault.head - len(offers), vault.chain)
    after = check_cursor(connection, account_id, before, cursor)
    heads, known = _look_up(connection, account_id, offers)
    batch = Batch(before.seq, before.chain, vault.records, vault.bytes, dict(heads), known)
    results = [batch.take(offer) for offer in offers]
    store(connection, account_id, batch, heads, today)
    end = Place(before.epoch, batch.seq, batch.chain)
    told = _with_heads(connection, account_id, results)
    return _answer(told, read_page(connection, account_id, end, after, limit))


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


def _with_heads(
    connection: Connection, account_id: str, results: Iterable[Result]
) -> list[dict[str, Any]]:
    """Results as PROTOCOL.md 4 has them: one in conflict with the row that stands there now."""
    told = [result._asdict() for result in results]
    conflicts = [each for each in told if each["status"] is Status.CONFLICT]
    if conflicts:
        given = {"account": account_id, "ids": list({each["id"] for each in conflicts})}
        current = {row.id: as_sent(row) for row in connection.execute(_CURRENT, given)}
        for each in conflicts:
            each["head"] = current.get(each["id"])
    return told


def _answer(results: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    return {
        "cursor": page.cursor,
        "results": results,
        "changes": page.changes,
        "more": page.more,
    }
