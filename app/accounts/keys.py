"""The keys of an account: read, and changed by compare-and-swap on their version.

Of two devices that change the passphrase at once, one succeeds and the other is told; whichever
request is lost on the way, exactly one passphrase opens the journal. Entries are not touched.
"""

import time
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from app.accounts import sessions
from app.accounts.bodies import ChangeKeys, NewKeys
from app.accounts.cookies import new_token
from app.accounts.current import Current
from app.accounts.models import Account
from app.accounts.reception import Reception
from app.accounts.sessions import Begun
from app.accounts.signing_in import Visitor, prove, still_allowed
from app.accounts.stretching import kdf
from app.db import reading, writing
from app.encoding import encode
from app.errors import Fault, Invalid, KeyVersionChanged, SignInNeeded


def keys_of(reception: Reception, account: Account) -> dict[str, Any]:
    """What a device needs to open the journal with the passphrase: K of PROTOCOL.md 3."""
    wrap = reception.key.open(account.wrapped_by_passphrase, account.id, "passphrase")
    return {
        "vault_id": account.vault_id,
        "key_id": account.key_id,
        "key_version": account.key_version,
        "kdf": kdf(account.kdf_memory_kib, account.kdf_iterations, account.kdf_parallelism),
        "salt": encode(account.salt),
        "wrapped_by_passphrase": encode(wrap),
    }


def recovery_keys_of(reception: Reception, account: Account) -> dict[str, Any]:
    """What a device needs to open the journal with the recovery code."""
    wrap = reception.key.open(account.wrapped_by_recovery, account.id, "recovery")
    return {
        "vault_id": account.vault_id,
        "key_id": account.key_id,
        "key_version": account.key_version,
        "wrapped_by_recovery": encode(wrap),
    }


def read(reception: Reception, current: Current) -> dict[str, Any]:
    """K, for whoever is signed in; raises SignInNeeded where the account went meanwhile."""
    return keys_of(reception, account_of(reception, current))


def account_of(reception: Reception, current: Current) -> Account:
    """The account behind a session; raises SignInNeeded where it went meanwhile."""
    with reading(reception.engines) as session:
        account = session.get(Account, current.account_id)
    if account is None:
        raise SignInNeeded
    return account


def change(
    reception: Reception, current: Current, wanted: ChangeKeys, device_token: bytes | None
) -> tuple[int, Begun]:
    """New keys in place of those of `if_key_version`, and a new session in place of all others.

    Gives the new version. Raises Invalid where the old key is given after a recovery or is not
    given otherwise, KeyVersionChanged where another device was first, WrongCredentials, SlowDown,
    Busy, or SignInNeeded where the session ended meanwhile.
    """
    if (wanted.login_key is None) != current.recovering:
        raise Invalid(faults=(Fault(("body", "login_key"), "null_exactly_after_recovery"),))
    account = account_of(reception, current)
    if account.key_version != wanted.if_key_version:
        raise KeyVersionChanged
    visitor = Visitor(account.name, device_token)
    budget = None
    if wanted.login_key is not None:
        budget = prove(reception, visitor, wanted.login_key, "login_hash").budget
    values = _columns(reception, account.id, wanted.new)
    version = wanted.if_key_version + 1
    token = device_token or new_token()
    unchanged = (col(Account.id) == account.id, col(Account.key_version) == version - 1)
    with writing(reception.engines) as session:
        if budget:
            still_allowed(session, budget, int(time.time()))
        swap = update(Account).where(*unchanged).values(values | {"key_version": version})
        swapped = session.scalar(swap.returning(col(Account.id)))
        if swapped is None:
            raise KeyVersionChanged
        device = sessions.device_of(session, current)
        if device is None:
            raise SignInNeeded
        sessions.end_all(session, account.id)
        sessions.know_device(session, account.id, reception.key.device_mark(account.name, token))
        return version, Begun(sessions.begin(session, account.id, device), token)


def _columns(reception: Reception, account_id: str, new: NewKeys) -> dict[str, Any]:
    columns = {
        "login_hash": reception.hashing.hash(new.login_key),
        "kdf_memory_kib": new.kdf.memory_kib,
        "kdf_iterations": new.kdf.iterations,
        "kdf_parallelism": new.kdf.parallelism,
        "salt": new.salt,
        "wrapped_by_passphrase": reception.key.seal(
            new.wrapped_by_passphrase, account_id, "passphrase"
        ),
    }
    if new.recovery_login_key is None or new.wrapped_by_recovery is None:
        return columns
    return columns | {
        "recovery_hash": reception.hashing.hash(new.recovery_login_key),
        "wrapped_by_recovery": reception.key.seal(new.wrapped_by_recovery, account_id, "recovery"),
    }
