"""The rows of F50 for Desk: for every route under `/team`, who may, and what comes back.

A feature adds its rows in a dictionary of its own, and names it in ROWS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desk import (
    APP,
    ASK,
    CODES,
    NEW_PASSKEY,
    NEW_PASSKEY_BEGUN,
    PASSKEY,
    PASSKEY_BEGUN,
    SECURITY,
    SET_UP,
    AtDesk,
    place,
)
from groups import make_team

from app.accounts.current import today

Answer = tuple[int, str | None]  # status, and where it leads
Ids = dict[str, str]  # by the names in the path

JSON, HTML = "application/json", "text/html; charset=utf-8"

# Who may: anybody who is signed in; anybody whose role opens Desk; those of them who are in, or
# have nothing to give yet; those who are in; and of these the administrators.
SIGNED_IN = "signed in"
AT_DOOR, SETTLING, FACILITATOR, ADMIN = "at door", "settling", "facilitator", "admin"


@dataclass(frozen=True)
class Row:
    """`answer` is what whoever may gets, a page or where a redirect leads (ids by name), and
    `differs` what those get for whom it is another. `form` gives the fields to send, and `arrange`
    does first what the route needs. `own` makes for somebody what the ids in the path name:
    somebody else's, and ids that nobody has, are answered by 404. Where `everybodys` is set, there
    is no somebody else: an administrator may name any account.
    """

    who: str
    answer: Answer = (200, None)
    form: Callable[[AtDesk], Mapping[str, Any]] | None = None
    arrange: Callable[[AtDesk], object] | None = None
    own: Callable[[AtDesk], Ids] | None = None
    everybodys: bool = False
    kind: str = HTML
    differs: Mapping[str, Answer] = field(default_factory=dict)


def to(place: str) -> Answer:
    return 303, place


def begin_app(person: AtDesk) -> None:
    person.begin_app()


def new_codes(person: AtDesk) -> None:
    person.post(CODES)


def made_by(person: AtDesk) -> str:
    begun = person.post(NEW_PASSKEY_BEGUN)
    return person.passkey.made(begun.json()) if begun.status_code == 200 else "{}"


def own_passkey(person: AtDesk) -> str:
    if not person.passkeys():
        assert person.add_passkey().status_code == 303
    return next(iter(person.passkeys()))


OF_MEMBERS = ("member", "no longer a facilitator")
INVITATION = {
    ("GET", "/team/invitation"): Row(
        SIGNED_IN, to("/team"), differs=dict.fromkeys(OF_MEMBERS, (200, None))
    ),
    ("POST", "/team/invitation"): Row(
        SIGNED_IN,
        to("/team"),
        form=lambda _: {"code": "0000-0000-0000-0000-0000"},
        differs=dict.fromkeys(OF_MEMBERS, (422, None)),
    ),
}
SECOND_FACTOR = {
    ("GET", ASK): Row(
        AT_DOOR, to("/team"), differs={"new": to(SET_UP), "at the door": (200, None)}
    ),
    ("POST", ASK): Row(
        AT_DOOR,
        to("/team"),
        form=lambda person: {"code": person.code()},
        differs={"new": to(SET_UP)},
    ),
    ("GET", SET_UP): Row(SETTLING),
    ("POST", SET_UP): Row(SETTLING, to(APP)),
    ("GET", APP): Row(SETTLING, arrange=begin_app),
    ("POST", APP): Row(
        SETTLING,
        to("/team"),
        arrange=begin_app,
        form=lambda person: {"code": person.code()},
        differs={"new": to(CODES)},
    ),
    ("POST", NEW_PASSKEY_BEGUN): Row(SETTLING, kind=JSON),
    ("POST", NEW_PASSKEY): Row(
        SETTLING,
        to("/team"),
        form=lambda person: {"label": "a word", "credential": made_by(person)},
        differs={"new": to(CODES)},
    ),
    ("POST", PASSKEY_BEGUN): Row(AT_DOOR, kind=JSON),
    ("POST", PASSKEY): Row(
        AT_DOOR,
        (422, None),
        form=lambda _: {"credential": "{}"},
        differs={"new": to(SET_UP)},
    ),
    ("GET", CODES): Row(FACILITATOR, arrange=new_codes),
    ("POST", CODES): Row(FACILITATOR, to(CODES)),
    ("POST", f"{CODES}/written"): Row(FACILITATOR, to("/team")),
    ("GET", SECURITY): Row(FACILITATOR),
    ("POST", f"{SECURITY}/passkeys/{{passkey}}"): Row(
        FACILITATOR,
        to(SECURITY),
        form=lambda _: {"label": "another word"},
        own=lambda person: {"passkey": own_passkey(person)},
    ),
    ("POST", f"{SECURITY}/passkeys/{{passkey}}/remove"): Row(
        FACILITATOR, to(SECURITY), own=lambda person: {"passkey": own_passkey(person)}
    ),
    ("POST", f"{SECURITY}/app/remove"): Row(
        FACILITATOR, to(SECURITY), arrange=lambda person: person.add_passkey()
    ),
    ("POST", "/team/sign-out"): Row(AT_DOOR, to(ASK)),
}


def own_group(person: AtDesk) -> Ids:
    return {"group_id": make_team(person.app, person).id}


GROUP = "/team/groups/{group_id}"
ABOUT = {"name": "Friday team", "relationship": "Your practice teacher", "rhythm": ""}
SHOWN = {"shown_as": "Sam", "line_manager": "no"}

GROUPS = {
    ("GET", "/team"): Row(FACILITATOR),
    ("GET", "/team/groups/new"): Row(FACILITATOR),
    ("POST", "/team/groups/new"): Row(FACILITATOR, to(GROUP), form=lambda _: ABOUT | SHOWN),
    ("GET", "/team/groups/take-up"): Row(FACILITATOR),
    ("POST", "/team/groups/take-up"): Row(
        FACILITATOR, (422, None), form=lambda _: {"code": "0000-0000", **SHOWN}
    ),
    ("GET", GROUP): Row(FACILITATOR, own=own_group),
    ("GET", f"{GROUP}/edit"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/edit"): Row(
        FACILITATOR, to(GROUP), own=own_group, form=lambda _: {**ABOUT, "version": 1}
    ),
    ("GET", f"{GROUP}/put-away"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/put-away"): Row(
        FACILITATOR, to("/team"), own=own_group, form=lambda _: {"version": 1}
    ),
    ("GET", f"{GROUP}/invitation"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/invitation"): Row(
        FACILITATOR, to(f"{GROUP}/invitation"), own=own_group, form=lambda _: {"days": 7}
    ),
    ("GET", f"{GROUP}/facilitators"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/facilitators/code"): Row(
        FACILITATOR,
        to(f"{GROUP}/facilitators"),
        own=own_group,
        form=lambda _: {"purpose": "beside"},
    ),
    ("POST", f"{GROUP}/facilitators/call-off"): Row(
        FACILITATOR, to(f"{GROUP}/facilitators"), own=own_group
    ),
    ("GET", f"{GROUP}/facilitators/me"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/facilitators/me"): Row(
        FACILITATOR,
        to(f"{GROUP}/facilitators"),
        form=lambda _: {"shown_as": "Sam", "line_manager": "yes"},
        own=own_group,
    ),
    ("POST", f"{GROUP}/facilitators/step-back"): Row(FACILITATOR, (422, None), own=own_group),
}


def own_module(person: AtDesk) -> Ids:
    made = person.post("/team/modules/new", **COMPOSED)
    return {"module_id": str(place(made)).rpartition("/")[2]}


def own_suggestion(person: AtDesk) -> Ids:
    team = make_team(person.app, person)
    return {"group_id": team.id, "assignment_id": team.assign()}


def days() -> dict[str, str]:
    return {"starts": today().isoformat(), "suggested_by": today().isoformat()}


MODULE, ONE = "/team/modules/{module_id}", f"{GROUP}/suggestions/{{assignment_id}}"
COMPOSED = {"title": "Mine", "aim": "To rest", "exercise_1": "SA1", "exercise_2": "BN1"}
COMPOSED |= {"exercise_3": "FH2"}

MODULES = {
    ("GET", "/team/modules"): Row(FACILITATOR),
    ("GET", "/team/modules/new"): Row(FACILITATOR),
    ("POST", "/team/modules/new"): Row(FACILITATOR, to(MODULE), form=lambda _: COMPOSED),
    ("GET", MODULE): Row(FACILITATOR, own=own_module),
    ("GET", f"{MODULE}/guide"): Row(
        FACILITATOR, own=lambda _: {"module_id": "two-minute-start"}, everybodys=True
    ),
    ("GET", f"{MODULE}/edit"): Row(FACILITATOR, own=own_module),
    ("POST", f"{MODULE}/edit"): Row(
        FACILITATOR, to(MODULE), own=own_module, form=lambda _: {**COMPOSED, "version": 1}
    ),
    ("POST", f"{MODULE}/copy"): Row(FACILITATOR, to(f"{MODULE}/edit"), own=own_module),
    ("POST", f"{MODULE}/remove"): Row(
        FACILITATOR, to("/team/modules"), own=own_module, form=lambda _: {"version": 1}
    ),
}

SUGGESTIONS = {
    ("GET", f"{GROUP}/suggest"): Row(FACILITATOR, own=own_group),
    ("POST", f"{GROUP}/suggest"): Row(
        FACILITATOR,
        to(GROUP),
        own=own_group,
        form=lambda _: {"module": "two-minute-start", "read_cautions": "on", **days()},
    ),
    ("GET", ONE): Row(FACILITATOR, own=own_suggestion),
    ("POST", ONE): Row(
        FACILITATOR, to(GROUP), own=own_suggestion, form=lambda _: {**days(), "version": 1}
    ),
    ("POST", f"{ONE}/take-back"): Row(
        FACILITATOR, to(GROUP), own=own_suggestion, form=lambda _: {"version": 1}
    ),
}

ROWS = {**INVITATION, **SECOND_FACTOR, **GROUPS, **MODULES, **SUGGESTIONS}
