"""Invitations: a code that somebody can read out, stored as its hash, good for some sign-ups."""

from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.models import Account, Invite, Role
from app.crockford import LETTERS, in_groups, new_code, plain
from app.encoding import encode
from app.errors import Fault, Invalid, NotAllowed, NotFound

LENGTH, GROUP = 20, 4  # 100 bits
MARK = 4  # letters


def make(session: Session, role: Role, uses: int, expires: date) -> str:
    """A new code, in groups of four; good up to and including the day `expires`."""
    code = new_code(LENGTH)
    session.add(Invite(code_hash=_hash(code), role=role, uses_left=uses, expires=expires))
    return in_groups(code, GROUP)


def open_ones(session: Session) -> list[tuple[str, Invite]]:
    """Invitations that are good today, each with a name that opens nothing; first to end first.

    A member's stands here until its last day, used or not: whoever gave one to each of twenty
    people is not to see which of them took it up.
    """
    is_good = (col(Invite.uses_left) > 0) | (col(Invite.role) == Role.MEMBER)
    here = select(Invite).where(is_good, col(Invite.expires) >= today())
    in_order = here.order_by(col(Invite.expires), col(Invite.code_hash))
    return [(_name(each.code_hash), each) for each in session.scalars(in_order)]


def mark_of(name: str) -> str:
    """Four letters by which people tell one open invitation from another; they open nothing."""
    letters = sha256(name.encode()).digest()[:MARK]
    return "".join(LETTERS[byte % len(LETTERS)] for byte in letters)


def name_of(code: str) -> str:
    """The name under which a code is among `open_ones`."""
    return _name(_hash(code))


def withdraw(session: Session, name: str) -> None:
    """An invitation is good no more; raises NotFound for a name that none has."""
    named = next((each for known, each in open_ones(session) if known == name), None)
    if named is None:
        raise NotFound
    session.execute(delete(Invite).where(col(Invite.code_hash) == named.code_hash))


def check(session: Session, sign_up: str, code: str) -> None:
    """Raises NotAllowed where sign-up is closed, Invalid where this code is not good, or where one
    is needed and there is none. An administrator's link works where sign-up is closed, or nobody
    could begin.
    """
    role = session.scalar(select(col(Invite.role)).where(*_good(code))) if code else None
    if sign_up == "closed" and role != Role.ADMIN:
        raise NotAllowed
    if role is None and (code or sign_up == "invite"):
        raise _bad()


def redeem(session: Session, code: str) -> Role:
    """Use a code once, and give the role that it brings; raises Invalid."""
    use = update(Invite).where(*_good(code)).values(uses_left=col(Invite.uses_left) - 1)
    role = session.scalar(use.returning(col(Invite.role)))
    if role is None:
        raise _bad()
    return Role(role)


def take_up(session: Session, account_id: str, code: str) -> None:
    """Give a member's account the role that an invitation to the desk brings, and use it once.
    Raises Invalid for a code that is not good, or that brings a member nothing.
    """
    role = redeem(session, code)
    of_member = (col(Account.id) == account_id, col(Account.role) == Role.MEMBER)
    given = update(Account).where(*of_member).values(role=role).returning(col(Account.id))
    if role == Role.MEMBER or session.execute(given).first() is None:
        raise _bad()  # and so it is not used


def _good(code: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Invite.code_hash) == _hash(code),
        col(Invite.uses_left) > 0,
        col(Invite.expires) >= today(),
    )


def _bad() -> Invalid:
    return Invalid(faults=(Fault(("body", "invite"), "invite"),))


def _name(code_hash: bytes) -> str:
    return encode(sha256(b"invitation" + code_hash).digest()[:16])


def _hash(code: str) -> bytes:
    return sha256(plain(code).encode()).digest()
