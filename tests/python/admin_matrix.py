"""The rows of F50 for an administrator's pages."""

from datetime import date, timedelta
from typing import Any

from desk import AtDesk, somebody
from desk_matrix import ADMIN, Ids, Row, to
from groups import account_id

from app.accounts import invites
from app.accounts.current import today
from app.accounts.models import Role
from app.db import reading, writing
from app.organisation import HelpLine, change_help_lines, decided

START, PEOPLE, INVITATIONS = "/team/admin", "/team/admin/people", "/team/admin/invitations"
RULES, CARD = "/team/admin/sign-up", "/team/admin/help-card"
LINE = {
    "slot": "chaplaincy",
    "name": "Chaplaincy",
    "phone": "0161 496 0000",
    "checked_on": "2026-11-01",
    "review_by": "2027-05-01",
}


def a_facilitator(person: AtDesk) -> Ids:
    return {"account_id": account_id(person.app, somebody(person.app).name)}


def an_invitation(person: AtDesk) -> Ids:
    with writing(person.app.state.engines) as session:
        invites.make(session, Role.MEMBER, 1, today() + timedelta(days=1))
        return {"invitation": invites.open_ones(session)[0][0]}


def version_of(app: Any) -> int:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return decided(session, app.state.reception.settings).version


def a_line(person: AtDesk) -> Ids:
    held = LINE | {
        "checked_on": date.fromisoformat(LINE["checked_on"]),
        "review_by": date.fromisoformat(LINE["review_by"]),
    }
    line = HelpLine.model_validate(held)
    with writing(person.app.state.engines) as session:
        now = decided(session, person.app.state.reception.settings)
        change_help_lines(session, now.version, (*now.help_lines[-5:], line))
    return {"line_id": line.id}


def with_version(**fields: object) -> Any:  # noqa: ANN401
    return lambda person: {**fields, "version": version_of(person.app)}


ROWS = {
    ("GET", START): Row(ADMIN),
    ("GET", PEOPLE): Row(ADMIN),
    ("POST", INVITATIONS): Row(
        ADMIN,
        form=lambda _: {"role": "facilitator", "uses": 2, "last_day": today().isoformat()},
    ),
    ("POST", f"{INVITATIONS}/{{invitation}}/withdraw"): Row(
        ADMIN, to(PEOPLE), own=an_invitation, everybodys=True
    ),
    ("POST", f"{PEOPLE}/{{account_id}}/role"): Row(
        ADMIN,
        to(PEOPLE),
        form=lambda _: {"was": "facilitator", "role": "member"},
        own=a_facilitator,
        everybodys=True,
    ),
    ("POST", f"{PEOPLE}/{{account_id}}/second-factor/reset"): Row(
        ADMIN, to(PEOPLE), own=a_facilitator, everybodys=True
    ),
    ("GET", RULES): Row(ADMIN),
    ("POST", RULES): Row(ADMIN, to(START), form=with_version(sign_up="open", least_cohort=12)),
    ("GET", CARD): Row(ADMIN),
    ("GET", f"{CARD}/new"): Row(ADMIN),
    ("POST", f"{CARD}/new"): Row(ADMIN, to(CARD), form=with_version(**LINE)),
    ("GET", f"{CARD}/{{line_id}}"): Row(ADMIN, own=a_line, everybodys=True),
    ("POST", f"{CARD}/{{line_id}}"): Row(
        ADMIN, to(CARD), form=with_version(**LINE), own=a_line, everybodys=True
    ),
    ("POST", f"{CARD}/{{line_id}}/remove"): Row(
        ADMIN, to(CARD), form=with_version(), own=a_line, everybodys=True
    ),
}
