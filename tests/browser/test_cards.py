"""Cards: kept once, gone on with, and shown whole on a page of their own."""

import disk
import pytest
from cards import MAP, SIGNS, WHY, cards, keep, keep_map, keep_why, open_cards
from player import begin, go_on, place, press, put_in, step
from playwright.sync_api import Page, expect
from server import Server
from waits import pause


@pytest.mark.parametrize("slug", [SIGNS, MAP])
def test_a_card_is_gone_on_with_as_it_stands_and_keep_edits_it(
    phone: Page, shared_server: Server, slug: str
) -> None:
    url = shared_server.url
    begin(phone, url, slug)
    while place(phone) != "end":
        put_in(phone, "first")
        go_on(phone)
    keep(phone)
    (first,) = cards(phone)

    phone.goto(f"{url}/exercises/{slug}")
    expect(phone.get_by_role("heading", name="You have this card")).to_be_visible()
    press(phone, "Edit my card")
    field = step(phone).locator("input").first
    expect(field).to_have_value("first 0")
    field.press("End")
    field.press_sequentially(" changed")
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    (second,) = cards(phone)
    assert second["id"] == first["id"]
    key = "body" if slug == SIGNS else "people"
    assert second["answers"][key][0] == "first 0 changed"
    assert second["answers"][key][1:] == first["answers"][key][1:]
    for name in set(first["answers"]) - {key, "gives"}:
        assert second["answers"][name] == first["answers"][name]

    phone.goto(f"{url}/journal/entry#{first['id']}")
    phone.get_by_text("Day, skills, earlier versions").click()
    expect(phone.locator("[data-history] li").last).to_contain_text("first 0")


def test_what_was_chosen_for_each_person_is_chosen_still_and_can_be_changed(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_map(phone, url, "AB", "CD")
    open_cards(phone, url)
    section = phone.locator('[data-cards="RS1"]')
    expect(section.locator("dd")).to_have_text(
        ["AB", "CD", "AB: Trust", "CD: Someone to learn from"]
    )
    section.get_by_role("link", name="Edit", exact=True).click()
    expect(step(phone).locator("input").nth(1)).to_have_value("CD")
    step(phone).locator("input").nth(2).fill("EF")
    go_on(phone)
    first, second, third = step(phone).locator("fieldset").all()
    expect(first.get_by_label("Trust")).to_be_checked()
    expect(second.get_by_label("Someone to learn from")).to_be_checked()
    second.get_by_label("More than one of these").check()
    third.get_by_label("Not sure").check()
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    (card,) = cards(phone)
    assert card["answers"]["gives"] == {
        "AB": "Trust",
        "CD": "More than one of these",
        "EF": "Not sure",
    }


def test_a_card_leads_from_its_entry_to_its_exercise_since_fields_cannot_change_its_choices(
    phone: Page, shared_server: Server
) -> None:
    keep_map(phone, shared_server.url, "AB")
    (card,) = cards(phone)
    phone.goto(f"{shared_server.url}/journal/entry#{card['id']}")
    expect(phone.get_by_role("button", name="Edit", exact=True)).to_be_hidden()
    phone.get_by_role("link", name="Edit", exact=True).click()
    expect(step(phone).locator("input").first).to_have_value("AB")
    pause(phone)
    phone.reload()
    expect(phone.get_by_role("heading", name="You began this earlier")).to_be_visible()
    press(phone, "Start again")
    expect(step(phone).locator("input").first).to_have_value("AB")


def test_a_card_begun_with_empty_lines_joins_the_one_there_is(
    phone: Page, shared_server: Server
) -> None:
    keep_map(phone, shared_server.url, "AB", "CD")
    keep_map(phone, shared_server.url, "EF")
    (card,) = cards(phone)
    assert card["answers"]["people"] == ["AB", "CD", "EF"]
    assert card["answers"]["gives"]["EF"] == "Trust"


def test_a_list_that_grew_longer_than_its_step_is_shown_and_kept_whole(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    many = [f"A{number}" for number in range(8)]
    keep_map(phone, url, *many[:4])
    begin(phone, url, MAP)
    for number, initials in enumerate([*many[4:], "B1", "B2", "B3", "B4"]):
        step(phone).locator("input").nth(number).fill(initials)
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    phone.goto(f"{url}/exercises/{MAP}")
    press(phone, "Edit my card")
    fields = step(phone).locator("input")
    expect(fields).to_have_count(12)
    expect(fields.last).to_have_attribute("aria-label", "On my map, line 12")
    fields.first.fill("Z0")
    while place(phone) != "end":
        go_on(phone)
    keep(phone)
    (card,) = cards(phone)
    assert card["answers"]["people"] == ["Z0", *many[1:], "B1", "B2", "B3", "B4"]


def test_nobody_is_asked_what_they_get_from_no_one(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, MAP)
    press(phone, "No one comes to mind")
    assert place(phone) == "gives"
    expect(step(phone).locator("fieldset")).to_have_count(0)
    expect(step(phone).get_by_text("You can go on")).to_be_visible()
    while place(phone) != "help":
        go_on(phone)
    expect(step(phone).get_by_role("link", name="Open the help card")).to_be_visible()


def test_every_why_is_one_more_on_the_hope_shelf_unless_it_is_wanted_elsewhere(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_why(phone, url, "the first winter")
    keep_why(phone, url, "a cup of tea", "On my hope shelf")
    keep_why(phone, url, "a form", "With my other entries")
    open_cards(phone, url)
    shelf = phone.locator('[data-cards="FH5"] article')
    expect(shelf).to_have_count(2)
    expect(shelf.locator("dd")).to_have_text(["a cup of tea", "the first winter"])
    assert [(e["kind"], list(e["answers"])) for e in disk.entries(phone)] == [
        ("entry", ["time", "shelf"]),
        ("card", ["time", "shelf"]),
        ("card", ["time"]),
    ]
    shelf.first.get_by_role("link", name="a cup of tea").click()
    press(phone, "Edit")
    phone.get_by_role("textbox").first.fill("a pot of tea")
    press(phone, "Keep")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    open_cards(phone, url)
    expect(shelf.locator("dd").first).to_have_text("a pot of tea")


def test_where_it_would_go_is_nothing_to_keep_by_itself(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, WHY)
    go_on(phone)
    go_on(phone)
    phone.get_by_label("On my hope shelf").check()
    go_on(phone)
    expect(phone.get_by_role("heading", name="That counts")).to_be_visible()
    expect(phone.get_by_role("button", name="Keep this in my journal")).to_be_hidden()


def test_with_no_card_yet_the_page_says_so_kindly_and_leads_on(
    phone: Page, shared_server: Server
) -> None:
    open_cards(phone, shared_server.url)
    expect(phone.get_by_text("There is no card here yet, and there is no hurry.")).to_have_count(2)
    expect(phone.get_by_text("Nothing stands here yet")).to_be_visible()
    for name in ("My early signs", "Support map", "Why I do this"):
        expect(phone.locator("journal-cards").get_by_role("link", name=name)).to_be_visible()


def test_who_started_before_the_card_was_found_is_offered_it_beside_and_loses_nothing(
    phone: Page, shared_server: Server
) -> None:
    url = shared_server.url
    keep_map(phone, url, "AB")
    phone.goto(f"{url}/exercises/{MAP}")
    press(phone, "Start")  # at once, or after the offer: either way there is a way to the card
    beside = phone.locator('[data-part="card-beside"]')
    phone.evaluate(
        """async () => {
          const player = document.querySelector("exercise-player");
          (await player.keeper).offerCard();
        }"""
    )
    expect(beside).to_be_visible()
    beside.get_by_role("button").click()
    expect(step(phone).locator("input").first).to_have_value("AB")
    expect(beside).to_be_hidden()


def test_the_page_of_cards_opens_with_no_signal(phone: Page, server: Server) -> None:
    keep_map(phone, server.url, "AB")
    phone.wait_for_function("() => !!navigator.serviceWorker.controller")
    server.stop()
    open_cards(phone, server.url)
    expect(phone.locator('[data-cards="RS1"] dd').first).to_have_text("AB")
