"""An account's second factors as a whole: what there is, what one try costs, and an end to all.

Wrong tries of every kind share one budget an account, and are refused in one way: whoever tries
a code that was right once learns no more than whoever makes one up.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.accounts import guesses, sessions
from app.accounts.factor_models import Passkey, RecoveryCode, SecondFactor
from app.accounts.models import Account
from app.accounts.reception import Reception
from app.accounts.server_key import ServerKey
from app.accounts.signing_in import still_allowed
from app.db import insert_unless_there, writing
from app.errors import SignInNeeded, SlowDown, WrongCredentials


@dataclass(frozen=True)
class Standing:
    """What an account has: `version` as a Desk cookie names it."""

    version: int = 0
    has_app: bool = False
    passkeys: int = 0
    codes: int = 0
    codes_to_write_down: bool = False

    @property
    def is_set_up(self) -> bool:
        """Whether there is a factor to ask for. Recovery codes alone are none."""
        return self.has_app or self.passkeys > 0


def standing_of(session: Session, account_id: str) -> Standing:
    """What this account has, all of it none where nothing was ever set up."""
    row = session.get(SecondFactor, account_id)
    if row is None:
        return Standing()
    passkeys, codes = (
        session.scalar(select(func.count()).where(col(table.account_id) == account_id)) or 0
        for table in (Passkey, RecoveryCode)
    )
    has_app, to_write_down = row.app_secret is not None, row.codes_shown is not None
    return Standing(row.version, has_app, passkeys, codes, to_write_down)


def locked_row(session: Session, account_id: str) -> SecondFactor:
    """The account's row, made if need be, and nobody else's until the transaction ends.

    Raises SignInNeeded where the account was deleted meanwhile.
    """
    here = select(col(Account.id)).where(col(Account.id) == account_id).with_for_update()
    if session.scalar(here) is None:
        raise SignInNeeded
    insert_unless_there(session, SecondFactor(account_id=account_id))
    return session.get_one(SecondFactor, account_id)


def changed(row: SecondFactor) -> int:
    """Note that the factors are others now, which ends Desk in every other browser; gives the
    version that a cookie is good for from here on.
    """
    row.version += 1
    return row.version


def tries_of(key: ServerKey, account_id: str) -> bytes:
    """Stands for the account where wrong tries at its second factor are counted."""
    return key.factor_mark(account_id, "tries")


def prove(
    reception: Reception, account_id: str, check: Callable[[Session, SecondFactor], bool]
) -> int:
    """Have a try checked within the budget; gives the version for the cookie.

    `check` says whether the try is right, and spends what can be used once. Raises
    WrongCredentials, which counts, or SlowDown, after which nothing is known about the try.
    """
    now, budget = int(time.time()), tries_of(reception.key, account_id)
    with writing(reception.engines) as session:
        row = locked_row(session, account_id)
        still_allowed(session, budget, now)
        if check(session, row):
            return row.version
        wait = guesses.count_wrong(session, budget, now)
    if wait:
        raise SlowDown(wait)
    raise WrongCredentials


def has_another(session: Session, account_id: str) -> bool:
    """Whether there is a factor left if one is removed."""
    standing = standing_of(session, account_id)
    return standing.has_app + standing.passkeys > 1


def forget(session: Session, account_id: str) -> None:
    """Remove every factor, and leave the sessions: for somebody whose Desk it is no more. What a
    browser still holds opens nothing, since the version moves on.
    """
    row = locked_row(session, account_id)
    for table in (Passkey, RecoveryCode):
        session.execute(delete(table).where(col(table.account_id) == account_id))
    row.app_secret = row.app_pending = row.codes_shown = row.challenge = None
    row.app_spent = b""
    changed(row)


def reset(session: Session, account_id: str) -> None:
    """Remove every factor and end every session, so that a new one can be set up from the start:
    for somebody who has lost them all and has spoken to an administrator.
    """
    for table in (Passkey, RecoveryCode, SecondFactor):
        session.execute(delete(table).where(col(table.account_id) == account_id))
    sessions.end_all(session, account_id)
