"""The page of who opens Desk: invited, given a role, helped in again."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.accounts import invites
from app.accounts.current import Current, today
from app.accounts.desk import ADMINS_ONLY, Administering
from app.accounts.models import Role
from app.accounts.reception import AtReception, Reception
from app.administration import people
from app.administration.bodies import MOST_USES, GivenRole, NewInvitation
from app.db import reading, writing
from app.desk import ROOT, desk_page, go_to, link_to
from app.errors import EditedElsewhere
from app.forms import WHOLE, Filled, FormBody, filled

router = APIRouter(include_in_schema=False)
PEOPLE, INVITATIONS = "/team/admin/people", "/team/admin/invitations"
PERSON = f"{PEOPLE}/{{account_id}}"
USUAL, LONGEST = timedelta(days=14), timedelta(days=365)


@router.get(PEOPLE)
def show(request: Request, current: Administering, reception: AtReception) -> Response:
    """Everybody who opens Desk, and the invitations that are open."""
    return _page(request, current, reception, _empty())


@router.post(INVITATIONS)
def invite(
    request: Request,
    current: Administering,
    form: Annotated[Filled[NewInvitation], filled(NewInvitation)],
    reception: AtReception,
) -> Response:
    """A new invitation, whose link is on the answer and nowhere else."""
    wanted = form.value
    if wanted and not today() <= wanted.last_day <= today() + LONGEST:
        form, wanted = form.but("last_day", "no-such-end"), None
    if wanted is None:
        return _page(request, current, reception, form)
    with writing(reception.engines) as session:
        code = invites.make(session, Role(wanted.role), wanted.uses, wanted.last_day)
    link = link_to(request, "/back-up", f"invite={code}")
    mark = invites.mark_of(invites.name_of(code))
    return _page(request, current, reception, _empty(), code=code, link=link, mark=mark)


@router.post(f"{INVITATIONS}/{{invitation}}/withdraw", dependencies=ADMINS_ONLY)
def withdraw(request: Request, invitation: str, reception: AtReception) -> Response:
    """An invitation is good no more."""
    with writing(reception.engines) as session:
        invites.withdraw(session, invitation)
    return go_to(request, PEOPLE, "withdrawn")


@router.post(f"{PERSON}/role")
def give_role(
    request: Request,
    current: Administering,
    account_id: str,
    form: Annotated[Filled[GivenRole], filled(GivenRole)],
    reception: AtReception,
) -> Response:
    """Another role for somebody, or for oneself."""
    with reading(reception.engines) as session:
        people.one_of(session, account_id)
    fault = "not-right"
    if form.value:
        fault = _given(reception, current, account_id, form.value)
    if fault:
        told: Filled[FormBody] = _empty().but(WHOLE, fault)
        status = 409 if fault == "changed-meanwhile" else None
        return _page(request, current, reception, told, status=status)
    return go_to(request, ROOT if account_id == current.account_id else PEOPLE, "saved")


@router.post(f"{PERSON}/second-factor/reset", dependencies=ADMINS_ONLY)
def reset_second_factor(request: Request, account_id: str, reception: AtReception) -> Response:
    """Somebody who has lost what opens Desk sets it up anew."""
    with writing(reception.engines) as session:
        people.reset_second_factor(session, account_id)
    return go_to(request, PEOPLE, "factor-reset")


def _given(reception: Reception, current: Current, account_id: str, wanted: GivenRole) -> str:
    """Nothing, or what is wrong, by name."""
    try:
        with writing(reception.engines) as session:
            people.give_role(session, current.account_id, account_id, wanted.was, wanted.role)
    except people.LastAdmin:
        return "last-admin"
    except EditedElsewhere:
        return "changed-meanwhile"
    return ""


def _empty() -> Filled[FormBody]:
    last: date = today() + USUAL
    return Filled({"role": "facilitator", "uses": "1", "last_day": last.isoformat()})


def _page(
    request: Request,
    current: Current,
    reception: Reception,
    form: Filled[FormBody] | Filled[NewInvitation],
    *,
    status: int | None = None,
    code: str = "",
    link: str = "",
    mark: str = "",
) -> Response:
    with reading(reception.engines) as session:
        everybody = people.people(session)
        invitations = [
            {
                "name": name,
                "mark": invites.mark_of(name),
                "invite": each,
                "is_told": each.role != Role.MEMBER,
            }
            for name, each in invites.open_ones(session)
        ]
    return desk_page(
        request,
        "desk/admin_people.html",
        current,
        status=status,
        here="admin",
        people=everybody,
        only_admin=sum(each.role == Role.ADMIN for each in everybody) == 1,
        me=current.account_id,
        invitations=invitations,
        most_uses=MOST_USES,
        form=form,
        code=code,
        link=link,
        mark=mark,
    )
