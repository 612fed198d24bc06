"""Groups for tests, made by the services that the Desk's pages call."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from callers import Caller
from sqlalchemy import select
from sqlmodel import col

from app.accounts.current import today
from app.accounts.models import Account
from app.accounts.reception import Reception
from app.db import reading, writing
from app.groups import codes, facilitation, handover, snapshots, suggestions
from app.groups.models import Group
from app.groups.suggestions import Suggestion


@dataclass
class Team:
    """A group, whoever runs it, and the code by which to join it."""

    app: Any
    facilitator_id: str
    id: str
    code: str

    @property
    def reception(self) -> Reception:
        reception: Reception = self.app.state.reception
        return reception

    def assign(
        self, days: int = 10, starts: date | None = None, slug: str = "two-minute-start"
    ) -> str:
        """Suggest a ready module for so many days; gives the assignment's id."""
        first = starts or today()
        said = Suggestion(first, first + timedelta(days=days), "Take what helps", "Mondays")
        module = snapshots.of_ready(self.app.state.library, slug)
        with writing(self.reception.engines) as session:
            group = facilitation.led(session, self.facilitator_id, self.id)
            return suggestions.assign(session, self.reception.key, group, "Sam", module, said).id

    def taken_up_by(self, account_id: str, purpose: str) -> date:
        """Have somebody run it from the day that this gives: `beside`, or `after`."""
        key, until = self.reception.key, today() + timedelta(days=1)
        with writing(self.reception.engines) as session:
            code = codes.make(session, key, self.id, self.facilitator_id, purpose, until)
            return handover.take_up(session, key, account_id, code, "Alex", line=False)[1]

    def members(self, count: int) -> list[Caller]:
        """So many people who have joined."""
        people = [Caller(self.app) for _ in range(count)]
        for person in people:
            assert person.sign_up().status_code == 201
            assert join(person, self.code).status_code == 204
        return people


def account_id(app: Any, name: str) -> str:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return str(session.scalar(select(col(Account.id)).where(col(Account.name) == name)))


def make_team(app: Any, facilitator: Caller | None = None, **about: str) -> Team:  # noqa: ANN401
    """A group run by this account, or by one made for it."""
    if facilitator is None:
        facilitator = Caller(app)
        assert facilitator.sign_up().status_code == 201
    id_ = account_id(app, facilitator.name)
    reception: Reception = app.state.reception
    group = Group(
        **{
            "id": "",
            "name": "Tuesday team",
            "relationship": "Practice teacher",
            "rhythm": "Every other Tuesday",
        }
        | about
    )
    with writing(reception.engines) as session:
        facilitation.create(session, id_, group, "Sam", line=False)
        until = today() + timedelta(days=30)
        code = codes.make(session, reception.key, group.id, id_, "join", until)
    return Team(app, id_, group.id, code)


def join(person: Caller, code: str) -> Any:  # noqa: ANN401
    return person.call("POST", "/api/groups/join", {"code": code})


def preview(person: Caller, code: str) -> Any:  # noqa: ANN401
    return person.call("POST", "/api/groups/preview", {"code": code})


def groups_of(person: Caller) -> list[dict[str, Any]]:
    return list(person.call("GET", "/api/groups").json()["groups"])


def assignments_of(person: Caller) -> list[dict[str, Any]]:
    return list(person.call("GET", "/api/assignments").json()["assignments"])
