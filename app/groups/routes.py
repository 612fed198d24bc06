"""What devices ask of groups (PROTOCOL.md 5). The Desk's pages are in `desk.py`."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from app.accounts.current import Member, PerhapsTicketed, Ticket, today
from app.accounts.reception import AtReception
from app.api import Binary, Body, Database, Id, StrictRoute, Text
from app.db import reading, writing
from app.errors import SignInNeeded
from app.groups import codes, counting, membership, suggestions
from app.groups.models import Tally

router = APIRouter(route_class=StrictRoute)


class Code(Body):
    """A group's code as somebody typed it."""

    code: Annotated[Text, StringConstraints(min_length=1, max_length=40)]


class Mark(Body):
    """Somebody, nobody knows who, chose to be counted."""

    assignment: Id
    assignment_key: Annotated[bytes, Binary(32)]
    token: Annotated[bytes, Binary(32)]


@router.post("/api/groups/preview")
def look_before_joining(
    request: Request, given: Code, ticket: PerhapsTicketed, reception: AtReception
) -> dict[str, Any]:
    """Who runs a group, and what they see; no account is needed to look. A device that has one
    comes without it too, and with it where somebody behind the same address has guessed so much
    that nobody there is answered: then its own wrong codes count.
    """
    who = _who(request, ticket)
    with codes.few_guesses(reception, who), reading(reception.engines) as session:
        return membership.preview(session, reception.key, given.code)


def _who(request: Request, ticket: Ticket | None) -> str:
    if ticket:
        with suppress(SignInNeeded):
            return ticket.any_session().account_id
    return request.client.host if request.client else ""


@router.post("/api/groups/join", status_code=204)
def join_group(given: Code, current: Member, reception: AtReception) -> Response:
    """Into a group."""
    with codes.few_guesses(reception, current.account_id), writing(reception.engines) as session:
        membership.join(session, reception.key, current.account_id, given.code)
    return Response(status_code=204)


@router.get("/api/groups")
def list_groups(current: Member, engines: Database) -> dict[str, Any]:
    """The groups that somebody is in, and what was published of them."""
    with reading(engines) as session:
        return {"groups": membership.groups_of(session, current.account_id)}


@router.delete("/api/groups/{group_id}/membership", status_code=204)
def leave_group(group_id: str, current: Member, engines: Database) -> Response:
    """Out of a group, at once; nobody is told."""
    with writing(engines) as session:
        membership.leave(session, current.account_id, group_id)
    return Response(status_code=204)


@router.get("/api/assignments")
def list_assignments(current: Member, reception: AtReception) -> dict[str, Any]:
    """What is suggested to somebody."""
    with reading(reception.engines) as session:
        found = suggestions.for_member(session, reception.key, current.account_id)
        return {"assignments": found}


@router.post("/api/tally", status_code=204)
def take_mark(sent: Mark, reception: AtReception) -> Response:
    """A nameless mark: the answer is the same whether it is new, repeated or refused. No cookie is
    looked at, and none is set."""
    mark = Tally(assignment_id=sent.assignment, token=sent.token)
    counting.receive(reception.engines, reception.key, today(), mark, sent.assignment_key)
    return Response(status_code=204)
