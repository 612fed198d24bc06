"""An invitation to the desk, for somebody who has an account already."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.accounts import invites
from app.accounts.current import Current, Ticketed
from app.accounts.keys import account_of
from app.accounts.models import Role
from app.accounts.reception import AtReception, Reception
from app.db import writing
from app.desk import ROOT, desk_page, go_to
from app.errors import Invalid
from app.forms import Filled, FormBody, Line, filled

router = APIRouter(include_in_schema=False)
INVITATION = f"{ROOT}/invitation"


class Invitation(FormBody):
    """The code of one."""

    code: Annotated[Line, Field(min_length=1, max_length=60)]


@router.get(INVITATION)
def ask_for_invitation(request: Request, ticket: Ticketed, reception: AtReception) -> Response:
    """Whoever opens the desk already has no need of one."""
    current = ticket.member()
    if current.role != Role.MEMBER:
        return go_to(request, ROOT)
    return _page(request, reception, current, Filled())


@router.post(INVITATION)
def take_up_invitation(
    request: Request,
    ticket: Ticketed,
    form: Annotated[Filled[Invitation], filled(Invitation)],
    reception: AtReception,
) -> Response:
    """This account opens the desk from now on; a second factor comes next."""
    current = ticket.member()
    if current.role != Role.MEMBER:
        return go_to(request, ROOT)
    if form.value is None:
        return _page(request, reception, current, form)
    try:
        with writing(reception.engines) as session:
            invites.take_up(session, current.account_id, form.value.code)
    except Invalid:
        wrong = form.but("code", "no-such-invitation")
        return _page(request, reception, current, wrong)
    return go_to(request, ROOT)


def _page(
    request: Request, reception: Reception, current: Current, form: Filled[Invitation]
) -> Response:
    name = account_of(reception, current).name
    return desk_page(request, "desk/asked.html", None, name=name, form=form)
