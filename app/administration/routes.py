"""An administrator's first page, and who may sign up."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.accounts.current import Current, today
from app.accounts.desk import Administering
from app.accounts.reception import AtReception, Reception
from app.administration.bodies import Rules
from app.administration.card_routes import router as card_router
from app.administration.people_routes import router as people_router
from app.administration.reviews import past_review
from app.db import reading, writing
from app.desk import desk_page, go_to
from app.errors import EditedElsewhere
from app.forms import WHOLE, Filled, filled
from app.organisation import change_rules, decided

ADMIN, RULES = "/team/admin", "/team/admin/sign-up"
router = APIRouter(include_in_schema=False)
routers: Iterable[APIRouter] = (router, people_router, card_router)


@router.get(ADMIN)
def start(request: Request, current: Administering, reception: AtReception) -> Response:
    """What wants looking at, and the ways on."""
    with reading(reception.engines) as session:
        now = decided(session, reception.settings)
    day: date = today()
    late = past_review(request.app.state.library, now.help_lines, day)
    return desk_page(request, "desk/admin.html", current, here="admin", late=late, now=now)


@router.get(RULES)
def show_rules(request: Request, current: Administering, reception: AtReception) -> Response:
    """Who may sign up, and the smallest cohort."""
    return _rules_page(request, current, reception, None)


@router.post(RULES)
def change(
    request: Request,
    current: Administering,
    form: Annotated[Filled[Rules], filled(Rules)],
    reception: AtReception,
) -> Response:
    """Both at once, unless another administrator has changed something meanwhile."""
    if form.value is None:
        return _rules_page(request, current, reception, form)
    wanted = form.value
    try:
        with writing(reception.engines) as session:
            change_rules(
                session,
                wanted.version,
                sign_up=wanted.sign_up,
                least_cohort=wanted.least_cohort,
            )
    except EditedElsewhere:
        told = form.but(WHOLE, "changed-meanwhile")
        return _rules_page(request, current, reception, told, status=409)
    return go_to(request, ADMIN, "saved")


def _rules_page(
    request: Request,
    current: Current,
    reception: Reception,
    form: Filled[Rules] | None,
    status: int | None = None,
) -> Response:
    with reading(reception.engines) as session:
        now = decided(session, reception.settings)
    held = {"sign_up": now.sign_up, "least_cohort": str(now.least_cohort)}
    return desk_page(
        request,
        "desk/admin_sign_up.html",
        current,
        status=status,
        here="admin",
        now=now,
        form=form or Filled(held),
    )
