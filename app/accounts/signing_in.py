"""In by passphrase or by recovery code, alike but for what they open.

Whatever is wrong, the same is done in the same order and takes the same time: look for the name,
make one hash, count one wrong try.
"""

import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts import guesses, sessions
from app.accounts.cookies import new_token
from app.accounts.current import today
from app.accounts.models import Account, KnownDevice
from app.accounts.reception import Reception
from app.accounts.sessions import Begun
from app.db import reading, writing
from app.errors import SlowDown, WrongCredentials

Secret = Literal["login_hash", "recovery_hash"]


@dataclass(frozen=True)
class Visitor:
    """Whoever says to be of this name, on a device with this token (None: it sent none)."""

    name: str
    device_token: bytes | None


def sign_in(
    reception: Reception, visitor: Visitor, login_key: bytes, device: str
) -> tuple[Account, Begun]:
    """A session for whoever has the passphrase; raises WrongCredentials, SlowDown or Busy."""
    subject = prove(reception, visitor, login_key, "login_hash")
    token = visitor.device_token or new_token()
    with writing(reception.engines) as session:
        account = _still_so(session, subject)
        if subject.upgraded:
            account.login_hash = subject.upgraded
        mark = reception.key.device_mark(visitor.name, token)
        sessions.know_device(session, account.id, mark)
        return account, Begun(sessions.begin(session, account.id, device), token)


def recover(
    reception: Reception, visitor: Visitor, recovery_key: bytes, device: str
) -> tuple[Account, bytes]:
    """A session for whoever has the recovery code, good for setting new keys alone."""
    subject = prove(reception, visitor, recovery_key, "recovery_hash")
    with writing(reception.engines) as session:
        account = _still_so(session, subject)
        if subject.upgraded:
            account.recovery_hash = subject.upgraded
        return account, sessions.begin(session, account.id, device, recovering=True)


@dataclass(frozen=True)
class Proven:
    """An account whose secret was right, at this version of its keys."""

    account_id: str
    key_version: int
    budget: bytes
    upgraded: str = ""


def prove(reception: Reception, visitor: Visitor, secret: bytes, which: Secret) -> Proven:
    """Check a secret against an account's, within the budget of guesses.

    Raises WrongCredentials, which counts, or SlowDown, after which nothing is known about the
    secret, or Busy.
    """
    now = int(time.time())
    mark = reception.key.device_mark(visitor.name, visitor.device_token or b"")
    with reading(reception.engines) as session:
        account, is_known = _find(session, visitor.name, mark)
        budget = mark if is_known else reception.key.name_mark(visitor.name)
        still_allowed(session, budget, now)
    hashed = str(getattr(account, which)) if account else None
    if reception.hashing.verify(secret, hashed) and account and hashed:
        upgraded = ""
        if reception.hashing.is_outdated(hashed):
            upgraded = reception.hashing.hash(secret)
        return Proven(account.id, account.key_version, budget, upgraded)
    with writing(reception.engines) as session:
        wait = guesses.count_wrong(session, budget, now)
    if wait:
        raise SlowDown(wait)
    raise WrongCredentials


def still_allowed(session: Session, budget: bytes, now: int) -> None:
    """Raises SlowDown where this name's or device's budget of guesses is spent."""
    if wait := guesses.wait_of(session, budget, now):
        raise SlowDown(wait)


def _find(session: Session, name: str, mark: bytes) -> tuple[Account | None, bool]:
    at_device = (
        (col(KnownDevice.account_id) == col(Account.id))
        & (col(KnownDevice.token_hash) == mark)
        & (col(KnownDevice.expires) >= today())
    )
    found = session.execute(
        select(Account, col(KnownDevice.expires))
        .join(KnownDevice, at_device, isouter=True)
        .where(col(Account.name) == name)
    ).first()
    if found is None:
        return None, False
    account, known_until = found
    session.expunge(account)
    return account, known_until is not None


def _still_so(session: Session, proven: Proven) -> Account:
    # Of a hundred tries at once, the right one may be told only while the budget lasts; and a
    # passphrase that was changed while its hash was made no longer opens anything.
    still_allowed(session, proven.budget, int(time.time()))
    account = session.get(Account, proven.account_id, with_for_update=True)
    if account is None or account.key_version != proven.key_version:
        raise WrongCredentials
    return account
