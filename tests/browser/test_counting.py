"""“Count me (no name)”: a tap, and later one mark that says nothing of who sent it."""

import json

from backups import press
from playwright.sync_api import Page, Request, expect
from server import Server
from sqlalchemy import select, update
from sqlmodel import col
from teams import Team, at, make_team, member, suggested, to

from app.accounts.current import today
from app.groups.models import Assignment, Tally

COUNT, TAKE_BACK = "Count me (no name)", "Do not count me"
A_MOMENT = 40_000  # milliseconds: on the last day a mark waits up to 25 seconds, and for a timer
# A mark then waits no longer than it must: five seconds, and again after whatever else was sent.
NO_LONGER = "Math.random = () => 0"
COOKIE = "between-visits-session"


def close_today(team: Team, id_: str) -> None:
    """The last day of the counting, on which nothing waits for days."""
    with at(team.server) as (session, _):
        one = update(Assignment).where(col(Assignment.id) == id_)
        session.execute(one.values(closes=today(), suggested_by=today()))


def marks(team: Team) -> list[Tally]:
    with at(team.server) as (session, _):
        return list(session.scalars(select(Tally)))


def test_a_mark_goes_later_without_a_cookie_and_apart_from_everything_that_has_one(
    phone: Page, server: Server
) -> None:
    team = make_team(server.url)
    id_ = team.suggest()
    close_today(team, id_)
    sent: list[tuple[str, float, str | None, str | None]] = []

    def note(request: Request) -> None:
        if "/api/" in request.url:
            cookie = request.all_headers().get("cookie")
            sent.append((request.url, request.timing["startTime"], cookie, request.post_data))

    member(phone, team)
    suggested(phone)
    press(phone, COUNT)
    expect(phone.get_by_text("The mark has not gone yet.")).to_be_focused()
    assert marks(team) == []
    phone.on("requestfinished", note)
    with phone.expect_response("**/api/tally", timeout=A_MOMENT) as answered:
        to(phone, "/back-up")
        press(phone, "Sync now")
    assert answered.value.status == 204
    phone.wait_for_timeout(500)
    tallies = [each for each in sent if each[0].endswith("/api/tally")]
    others = [each for each in sent if not each[0].endswith("/api/tally")]
    ((_, when, cookie, body),) = tallies
    assert cookie is None
    assert others
    assert all(COOKIE in (named or "") for _, _, named, _ in others)
    assert all(abs(when - before) >= 5000 for _, before, _, _ in others)
    assert set(json.loads(body or "")) == {"assignment", "assignment_key", "token"}
    (mark,) = marks(team)
    assert (mark.assignment_id, len(mark.token)) == (id_, 32)
    suggested(phone)
    expect(phone.get_by_text("Your mark has gone. There is no name on it.")).to_be_visible()
    expect(phone.get_by_role("button", name=COUNT)).to_be_hidden()
    expect(phone.get_by_role("button", name=TAKE_BACK)).to_be_hidden()


def test_nobody_is_counted_without_a_tap_and_a_tap_can_be_taken_back(
    phone: Page, server: Server
) -> None:
    phone.add_init_script(NO_LONGER)
    team = make_team(server.url)
    close_today(team, team.suggest())
    member(phone, team)
    suggested(phone)
    press(phone, COUNT)
    press(phone, TAKE_BACK)
    expect(phone.get_by_role("button", name=COUNT)).to_be_focused()
    expect(phone.locator("main [data-said]")).to_have_text("You are not counted.")
    phone.reload()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.wait_for_timeout(12_000)
    assert not [url for url in asked if url.endswith("/api/tally")]
    assert marks(team) == []


def test_who_may_not_be_counted_is_not_asked(phone: Page, server: Server) -> None:
    first = make_team(server.url, name="First team")
    second = make_team(server.url, name="Second team")
    member(phone, first)
    second.suggest()
    to(phone, "/join")
    phone.get_by_label("Group code").fill(second.code)
    press(phone, "Look at the group")
    press(phone, "Join this group")
    expect(phone.get_by_role("heading", name="You are in the group")).to_be_visible()
    suggested(phone)
    expect(phone.get_by_role("heading", name=COUNT)).to_be_hidden()
    to(phone, "/groups")
    expect(phone.locator("[data-not-counted]:visible")).to_have_count(1)
