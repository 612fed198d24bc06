"""Whatever a facilitator can type, every member sees letter for letter, and nothing of it runs
(F55).
"""

from backups import press, set_up
from playwright.sync_api import Page, expect
from server import Server
from sqlmodel import Session
from teams import LOOK, Team, composed, described, make_team, member, suggested, to
from test_hostile_text import CARRIED, HOLDS, WATCH, nothing_ran, shows

from app.accounts.server_key import ServerKey
from app.encoding import new_id
from app.groups.models import Assignment, Group
from app.groups.suggestions import SEALED_AS, one_of

ALL = "\n".join(CARRIED)


def holds(page: Page, place: str) -> None:
    assert page.evaluate(HOLDS, [place, CARRIED]) == [], place


def suggest_each(team: Team) -> None:
    """A suggestion for each of the strings: its title, and who suggests it."""
    first = team.suggest(composed("first"))

    def work(session: Session, key: ServerKey, group: Group) -> None:
        one = one_of(session, group, first)
        session.add_all(
            Assignment(
                **one.model_dump()
                | {"id": id_, "module": composed(words), "facilitator": words}
                | {"key": key.seal(b"k" * 32, id_, SEALED_AS)}
            )
            for words in CARRIED
            if (id_ := new_id())
        )

    team.do(work)


def test_f55_a_groups_words_are_shown_literally_before_joining_and_after(
    phone: Page, server: Server
) -> None:
    phone.add_init_script(WATCH)
    team = make_team(server.url)
    described(team, name=ALL, relationship=ALL, rhythm=ALL, shown_as=ALL)
    set_up(phone, server.url)
    to(phone, "/join")
    phone.get_by_label("Group code").fill(team.code)
    press(phone, LOOK)
    expect(phone.locator("#group-name")).to_be_visible()
    for place in (
        "#group-name",
        "[data-facilitators]",
        "[data-of=relationship]",
        "[data-of=rhythm]",
    ):
        holds(phone, place)
    press(phone, "Join this group")
    expect(phone.get_by_role("heading", name="You are in the group")).to_be_visible()
    to(phone, "/groups")
    expect(phone.locator(".group")).to_be_visible()
    for place in (
        ".group h2",
        ".group [data-facilitators]",
        ".group [data-of=relationship]",
        ".group [data-of=rhythm]",
        ".group [data-do=leave]",
    ):
        holds(phone, place)
    phone.locator("[data-do=leave]").click()
    expect(phone.locator(".group")).to_have_count(0)
    expect(phone.locator("my-groups [data-said]")).not_to_be_empty()
    holds(phone, "my-groups [data-said]")
    nothing_ran(phone)


def test_f55_a_suggestions_words_are_shown_literally_in_lists_and_on_its_page(
    phone: Page, server: Server
) -> None:
    phone.add_init_script(WATCH)
    team = make_team(server.url)
    suggest_each(team)
    member(phone, team)
    to(phone, "/modules")
    expect(phone.locator("[data-now] li")).to_have_count(len(CARRIED) + 1)
    shows(phone, "[data-now] strong", CARRIED)
    holds(phone, "[data-now]")
    nothing_ran(phone)


def test_f55_a_suggestion_is_shown_literally_on_its_own_page(phone: Page, server: Server) -> None:
    phone.add_init_script(WATCH)
    team = make_team(server.url)
    module = composed("<b>Title</b>", ALL, *CARRIED, why=ALL)
    module["cautions"] = [{"words": ALL, "instead": ALL}]
    team.suggest(module, message=ALL, rhythm=ALL, shown_as=ALL)
    member(phone, team)
    suggested(phone, "<b>Title</b>")
    shows(phone, "[data-about] p", CARRIED)
    for place in (
        "[data-of=by]",
        "[data-of=aim]",
        "[data-of=rhythm]",
        "[data-message] h2",
        "[data-message] p",
        "[data-cautions] p:first-child",
        "[data-cautions] p:last-child",
        "[data-exercises] li:first-child p",
        "[data-exercises] li:last-child p",
    ):
        holds(phone, place)
    nothing_ran(phone)


def test_f55_what_was_said_of_a_count_is_shown_literally(phone: Page, server: Server) -> None:
    phone.add_init_script(WATCH)
    team = make_team(server.url)
    team.publish(team.suggest(composed(ALL)), "about", 5)
    member(phone, team)
    to(phone, "/groups")
    expect(phone.locator("[data-results] li")).to_have_count(1)
    holds(phone, "[data-results] li")
    nothing_ran(phone)
