"""What is held, what was held before it, and what its owner wants gone for good."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update

from app.db import Engines, reading_rows
from app.encoding import is_id
from app.errors import NotFound, SignInNeeded
from app.journal.limits import LIMITS
from app.journal.models import ACCOUNT, SENT, accounts, records, revisions, vaults
from app.journal.vault import free, lock
from app.journal.wire import stored_row

_AT_ONCE = 16  # of the largest make 1 MiB
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IDS_AT_ONCE = 500

_INVENTORY = (
    select(records.c.id, records.c.rev, records.c.deleted)
    .where(records.c.account_id == ACCOUNT, records.c.id > bindparam("after"))
    .order_by(records.c.id)
    .limit(bindparam("rows"))
)
_EXISTS = select(records.c.seq).where(
    records.c.account_id == ACCOUNT, records.c.id == bindparam("of")
)
_KEPT = revisions.c.ciphertext.is_not(None)
_OLDER = (
    select(*(revisions.c[name] for name in SENT))
    .where(revisions.c.account_id == ACCOUNT, revisions.c.id == bindparam("of"), _KEPT)
    .where(revisions.c.seq < bindparam("below"))
    .order_by(revisions.c.seq.desc())
    .limit(_AT_ONCE)
)
_DELETED = select(records.c.id).where(
    records.c.account_id == ACCOUNT, records.c.deleted, records.c.id.in_(_IDS)
)
_ERASED = (revisions.c.account_id == ACCOUNT, revisions.c.id.in_(_DELETED), _KEPT)
_SIZE_OF_ERASED = select(func.coalesce(func.sum(func.length(revisions.c.ciphertext)), 0)).where(
    *_ERASED
)
_ERASE = update(revisions).where(*_ERASED).values(ciphertext=None)
_STATE = (
    select(vaults.c.records, vaults.c.bytes, accounts.c.key_version)
    .join(accounts, vaults.c.account_id == accounts.c.id)
    .where(vaults.c.account_id == ACCOUNT)
)


def inventory(
    connection: Connection, account_id: str, after: str | None, limit: int
) -> dict[str, Any]:
    """Every record's id and head, tombstones too, in byte order of the id, from one id on."""
    given = {"account": account_id, "after": after or "", "rows": limit + 1}
    rows = [list(row) for row in connection.execute(_INVENTORY, given)]
    return {"items": rows[:limit], "more": len(rows) > limit}


def older_revisions(engines: Engines, account_id: str, record_id: str) -> Iterator[str]:
    """The kept older versions of a record, newest first, as the pieces of a JSON text.

    Together they may be larger than what one request should hold in memory. Raises NotFound, before
    the first piece, for a record that this account does not have.
    """
    given = {"account": account_id, "of": record_id}
    with reading_rows(engines) as connection:
        head = connection.execute(_EXISTS, given).scalar() if is_id(record_id) else None
    if head is None:
        raise NotFound
    return _pieces(engines, given, head)


def erase(connection: Connection, account_id: str, ids: Iterable[str]) -> None:
    """Drop all older ciphertext of those records whose head is a tombstone; leave the others."""
    lock(connection, account_id)
    wanted = sorted(filter(is_id, ids))
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        given = {"account": account_id, "ids": wanted[start : start + _IDS_AT_ONCE]}
        freed = connection.execute(_SIZE_OF_ERASED, given).scalar_one()
        connection.execute(_ERASE, given)
        free(connection, account_id, freed)


def state(connection: Connection, account_id: str) -> dict[str, Any]:
    """The limits, and how much of them is used; raises SignInNeeded where the account has gone."""
    row = connection.execute(_STATE, {"account": account_id}).one_or_none()
    if row is None:
        raise SignInNeeded
    return {"limits": LIMITS} | row._asdict()


def _pieces(engines: Engines, given: dict[str, Any], below: int) -> Iterator[str]:
    yield '{"revisions":['
    comma = ""
    while True:
        with reading_rows(engines) as connection:
            rows = connection.execute(_OLDER, given | {"below": below}).all()
        if not rows:
            break
        for row in rows:
            yield comma + stored_row(row)
            comma = ","
        below = rows[-1].seq
    yield "]}"
