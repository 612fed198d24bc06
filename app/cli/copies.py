"""What a copy of the database is, on either engine: what may be wrong with one, and what is done
with a database that was put back.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.accounts.models import Account, Vault
from app.accounts.reception import open_key
from app.accounts.server_key import ServerKeyFault, load_server_key
from app.cli.common import upgrade
from app.cli.reasons import NEWER
from app.db import open_engines, writing
from app.encoding import new_id
from app.journal.verifying import find_damage
from app.privacy.ledger import Ledger, apply_ledger
from app.settings import Settings


class CopyFault(Exception):
    """Why there is no copy, or why it cannot be put back."""


class Damaged(CopyFault):
    """The copy is whole, and what stands in it is not what devices once sent."""


@dataclass(frozen=True)
class Restored:
    """How many accounts came back, how many of them went again, and where the old database is."""

    accounts: int
    deleted: int
    aside: str | None = None


def make_file(path: Path) -> None:
    """Make a file that only its owner may read; raises CopyFault, for one that exists as well."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise CopyFault(f"{path} exists, and is left as it is") from None
    except OSError as fault:
        raise CopyFault(f"{path}: {fault.strerror}") from None


def check_words(connection: Connection) -> None:
    """Raises Damaged unless every sealed byte is what a device sent, and no revision is missing."""
    try:
        damage = find_damage(connection)
    except DBAPIError as fault:
        raise Damaged(f"it cannot be read to its end ({fault.orig})") from None
    if any(damage):
        raise Damaged(
            f"{damage.revisions} entries are not what was sent, and the histories of"
            f" {damage.vaults} accounts are broken"
        )


def renew(
    settings: Settings, keyed_by: Settings | None = None, *, damaged_too: bool = False
) -> Restored:
    """Have a database that was put back known as such: new epochs, deletions done again. The server
    key and the ledger are those of `keyed_by`, where the database stands aside for now. Raises
    Damaged, with nothing changed, unless `damaged_too`.
    """
    keyed_by = keyed_by or settings
    load_server_key(keyed_by, make=False)
    try:
        upgrade(settings)
    except CommandError as fault:
        raise CopyFault(NEWER) from fault
    engines = open_engines(settings.database)
    try:
        try:
            key = open_key(keyed_by, engines, make=False)
        except ServerKeyFault as fault:
            raise CopyFault(str(fault)) from None
        if not damaged_too:
            with engines.read.connect() as connection:
                check_words(connection)
        with writing(engines) as session:
            deleted = apply_ledger(session, Ledger(keyed_by.ledger), key)
            for id_ in session.scalars(select(col(Vault.account_id))).all():
                one = update(Vault).where(col(Vault.account_id) == id_)
                session.execute(one.values(epoch=new_id()))
            accounts = session.scalar(select(func.count()).select_from(Account)) or 0
    finally:
        engines.dispose()
    return Restored(accounts, deleted)
