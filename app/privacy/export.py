"""All that the server holds about one account, for its owner, as JSON.

Tables are found, not listed: whatever has an `account_id` is in it, so that a table added later
cannot be forgotten. Left out is what opens something, and is stored as a hash (`SECRET`).
"""

import json
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select, tuple_
from sqlmodel import col

from app.accounts.current import Current
from app.accounts.factors import tries_of
from app.accounts.keys import account_of, keys_of, recovery_keys_of
from app.accounts.models import Account, Guesses, KnownDevice
from app.accounts.reception import Reception
from app.db import reading
from app.encoding import encode
from app.tables import metadata

FORMAT = "between-visits/v1/account"
PAGE = 50  # rows at a time: at most about 4 MiB in memory, and no transaction left open


def export(reception: Reception, current: Current) -> Iterator[str]:
    """The document, a piece at a time; raises SignInNeeded before the first."""
    account = account_of(reception, current)
    return _pieces(reception, account)


def _pieces(reception: Reception, account: Account) -> Iterator[str]:
    yield f'{{"format":"{FORMAT}","account":{json.dumps(_about(reception, account))}'
    yield f',"wrong_tries":{json.dumps(_wrong_tries(reception, account))}'
    for table in tables_of_accounts():
        yield f',"{table.name}":['
        separator = ""
        for row in _rows(reception, table, account.id):
            yield separator + json.dumps(row)
            separator = ","
        yield "]"
    yield "}\n"


def tables_of_accounts() -> list[Table]:
    """Every table with rows that belong to an account."""
    return [table for table in metadata.sorted_tables if "account_id" in table.columns]


def _about(reception: Reception, account: Account) -> dict[str, Any]:
    who = {"id": account.id, "name": account.name, "role": account.role}
    return who | keys_of(reception, account) | recovery_keys_of(reception, account)


def _wrong_tries(reception: Reception, account: Account) -> list[str]:
    theirs = select(col(KnownDevice.token_hash)).where(col(KnownDevice.account_id) == account.id)
    with reading(reception.engines) as session:
        subjects = [reception.key.name_mark(account.name), *session.scalars(theirs)]
        subjects.append(tries_of(reception.key, account.id))
        found = session.scalars(
            select(col(Guesses.times)).where(col(Guesses.subject).in_(subjects))
        )
        seconds = sorted(
            at for times in found for at in struct.unpack(f">{len(times) // 4}I", times)
        )
    return [datetime.fromtimestamp(at, UTC).isoformat() for at in seconds]


def _rows(reception: Reception, table: Table, account_id: str) -> Iterator[dict[str, Any]]:
    shown = [each for each in table.columns if not each.info.get("secret")]
    order = [each for each in table.primary_key.columns if each.name != "account_id"]
    query = select(*shown, *order).where(table.c.account_id == account_id)
    query = query.order_by(*order).limit(PAGE)
    after: tuple[Any, ...] = ()
    while True:
        page = query.where(tuple_(*order) > after) if after else query
        with reading(reception.engines) as session:
            rows = session.execute(page).all()
        for row in rows:
            named = zip(shown, row, strict=False)
            yield {each.name: _plain(v) for each, v in named if each.name != "account_id"}
        if len(rows) < PAGE or not order:
            return
        after = tuple(rows[-1][len(shown) :])


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return encode(value)
    return value.isoformat() if isinstance(value, date) else value
