"""Writes what a batch decided: one statement a table, whatever the number of items."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

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
_SET_VAULT = update(vaults).where(vaults.c.account_id == ACCOUNT)


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
        history = [_revision(account_id, each, final, today) for each in batch.accepted]
        connection.execute(insert(revisions), history)
    if created:
        connection.execute(insert(records), [_record(account_id, each) for each in created])
    if beaten:
        connection.execute(_REPLACE_HEAD, [_replacement(account_id, each) for each in beaten])
    counters = {
        "head": batch.seq,
        "chain": batch.chain,
        "records": batch.records,
        "bytes": batch.bytes,
    }
    connection.execute(_SET_VAULT.values(counters), {"account": account_id})


def _record(account_id: str, accepted: Accepted) -> dict[str, Any]:
    item = accepted.offer.item
    return {
        "account_id": account_id,
        "id": item.id,
        "rev": item.rev,
        "parent": item.parent,
        "merge_parent": item.merge_parent,
        "seq": accepted.seq,
        "deleted": item.deleted,
        "key_id": item.key_id,
        "ciphertext": accepted.offer.ciphertext,
    }


def _revision(
    account_id: str, accepted: Accepted, final: Mapping[str, Accepted], today: date
) -> dict[str, Any]:
    row = _record(account_id, accepted)
    if final[accepted.offer.item.id] is accepted:
        row["ciphertext"] = None
    row["digest"] = accepted.offer.digest
    row["chain"] = accepted.chain
    row["day"] = today
    return row


def _named(account_id: str, accepted: Accepted, before: Mapping[str, Head]) -> dict[str, Any]:
    name = accepted.offer.item.id
    return {"account": account_id, "of_id": name, "of_rev": before[name].rev}


def _replacement(account_id: str, accepted: Accepted) -> dict[str, Any]:
    row = _record(account_id, accepted)
    return {"account": account_id, "of_id": row["id"]} | {
        f"new_{name}": row[name] for name in _HEAD
    }
