"""Desk's first page."""

from fastapi import APIRouter, Request, Response

from app.accounts.desk import Facilitating
from app.desk import desk_page

router = APIRouter(include_in_schema=False)


@router.get("/team")
def start(request: Request, current: Facilitating) -> Response:
    """Where a facilitator begins."""
    return desk_page(request, "desk/start.html", current)
