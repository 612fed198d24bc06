"""An account given out and deleted, to nobody but its owner."""

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from app.accounts.bodies import Proof
from app.accounts.cookies import DEVICE, read_cookie
from app.accounts.current import Member
from app.accounts.reception import BEHIND_THE_DOOR, AtReception
from app.accounts.routes import signed_out
from app.api import StrictRoute
from app.privacy.deletion import delete_account
from app.privacy.export import export

router = APIRouter(route_class=StrictRoute)


@router.get("/api/account/export")
def give_out(current: Member, reception: AtReception) -> StreamingResponse:
    """All that is held about an account, ciphertext included."""
    headers = {"Content-Disposition": 'attachment; filename="between-visits-account.json"'}
    return StreamingResponse(
        export(reception, current), headers=headers, media_type="application/json"
    )


@router.delete("/api/account", status_code=204, dependencies=BEHIND_THE_DOOR)
def delete(request: Request, current: Member, proof: Proof, reception: AtReception) -> Response:
    """Everything of an account, gone."""
    delete_account(reception, current, proof.login_key, read_cookie(request, DEVICE))
    return signed_out(request)
