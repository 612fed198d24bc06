"""Letting people in: the first administrator, and invitations."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from app.accounts import invites
from app.accounts.current import today
from app.accounts.models import Role
from app.cli.common import database, load_settings
from app.db import writing

Site = Annotated[
    str | None,
    typer.Option(help="The site's address as people type it, such as https://visits.example."),
]


def create_admin(site: Site = None) -> None:
    """Print a link with which one person can sign up as administrator.

    It works once, today and tomorrow, even where sign-up is closed. Give it to that person alone:
    whoever opens it first has it.
    """
    code = _make(Role.ADMIN, uses=1, days=1)
    typer.echo(_link(site, code))


def invite(
    role: Annotated[
        Literal["member", "facilitator"], typer.Option(help="What it makes of whoever uses it.")
    ] = "member",
    uses: Annotated[int, typer.Option(min=1, max=1000, help="How many people may use it.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="For how many days it is good.")] = 14,
    site: Site = None,
) -> None:
    """Print an invitation: a code to read out, and the same as a link.

    Needed where SIGN_UP is `invite`, and everywhere for facilitators. Codes are stored as hashes
    and cannot be shown again.
    """
    code = _make(Role(role), uses, days)
    typer.echo(code)
    typer.echo(_link(site, code))


def _make(role: Role, uses: int, days: int) -> str:
    with database(load_settings({})) as engines, writing(engines) as session:
        return invites.make(session, role, uses, today() + timedelta(days=days))


def _link(site: str | None, code: str) -> str:
    settings = load_settings({})
    base = site or f"http://{settings.host}:{settings.port}"
    # After the #, which browsers do not send: a code in no log and no history of a proxy.
    return f"{base.rstrip('/')}/back-up#invite={code}"
