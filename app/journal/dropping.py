"""Old ciphertext goes when nobody is likely to want it back; that it was there is known for good.

A version goes once it is not among its record's last five and was superseded more than 30 days ago:
so a burst of small changes cannot push out, in one evening, what had stood for a year.
"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import FunctionElement, Over, bindparam, func, select, update

from app.db import Engines, reading_rows, writing_rows
from app.errors import SignInNeeded
from app.journal.models import ACCOUNT, revisions
from app.journal.vault import free, lock

DAYS = timedelta(days=30)
REVISIONS = 5  # of each record, its head among them
_AT_ONCE = 500  # in one transaction, so that no device waits long

_RECORD = (revisions.c.account_id, revisions.c.id)


def _newest_first(of: FunctionElement[Any]) -> Over[Any]:
    return of.over(partition_by=_RECORD, order_by=revisions.c.seq.desc())


# The head is not among these, and they are the newest stretch of what came before it.
_KEPT = (
    select(
        *_RECORD,
        revisions.c.seq,
        func.length(revisions.c.ciphertext).label("size"),
        _newest_first(func.row_number()).label("nth"),
        _newest_first(func.lag(revisions.c.day)).label("until"),
    )
    .where(revisions.c.ciphertext.is_not(None))
    .subquery()
)
_OLD = select(_KEPT).where(_KEPT.c.nth >= REVISIONS, _KEPT.c.until < bindparam("since"))
_WHOSE = _OLD.with_only_columns(_KEPT.c.account_id).distinct()
_OF_ONE = _OLD.where(_KEPT.c.account_id == ACCOUNT).limit(_AT_ONCE)
_DROP = (
    update(revisions)
    .where(revisions.c.account_id == ACCOUNT, revisions.c.seq == bindparam("of_seq"))
    .values(ciphertext=None)
)


def drop_old_ciphertext(engines: Engines, today: date) -> int:
    """Drop every ciphertext that is old today; returns how many were.

    Safe to run twice at once, and to be stopped anywhere: each account's part is a transaction of
    its own, or several, and waits for that account's devices as they wait for it.
    """
    given = {"since": today - DAYS}
    with reading_rows(engines) as connection:
        whose = connection.execute(_WHOSE, given).scalars().all()
    dropped = 0
    for account_id in whose:
        while some := _drop_some(engines, account_id, today - DAYS):
            dropped += some
    return dropped


def _drop_some(engines: Engines, account_id: str, since: date) -> int:
    # An account that has gone in the meantime has taken its ciphertext along.
    with suppress(SignInNeeded), writing_rows(engines) as connection:
        lock(connection, account_id)
        old = connection.execute(_OF_ONE, {"account": account_id, "since": since}).all()
        if old:
            named = [{"account": account_id, "of_seq": row.seq} for row in old]
            connection.execute(_DROP, named)
            free(connection, account_id, sum(row.size for row in old))
        return len(old)
    return 0
