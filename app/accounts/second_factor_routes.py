"""The pages that ask for a second factor and set one up. Each works without scripts."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app import qr
from app.accounts import authenticator, desk_cookie, recovery_codes
from app.accounts.desk import (
    ASK,
    CODES,
    SECURITY,
    SET_UP,
    Arriving,
    AtDoor,
    Facilitating,
    Settling,
    let_in,
)
from app.accounts.factor_models import SecondFactor
from app.accounts.factors import Standing, locked_row, prove
from app.accounts.keys import account_of
from app.accounts.reception import AtReception
from app.accounts.second_factor_bodies import Code
from app.crockford import in_groups
from app.db import reading, writing
from app.desk import ROOT, desk_page, go_to, leading_on
from app.errors import WrongCredentials
from app.forms import Filled, filled

router = APIRouter(include_in_schema=False)
APP = "/team/second-factor/app"
Coded = Annotated[Filled[Code], filled(Code)]


@router.get(ASK)
def ask(request: Request, at_door: Arriving) -> Response:
    """Asks for the second factor."""
    if not at_door.standing.is_set_up:
        return go_to(request, SET_UP)
    if at_door.is_in:
        return go_to(request, leading_on(request))
    return asking(request, at_door.standing, Filled())


@router.post(ASK)
def give_code(request: Request, at_door: Arriving, form: Coded, reception: AtReception) -> Response:
    """Into Desk, with a code of the app or from paper."""
    if not at_door.standing.is_set_up:
        return go_to(request, SET_UP)
    if form.value is None:
        return asking(request, at_door.standing, form.forgetting("code"))
    typed = form.value.code

    def check(session: Session, row: SecondFactor) -> bool:
        if authenticator.is_code(typed):
            return authenticator.check(reception.key, row, typed)
        return recovery_codes.spend(session, reception.key, row, typed)

    try:
        version = prove(reception, at_door.current.account_id, check)
    except WrongCredentials:
        wrong = form.forgetting("code").but("code", "wrong-code")
        return asking(request, at_door.standing, wrong)
    return let_in(request, reception, at_door, version)


@router.get("/team/second-factor/set-up")
def offer(request: Request, at_door: Settling) -> Response:
    """Which second factor it is to be."""
    return offering(request, at_door, Filled())


@router.post("/team/second-factor/set-up")
def begin_app(request: Request, at_door: Settling, reception: AtReception) -> Response:
    """A key for an authenticator app, not in use yet."""
    authenticator.begin(reception, at_door.current)
    return go_to(request, APP)


@router.get("/team/second-factor/app")
def show_app(request: Request, at_door: Settling, reception: AtReception) -> Response:
    """The key, as a square code and as letters."""
    return _showing_app(request, at_door, reception, Filled())


@router.post("/team/second-factor/app")
def confirm_app(
    request: Request, at_door: Settling, form: Coded, reception: AtReception
) -> Response:
    """The app is set up once it has given a code."""
    if form.value is None:
        return _showing_app(request, at_door, reception, form.forgetting("code"))
    version = authenticator.confirm(reception, at_door.current, form.value.code)
    if version is None:
        wrong = form.forgetting("code").but("code", "wrong-app-code")
        return _showing_app(request, at_door, reception, wrong)
    return let_in(request, reception, at_door, version)


@router.get("/team/second-factor/recovery-codes")
def show_codes(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """The recovery codes, until they are written down."""
    with reading(reception.engines) as session:
        codes = recovery_codes.to_write_down(session, reception.key, current.account_id)
    if not codes:
        return go_to(request, SECURITY)
    return desk_page(request, "desk/recovery_codes.html", current, codes=codes)


@router.post("/team/second-factor/recovery-codes")
def make_codes(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """Ten new codes in place of the old ones."""
    with writing(reception.engines) as session:
        recovery_codes.make(session, reception.key, locked_row(session, current.account_id))
    return go_to(request, CODES)


@router.post("/team/second-factor/recovery-codes/written")
def put_codes_away(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """They are on paper, and shown no more."""
    with writing(reception.engines) as session:
        locked_row(session, current.account_id).codes_shown = None
    return go_to(request, ROOT)


@router.post("/team/sign-out")
def sign_out(request: Request, _: Arriving) -> Response:
    """Out of Desk; the app stays signed in."""
    answer = go_to(request, ASK, "signed-out")
    desk_cookie.take_back(request, answer)
    return answer


def asking(request: Request, standing: Standing, form: Filled[Any]) -> Response:
    """The page that asks, with what was wrong with the answer before."""
    return desk_page(
        request,
        "desk/second_factor.html",
        None,
        standing=standing,
        to=leading_on(request),
        form=form,
    )


def offering(request: Request, at_door: AtDoor, form: Filled[Any]) -> Response:
    """The page that offers factors, with what was wrong about a new passkey."""
    return desk_page(
        request,
        "desk/set_up.html",
        at_door.viewer,
        standing=at_door.standing,
        form=form,
    )


def _showing_app(
    request: Request, at_door: AtDoor, reception: AtReception, form: Filled[Code]
) -> Response:
    secret = authenticator.pending_secret(reception, at_door.current)
    if secret is None:
        return go_to(request, SET_UP)
    name = account_of(reception, at_door.current).name
    return desk_page(
        request,
        "desk/authenticator.html",
        at_door.viewer,
        picture=qr.picture(authenticator.address_of(secret, name)),
        address=authenticator.address_of(secret, name),
        letters=in_groups(secret, 4, " "),
        form=form,
    )
