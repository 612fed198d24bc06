"""The page of what opens Desk: looked at, renamed, removed."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.accounts import authenticator, desk_cookie, passkeys
from app.accounts.current import Current
from app.accounts.desk import SECURITY, Facilitating
from app.accounts.factors import changed, has_another, locked_row, standing_of
from app.accounts.reception import AtReception, Reception
from app.accounts.second_factor_bodies import Renamed
from app.db import reading, writing
from app.desk import desk_page, go_to
from app.errors import NotFound
from app.forms import WHOLE, Filled, filled

router = APIRouter(include_in_schema=False)
PASSKEY = "/team/security/passkeys/{passkey}"


@router.get("/team/security")
def show(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """What opens Desk, and what can be done with it."""
    return _showing(request, reception, current, Filled())


@router.post(PASSKEY)
def rename(
    request: Request,
    current: Facilitating,
    passkey: str,
    form: Annotated[Filled[Renamed], filled(Renamed)],
    reception: AtReception,
) -> Response:
    """Another word for a passkey."""
    with writing(reception.engines) as session:
        locked_row(session, current.account_id)  # so that nobody removes it meanwhile
        renamed = passkeys.one_of(session, current.account_id, passkey)
        if form.value:
            renamed.label = form.value.label
    if form.value is None:
        return _showing(request, reception, current, form, renaming=passkey)
    return go_to(request, SECURITY, "saved")


@router.post(f"{PASSKEY}/remove")
def remove_passkey(
    request: Request, current: Facilitating, passkey: str, reception: AtReception
) -> Response:
    """A passkey opens nothing any more."""
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        removed = passkeys.one_of(session, current.account_id, passkey)
        version = None
        if has_another(session, current.account_id):
            session.delete(removed)
            version = changed(row)
    return _after(request, reception, current, version)


@router.post("/team/security/app/remove")
def remove_app(request: Request, current: Facilitating, reception: AtReception) -> Response:
    """The authenticator app opens nothing any more."""
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        if row.app_secret is None:
            raise NotFound
        version = None
        if has_another(session, current.account_id):
            authenticator.remove(row)
            version = changed(row)
    return _after(request, reception, current, version)


def _after(
    request: Request, reception: Reception, current: Current, version: int | None
) -> Response:
    if version is None:
        return _showing(request, reception, current, Filled().but(WHOLE, "only-one"))
    answer = go_to(request, SECURITY, "removed")
    desk_cookie.give(request, answer, reception.key, version)
    return answer


def _showing(
    request: Request,
    reception: Reception,
    current: Current,
    form: Filled[Renamed],
    renaming: str = "",
) -> Response:
    with reading(reception.engines) as session:
        standing = standing_of(session, current.account_id)
        theirs = passkeys.passkeys_of(session, current.account_id)
        listed = [(each.id, each.label) for each in theirs]
    return desk_page(
        request,
        "desk/security.html",
        current,
        here="security",
        standing=standing,
        passkeys=listed,
        form=form,
        renaming=renaming,
    )
