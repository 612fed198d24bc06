"""Writes what a batch decided: one statement a table, whatever the number of items."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from app.db import ask, insert_all
from app.journal.batch import Accepted, Batch, Head
from app.journal.models import ACCOUNT, records, revisions

_OF_ID: BindParameter[str] = bindparam("of_id")
# A head that is beaten hands its ciphertext to its revision, where it stays for a while.
_SUPERSEDE = (
    update(revisions)
    .where(revisions.c.account_id == ACCOUNT, revisions.c.seq == bindparam("of_seq"))
    .values(
        superseded=True,
        ciphertext=select(records.c.ciphertext)
        .where(records.c.account_id == ACCOUNT, records.c.id == _OF_ID)
        .scalar_subquery(),
    )
)
_HEAD = ("rev", "parent", "merge_parent", "seq", "deleted", "key_id", "ciphertext")
_REPLACE_HEAD = (
    update(records)
    .where(records.c.account_id == ACCOUNT, records.c.id == _OF_ID)
    .values({name: bindparam(f"new_{name}") for name in _HEAD})
)
_COUNTERS = "UPDATE vault SET head = ?, chain = ?, records = ?, bytes = ? WHERE account_id = ?"


def store(
    connection: Connection,
    account_id: str,
    batch: Batch,
    before: Mapping[str, Head],
    today: date,
) -> None:
    """Write a batch's accepted items and its counters; `before` are the heads that it found."""
    final = batch.final()
    beaten = [each for name, each in final.items() if name in before]
    created = [each for name, each in final.items() if name not in before]
    if beaten:
        moved = [_named(account_id, each, before) for each in beaten]
        connection.execute(_SUPERSEDE, moved)
    if batch.accepted:
        heads, day = set(map(id, final.values())), today.isoformat()
        history = [
            _revision(account_id, each, head=id(each) in heads, day=day) for each in batch.accepted
        ]
        insert_all(connection, revisions, history)
    if created:
        insert_all(connection, records, [_record(account_id, each) for each in created])
    if beaten:
        connection.execute(_REPLACE_HEAD, [_replacement(account_id, each) for each in beaten])
    counters = (batch.seq, batch.chain, batch.records, batch.bytes)
    ask(connection, _COUNTERS, *counters, account_id)


def _record(account_id: str, accepted: Accepted) -> tuple[Any, ...]:
    """A row of `record`, in the order of its columns."""
    item, ciphertext = accepted.offer.item, accepted.offer.ciphertext
    names = (account_id, item.id, item.rev, item.parent, item.merge_parent)
    return (*names, accepted.seq, item.deleted, item.key_id, ciphertext)


def _revision(account_id: str, accepted: Accepted, *, head: bool, day: str) -> tuple[Any, ...]:
    """A row of `revision`, in the order of its columns."""
    offer, item = accepted.offer, accepted.offer.item
    names = (account_id, accepted.seq, item.id, item.rev, item.parent, item.merge_parent)
    kept = None if head else offer.ciphertext
    state = (item.deleted, not head, item.key_id)
    return (*names, *state, offer.digest, accepted.chain, kept, day)


def _named(account_id: str, accepted: Accepted, before: Mapping[str, Head]) -> dict[str, Any]:
    name = accepted.offer.item.id
    return {"account": account_id, "of_id": name, "of_seq": before[name].seq}


def _replacement(account_id: str, accepted: Accepted) -> dict[str, Any]:
    row = dict(zip(records.c.keys(), _record(account_id, accepted), strict=True))
    return {"account": account_id, "of_id": row["id"]} | {
        f"new_{name}": row[name] for name in _HEAD
    }
