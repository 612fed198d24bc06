"""Who is asking: the session cookie, looked up by one statement of its own.

That statement is over before the route's transaction begins, so that no route's work waits on
it, and nothing a route does is undone by it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Annotated

from fastapi import Depends
from sqlalchemy import update
from sqlmodel import col
from starlette.requests import Request

from app.accounts.cookies import SESSION, read_cookie
from app.accounts.models import SignIn
from app.db import Engines, ask_alone, writing
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


@dataclass(frozen=True)
class Ticket:
    """A session cookie that has not been looked up yet.

    A route that every device asks all day looks it up in the thread that it has anyway; as a
    dependency it would be sent to a thread of its own and back, which costs more than it does.
    """

    engines: Engines
    token_hash: bytes
    reads_only: bool

    def any_session(self) -> Current:
        """Whoever is signed in, by passphrase or by recovery code; raises SignInNeeded."""
        found = _find(self.engines, self.token_hash, today())
        if found is None:
            raise SignInNeeded
        current, expires, ends = found
        # A GET never writes, and a device that syncs sends POSTs.
        if not self.reads_only and not current.recovering:
            _move_expiry(self.engines, current, expires, ends)
        return current

    def member(self) -> Current:
        """Whoever is in by passphrase; raises SignInNeeded or, for a recovery, NotAllowed."""
        current = self.any_session()
        if current.recovering:
            raise NotAllowed
        return current


async def _ticket(request: Request) -> Ticket:
    token = read_cookie(request, SESSION)
    if token is None:
        raise SignInNeeded
    engines: Engines = request.app.state.engines
    return Ticket(engines, sha256(token).digest(), request.method in SAFE_METHODS)


async def _perhaps_ticket(request: Request) -> Ticket | None:
    try:
        return await _ticket(request)
    except SignInNeeded:
        return None


Ticketed = Annotated[Ticket, Depends(_ticket)]
PerhapsTicketed = Annotated[Ticket | None, Depends(_perhaps_ticket)]


def _any_session(ticket: Ticketed) -> Current:
    return ticket.any_session()


def _member(ticket: Ticketed) -> Current:
    return ticket.member()


AnySession = Annotated[Current, Depends(_any_session)]
Member = Annotated[Current, Depends(_member)]


def today() -> date:
    """The day by which sessions, devices and invites end."""
    return datetime.now(UTC).date()


_WHOSE = """SELECT s.account_id, s.id, a.role, s.recovering, s.expires, s.ends
  FROM sign_in s JOIN account a ON a.id = s.account_id WHERE s.token_hash = ?"""


def _find(engines: Engines, token_hash: bytes, day: date) -> tuple[Current, date, date] | None:
    found = ask_alone(engines, _WHOSE, token_hash)
    if not found:
        return None
    account_id, session_id, role, recovering, *days = found[0]
    # SQLite has no dates, only their text.
    expires, ends = (date.fromisoformat(str(each)) for each in days)
    if min(expires, ends) < day:
        return None
    return Current(account_id, session_id, role, bool(recovering)), expires, ends


def _move_expiry(engines: Engines, current: Current, expires: date, ends: date) -> None:
    later = min(today() + IDLE, ends)
    if later - expires < WEEK:
        return
    here = (col(SignIn.account_id) == current.account_id, col(SignIn.id) == current.session_id)
    with writing(engines) as session:
        session.execute(update(SignIn).where(*here).values(expires=later))
