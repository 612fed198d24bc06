"""The journal's addresses under /api/journal. No name, key or word of anybody's passes here."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, FailFast, Field
from pydantic_core import PydanticCustomError
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.accounts.current import Member, Ticketed, today
from app.api import Body, Database, Id, StrictRoute
from app.db import reading_rows, writing_rows
from app.errors import TooLarge
from app.journal import history, sync
from app.journal.items import Item, examine
from app.journal.limits import INVENTORY_ITEMS, PULL_ITEMS, PUSH_ITEMS

router = APIRouter(prefix="/api/journal", route_class=StrictRoute)


def _not_too_many(items: object) -> object:
    # Before any item is looked at: a mebibyte of `{}` would make two million errors, and 2 GB.
    if isinstance(items, list) and len(items) > PUSH_ITEMS:
        raise TooLarge
    return items


def _digits(text: object) -> object:
    # Left to itself the reader of a number takes `1.0`, `+1` and `1_0` as well.
    if isinstance(text, str) and not (text.isascii() and text.isdigit()):
        raise PydanticCustomError("int_parsing", "Must be digits")
    return text


_Digits = BeforeValidator(_digits)


class SyncRequest(Body):
    """What a device offers, and how far it has come."""

    cursor: str | None
    push: Annotated[list[Item], BeforeValidator(_not_too_many)]
    limit: Annotated[int, Field(ge=1, le=PULL_ITEMS)]


class Erasure(Body):
    """The records whose older versions are to go for good."""

    ids: Annotated[list[str], FailFast()]


@router.post("/sync")
def exchange(sent: SyncRequest, ticket: Ticketed) -> Response:
    """Push and pull in one round trip; one that pushes nothing takes no lock."""
    account_id = ticket.member().account_id
    if not sent.push:
        with reading_rows(ticket.engines) as connection:
            answer = sync.pull(connection, account_id, sent.cursor, sent.limit)
    else:
        offers = [examine(item) for item in sent.push]
        with writing_rows(ticket.engines) as connection:
            answer = sync.push(connection, account_id, sent.cursor, offers, sent.limit, today())
    return Response(answer, media_type="application/json")


@router.get("/inventory")
def inventory(
    member: Member,
    engines: Database,
    after: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=INVENTORY_ITEMS), _Digits] = INVENTORY_ITEMS,
) -> JSONResponse:
    """What is held, by id: for a device that must find out what it lacks, or what is lacking."""
    with reading_rows(engines) as connection:
        return JSONResponse(history.inventory(connection, member.account_id, after, limit))


@router.get("/revisions/{record}")
def older_revisions(record: str, member: Member, engines: Database) -> StreamingResponse:
    """The kept older versions of a record, newest first."""
    pieces = history.older_revisions(engines, member.account_id, record)
    return StreamingResponse(pieces, media_type="application/json")


@router.post("/erase")
def erase(sent: Erasure, member: Member, engines: Database) -> Response:
    """Drop for good what is older than a tombstone."""
    with writing_rows(engines) as connection:
        history.erase(connection, member.account_id, sent.ids)
    return Response(status_code=204)


@router.get("/state")
def state(member: Member, engines: Database) -> JSONResponse:
    """The limits, and how much of them this account uses."""
    with reading_rows(engines) as connection:
        return JSONResponse(history.state(connection, member.account_id))
