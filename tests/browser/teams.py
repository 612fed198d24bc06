"""Groups on a real server, made by the services that the Desk's pages call; and being in one, as
people are on their phones.
"""

import json
import secrets
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from backups import NAME, press, set_up
from player import leave_to
from playwright.sync_api import Page, expect
from server import Server
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.models import Account
from app.accounts.server_key import ServerKey, load_server_key
from app.db import open_engines, writing
from app.groups import codes, facilitation, handover, snapshots, suggestions
from app.groups.models import Assignment, Facilitation, Group
from app.groups.suggestions import Suggestion
from app.practice.library import load_library
from app.settings import Settings

LOOK = "Look at the group"
JOIN = "Join this group"
Done = TypeVar("Done")


@dataclass(frozen=True)
class Team:
    """A group, whoever runs it, and the code that opens it."""

    server: Server
    facilitator: str
    id: str
    code: str

    def do(self, work: Callable[[Session, ServerKey, Group], Done]) -> Done:
        """Whatever a facilitator does to the group."""
        with at(self.server) as (session, key):
            return work(session, key, facilitation.led(session, self.facilitator, self.id))

    def suggest(
        self,
        module: dict[str, Any] | None = None,
        days: int = 3,
        shown_as: str = "Sam",
        **said: str,
    ) -> str:
        """Suggest a module from today for so many days; gives the assignment's id."""
        chosen = module or snapshots.of_ready(load_library(), "two-minute-start")
        words = Suggestion(today(), today() + timedelta(days=days), **said)
        return self.do(
            lambda session, key, group: (
                suggestions.assign(session, key, group, shown_as, chosen, words).id
            )
        )

    def withdraw(self, id_: str) -> None:
        def work(session: Session, _key: ServerKey, group: Group) -> None:
            assignment = suggestions.one_of(session, group, id_)
            suggestions.withdraw(session, assignment, assignment.version)

        self.do(work)

    def publish(self, id_: str, kind: str | None, people: int | None = None) -> None:
        """As the job that publishes leaves it."""
        band = {"published": True, "band_kind": kind, "band_people": people}
        closed = today() - timedelta(days=1)
        one = update(Assignment).where(col(Assignment.id) == id_)
        self.do(lambda session, _, __: session.execute(one.values(closes=closed, **band)))

    def hand_over(self, name: str) -> None:
        """Somebody else runs it from a week from now."""

        def work(session: Session, key: ServerKey, group: Group) -> None:
            until = today() + timedelta(days=7)
            code = codes.make(session, key, group.id, self.facilitator, "after", until)
            handover.take_up(session, key, next_id, code, name, line=True)

        next_id = account(self.server)
        self.do(work)


def composed(title: str, aim: str = "Begin small.", *about: str, why: str = "") -> dict[str, Any]:
    """A module that has no page of its own; the last of its exercises is of a newer app."""
    exercises = [{"id": id_, "version": 1, "why": why} for id_ in ("SA1", "FH2", "ZZ9")]
    pace = {"working_days": 10, "minutes_a_day": 5}
    ids = {"id": "composedcomposedcompoA", "version": 1}
    words = {"title": title, "aim": aim, "about": list(about)}
    return {**ids, **words, "exercises": exercises, "pace": pace, "cautions": []}


def make_team(url: str, shown_as: str = "Sam", **about: str) -> Team:
    """A group on the server at this address, run by somebody new."""
    server = Server.running[url]
    id_ = account(server)
    words = {"name": "Tuesday team", "relationship": "Practice teacher", "rhythm": "Tuesdays"}
    with at(server) as (session, key):
        group = Group(**{"id": "", **words, **about})
        facilitation.create(session, id_, group, shown_as, line=False)
        code = codes.make(session, key, group.id, id_, "join", today() + timedelta(days=30))
        return Team(server, id_, group.id, code)


def described(team: Team, **about: str) -> None:
    """The group, and whoever runs it, get other words."""
    shown_as = about.pop("shown_as", None)

    def work(session: Session, _key: ServerKey, group: Group) -> None:
        session.execute(update(Group).where(col(Group.id) == group.id).values(**about))
        if shown_as is not None:
            theirs = update(Facilitation).where(col(Facilitation.group_id) == group.id)
            session.execute(theirs.values(shown_as=shown_as))

    team.do(work)


@contextmanager
def at(server: Server) -> Iterator[tuple[Session, ServerKey]]:
    """The database of a running server, and its key."""
    settings = Settings(database_url=f"sqlite:///{server.folder}/server.db")
    engines = open_engines(settings.database)
    try:
        with writing(engines) as session:
            yield session, load_server_key(settings, make=False)
    finally:
        engines.dispose()


def account(server: Server) -> str:
    """Somebody's account, with random keys in place of derived ones; gives its id."""

    def some(length: int) -> str:
        return urlsafe_b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()

    name = f"desk {secrets.token_hex(6)}"
    kdf = {"algorithm": "argon2id", "memory_kib": 65536, "iterations": 3, "parallelism": 1}
    keys = {"login_key": some(32), "recovery_login_key": some(32), "kdf": kdf, "salt": some(16)}
    ids = {"vault_id": some(16), "key_id": some(16)}
    wraps = {"wrapped_by_passphrase": some(60), "wrapped_by_recovery": some(60)}
    body = json.dumps({"name": name, "device": "a desk", **keys, **ids, **wraps}).encode()
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    asked = urllib.request.Request(f"{server.url}/api/account", body, headers)
    urllib.request.urlopen(asked).close()
    with at(server) as (session, _):
        return str(session.scalar(select(col(Account.id)).where(col(Account.name) == name)))


def member(page: Page, team: Team, name: str = NAME) -> None:
    """A phone with a backup, whose owner has joined; it stands on the page for that."""
    set_up(page, team.server.url, name)
    join(page, team)


def join(page: Page, team: Team) -> None:
    """By links, so that an open journal stays open."""
    to(page, "/join")
    page.get_by_label("Group code").fill(team.code)
    press(page, LOOK)
    press(page, JOIN)
    expect(page.get_by_role("heading", name="You are in the group")).to_be_visible()


def to(page: Page, path: str) -> None:
    """Through a boosted link, and all is there."""
    leave_to(page, path)
    page.wait_for_url(f"**{path}")
    page.wait_for_function("() => !document.querySelector(':not(:defined)')")


def suggested(page: Page, title: str = "Two-minute start") -> None:
    """Open what is suggested on Today."""
    to(page, "/")
    page.locator("[data-now]").get_by_role("link", name=title).click()
    page.wait_for_url("**/modules/suggested#*")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def in_a_group(page: Page, url: str) -> Iterator[str]:
    """Every state of the pages of groups, for a tour of them; the page must hold nothing yet."""
    team = make_team(url, name="The Tuesday team with the long name", shown_as="Samantha")
    team.hand_over("Alexander")
    for kind, people in (("fewer", 5), (None, None)):
        team.publish(team.suggest(), kind, people)
    words = composed("When the week is very long", "Small things.", "Any.", why="It is short.")
    words["cautions"] = [{"words": "You can stop at any time.", "instead": "Ring someone."}]
    team.suggest(words, message="After Tuesday.\n\nTake what helps.", rhythm="Mondays at nine")
    page.goto(f"{url}/join#2222-2222")
    expect(page.get_by_text("That code opens no group now").first).to_be_visible()
    yield "a code that opens nothing"
    page.goto(f"{url}/join#{team.code}")
    expect(page.locator("#group-name")).to_be_visible()
    page.get_by_text("The very screen that they see").click()
    yield "a group, without a backup"
    page.get_by_role("link", name="Set up a backup, or sign in").click()
    expect(page.get_by_text("A group code is kept here.")).to_be_visible()
    yield "a code that is kept"
    set_up(page, url, f"wren {secrets.token_hex(4)}")
    to(page, "/join")
    expect(page.get_by_role("button", name=JOIN)).to_be_visible()
    page.evaluate("document.querySelector('[data-locked]').hidden = false")
    yield "a group to be joined"
    press(page, JOIN)
    expect(page.get_by_role("heading", name="You are in the group")).to_be_visible()
    yield "joined"
    to(page, "/")
    expect(page.locator("[data-now] a").first).to_be_visible()
    yield "today with what is suggested"
    suggested(page, "When the week is very long")
    page.locator("summary", has_text="Who can see what").click()
    yield "a suggested module"
    press(page, "Count me (no name)")
    press(page, "Put it away")
    expect(page.get_by_role("button", name="Put it back on Today")).to_be_visible()
    page.evaluate("document.querySelector('[data-count=sent]').hidden = false")
    yield "put away, and to be counted"
    to(page, "/modules")
    expect(page.locator("[data-earlier] a").first).to_be_visible()
    yield "modules with what was suggested"
    to(page, "/groups")
    expect(page.locator(".group")).to_be_visible()
    yield "my groups"
    to(page, "/groups/certificate")
    expect(page.locator("[data-lines] li")).to_have_count(1)
    page.evaluate("document.querySelector('[data-exercises]').hidden = false")
    yield "a certificate"
    to(page, "/groups")
    press(page, "Leave The Tuesday team with the long name")
    expect(page.locator("main [data-said]")).to_contain_text("You have left")
    yield "a group that was left"
    page.locator("header [title=Lock]").click()
    expect(page.get_by_role("heading", name="Your journal is locked")).to_be_visible()
    yield "my groups, locked"
