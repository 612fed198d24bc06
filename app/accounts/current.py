"""Who is asking: the session cookie, looked up in a transaction of its own.

That transaction is over before the route's begins, so that no route's work waits on it, and
nothing a route does is undone by it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select, update
from sqlmodel import col
from starlette.requests import Request

from app.accounts.cookies import SESSION, read_cookie
from app.accounts.models import Account, SignIn
from app.api import Database
from app.db import Engines, reading, writing
from app.errors import NotAllowed, SignInNeeded
from app.security import SAFE_METHODS

IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Current:
    """The account and the session that a request comes from.

    `recovering`: signed in by the recovery code, and so for setting new keys alone.
    """

    account_id: str
    session_id: str
    role: str
    recovering: bool = False


def any_session(request: Request, engines: Database) -> Current:
    """Whoever is signed in, by passphrase or by recovery code; raises SignInNeeded."""
    token = read_cookie(request, SESSION)
    if token is None:
        raise SignInNeeded
    found = _find(engines, sha256(token).digest(), today())
    if found is None:
        raise SignInNeeded
    current, expires, ends = found
    # A GET never writes, and a device that syncs sends POSTs.
    if request.method not in SAFE_METHODS and not current.recovering:
        _move_expiry(engines, current, expires, ends)
    return current


def member(current: Annotated[Current, Depends(any_session)]) -> Current:
    """Whoever is signed in by passphrase; raises SignInNeeded or, for a recovery, NotAllowed."""
    if current.recovering:
        raise NotAllowed
    return current


AnySession = Annotated[Current, Depends(any_session)]
Member = Annotated[Current, Depends(member)]


def today() -> date:
    """The day by which sessions, devices and invites end."""
    return datetime.now(UTC).date()


_BY_TOKEN = select(
    col(SignIn.account_id),
    col(SignIn.id),
    col(Account.role),
    col(SignIn.recovering),
    col(SignIn.expires),
    col(SignIn.ends),
).join(Account, col(Account.id) == SignIn.account_id)


def _find(engines: Engines, token_hash: bytes, day: date) -> tuple[Current, date, date] | None:
    with reading(engines) as session:
        row = session.execute(_BY_TOKEN.where(col(SignIn.token_hash) == token_hash)).one_or_none()
    if row is None:
        return None
    account_id, session_id, role, recovering, expires, ends = row
    if min(expires, ends) < day:
        return None
    return Current(account_id, session_id, role, recovering), expires, ends


def _move_expiry(engines: Engines, current: Current, expires: date, ends: date) -> None:
    later = min(today() + IDLE, ends)
    if later - expires < WEEK:
        return
    here = (col(SignIn.account_id) == current.account_id, col(SignIn.id) == current.session_id)
    with writing(engines) as session:
        session.execute(update(SignIn).where(*here).values(expires=later))
