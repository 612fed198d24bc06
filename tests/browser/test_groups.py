"""Joining a group on a phone, what is suggested there, and leaving: nobody is asked for a name, and
nothing needs a signal once it has come (PRODUCT.md 5).
"""

import re
from collections.abc import Callable

import pytest
from backups import DERIVING, NAME, PASSPHRASE, SYNC, begin_set_up, press, set_up
from backups import sign_in as sign_in_there
from locks import lock
from playwright.sync_api import BrowserContext, Locator, Page, expect
from server import Server
from teams import JOIN, LOOK, Team, composed, described, join, make_team, member, suggested, to
from test_lock import everything_readable, unlock
from waits import installed

NO_SUCH = "That code opens no group now"
NOW = "[data-now] a"
MODULE = composed("Quollmodule", "Potorooaim")


@pytest.fixture
def team(server: Server) -> Team:
    return make_team(server.url)


def sync(page: Page) -> None:
    """Once, and what is heard after it."""
    to(page, "/back-up")
    with page.expect_response("**/api/assignments"), page.expect_response(SYNC):
        press(page, "Sync now")


def said(page: Page) -> Locator:
    """What the page has last said."""
    return page.locator("main [data-said]")


def test_by_the_link_one_sees_who_runs_it_and_what_they_see_before_anything_is_asked(
    phone: Page, team: Team
) -> None:
    team.hand_over("Alex")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{team.server.url}/join#{team.code}")
    expect(phone.get_by_role("heading", name="Tuesday team")).to_be_visible()
    for words in (
        "Sam: nobody’s line manager in this group.",
        re.compile(r"Sam stops running it on \d+ \w+ 20\d\d"),
        "Alex: a line manager of people in this group.",
        re.compile(r"Alex begins to run it on \d+ \w+ 20\d\d"),
        "Who they are to you: Practice teacher",
        "It meets: Tuesdays",
        "Fewer than about 10 people",
        "What they can never see",
        "There is no list of names, for anybody.",
        "It counts at once, and nobody is told.",
        "You need a backup first",
    ):
        expect(phone.locator("[data-part=group]").get_by_text(words).first).to_be_visible()
    expect(phone.get_by_role("button", name=JOIN)).to_be_hidden()
    phone.get_by_text("The very screen that they see").click()
    expect(phone.get_by_text("About 5 people chose to be counted.")).to_be_visible()
    assert not [url for url in asked if team.code in url or "/join?" in url]


def test_a_typed_code_in_any_form_opens_the_group_for_a_member_to_be(
    phone: Page, team: Team
) -> None:
    set_up(phone, team.server.url)
    to(phone, "/modules")
    phone.get_by_role("link", name="I have a group code").click()
    phone.get_by_label("Group code").fill(f" {team.code.lower().replace('-', ' ')} ")
    phone.get_by_label("Group code").press("Enter")
    press(phone, JOIN)
    expect(phone.get_by_role("heading", name="You are in the group")).to_be_focused()
    phone.locator("join-group").get_by_role("link", name="My groups").click()
    expect(phone.get_by_role("heading", name="Tuesday team")).to_be_visible()
    expect(phone.get_by_text("Sam: nobody’s line manager in this group.")).to_be_visible()


def test_mistyped_unknown_and_replaced_codes_are_told_alike(phone: Page, team: Team) -> None:
    phone.goto(f"{team.server.url}/join")
    press(phone, LOOK)
    expect(said(phone)).to_have_text("Type the code first.")
    for typed in ("K7QP", "K7QP-3MX!", "2222-2222", "<img src=x>", "%00", "é" * 39):
        phone.get_by_label("Group code").fill(typed)
        press(phone, LOOK)
        expect(said(phone)).to_contain_text(NO_SUCH)
        expect(phone.locator("[data-part=group]")).to_be_hidden()
    phone.goto(f"{team.server.url}/join#%E0%A4%A")
    expect(said(phone)).to_contain_text(NO_SUCH)


def test_without_an_account_the_code_is_kept_through_setting_up_the_backup(
    phone: Page, team: Team
) -> None:
    phone.goto(f"{team.server.url}/join#{team.code}")
    phone.get_by_role("link", name="Set up a backup, or sign in").click()
    expect(phone.get_by_text("A group code is kept here.")).to_be_visible()
    phone.close()
    page = phone.context.new_page()  # days later
    page.goto(f"{team.server.url}/back-up")
    expect(page.get_by_text("A group code is kept here.")).to_be_visible()
    assert team.code not in everything_readable(page)
    begin_set_up(page, team.server.url)
    code = page.locator("[data-code]").inner_text()
    page.get_by_label("Type the recovery code").fill(code)
    press(page, "Back up now")
    expect(page.get_by_text("Signed in as")).to_be_visible(timeout=DERIVING)
    page.get_by_role("link", name="Go on to the group").click()
    press(page, JOIN)
    expect(page.get_by_role("heading", name="You are in the group")).to_be_visible()
    to(page, "/back-up")
    expect(page.get_by_text("A group code is kept here.")).to_be_hidden()


def test_with_no_signal_the_code_is_kept_and_nothing_is_joined_without_a_press(
    phone: Page, team: Team
) -> None:
    set_up(phone, team.server.url)
    installed(phone)
    team.server.stop()
    to(phone, "/join")
    phone.get_by_label("Group code").fill(team.code)
    press(phone, LOOK)
    expect(said(phone)).to_contain_text("There is no signal now. The code is kept here.")
    team.server.start()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(said(phone)).to_contain_text("There is a signal again.")
    to(phone, "/groups")
    to(phone, "/join")
    expect(phone.get_by_role("heading", name="Tuesday team")).to_be_visible()
    expect(phone.get_by_role("button", name=JOIN)).to_be_visible()
    to(phone, "/groups")
    expect(phone.get_by_text("This device knows of no group")).to_be_visible()


def test_a_locked_journal_joins_all_the_same_and_shows_what_came_once_it_is_open(
    phone: Page, team: Team
) -> None:
    set_up(phone, team.server.url)
    team.suggest()
    lock(phone)
    phone.goto(f"{team.server.url}/join#{team.code}")
    expect(
        phone.get_by_text("Your journal is locked now. You can join all the same.")
    ).to_be_visible()
    press(phone, JOIN)
    expect(phone.get_by_role("heading", name="You are in the group")).to_be_visible()
    to(phone, "/groups")
    unlock(phone, PASSPHRASE)
    expect(phone.get_by_role("heading", name="Tuesday team")).to_be_visible()
    suggested(phone)


def test_a_suggestion_comes_with_one_sync_and_works_with_the_server_stopped(
    phone: Page, team: Team
) -> None:
    member(phone, team)
    installed(phone)
    team.suggest(message="Take what helps.", rhythm="Mondays at nine", days=0)
    sync(phone)
    team.server.stop()
    suggested(phone)
    assert "until today. You need do none of it." in phone.locator("[data-of=by]").inner_text()
    for words in ("Take what helps.", "Meeting: Mondays at nine", "Sam writes"):
        expect(phone.get_by_text(words)).to_be_visible()
    parts = phone.locator("[data-exercises] li")
    assert parts.count() >= 3
    parts.first.get_by_role("link").click()
    expect(phone.get_by_role("button", name="Start", exact=True)).to_be_visible()


def test_a_member_with_no_signal_since_then_finds_it_after_one_sync(
    phone: Page, team: Team
) -> None:
    member(phone, team)
    installed(phone)
    phone.context.set_offline(True)
    to(phone, "/")
    expect(phone.locator(NOW)).to_have_count(0)
    team.suggest()
    phone.wait_for_timeout(500)
    phone.context.set_offline(False)
    sync(phone)
    suggested(phone)


def test_what_is_put_away_steps_back_to_modules_and_can_come_again(phone: Page, team: Team) -> None:
    team.suggest()
    member(phone, team)
    suggested(phone)
    press(phone, "Put it away")
    expect(phone.get_by_role("button", name="Put it back on Today")).to_be_focused()
    to(phone, "/")
    expect(phone.locator(NOW)).to_have_count(0)
    to(phone, "/modules")
    expect(phone.get_by_role("heading", name="Suggested earlier")).to_be_visible()
    phone.locator("[data-earlier] a").click()
    press(phone, "Put it back on Today")
    suggested(phone)


def test_what_the_facilitator_takes_back_is_gone_with_the_next_sync(
    phone: Page, team: Team
) -> None:
    id_ = team.suggest()
    member(phone, team)
    suggested(phone)
    team.withdraw(id_)
    sync(phone)
    to(phone, f"/modules/suggested#{id_}")
    expect(phone.get_by_text("This module is not on this device now.")).to_be_visible()
    to(phone, "/")
    expect(phone.locator(NOW)).to_have_count(0)


def test_leaving_is_one_press_and_with_no_signal_the_server_hears_of_it_later(
    phone: Page, team: Team
) -> None:
    team.suggest()
    member(phone, team)
    installed(phone)
    team.server.stop()
    to(phone, "/groups")
    press(phone, "Leave Tuesday team")
    expect(said(phone)).to_contain_text("You have left Tuesday team on this device.")
    expect(phone.get_by_role("heading", name="Tuesday team")).to_be_hidden()
    to(phone, "/")
    expect(phone.locator(NOW)).to_have_count(0)
    team.server.start()
    with phone.expect_response(re.compile("/membership$")) as told:
        sync(phone)
    assert told.value.status == 204
    join(phone, team)
    to(phone, "/groups")
    press(phone, "Leave Tuesday team")
    expect(said(phone)).to_contain_text("You have left Tuesday team. Nobody is told.")


def test_what_was_said_of_a_count_stands_in_the_words_that_the_facilitator_has(
    phone: Page, team: Team
) -> None:
    for kind, people in (("fewer", 5), ("about", 10), ("most", None), (None, None)):
        team.publish(team.suggest(), kind, people)
    member(phone, team)
    to(phone, "/groups")
    results = phone.locator("[data-results] li")
    for words in (
        "Fewer than 5 people chose to be counted.",
        "About 10 people chose to be counted.",
        "Most people chose to be counted.",
        "Nothing is said about this one.",
    ):
        expect(results.filter(has_text=words)).to_have_count(1)
    expect(phone.get_by_text("As this device last heard: Today")).to_be_visible()


def test_a_second_phone_of_the_account_has_the_groups_after_its_first_sync(
    phone: Page, team: Team, new_phone: Callable[..., BrowserContext]
) -> None:
    team.suggest()
    member(phone, team)
    other = new_phone().new_page()
    sign_in_there(other, team.server.url, NAME)
    suggested(other)


def test_f48_nothing_of_a_group_is_readable_once_the_lock_has_fallen(
    phone: Page, team: Team
) -> None:
    described(team, name="Quokkateam", shown_as="Numbatname", relationship="Bilbyrole")
    team.suggest(MODULE, message="wombatmessage", shown_as="Numbatname")
    member(phone, team)
    canaries = ("Quokka", "Numbat", "Bilby", "wombat", "Quoll", "Potoroo", team.code)
    shown = {"/groups": ".group h2", "/": NOW, "/modules": NOW}
    for path, place in shown.items():
        to(phone, path)
        expect(phone.locator(place)).to_be_visible()
        lock(phone)
        expect(phone.locator(place)).to_be_hidden()
        readable = everything_readable(phone)
        assert [each for each in canaries if each in readable] == [], path
        to(phone, "/groups")
        unlock(phone, PASSPHRASE)
    suggested(phone, "Quollmodule")
    lock(phone)
    expect(phone.locator("[data-shown]")).to_be_hidden()
    readable = everything_readable(phone)
    assert [each for each in canaries if each in readable] == []
