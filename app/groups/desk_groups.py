"""Desk's pages of groups: all of mine, a new one, one as it is, its description, its end."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.accounts.current import Current, today
from app.accounts.desk import Facilitating
from app.accounts.reception import AtReception, Reception
from app.db import reading, writing
from app.desk import ROOT, desk_page, go_to
from app.errors import EditedElsewhere, Invalid, NotFound
from app.forms import WHOLE, Filled, filled
from app.groups import codes, facilitation, handover, suggestions
from app.groups.desk_bodies import EditedGroup, NewGroup, PutAway, TakeUp
from app.groups.models import Group

router = APIRouter(include_in_schema=False)
NEW, TAKE_UP = "/team/groups/new", "/team/groups/take-up"
GROUP = "/team/groups/{group_id}"


def address_of(group_id: str, page: str = "") -> str:
    """Where a group is, or a page of it."""
    return f"{ROOT}/groups/{group_id}{page}"


@router.get(ROOT)
def list_groups(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """The groups that I run."""
    with reading(reception.engines) as session:
        groups = facilitation.groups_of(session, current.account_id)
        coming = handover.coming_to(session, current.account_id)
    return desk_page(
        request,
        "desk/groups.html",
        current,
        here="groups",
        groups=[each for each in groups if not each.archived],
        put_away=[each for each in groups if each.archived],
        coming=coming,
    )


@router.get(NEW)
def ask_for_new(request: Request, current: Facilitating) -> Response:
    """A group to be made."""
    return _new_page(request, current, Filled())


@router.post(NEW)
def make_group(
    request: Request,
    current: Facilitating,
    form: Annotated[Filled[NewGroup], filled(NewGroup)],
    reception: AtReception,
) -> Response:
    """A group is made, and shows how to invite people."""
    if form.value is None:
        return _new_page(request, current, form)
    given = form.value
    about = Group(id="", name=given.name, relationship=given.relationship, rhythm=given.rhythm)
    try:
        with writing(reception.engines) as session:
            mine, line = (current.account_id, given.shown_as), given.line_manager == "yes"
            made = facilitation.alike(session, mine[0], about, mine[1], line=line)
            group = made or facilitation.create(session, mine[0], about, mine[1], line=line)
            group_id = group.id
    except Invalid:
        return _new_page(request, current, form.but(WHOLE, "too-many-groups"))
    return go_to(request, address_of(group_id), "made")


@router.get(TAKE_UP)
def ask_for_code(request: Request, current: Facilitating) -> Response:
    """A code of another facilitator, to be typed."""
    return _take_up_page(request, current, Filled())


@router.post(TAKE_UP)
def take_up(
    request: Request,
    current: Facilitating,
    form: Annotated[Filled[TakeUp], filled(TakeUp)],
    reception: AtReception,
) -> Response:
    """From a week from now I run it too, or in another's place."""
    if form.value is None:
        return _take_up_page(request, current, form)
    given = form.value
    mine = current.account_id
    try:
        with codes.few_guesses(reception, mine), writing(reception.engines) as session:
            line = given.line_manager == "yes"
            handover.take_up(session, reception.key, mine, given.code, given.shown_as, line=line)
    except NotFound:
        return _take_up_page(request, current, form.but("code", "no-such-code"))
    except Invalid as refused:
        return _take_up_page(request, current, form.but(*fault_of(refused)))
    return go_to(request, ROOT, "taken-up")


@router.get(GROUP)
def show_group(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """All that there is to see of a group."""
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        code = codes.current(session, reception.key, group.id, "join")
        suggested = suggestions.of_group(session, group.id)
        facilitators = facilitation.facilitators(session, group.id)
    return desk_page(
        request,
        "desk/group.html",
        current,
        here="groups",
        group=group,
        code=code,
        now=[each for each in suggested if suggestions.is_open(each)],
        before=[each for each in suggested if not suggestions.is_open(each)],
        facilitators=facilitators,
        mine=current.account_id,
        today=today(),
    )


@router.get(f"{GROUP}/edit")
def ask_for_description(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """What a group is, to be changed."""
    group = _led(reception, current, group_id)
    typed = {
        "name": group.name,
        "relationship": group.relationship,
        "rhythm": group.rhythm,
        "version": str(group.version),
    }
    return _edit_page(request, current, group, Filled(typed))


@router.post(f"{GROUP}/edit")
def change_description(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[EditedGroup], filled(EditedGroup)],
    reception: AtReception,
) -> Response:
    """A group is described anew; the later of two who do is shown what the other one wrote."""
    group = _led(reception, current, group_id)
    if form.value is None:
        return _edit_page(request, current, group, form)
    values = form.value.model_dump(exclude={"version"})
    try:
        with writing(reception.engines) as session:
            led = facilitation.held(session, current.account_id, group_id)
            facilitation.describe(session, led, form.value.version, **values)
    except EditedElsewhere:
        theirs = _led(reception, current, group_id)
        mine = form.edited_elsewhere(theirs.version)
        return _edit_page(request, current, theirs, mine, status=409)
    return go_to(request, address_of(group_id), "saved")


@router.get(f"{GROUP}/put-away")
def ask_before_putting_away(
    request: Request, group_id: str, current: Facilitating, reception: AtReception
) -> Response:
    """What it does, before it is done."""
    return _put_away_page(request, current, _led(reception, current, group_id), Filled())


@router.post(f"{GROUP}/put-away")
def put_away(
    request: Request,
    group_id: str,
    current: Facilitating,
    form: Annotated[Filled[PutAway], filled(PutAway)],
    reception: AtReception,
) -> Response:
    """Nobody joins it any more, and nothing is suggested to it."""
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            if form.value is None or group.archived:
                return go_to(request, address_of(group_id))
            facilitation.archive(session, group, form.value.version)
    except EditedElsewhere:
        now = _led(reception, current, group_id)
        told = form.but(WHOLE, "changed-meanwhile")
        return _put_away_page(request, current, now, told, status=409)
    return go_to(request, ROOT, "put-away")


def fault_of(refused: Invalid) -> tuple[str, str]:
    """The field and the fault of whoever runs a group, as a page tells them."""
    (fault, *_) = refused.faults
    return str(fault.loc[-1]), fault.type.replace("_", "-")


def _led(reception: Reception, current: Current, group_id: str) -> Group:
    with reading(reception.engines) as session:
        return facilitation.led(session, current.account_id, group_id)


def _new_page(request: Request, current: Current, form: Filled[NewGroup]) -> Response:
    return desk_page(request, "desk/group_new.html", current, here="groups", form=form)


def _take_up_page(request: Request, current: Current, form: Filled[TakeUp]) -> Response:
    return desk_page(request, "desk/group_take_up.html", current, here="groups", form=form)


def _put_away_page(
    request: Request,
    current: Current,
    group: Group,
    form: Filled[PutAway],
    status: int | None = None,
) -> Response:
    return desk_page(
        request,
        "desk/group_put_away.html",
        current,
        status=status,
        here="groups",
        group=group,
        form=form,
    )


def _edit_page(
    request: Request,
    current: Current,
    group: Group,
    form: Filled[EditedGroup],
    status: int | None = None,
) -> Response:
    return desk_page(
        request,
        "desk/group_edit.html",
        current,
        status=status,
        here="groups",
        group=group,
        form=form,
    )
