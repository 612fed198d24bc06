"""The account calls of PROTOCOL.md 3, but for deletion (`app/privacy/`)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from app.accounts import keys, sessions
from app.accounts.bodies import ChangeKeys, Prelogin, Recover, SignIn, SignUp
from app.accounts.cookies import DEVICE, SESSION, clear_cookie, read_cookie, set_cookie
from app.accounts.current import AnySession, Member
from app.accounts.reception import BEHIND_THE_DOOR, AtReception
from app.accounts.sessions import Begun
from app.accounts.signing_in import Visitor, recover, sign_in
from app.accounts.signing_up import sign_up
from app.accounts.stretching import prelogin
from app.api import Database, StrictRoute
from app.db import reading, writing
from app.encoding import encode

router = APIRouter(route_class=StrictRoute)


@router.post("/api/account/prelogin")
def ask_before_signing_in(asked: Prelogin, reception: AtReception) -> JSONResponse:
    """How to stretch the passphrase of a name."""
    return JSONResponse(prelogin(reception, asked.name))


@router.post("/api/account", status_code=201, dependencies=BEHIND_THE_DOOR)
def make_account(request: Request, wanted: SignUp, reception: AtReception) -> Response:
    """A new account, signed in."""
    address = request.client.host if request.client else ""
    account, begun = sign_up(reception, wanted, address, read_cookie(request, DEVICE))
    made = {"vault_id": account.vault_id, "key_version": account.key_version}
    return _signed_in(request, JSONResponse(made, 201), begun)


@router.post("/api/session", dependencies=BEHIND_THE_DOOR)
def begin_session(request: Request, given: SignIn, reception: AtReception) -> Response:
    """Signed in by passphrase."""
    visitor = Visitor(given.name, read_cookie(request, DEVICE))
    account, begun = sign_in(reception, visitor, given.login_key, given.device)
    return _signed_in(request, JSONResponse(keys.keys_of(reception, account)), begun)


@router.post("/api/account/recover", dependencies=BEHIND_THE_DOOR)
def begin_recovery(request: Request, given: Recover, reception: AtReception) -> Response:
    """Signed in by recovery code, to set new keys."""
    visitor = Visitor(given.name, read_cookie(request, DEVICE))
    account, token = recover(reception, visitor, given.recovery_login_key, given.device)
    answer = JSONResponse(keys.recovery_keys_of(reception, account))
    set_cookie(request, answer, SESSION, encode(token))
    return answer


@router.get("/api/account/keys")
def read_keys(current: Member, reception: AtReception) -> dict[str, Any]:
    """What opens the journal with the passphrase."""
    return keys.read(reception, current)


@router.put("/api/account/keys", dependencies=BEHIND_THE_DOOR)
def change_keys(
    request: Request, current: AnySession, wanted: ChangeKeys, reception: AtReception
) -> Response:
    """Another passphrase, or another way to stretch it."""
    version, begun = keys.change(reception, current, wanted, read_cookie(request, DEVICE))
    return _signed_in(request, JSONResponse({"key_version": version}), begun)


@router.delete("/api/session", status_code=204)
def end_session(request: Request, current: AnySession, engines: Database) -> Response:
    """Signed out."""
    with writing(engines) as session:
        sessions.end(session, current.account_id, current.session_id)
    return signed_out(request)


@router.get("/api/sessions")
def list_sessions(current: Member, engines: Database) -> dict[str, Any]:
    """Every device that is signed in."""
    with reading(engines) as session:
        return {"sessions": sessions.list_of(session, current)}


@router.delete("/api/sessions/{session_id}", status_code=204)
def revoke_session(
    request: Request, session_id: str, current: Member, engines: Database
) -> Response:
    """Signed out on another device, or on this one."""
    with writing(engines) as session:
        sessions.end(session, current.account_id, session_id)
    return signed_out(request) if session_id == current.session_id else Response(status_code=204)


def signed_out(request: Request) -> Response:
    """204, and the browser forgets the session."""
    answer = Response(status_code=204)
    clear_cookie(request, answer, SESSION)
    return answer


def _signed_in(request: Request, answer: Response, begun: Begun) -> Response:
    set_cookie(request, answer, SESSION, encode(begun.session_token))
    set_cookie(request, answer, DEVICE, encode(begun.device_token))
    return answer
