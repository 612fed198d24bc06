"""Desk's pages of modules: ready, one's own, shared; as members see them, and to print."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.current import Current
from app.accounts.desk import Facilitating
from app.accounts.reception import AtReception, Reception
from app.db import reading, writing
from app.desk import ROOT, desk_page, go_to
from app.errors import EditedElsewhere, Invalid, NotFound
from app.forms import WHOLE, Filled, M, filled
from app.groups import composing, modules
from app.groups.desk_bodies import PLACES, EditedModule, ModuleForm, Removed
from app.groups.models import ComposedModule
from app.practice.library import Library

router = APIRouter(include_in_schema=False)
MODULES = f"{ROOT}/modules"
MODULE = f"{MODULES}/{{module_id}}"
FAULTS = {"how_many": "three-to-seven", "unknown": "three-to-seven", "too_many": "too-many-modules"}


async def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


OfLibrary = Annotated[Library, Depends(_library)]


@router.get(MODULES)
def list_modules(
    request: Request, current: Facilitating, library: OfLibrary, reception: AtReception
) -> Response:
    """Every module that I may suggest."""
    with reading(reception.engines) as session:
        own, shared = composing.modules_for(session, current.account_id)
    return desk_page(
        request,
        "desk/modules.html",
        current,
        here="modules",
        ready=library.modules,
        own=own,
        shared=shared,
    )


@router.get(f"{MODULES}/new")
def ask_for_module(request: Request, current: Facilitating, library: OfLibrary) -> Response:
    """A module to be composed."""
    return _form_page(request, current, library, Filled({"working_days": "10"}))


@router.post(f"{MODULES}/new")
def compose_module(
    request: Request,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[ModuleForm], filled(ModuleForm)],
    reception: AtReception,
) -> Response:
    """A module is composed."""
    if form.value is None:
        return _form_page(request, current, library, form)
    try:
        with writing(reception.engines) as session:
            draft = form.value.draft()
            made = composing.alike(session, library, current.account_id, draft)
            made = made or composing.compose(session, library, current.account_id, draft)
    except Invalid as refused:
        return _form_page(request, current, library, _with_fault(form, refused))
    return go_to(request, f"{MODULES}/{made.id}", "saved")


@router.get(MODULE)
def show_module(
    request: Request,
    module_id: str,
    current: Facilitating,
    library: OfLibrary,
    reception: AtReception,
) -> Response:
    """A module as members will see it."""
    return _one_page(request, current, library, reception, module_id, Filled())


@router.get(f"{MODULE}/guide")
def show_guide(
    request: Request, module_id: str, current: Facilitating, library: OfLibrary
) -> Response:
    """The guide for a live meeting, to be printed."""
    module = library.modules.get(module_id)
    if module is None:
        raise NotFound
    return desk_page(
        request, "desk/module_guide.html", current, here="modules", module=module, id=module_id
    )


@router.get(f"{MODULE}/edit")
def ask_for_change(
    request: Request,
    module_id: str,
    current: Facilitating,
    library: OfLibrary,
    reception: AtReception,
) -> Response:
    """One of my modules, to be changed."""
    with reading(reception.engines) as session:
        module = composing.own(session, current.account_id, module_id)
    return _form_page(request, current, library, Filled(_typed(module)), module)


@router.post(f"{MODULE}/edit")
def change_module(
    request: Request,
    module_id: str,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[EditedModule], filled(EditedModule)],
    reception: AtReception,
) -> Response:
    """One of my modules is changed; where I did so elsewhere meanwhile, I see both."""
    with reading(reception.engines) as session:
        module = composing.own(session, current.account_id, module_id)
    if form.value is None:
        return _form_page(request, current, library, form, module)
    try:
        with writing(reception.engines) as session:
            mine = composing.own(session, current.account_id, module_id)
            composing.edit(session, library, mine, form.value.version, form.value.draft())
    except Invalid as refused:
        return _form_page(request, current, library, _with_fault(form, refused), module)
    except EditedElsewhere:
        both = form.edited_elsewhere(module.version)
        return _form_page(request, current, library, both, module, status=409)
    return go_to(request, f"{MODULES}/{module_id}", "saved")


@router.post(f"{MODULE}/copy")
def copy_module(
    request: Request,
    module_id: str,
    current: Facilitating,
    library: OfLibrary,
    reception: AtReception,
) -> Response:
    """A module of my own, which begins as this one."""
    try:
        with writing(reception.engines) as session:
            found = modules.find(session, library, current.account_id, module_id)
            draft = modules.draft_of(found)
            copy = composing.compose(session, library, current.account_id, draft)
    except Invalid as refused:
        fault = FAULTS.get(refused.faults[0].type, "three-to-seven")
        told: Filled[Removed] = Filled(faults={WHOLE: fault})
        return _one_page(request, current, library, reception, module_id, told)
    return go_to(request, f"{MODULES}/{copy.id}/edit", "copied")


@router.post(f"{MODULE}/remove")
def remove_module(
    request: Request,
    module_id: str,
    current: Facilitating,
    library: OfLibrary,
    form: Annotated[Filled[Removed], filled(Removed)],
    reception: AtReception,
) -> Response:
    """One of my modules goes; what was suggested of it stays."""
    try:
        with writing(reception.engines) as session:
            module = composing.own(session, current.account_id, module_id)
            if form.value:
                composing.remove(session, module, form.value.version)
    except EditedElsewhere:
        told = form.but(WHOLE, "changed-meanwhile")
        return _one_page(request, current, library, reception, module_id, told, status=409)
    if form.value is None:
        return go_to(request, f"{MODULES}/{module_id}")
    return go_to(request, MODULES, "deleted")


def _typed(module: ComposedModule) -> dict[str, Any]:
    chosen = {f"exercise_{at}": each["id"] for at, each in enumerate(module.exercises, start=1)}
    return chosen | {
        "title": module.title,
        "aim": module.aim,
        "about": module.about,
        "working_days": str(module.working_days),
        "shared": "on" if module.shared else "",
        "version": str(module.version),
    }


def _with_fault(form: Filled[M], refused: Invalid) -> Filled[M]:
    return form.but("exercise_1", FAULTS.get(refused.faults[0].type, "three-to-seven"))


def _one_page(
    request: Request,
    current: Current,
    library: Library,
    reception: Reception,
    module_id: str,
    form: Filled[Removed],
    status: int | None = None,
) -> Response:
    with reading(reception.engines) as session:
        found = modules.find(session, library, current.account_id, module_id)
    return desk_page(
        request,
        "desk/module.html",
        current,
        status=status,
        here="modules",
        found=found,
        module=found.whole,
        by_id=library.by_id,
        is_mine=found.composed is not None and found.composed.account_id == current.account_id,
        form=form,
    )


def _form_page(
    request: Request,
    current: Current,
    library: Library,
    form: Filled[Any],
    module: ComposedModule | None = None,
    status: int | None = None,
) -> Response:
    return desk_page(
        request,
        "desk/module_form.html",
        current,
        status=status,
        here="modules",
        form=form,
        module=module,
        numbers=PLACES,  # not `places`, which are those of the frame
        skills=library.skills,
        exercises=library.exercises,
    )
