"""An account's vault: where its history ends, and the row that its writers wait for."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from app.accounts.models import CHAIN_START
from app.db import ask
from app.errors import HistoryDiverged, SignInNeeded
from app.journal.chain import Place, seq_of
from app.journal.models import ACCOUNT, revisions, vaults


class Vault(NamedTuple):
    """A vault's row, as a writer has it."""

    epoch: str
    head: int
    chain: bytes
    records: int
    bytes: int


_READ = select(vaults.c.epoch, vaults.c.head, vaults.c.chain).where(vaults.c.account_id == ACCOUNT)
_LOCK = """UPDATE vault SET head = head + ? WHERE account_id = ?
  RETURNING epoch, head, chain, records, bytes"""
_FREE = (
    update(vaults)
    .where(vaults.c.account_id == ACCOUNT)
    .values(bytes=vaults.c.bytes - bindparam("freed"))
)
_CHAIN = select(revisions.c.chain).where(
    revisions.c.account_id == ACCOUNT, revisions.c.seq == bindparam("at")
)


def end_of_history(connection: Connection, account_id: str) -> Place:
    """Where an account's history ends; raises SignInNeeded if the account has just gone."""
    vault = connection.execute(_READ, {"account": account_id}).one_or_none()
    if vault is None:
        raise SignInNeeded
    return Place(vault.epoch, vault.head, vault.chain)


def lock(connection: Connection, account_id: str, offered: int = 0) -> Vault:
    """Wait for the account's other writers, and keep the later ones out until the transaction ends.

    Takes as many numbers as items are offered: `head` of the row that is returned is after them.
    Raises SignInNeeded if the account has just gone.
    """
    found = ask(connection, _LOCK, offered, account_id)
    if not found:
        raise SignInNeeded
    return Vault(*found[0])


def free(connection: Connection, account_id: str, size: int) -> None:
    """Count so many bytes of ciphertext less, in the transaction that drops them."""
    connection.execute(_FREE, {"account": account_id, "freed": size})


def place_at(connection: Connection, account_id: str, end: Place, seq: int) -> Place:
    """The place numbered `seq` in the history that ends at `end`."""
    if seq == end.seq:
        return end
    if seq == 0:
        return Place(end.epoch, 0, CHAIN_START)
    chain = connection.execute(_CHAIN, {"account": account_id, "at": seq}).scalar_one()
    return Place(end.epoch, seq, chain)


def check_cursor(connection: Connection, account_id: str, end: Place, cursor: str | None) -> int:
    """The number that a cursor stands at; raises HistoryDiverged unless it names a place in the
    history that ends at `end`.
    """
    if cursor is None:
        return 0
    seq = seq_of(cursor)
    if seq is None or seq > end.seq:
        raise HistoryDiverged
    if place_at(connection, account_id, end, seq).cursor != cursor:
        raise HistoryDiverged
    return seq
