"""Desk's pages of who comes: the invitation of a group, and other facilitators."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app import qr
from app.accounts.current import Current, today
from app.accounts.desk import Facilitating
from app.accounts.reception import AtReception, Reception
from app.db import reading, writing
from app.desk import ROOT, desk_page, go_to, link_to
from app.errors import EditedElsewhere, Invalid
from app.forms import WHOLE, Filled, filled
from app.groups import codes, facilitation, handover
from app.groups.desk_bodies import CalledOff, FacilitatorCode, NewCode, Shown
from app.groups.desk_groups import GROUP, address_of, fault_of
from app.groups.models import Group

router = APIRouter(include_in_schema=False)
INVITATION, OTHERS = f"{GROUP}/invitation", f"{GROUP}/facilitators"
ME = f"{OTHERS}/me"


@router.get(INVITATION)
def show_invitation(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """The code, the link and the square, to show, send or print."""
    return _invitation_page(request, current, reception, group_id, Filled({"days": "30"}))


@router.post(INVITATION)
def make_code(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[NewCode], filled(NewCode)],
    reception: AtReception,
) -> Response:
    """A new code; the one before opens nothing any more."""
    if form.value is None:
        return _invitation_page(request, current, reception, group_id, form)
    with writing(reception.engines) as session:
        group = facilitation.held(session, current.account_id, group_id)
        if not group.archived:
            until = today() + timedelta(days=form.value.days)
            codes.make(session, reception.key, group.id, current.account_id, "join", until)
    return go_to(request, address_of(group_id, "/invitation"), "new-code")


@router.get(OTHERS)
def show_facilitators(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """Who runs a group, and what is to change."""
    return _others_page(request, current, reception, group_id, Filled())


@router.post(f"{OTHERS}/code")
def make_facilitator_code(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[FacilitatorCode], filled(FacilitatorCode)],
    reception: AtReception,
) -> Response:
    """A code by which somebody else comes to run it."""
    if form.value is None:
        return _others_page(request, current, reception, group_id, form)
    with writing(reception.engines) as session:
        group = facilitation.held(session, current.account_id, group_id)
        until = today() + facilitation.NOTICE
        codes.make(session, reception.key, group.id, current.account_id, form.value.purpose, until)
    return go_to(request, address_of(group_id, "/facilitators"), "new-code")


@router.post(f"{OTHERS}/call-off")
def call_off(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[CalledOff], filled(CalledOff)],
    reception: AtReception,
) -> Response:
    """The change that was shown does not come."""
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            handover.call_off(session, group, form.value.days if form.value else "")
    except EditedElsewhere:
        told: Filled[FacilitatorCode] = Filled(faults={WHOLE: "changed-meanwhile"})
        return _others_page(request, current, reception, group_id, told, status=409)
    return go_to(request, address_of(group_id, "/facilitators"), "stays")


@router.post(f"{OTHERS}/step-back")
def step_back(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """I stop running it, a week from now."""
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            handover.step_back(session, current.account_id, group)
    except Invalid:
        alone: Filled[FacilitatorCode] = Filled(faults={WHOLE: "only-facilitator"})
        return _others_page(request, current, reception, group_id, alone)
    return go_to(request, address_of(group_id, "/facilitators"), "stopping")


@router.get(ME)
def ask_how_i_am_shown(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """How members see me."""
    with reading(reception.engines) as session:
        group, mine = facilitation.led_soon(session, current.account_id, group_id)
    manages = "yes" if mine.line_manager else "no"
    typed = {"shown_as": mine.shown_as, "line_manager": manages}
    return _me_page(request, current, group, Filled(typed))


@router.post(ME)
def change_how_i_am_shown(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[Shown], filled(Shown)],
    reception: AtReception,
) -> Response:
    """What members were told of me is right again."""
    with writing(reception.engines) as session:
        group, mine = facilitation.led_soon(session, current.account_id, group_id, hold=True)
        is_coming = mine.starts > today()
        if form.value:
            name, line = form.value.shown_as, form.value.line_manager == "yes"
            try:
                facilitation.show_as(session, current.account_id, group, name, line=line)
            except Invalid as refused:
                form = form.but(*fault_of(refused))
    if form.value is None:
        return _me_page(request, current, group, form)
    page = ROOT if is_coming else address_of(group_id, "/facilitators")
    return go_to(request, page, "saved")


def _me_page(request: Request, current: Current, group: Group, form: Filled[Shown]) -> Response:
    return desk_page(request, "desk/group_me.html", current, here="groups", group=group, form=form)


def _invitation_page(
    request: Request,
    current: Current,
    reception: Reception,
    group_id: str,
    form: Filled[NewCode],
) -> Response:
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        code = codes.current(session, reception.key, group.id, "join")
        facilitators = facilitation.facilitators(session, group.id)
    link = link_to(request, "/join", code[0]) if code else ""
    return desk_page(
        request,
        "desk/group_invitation.html",
        current,
        here="groups",
        group=group,
        facilitators=facilitators,
        code=code,
        link=link,
        picture=qr.picture(link) if code else "",
        today=today(),
        form=form,
    )


def _others_page(
    request: Request,
    current: Current,
    reception: Reception,
    group_id: str,
    form: Filled[FacilitatorCode],
    status: int | None = None,
) -> Response:
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        facilitators = facilitation.facilitators(session, group.id)
        both = {
            purpose: codes.current(session, reception.key, group.id, purpose)
            for purpose in ("beside", "after")
        }
    return desk_page(
        request,
        "desk/group_facilitators.html",
        current,
        status=status,
        here="groups",
        group=group,
        facilitators=facilitators,
        codes=both,
        has_room=sum(each.ends is None for each in facilitators) < facilitation.MOST,
        days=handover.days_of_change(facilitators),
        mine=current.account_id,
        today=today(),
        form=form,
    )
