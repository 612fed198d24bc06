"""Passkeys: made and used. Only these need a script, since only a script may ask for a passkey."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.responses import JSONResponse

from app.accounts import passkeys
from app.accounts.desk import SET_UP, Arriving, Settling, let_in
from app.accounts.factor_models import SecondFactor
from app.accounts.factors import prove
from app.accounts.reception import AtReception
from app.accounts.second_factor_bodies import NewPasskey, UsedPasskey
from app.accounts.second_factor_routes import asking, offering
from app.desk import go_to
from app.errors import WrongCredentials
from app.forms import Filled, filled

router = APIRouter(include_in_schema=False)
Made = Annotated[Filled[NewPasskey], filled(NewPasskey)]
Used = Annotated[Filled[UsedPasskey], filled(UsedPasskey)]


@router.post("/team/second-factor/passkeys/begin")
def begin_new(request: Request, at_door: Settling, reception: AtReception) -> Response:
    """What to make a passkey for, as JSON for the script."""
    site = passkeys.site_of(request)
    return JSONResponse(passkeys.begin_new(reception, at_door.current, site))


@router.post("/team/second-factor/passkeys")
def finish_new(request: Request, at_door: Settling, form: Made, reception: AtReception) -> Response:
    """A passkey that was made is in use."""
    if form.value is None:
        return offering(request, at_door, form.forgetting("credential"))
    version = passkeys.finish_new(
        reception,
        at_door.current,
        passkeys.site_of(request),
        form.value.credential,
        form.value.label,
    )
    if version is None:
        wrong = form.forgetting("credential").but("credential", "wrong-passkey")
        return offering(request, at_door, wrong)
    return let_in(request, reception, at_door, version)


@router.post("/team/second-factor/passkey/begin")
def begin_use(request: Request, at_door: Arriving, reception: AtReception) -> Response:
    """What a passkey has to sign, as JSON for the script."""
    site = passkeys.site_of(request)
    return JSONResponse(passkeys.begin_use(reception, at_door.current, site))


@router.post("/team/second-factor/passkey")
def give_passkey(
    request: Request, at_door: Arriving, form: Used, reception: AtReception
) -> Response:
    """Into Desk, with a passkey."""
    if not at_door.standing.is_set_up:
        return go_to(request, SET_UP)
    if form.value is None:
        return asking(request, at_door.standing, form.forgetting("credential"))
    credential, site = form.value.credential, passkeys.site_of(request)

    def check(session: Session, row: SecondFactor) -> bool:
        return passkeys.check(session, reception.key, row, site, credential)

    try:
        version = prove(reception, at_door.current.account_id, check)
    except WrongCredentials:
        wrong = form.forgetting("credential").but("credential", "wrong-passkey")
        return asking(request, at_door.standing, wrong)
    return let_in(request, reception, at_door, version)
