"""Rows and results as the JSON of PROTOCOL.md 4.

Written by hand, since a page is nearly all base64url, which has nothing to escape: the encoder of
the standard library took a third of the time of a pull.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring_ascii
from typing import Any, NamedTuple

from sqlalchemy import Row

from app.encoding import encode
from app.journal.batch import Accepted, Result
from app.journal.items import Status


class Page(NamedTuple):
    """Heads that a device lacks, each in JSON, and where it stands when it has them."""

    changes: Sequence[str]
    cursor: str
    more: bool


def stored_row(held: Row[*tuple[Any, ...]]) -> str:
    """A revision as it is stored: `SENT` of journal/models.py, in that order."""
    record, rev, parent, merge_parent, deleted, key_id, ciphertext, seq = held
    return _row(record, rev, parent, merge_parent, deleted, key_id, encode(ciphertext), seq)


def own_row(accepted: Accepted) -> str:
    """A revision that was sent by whoever is answered."""
    item = accepted.offer.item
    names = (item.id, item.rev, item.parent, item.merge_parent)
    return _row(*names, item.deleted, item.key_id, item.ciphertext, accepted.seq)


def result(told: Result, head: str | None) -> str:
    """What became of an item, whose id may be anything; `head` is the row that it lost to."""
    text = (
        f'{{"id":{encode_basestring_ascii(told.id)},"rev":{encode_basestring_ascii(told.rev)},'
        f'"status":"{told.status}","seq":{told.seq or "null"}'
    )
    return text + (f',"head":{head or "null"}}}' if told.status is Status.CONFLICT else "}")


def answer(results: Sequence[str], page: Page) -> str:
    """The whole answer to a sync."""
    return (
        f'{{"cursor":"{page.cursor}","results":[{",".join(results)}],'
        f'"changes":[{",".join(page.changes)}],"more":{"true" if page.more else "false"}}}'
    )


def _row(
    record: str,
    rev: str,
    parent: str | None,
    merge_parent: str | None,
    deleted: bool,
    key_id: str,
    ciphertext: str,
    seq: int,
) -> str:
    return (
        f'{{"id":"{record}","rev":"{rev}","parent":{_name(parent)},'
        f'"merge_parent":{_name(merge_parent)},"deleted":{"true" if deleted else "false"},'
        f'"key_id":"{key_id}","ciphertext":"{ciphertext}","seq":{seq}}}'
    )


def _name(name: str | None) -> str:
    return f'"{name}"' if name else "null"
