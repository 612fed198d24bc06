"""Sessions: begun with a new token each time, listed, ended; and the devices that are known."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts.cookies import new_token
from app.accounts.current import IDLE, LONGEST, Current, today
from app.accounts.models import KnownDevice, SignIn
from app.db import insert_unless_there
from app.encoding import is_id, new_id
from app.errors import NotFound

MOST = 100  # sessions of one account; a script that signs in each time ends its oldest
RECOVERING = IDLE / 30  # a day is enough to type a new passphrase twice
MONTHS_KNOWN = 13
DEVICES_KNOWN = 100  # of one account; beyond them the longest known are strangers again


@dataclass(frozen=True)
class Begun:
    """What goes into the cookies: the session's token, and the device's."""

    session_token: bytes
    device_token: bytes


def begin(session: Session, account_id: str, device: str, *, recovering: bool = False) -> bytes:
    """A new session for an account; gives its token, which is stored nowhere."""
    token, day = new_token(), today()
    _make_room(session, account_id)
    session.add(
        SignIn(
            account_id=account_id,
            id=new_id(),
            token_hash=sha256(token).digest(),
            device=device,
            recovering=recovering,
            expires=day + (RECOVERING if recovering else IDLE),
            ends=day + (RECOVERING if recovering else LONGEST),
        )
    )
    return token


def _make_room(session: Session, account_id: str) -> None:
    theirs = col(SignIn.account_id) == account_id
    kept = select(col(SignIn.id)).where(theirs).order_by(col(SignIn.expires).desc(), col(SignIn.id))
    session.execute(delete(SignIn).where(theirs, col(SignIn.id).not_in(kept.limit(MOST - 1))))


def end(session: Session, account_id: str, session_id: str) -> None:
    """End one session; raises NotFound for one that is not this account's, or no more."""
    if not is_id(session_id):
        raise NotFound
    one = (col(SignIn.account_id) == account_id, col(SignIn.id) == session_id)
    ended = session.execute(delete(SignIn).where(*one).returning(col(SignIn.id)))
    if ended.first() is None:
        raise NotFound


def end_all(session: Session, account_id: str) -> None:
    """End every session of an account."""
    session.execute(delete(SignIn).where(col(SignIn.account_id) == account_id))


def device_of(session: Session, current: Current) -> str | None:
    """The label of a session's device; None where it has ended meanwhile."""
    one = (col(SignIn.account_id) == current.account_id, col(SignIn.id) == current.session_id)
    return session.scalar(select(col(SignIn.device)).where(*one))


def list_of(session: Session, current: Current) -> list[dict[str, object]]:
    """Every session of an account that has not ended: `{id, device, current}`."""
    theirs = (col(SignIn.account_id) == current.account_id, col(SignIn.expires) >= today())
    rows = session.execute(
        select(col(SignIn.id), col(SignIn.device)).where(*theirs).order_by(col(SignIn.id))
    )
    return [
        {"id": id_, "device": device, "current": id_ == current.session_id} for id_, device in rows
    ]


def know_device(session: Session, account_id: str, mark: bytes) -> None:
    """Give a device its own budget of guesses, for a year from this month."""
    expires = _months_from(today(), MONTHS_KNOWN)
    known = KnownDevice(account_id=account_id, token_hash=mark, expires=expires)
    insert_unless_there(session, known)
    theirs, mark_of = col(KnownDevice.account_id) == account_id, col(KnownDevice.token_hash)
    session.execute(update(KnownDevice).where(theirs, mark_of == mark).values(expires=expires))
    newest = col(KnownDevice.expires).desc()
    kept = select(mark_of).where(theirs, mark_of != mark).order_by(newest).limit(DEVICES_KNOWN - 1)
    session.execute(delete(KnownDevice).where(theirs, mark_of != mark, mark_of.not_in(kept)))


def _months_from(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
