"""Codes of eight letters that open a group: to read out, to put into a link, to scan.

Forty bits are few, so a code is known by a hash that is keyed with the server's key, and every
code that is no good is answered alike: mistyped, expired, replaced, spent, or of a closed group.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Literal

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.reception import Reception
from app.accounts.server_key import ServerKey
from app.crockford import in_groups, new_code, plain
from app.errors import NotFound
from app.groups.models import Group, GroupCode

LENGTH, HALF = 8, 4
Purpose = Literal["join", "beside", "after"]
SEALED_AS = "group code"


def make(
    session: Session,
    key: ServerKey,
    group_id: str,
    made_by: str,
    purpose: Purpose,
    expires: date,
) -> str:
    """A new code for a group, in two halves; the one before for this purpose is good no more."""
    code = new_code(LENGTH)
    forget(session, group_id, purpose)
    session.add(
        GroupCode(
            mark=key.code_mark(code.encode()),
            group_id=group_id,
            purpose=purpose,
            made_by=made_by,
            sealed=key.seal(code.encode(), group_id, SEALED_AS),
            expires=expires,
        )
    )
    return in_groups(code, HALF)


def forget(session: Session, group_id: str, purpose: Purpose | None = None) -> None:
    """No code of a group is good any more, for this purpose or for any."""
    theirs = delete(GroupCode).where(col(GroupCode.group_id) == group_id)
    if purpose:
        theirs = theirs.where(col(GroupCode.purpose) == purpose)
    session.execute(theirs)


def current(
    session: Session, key: ServerKey, group_id: str, purpose: Purpose
) -> tuple[str, date] | None:
    """The code that is good now and the last day on which it is, or None."""
    wanted = (col(GroupCode.group_id) == group_id, col(GroupCode.purpose) == purpose)
    here = select(GroupCode).where(*wanted, col(GroupCode.expires) >= today())
    row = session.scalar(here)
    if row is None:
        return None
    return in_groups(key.open(row.sealed, group_id, SEALED_AS).decode(), HALF), row.expires


def find(session: Session, key: ServerKey, typed: str, *purposes: Purpose) -> GroupCode:
    """The row of a code as somebody typed it; raises NotFound for any that is no good."""
    here = (
        select(GroupCode)
        .join(Group, col(Group.id) == col(GroupCode.group_id))
        .where(
            col(GroupCode.mark) == key.code_mark(plain(typed).encode()),
            col(GroupCode.purpose).in_(purposes),
            col(GroupCode.expires) >= today(),
            col(Group.archived).is_(False),
        )
    )
    row = session.scalar(here)
    if row is None:
        raise NotFound
    return row


@contextmanager
def few_guesses(reception: Reception, who: str) -> Iterator[None]:
    """Only codes that are no good count, so that an office that joins together is never held up.
    Raises SlowDown after too many of them, by the account or the address in `who`.
    """
    reception.wrong_codes.check(who)
    try:
        yield
    except NotFound:
        reception.wrong_codes.count(who)
        raise
