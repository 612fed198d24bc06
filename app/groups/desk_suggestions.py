"""Desk's pages of suggestions: a module for a group, from a day until a day, and never due."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from app.accounts.current import Current, today
from app.accounts.desk import Facilitating
from app.accounts.reception import AtReception, Reception
from app.db import reading, writing
from app.desk import desk_page, go_to
from app.errors import EditedElsewhere, Invalid
from app.forms import WHOLE, Filled, M, filled
from app.groups import composing, facilitation, modules, suggestions
from app.groups.desk_bodies import ChangedSuggestion, NewSuggestion, Removed
from app.groups.desk_groups import GROUP, address_of
from app.groups.desk_modules import OfLibrary
from app.practice.library import Library

router = APIRouter(include_in_schema=False)
SUGGEST, ONE = f"{GROUP}/suggest", f"{GROUP}/suggestions/{{assignment_id}}"
FAULTS = {
    "past": "day-is-past",
    "far": "day-is-far",
    "out_of_order": "days-out-of-order",
    "begun": "has-begun",
    "too_early": "day-is-past",
    "too_many": "too-many-suggestions",
    "archived": "is-put-away",
    "again": "suggested-already",
    "closed": "has-ended",
}


@router.get(SUGGEST)
def choose(
    request: Request,
    group_id: str,
    current: Facilitating,
    library: OfLibrary,
    reception: AtReception,
    module: str = "",
) -> Response:
    """A module to be chosen, or one that was, with its days."""
    if module:
        return _suggest_page(request, current, reception, library, group_id, module, Filled())
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        if group.archived:
            return go_to(request, address_of(group_id))
        own, shared = composing.modules_for(session, current.account_id)
    return desk_page(
        request,
        "desk/suggest_choose.html",
        current,
        here="groups",
        group=group,
        ready=library.modules,
        own=own,
        shared=shared,
    )


@router.post(SUGGEST)
def suggest(
    request: Request,
    group_id: str,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[NewSuggestion], filled(NewSuggestion)],
    reception: AtReception,
) -> Response:
    """It is on its way to members' phones."""
    module_id = str(form.typed.get("module", ""))
    again = (request, current, reception, library, group_id, module_id)
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            found = modules.find(session, library, current.account_id, module_id)
            has_read = form.value.read_cautions if form.value else "read_cautions" in form.typed
            if found.needs_caution_sheet and not has_read:
                said = form.value.said() if form.value else None
                form = form.but("read_cautions", "read-the-cautions")
                if said:
                    suggestions.check_days(said, earliest=today())
            if form.value:
                shown_as = facilitation.shown_as(session, current.account_id, group)
                said = form.value.said()
                suggestions.assign(session, reception.key, group, shown_as, found.whole, said)
    except Invalid as refused:
        form = _with_fault(form, refused)
    if form.faults:
        return _suggest_page(*again, form)
    return go_to(request, address_of(group_id), "suggested")


@router.get(ONE)
def show_suggestion(
    request: Request,
    group_id: str,
    assignment_id: str,
    current: Facilitating,
    library: OfLibrary,
    reception: AtReception,
) -> Response:
    """What was suggested, as members read it, and what is said of it."""
    return _one_page(request, current, reception, library, group_id, assignment_id, None)


@router.post(ONE)
def change_suggestion(
    request: Request,
    group_id: str,
    assignment_id: str,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[ChangedSuggestion], filled(ChangedSuggestion)],
    reception: AtReception,
) -> Response:
    """Other days or other words."""
    again = (request, current, reception, library, group_id, assignment_id)
    if form.value is None:
        return _one_page(*again, form)
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            one = suggestions.one_of(session, group, assignment_id)
            suggestions.change(session, one, form.value.version, form.value.said())
    except Invalid as refused:
        return _one_page(*again, _with_fault(form, refused))
    except EditedElsewhere:
        return _one_page(*again, form.but(WHOLE, "edited-elsewhere"), status=409)
    return go_to(request, address_of(group_id), "saved")


@router.post(f"{ONE}/take-back")
def take_back(
    request: Request,
    group_id: str,
    assignment_id: str,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[Removed], filled(Removed)],
    reception: AtReception,
) -> Response:
    """It goes from members' phones with their next sync, and no count is said of it."""
    again = (request, current, reception, library, group_id, assignment_id)
    try:
        with writing(reception.engines) as session:
            group = facilitation.held(session, current.account_id, group_id)
            one = suggestions.one_of(session, group, assignment_id)
            if form.value:
                suggestions.withdraw(session, one, form.value.version)
    except Invalid:
        return _one_page(*again, Filled(faults={WHOLE: "has-ended"}))
    except EditedElsewhere:
        return _one_page(*again, Filled(faults={WHOLE: "changed-meanwhile"}), status=409)
    return go_to(request, address_of(group_id), "taken-back")


def _with_fault(form: Filled[M], refused: Invalid) -> Filled[M]:
    for fault in refused.faults:
        name = str(fault.loc[-1])
        # What has begun meanwhile shows no field for its first day that a fault could stand beside.
        is_beside = name in ("starts", "suggested_by") and fault.type != "begun"
        form = form.but(name if is_beside else WHOLE, FAULTS[fault.type])
    return form


def _suggest_page(
    request: Request,
    current: Current,
    reception: Reception,
    library: Library,
    group_id: str,
    module_id: str,
    form: Filled[Any],
) -> Response:
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        found = modules.find(session, library, current.account_id, module_id)
    if not form.typed:
        until = modules.last_day(today(), found.whole["pace"]["working_days"])
        form = Filled(
            {
                "starts": today().isoformat(),
                "suggested_by": until.isoformat(),
                "rhythm": group.rhythm,
            }
        )
    return desk_page(
        request,
        "desk/suggest.html",
        current,
        here="groups",
        group=group,
        found=found,
        module=found.whole,
        by_id=library.by_id,
        form=form,
    )


def _one_page(
    request: Request,
    current: Current,
    reception: Reception,
    library: Library,
    group_id: str,
    assignment_id: str,
    form: Filled[Any] | None,
    status: int | None = None,
) -> Response:
    with reading(reception.engines) as session:
        group = facilitation.led(session, current.account_id, group_id)
        one = suggestions.one_of(session, group, assignment_id)
    typed = {
        "starts": one.starts.isoformat(),
        "suggested_by": one.suggested_by.isoformat(),
        "rhythm": one.rhythm,
        "message": one.message,
    }
    has_begun = one.starts <= today()
    # What was typed stays; sent again it is a change of what stands there now, which has been seen.
    shown = {**typed, **(form.typed if form else {}), "version": str(one.version)}
    if has_begun:
        shown["starts"] = typed["starts"]
    return desk_page(
        request,
        "desk/suggestion.html",
        current,
        status=status,
        here="groups",
        group=group,
        one=one,
        module=one.module,
        by_id=library.by_id,
        is_open=suggestions.is_open(one) and not one.published,
        has_begun=has_begun,
        form=Filled(shown, form.faults if form else {}),
    )
