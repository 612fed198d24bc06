"""Who opens Desk: their names and their roles, and no day at all."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.accounts import factors
from app.accounts.models import Account, Role
from app.encoding import is_id
from app.errors import AppError, EditedElsewhere, NotAllowed, NotFound
from app.groups import facilitation

AT_DESK = (Role.FACILITATOR, Role.ADMIN)


class LastAdmin(AppError):
    """Somebody has to be able to open these pages."""

    status, code, title = 422, "invalid", "There is no other administrator"


class Person(NamedTuple):
    """Somebody who opens Desk."""

    id: str
    name: str
    role: str


def people(session: Session) -> Sequence[Person]:
    """Everybody who opens Desk, by name. Nothing here reads more of them, and nobody else."""
    here = select(col(Account.id), col(Account.name), col(Account.role))
    in_order = here.where(col(Account.role).in_(AT_DESK)).order_by(col(Account.name))
    return [Person(*row) for row in session.execute(in_order)]


def one_of(session: Session, account_id: str) -> Person:
    """One of them; raises NotFound for any other account, missing or not."""
    found = next((each for each in people(session) if each.id == account_id), None)
    if found is None or not is_id(account_id):
        raise NotFound
    return found


def give_role(session: Session, giver: str, account_id: str, was: str, role: str) -> None:
    """Give a role to somebody who had `was`, on behalf of an administrator. Whoever becomes a
    member runs no group any more and has no second factor.

    Raises NotFound, LastAdmin, EditedElsewhere where the role is another by now, or NotAllowed
    where the giver's is.
    """
    # Two who take each other's role at once go one after the other.
    admins = select(col(Account.id)).where(col(Account.role) == Role.ADMIN)
    left = set(session.scalars(admins.order_by(col(Account.id)).with_for_update()))
    if giver not in left:
        raise NotAllowed
    person = one_of(session, account_id)
    if person.role == role:
        return  # somebody pressed twice, or another administrator did the same
    if person.role != was:
        raise EditedElsewhere
    if role != Role.ADMIN and left == {account_id}:
        raise LastAdmin
    as_read = (col(Account.id) == account_id, col(Account.role) == was)
    given = update(Account).where(*as_read).values(role=role).returning(col(Account.id))
    if session.execute(given).first() is None:
        raise EditedElsewhere
    if role == Role.MEMBER:
        factors.forget(session, account_id)
        facilitation.stop_all(session, account_id)


def reset_second_factor(session: Session, account_id: str) -> None:
    """Have somebody who has lost every second factor begin anew; raises NotFound. They are signed
    out everywhere, so that whoever has their things has no session."""
    factors.reset(session, one_of(session, account_id).id)
