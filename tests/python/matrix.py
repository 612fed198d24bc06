"""The rows of F50: for every route under `/api`, who may, what is sent, and what comes back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from callers import Caller, key
from groups import join, make_team
from phones import row
from protocol import KDF, new_id

PUBLIC, FULL, ANY = "public", "full", "any"  # anybody; a full session; a recovery's session too


class Person(Caller):
    """A caller with a journal of one record, who runs a group and is in it; `recovering` once in
    by the recovery code."""

    recovering = False

    def arrive(self) -> "Person":
        self.record = row()
        assert self.sign_up().status_code == 201
        sent = {"cursor": None, "push": [self.record], "limit": 1}
        answer = self.call("POST", "/api/journal/sync", sent)
        assert answer.json()["results"][0]["status"] == "ok"
        (self.session_id,) = [each["id"] for each in self.sessions()]
        self.team = make_team(self.app, self)
        assert join(self, self.team.code).status_code == 204
        self.team.assign()
        self.reminder = self.call("POST", "/api/reminders", a_reminder(self, "")).json()
        return self

    def sessions(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/api/sessions").json()["sessions"])

    def everything(self) -> tuple[str, ...]:
        """All that the server gives to this person, to see whether anybody has changed it."""
        paths = ["account/keys", "sessions", "journal/state", "journal/inventory"]
        paths += ["groups", "assignments"]
        return tuple(self.call("GET", f"/api/{path}").text for path in paths)


Body = Callable[[Person, Any], Any]  # who calls, and the id that they name


@dataclass(frozen=True)
class Row:
    """`status` is the answer to whoever may. `ids` says of what the id is that the path or, where
    `always` is set, the body or query names: then the answer is the same for any id.
    """

    who: str
    status: int
    body: Body | None = None
    ids: str = ""
    always: bool = False
    query: str = ""


def of_somebody(*secrets_: str) -> Body:
    """The body of a sign-in by an account made for it."""

    def body(person: Person, _: Any) -> Any:  # noqa: ANN401
        known = Caller(person.app)
        assert known.sign_up().status_code == 201
        given = {name: getattr(known, name) for name in secrets_}
        return {"name": known.name, "device": "a phone"} | given

    return body


def new_keys(person: Person, _: Any) -> Any:  # noqa: ANN401
    new = {"login_key": key(), "kdf": KDF, "salt": key(16), "wrapped_by_passphrase": key(60)}
    login_key = None if person.recovering else person.login_key
    return {"if_key_version": 1, "login_key": login_key, "new": new}


def a_code(person: Person, _: Any) -> Any:  # noqa: ANN401
    return {"code": make_team(person.app).code}


def a_mark(_: Person, __: Any) -> Any:  # noqa: ANN401
    return {"assignment": new_id(), "assignment_key": key(), "token": key()}


def a_reminder(_: Person, __: Any) -> Any:  # noqa: ANN401
    return {
        "subscription": {
            "endpoint": f"https://fcm.googleapis.com/fcm/send/{new_id()}",
            "keys": {"p256dh": key(65), "auth": key(16)},
        },
        "zone": "Europe/London",
        "times": ["08:30"] * 5 + [None] * 2,
        "quiet_from": "20:00",
        "quiet_to": "07:00",
    }


def its_secret(person: Person, _: Any) -> Any:  # noqa: ANN401
    """Whoever has it may, signed in or not."""
    return {"secret": person.reminder["secret"]}


ROWS = {
    ("POST", "/api/account/prelogin"): Row(PUBLIC, 200, lambda person, _: {"name": person.name}),
    ("POST", "/api/account"): Row(PUBLIC, 201, lambda person, _: Caller(person.app).sign_up_body()),
    ("POST", "/api/session"): Row(PUBLIC, 200, of_somebody("login_key")),
    ("POST", "/api/account/recover"): Row(PUBLIC, 200, of_somebody("recovery_login_key")),
    ("GET", "/api/account/keys"): Row(FULL, 200),
    ("PUT", "/api/account/keys"): Row(ANY, 200, new_keys),
    ("DELETE", "/api/session"): Row(ANY, 204),
    ("GET", "/api/sessions"): Row(FULL, 200),
    ("DELETE", "/api/sessions/{session_id}"): Row(FULL, 204, ids="session_id"),
    ("DELETE", "/api/account"): Row(FULL, 204, lambda person, _: {"login_key": person.login_key}),
    ("GET", "/api/account/export"): Row(FULL, 200),
    ("POST", "/api/journal/sync"): Row(
        FULL,
        200,
        lambda _, id_: {"cursor": None, "push": [row(id=id_, parent=new_id())], "limit": 1},
        ids="record",
        always=True,
    ),
    ("GET", "/api/journal/inventory"): Row(FULL, 200),
    ("GET", "/api/journal/revisions/{record}"): Row(FULL, 200, ids="record"),
    ("POST", "/api/journal/erase"): Row(
        FULL, 204, lambda _, id_: {"ids": [id_]}, ids="record", always=True
    ),
    ("GET", "/api/journal/state"): Row(FULL, 200),
    ("POST", "/api/groups/preview"): Row(PUBLIC, 200, a_code),
    ("POST", "/api/groups/join"): Row(FULL, 204, a_code),
    ("GET", "/api/groups"): Row(FULL, 200),
    ("DELETE", "/api/groups/{group_id}/membership"): Row(FULL, 204, ids="group_id"),
    ("GET", "/api/assignments"): Row(FULL, 200),
    ("POST", "/api/tally"): Row(PUBLIC, 204, a_mark),
    ("GET", "/api/reminders/key"): Row(PUBLIC, 200),
    ("POST", "/api/reminders"): Row(PUBLIC, 201, a_reminder),
    ("PUT", "/api/reminders/{reminder_id}"): Row(
        PUBLIC, 204, lambda person, _: a_reminder(person, _) | its_secret(person, _), "reminder_id"
    ),
    ("DELETE", "/api/reminders/{reminder_id}"): Row(PUBLIC, 204, its_secret, "reminder_id"),
}

# Ids in a path are written as they are; what a path cannot hold is percent-encoded by the client.
MALFORMED = ("x", "A" * 21, "A" * 23, "A" * 21 + "B", "a\0b" + "A" * 19, "' OR 1=1 --", "é" * 22)
MALFORMED += ("A" * 5000, "%00", "\N{RIGHT-TO-LEFT OVERRIDE}" * 22)


def ids_of(own: Person, foreign: Person, kind: str) -> dict[str, list[str]]:
    """Every id to try, by what it is to whoever calls."""

    def of(person: Person) -> str:
        of_kind = {
            "session_id": person.session_id,
            "group_id": person.team.id,
            "reminder_id": person.reminder["id"],
        }
        return str(of_kind.get(kind, person.record["id"]))

    # What is one's own comes last: it may be gone after that.
    return {
        "malformed": list(MALFORMED),
        "random": [new_id(), secrets.token_hex(11)],
        "foreign": [of(foreign)],
        "own": [of(own)],
    }
