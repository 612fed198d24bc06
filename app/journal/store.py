"""Writes what a batch decided: one statement a table, whatever the number of items."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from app.db import insert_all
from app.journal.batch import Accepted, Batch, Head
from app.journal.models import ACCOUNT, records, revisions, vaults

_OF_ID: BindParameter[str] = bindparam("of_id")
# A head that is beaten hands its ciphertext to its revision, where it stays for a while.
_MOVE_CIPHERTEXT = (
    update(revisions)
    .where(revisions.c.account_id == ACCOUNT, revisions.c.id == _OF_ID)
    .where(revisions.c.rev == bindparam("of_rev"))
    .values(
        ciphertext=select(records.c.ciphertext)
        .where(records.c.account_id == ACCOUNT, records.c.id == _OF_ID)
        .scalar_subquery()
    )
)
_HEAD = ("rev", "parent", "merge_parent", "seq", "deleted", "key_id", "ciphertext")
_REPLACE_HEAD = (
    update(records)
    .where(records.c.account_id == ACCOUNT, records.c.id == _OF_ID)
    .values({name: bindparam(f"new_{name}") for name in _HEAD})
)
_COUNTERS = ("head", "chain", "records", "bytes")
_SET_VAULT = (
    update(vaults)
    .where(vaults.c.account_id == ACCOUNT)
    .values({name: bindparam(f"new_{name}") for name in _COUNTERS})
)


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
        connection.execute(_MOVE_CIPHERTEXT, moved)
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
    new = {f"new_{name}": value for name, value in zip(_COUNTERS, counters, strict=True)}
    connection.execute(_SET_VAULT, {"account": account_id} | new)


def _record(account_id: str, accepted: Accepted) -> tuple[Any, ...]:
    """A row of `record`, in the order of its columns."""
    item, ciphertext = accepted.offer.item, accepted.offer.ciphertext
    names = (account_id, item.id, item.rev, item.parent, item.merge_parent)
    return (*names, accepted.seq, item.deleted, item.key_id, ciphertext)


def _revision(account_id: str, accepted: Accepted, *, head: bool, day: str) -> tuple[Any, ...]:
    """A row of `revision`, in the order of its columns."""
    *row, ciphertext = _record(account_id, accepted)
    kept = None if head else ciphertext
    return (*row, accepted.offer.digest, accepted.chain, kept, day)


def _named(account_id: str, accepted: Accepted, before: Mapping[str, Head]) -> dict[str, Any]:
    name = accepted.offer.item.id
    return {"account": account_id, "of_id": name, "of_rev": before[name].rev}


def _replacement(account_id: str, accepted: Accepted) -> dict[str, Any]:
    row = dict(zip(records.c.keys(), _record(account_id, accepted), strict=True))
    return {"account": account_id, "of_id": row["id"]} | {
        f"new_{name}": row[name] for name in _HEAD
    }
