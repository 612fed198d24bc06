"""Who may open Desk. The role is read with each request, so that it changes at once.

nobody signed in          401: a page that says where to sign in
a member, or a recovery   403: a page that says what this is for
no second factor yet      to the page that sets one up
second factor not given   to the page that asks for it
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from app.accounts import desk_cookie
from app.accounts.current import Current, Ticketed
from app.accounts.factors import Standing, standing_of
from app.accounts.models import Role
from app.accounts.reception import AtReception, Reception
from app.db import reading
from app.desk import AnotherPageFirst, go_to, leading_on
from app.errors import ForAdmins, NotAllowed

ASK = "/team/second-factor"
SET_UP = "/team/second-factor/set-up"
CODES = "/team/second-factor/recovery-codes"
SECURITY = "/team/security"


@dataclass(frozen=True)
class AtDoor:
    """Somebody whose role opens Desk: their factors, and whether they gave one in this session."""

    current: Current
    standing: Standing
    is_in: bool

    @property
    def viewer(self) -> Current | None:
        """Who a page is for: nobody sees places to go before they are in."""
        return self.current if self.is_in else None


def _at_door(request: Request, ticket: Ticketed, reception: AtReception) -> AtDoor:
    current = ticket.member()
    if current.role not in (Role.FACILITATOR, Role.ADMIN):
        raise NotAllowed
    with reading(reception.engines) as session:
        standing = standing_of(session, current.account_id)
    given = desk_cookie.is_good(request, reception.key, standing.version)
    return AtDoor(current, standing, standing.is_set_up and given)


Arriving = Annotated[AtDoor, Depends(_at_door)]


def _settling(at_door: Arriving) -> AtDoor:
    if at_door.standing.is_set_up and not at_door.is_in:
        raise AnotherPageFirst(ASK)
    return at_door


# In Desk, or about to set up a first factor: changing one needs the one that there is.
Settling = Annotated[AtDoor, Depends(_settling)]


def _facilitating(at_door: Arriving) -> Current:
    if not at_door.is_in:
        raise AnotherPageFirst(ASK if at_door.standing.is_set_up else SET_UP, keeps=True)
    return at_door.current


Facilitating = Annotated[Current, Depends(_facilitating)]


def _is_admin(at_door: Arriving) -> AtDoor:
    if at_door.current.role != Role.ADMIN:
        raise ForAdmins
    return at_door


def _administering(at_door: Annotated[AtDoor, Depends(_is_admin)]) -> Current:
    return _facilitating(at_door)


Administering = Annotated[Current, Depends(_administering)]
ADMINS_ONLY = [Depends(_administering)]  # where it does not matter which


def let_in(request: Request, reception: Reception, at_door: AtDoor, version: int) -> Response:
    """On into Desk, in this version of the factors; by way of the recovery codes, where those are
    not written down yet.
    """
    with reading(reception.engines) as session:
        standing = standing_of(session, at_door.current.account_id)
    answer = go_to(request, CODES if standing.codes_to_write_down else leading_on(request))
    desk_cookie.give(request, answer, reception.key, version)
    return answer
