"""An account's end: everything of it in one transaction."""

import time

from sqlalchemy import delete, select
from sqlmodel import col

from app.accounts.current import Current
from app.accounts.keys import account_of
from app.accounts.models import Account, Vault
from app.accounts.reception import Reception
from app.accounts.signing_in import Visitor, prove, still_allowed
from app.db import writing
from app.errors import WrongCredentials
from app.groups import facilitation
from app.privacy.ledger import Ledger


def delete_account(
    reception: Reception, current: Current, login_key: bytes, device_token: bytes | None
) -> None:
    """Delete the account, for whoever proves the passphrase once more.

    The ledger is written last before the commit. Should the commit fail after it, the owner is
    told that it failed, and the next start finishes what they had asked for. Raises
    WrongCredentials, SlowDown, Busy, StorageFull, or SignInNeeded where it is gone already.
    """
    account = account_of(reception, current)
    proven = prove(reception, Visitor(account.name, device_token), login_key, "login_hash")
    as_proven = (col(Account.id) == account.id, col(Account.key_version) == proven.key_version)
    with writing(reception.engines) as session:
        still_allowed(session, proven.budget, int(time.time()))
        # A push holds the vault and then wants the account; taken in another order, the two could
        # wait for each other.
        vault = select(Vault).where(col(Vault.account_id) == account.id)
        session.execute(vault.with_for_update())
        held = select(col(Account.id)).where(*as_proven)
        if session.scalar(held.with_for_update()) is None:
            raise WrongCredentials
        facilitation.stop_all(session, account.id)
        session.execute(delete(Account).where(col(Account.id) == account.id))
        Ledger(reception.settings.ledger).note(reception.key.deletion_mark(account.id))
