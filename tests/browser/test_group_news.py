"""What somebody in a group is told on Today: that somebody else runs it, and in which of several
groups a module is suggested."""

from playwright.sync_api import Page, expect
from server import Server
from teams import join, make_team, member, to
from test_groups import sync

NEWS = "There is news about who runs “Tuesday team”."


def test_a_change_of_who_runs_a_group_is_on_today_before_it_comes_and_until_it_was_seen(
    phone: Page, server: Server
) -> None:
    team = make_team(server.url)
    member(phone, team)
    to(phone, "/")
    expect(phone.get_by_text(NEWS)).to_have_count(0)
    team.hand_over("Alex")
    sync(phone)
    to(phone, "/")
    expect(phone.get_by_text(NEWS)).to_be_visible()
    server.stop()
    phone.get_by_role("link", name="See who runs it").click()
    expect(phone.get_by_text("Alex begins to run it on")).to_be_visible()
    expect(phone.get_by_text("Alex: a line manager of people in this group.")).to_be_visible()
    to(phone, "/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("A moment for you")
    expect(phone.locator("[data-news]")).to_be_hidden()


def test_in_two_groups_one_reads_which_suggests_what_and_where_one_is_counted(
    phone: Page, server: Server
) -> None:
    first, second = make_team(server.url), make_team(server.url, "Jo", name="Friday team")
    member(phone, first)
    first.suggest()
    sync(phone)
    to(phone, "/")
    expect(phone.locator("[data-now] a")).to_contain_text("Suggested by Sam, until")
    join(phone, second)
    second.suggest(shown_as="Jo")
    sync(phone)
    to(phone, "/")
    expect(phone.get_by_text("Suggested by Sam in Tuesday team, until")).to_be_visible()
    phone.get_by_role("link", name="Suggested by Jo in Friday team").click()
    elsewhere = phone.get_by_text("You can be counted in one group at a time.")
    expect(elsewhere).to_be_visible()
    expect(phone.get_by_text("Suggested by Jo in Friday team, until")).to_be_visible()
    to(phone, "/")
    phone.get_by_role("link", name="Suggested by Sam in Tuesday team").click()
    expect(phone.get_by_text("Suggested by Sam in Tuesday team, until")).to_be_visible()
    expect(elsewhere).to_be_hidden()
