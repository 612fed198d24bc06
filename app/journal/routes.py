"""The journal's addresses under /api/journal. No name, key or word of anybody's passes here."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse

from app.accounts.current import Member
from app.api import Body, Database, StrictRoute
from app.db import reading, writing
from app.errors import TooLarge
from app.journal import sync
from app.journal.items import Item, examine
from app.journal.limits import PULL_ITEMS, PUSH_ITEMS

router = APIRouter(prefix="/api/journal", route_class=StrictRoute)


class SyncRequest(Body):
    """What a device offers, and how far it has come."""

    cursor: str | None
    push: list[Item]
    limit: Annotated[int, Field(ge=1, le=PULL_ITEMS)]


@router.post("/sync")
def exchange(sent: SyncRequest, member: Member, engines: Database) -> JSONResponse:
    """Push and pull in one round trip; one that pushes nothing takes no lock."""
    if len(sent.push) > PUSH_ITEMS:
        raise TooLarge
    if not sent.push:
        with reading(engines) as session:
            return _json(sync.pull(session, member.account_id, sent.cursor, sent.limit))
    offers = [examine(item) for item in sent.push]
    with writing(engines) as session:
        answer = sync.push(
            session, member.account_id, sent.cursor, offers, sent.limit, datetime.now(UTC).date()
        )
    return _json(answer)


def _json(answer: dict[str, Any]) -> JSONResponse:
    return JSONResponse(answer)
