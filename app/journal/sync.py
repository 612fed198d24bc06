"""One round trip: takes what a device offers, and gives what it lacks.

The vault's row is written first, which makes one account's writers wait for each other (and on
SQLite all of them): numbers are given out in the order of the commits, so that nobody who pulls
between two commits can miss the first. On PostgreSQL each later statement sees what the writer
before has committed, because it takes a snapshot of its own (READ COMMITTED: see app/db.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from app.db import ask
from app.journal import wire
from app.journal.batch import Batch, Head, Known, Result
from app.journal.chain import Place
from app.journal.items import Offer, Status
from app.journal.models import ACCOUNT, SENT, records, revisions
from app.journal.pull import Span, read_page
from app.journal.store import store
from app.journal.vault import check_cursor, end_of_history, lock

_HEADS = "SELECT id, rev, deleted, seq FROM record WHERE account_id = ? AND id IN ({})"
_REVISION = select(revisions.c.id, revisions.c.rev, revisions.c.seq, revisions.c.digest).where(
    revisions.c.account_id == ACCOUNT
)
_BY_SEQ = _REVISION.where(revisions.c.seq.in_(bindparam("seqs", expanding=True)))
_BY_REV = _REVISION.where(
    text("superseded"),  # as the index has it
    revisions.c.rev.in_(bindparam("revs", expanding=True)),
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
    names = {item.id for item in sound}
    marks = ", ".join("?" * len(names))
    found = ask(connection, _HEADS.format(marks), account_id, *names) if names else []
    heads = {name: Head(rev, bool(deleted), seq) for name, rev, deleted, seq in found}
    # What has no head has no revision either.
    named = [item for item in sound if item.id in heads]
    again = {heads[item.id].seq for item in named if heads[item.id].rev == item.rev}
    older = {item.rev for item in named if heads[item.id].rev != item.rev}
    rows: list[Any] = []
    if again:
        rows += connection.execute(_BY_SEQ, {"account": account_id, "seqs": list(again)})
    if older:
        rows += connection.execute(_BY_REV, {"account": account_id, "revs": list(older)})
    return heads, {(row.id, row.rev): Known(row.seq, row.digest) for row in rows}


def _with_heads(connection: Connection, account_id: str, results: Iterable[Result]) -> list[str]:
    """Results in JSON; one in conflict has the row that stands there now."""
    beaten = {told.id for told in results if told.status is Status.CONFLICT}
    heads: dict[str, str] = {}
    if beaten:
        rows = connection.execute(_CURRENT, {"account": account_id, "ids": list(beaten)})
        heads = {row.id: wire.stored_row(row) for row in rows}
    return [wire.result(told, heads.get(told.id)) for told in results]
