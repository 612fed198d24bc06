"""What is held of a journal: sealed bytes, and what is needed to put them in order.

`record` has the heads, `revision` every accepted one. A head's ciphertext stands in `record` alone
and moves to its `revision` when it is superseded, so that a push writes it once.

Both belong to the vault and not to the account itself: whoever writes here holds the vault's row,
so that on PostgreSQL no insert has to wait for a row that a deletion of the account has locked.
"""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Index, LargeBinary, String, bindparam, text
from sqlmodel import Field

from app.accounts.models import Account, Vault
from app.tables import ID, Table, metadata

# The inventory is in byte order, which is not how PostgreSQL sorts text in most languages.
BY_BYTES = String(ID).with_variant(String(ID, collation="C"), "postgresql")


def _vault_key() -> Any:  # noqa: ANN401 - as Field itself, so that it can stand for a value
    return Field(
        primary_key=True, max_length=ID, foreign_key="vault.account_id", ondelete="CASCADE"
    )


def _partial(name: str, where: str, *columns: str, unique: bool = False) -> Index:
    only = text(where)
    names = ("account_id", *columns)
    return Index(name, *names, unique=unique, sqlite_where=only, postgresql_where=only)


class Record(Table, table=True):
    """The head of one record: its newest revision, a tombstone where `deleted`."""

    __table_args__ = (Index("ix_record_seq", "account_id", "seq", unique=True),)

    account_id: str = _vault_key()
    id: str = Field(primary_key=True, sa_type=BY_BYTES)
    rev: str = Field(max_length=ID)
    parent: str | None = Field(max_length=ID)
    merge_parent: str | None = Field(max_length=ID)
    seq: int
    deleted: bool
    key_id: str = Field(max_length=ID)
    ciphertext: bytes = Field(sa_type=LargeBinary)


class Revision(Table, table=True):
    """One accepted revision, for good: a retry and a cursor of years ago are still known by it.

    `ciphertext` is null for a head, and once it has been dropped. `chain` is the hash over all
    that was accepted up to here, `day` the day on which this one was. A head is found by its
    record; the indices by name are only of what was superseded, so that a new record, whose name
    falls anywhere in them, costs nothing there.
    """

    __table_args__ = (
        _partial("ix_revision_superseded", "superseded", "rev", "id", unique=True),
        _partial("ix_revision_kept", "ciphertext IS NOT NULL", "id", "seq"),
    )

    account_id: str = _vault_key()
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(sa_type=BY_BYTES)
    rev: str = Field(max_length=ID)
    parent: str | None = Field(max_length=ID)
    merge_parent: str | None = Field(max_length=ID)
    deleted: bool
    superseded: bool
    key_id: str = Field(max_length=ID)
    digest: bytes = Field(sa_type=LargeBinary)
    chain: bytes = Field(sa_type=LargeBinary)
    ciphertext: bytes | None = Field(sa_type=LargeBinary)
    day: date


# What the services make their statements of: nothing here is ever loaded as an object.
accounts = Account.metadata.tables["account"]
vaults = Vault.metadata.tables["vault"]
records = metadata.tables["record"]
revisions = metadata.tables["revision"]
ACCOUNT: BindParameter[str] = bindparam("account")
SENT = ("id", "rev", "parent", "merge_parent", "deleted", "key_id", "ciphertext", "seq")
