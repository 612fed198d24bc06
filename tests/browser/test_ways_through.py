"""Ways through an exercise: stopping, feeling worse, branches, and leaving things empty."""

import pytest
from player import EXERCISES, SOME, begin, go_on, place, press, put_in, step
from playwright.sync_api import Page, expect
from server import Server


def asks_after(slug: str) -> bool:
    """PRODUCT.md 3: with a breath or a timer, and all of acceptance and vulnerability."""
    kinds = {each["kind"] for each in EXERCISES[slug]["steps"]}
    inward = EXERCISES[slug]["skill"] in ("acceptance", "vulnerability")
    return inward or bool(kinds & {"breathe", "timer"})


@pytest.mark.parametrize("slug", SOME)
def test_every_field_can_be_skipped_and_stop_stands_on_every_step(
    phone: Page, shared_server: Server, slug: str
) -> None:
    begin(phone, shared_server.url, slug)
    asked = False
    while (here := place(phone)) != "end":
        expect(phone.get_by_role("button", name="Stop", exact=True)).to_be_in_viewport(ratio=1)
        asked = asked or here == "after"
        go_on(phone)
        assert place(phone) != here
    expect(phone.get_by_role("heading", name="That counts")).to_be_visible()
    expect(phone.get_by_text("Keep this in my journal")).to_be_hidden()
    expect(phone.get_by_text("People:")).to_be_visible()
    assert asked == asks_after(slug)


@pytest.mark.parametrize("slug", ["before-the-next-door", "the-sentence-i-could-say"])
def test_stop_ends_in_grounding_words_and_the_words_are_there_to_carry_on_with(
    phone: Page, shared_server: Server, slug: str
) -> None:
    begin(phone, shared_server.url, slug)
    here = place(phone)
    put_in(phone, "not now")
    press(phone, "Stop")
    expect(phone.get_by_role("heading", name="Stopped. That is fine.")).to_be_focused()
    expect(phone.get_by_text("Feel both feet on the floor. Look up")).to_be_visible()
    stopped = phone.locator("[data-part=stopped]")
    expect(stopped.get_by_role("link", name="Help card")).to_be_visible()
    expect(step(phone)).to_have_count(0)
    press(phone, "Carry on")
    assert place(phone) == here
    if phone.locator("textarea:visible").count():
        expect(phone.locator("textarea:visible")).to_have_value("not now")
    press(phone, "Stop")
    press(phone, "Finish here")
    expect(phone.get_by_role("heading", name="That counts")).to_be_visible()


@pytest.mark.parametrize("slug", [slug for slug in SOME if asks_after(slug)])
def test_worse_leads_to_other_ways_in_people_and_the_help_card(
    phone: Page, shared_server: Server, slug: str
) -> None:
    begin(phone, shared_server.url, slug)
    while place(phone) != "after":
        go_on(phone)
    worse = phone.locator("[data-worse]")
    for words, shown in (("Better", False), ("The same", False), ("Worse", True)):
        phone.get_by_text(words, exact=True).click()
        expect(worse).to_be_visible(visible=shown)
    expect(worse.get_by_text("name five things you can see")).to_be_visible()
    expect(worse.get_by_text("Ring or sit with somebody")).to_be_visible()
    expect(worse.get_by_role("link", name="Help card")).to_have_attribute("href", "/help")
    expect(worse.get_by_role("link", name="find which support fits")).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        ("Yes", ["change", "practical", "who"]),
        ("Some of it", ["change", "comfort", "practical", "who"]),
        ("No", ["change", "comfort", "who"]),
        ("Not sure", ["change", "comfort", "who"]),
    ],
)
def test_what_can_be_changed_leads_to_practical_help_and_the_rest_to_comfort_first(
    phone: Page, shared_server: Server, answer: str, steps: list[str]
) -> None:
    begin(phone, shared_server.url, "what-kind-of-support")
    step(phone).get_by_text(answer, exact=True).click()
    walked = []
    while place(phone) != "end":
        walked.append(place(phone))
        go_on(phone)
    assert walked == steps


def test_each_worry_is_sorted_by_itself(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "circle-of-control")
    for number, words in enumerate(("the rota", "the parking", "the email")):
        step(phone).get_by_role("textbox").nth(number).fill(words)
    go_on(phone)
    for words, whose in (("the rota", "I can have a say"), ("the parking", "Not mine")):
        step(phone).get_by_role("group", name=words).get_by_text(whose).click()
    go_on(phone)
    so_far = phone.locator("[data-earlier] dd").all_text_contents()
    assert so_far == [
        *("the rota", "the parking", "the email"),
        *("the rota: I can have a say", "the parking: Not mine"),
    ]


def test_a_worry_that_is_taken_off_the_list_is_gone_from_its_sorting_too(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, "circle-of-control")
    lines = step(phone).get_by_role("textbox")
    lines.nth(0).fill("a name I should not have written")
    lines.nth(1).fill("the rota")
    go_on(phone)
    for choices in step(phone).get_by_role("group").all():
        choices.get_by_text("Mine to do").click()
    press(phone, "Back")
    lines.nth(0).fill("a family")
    go_on(phone)
    go_on(phone)
    expect(phone.locator("[data-earlier]")).not_to_contain_text("a name")
    go_on(phone)
    go_on(phone)
    go_on(phone)
    expect(phone.locator("[data-part=end] [data-so-far]").first).not_to_contain_text("a name")


def test_four_minutes_after_a_hard_visit_have_more_steps_than_two(
    phone: Page, shared_server: Server
) -> None:
    walked = {}
    for minutes in ("2 minutes", "4 minutes"):
        phone.goto(f"{shared_server.url}/exercises/after-a-hard-visit")
        phone.locator("exercise-player:defined").wait_for()
        phone.get_by_text(minutes, exact=True).click()
        press(phone, "Start")
        phone.locator("exercise-player[data-running]").wait_for()
        walked[minutes] = [place(phone)]
        while walked[minutes][-1] != "end":
            go_on(phone)
            walked[minutes].append(place(phone))
        phone.wait_for_timeout(300)
    assert walked["2 minutes"] == ["feet", "word", "speak", "debrief", "after", "end"]
    assert set(walked["4 minutes"]) - set(walked["2 minutes"]) == {"sounds", "next-hour"}
