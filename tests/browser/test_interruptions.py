"""A reload in the middle of any step of any exercise (F31)."""

from collections.abc import Callable

import disk
import pytest
from player import (
    AT_ONCE,
    EXERCISES,
    SOME,
    begin,
    go_on,
    keep_a_line,
    offered,
    place,
    press,
    put_in,
    seen,
)
from playwright.sync_api import BrowserContext, Page, Route, expect
from server import Server
from waits import pause


@pytest.mark.parametrize("slug", SOME)
def test_f31_after_a_reload_at_any_step_carry_on_stands_there_with_every_answer(
    phone: Page, shared_server: Server, slug: str
) -> None:
    keep_a_line(phone, shared_server.url, "a line to bring")
    begin(phone, shared_server.url, slug)
    visited = []
    while True:
        put_in(phone, "Words, “quoted” – ça va 🙂")
        before = seen(phone)
        visited.append(place(phone))
        if before["parts"] == ["end"] and EXERCISES[slug].get("stores") is None:
            break  # nothing to keep, so nothing is left to carry on with
        pause(phone)
        phone.reload()
        offered(phone)
        press(phone, "Carry on")
        expect(phone.get_by_role("heading", name="You began this earlier")).to_be_hidden()
        assert seen(phone) == before
        if before["parts"] == ["end"]:
            break
        go_on(phone)
    assert len(visited) >= len([s for s in EXERCISES[slug]["steps"] if "when" not in s]) - 1


@pytest.mark.parametrize(
    "slug", ["what-went-well", "three-systems", "name-it", "circle-of-control"]
)
def test_f31_finish_here_counts_and_keeps_and_start_again_is_empty(
    phone: Page, shared_server: Server, slug: str
) -> None:
    begin(phone, shared_server.url, slug)
    first = place(phone)
    put_in(phone, "half an answer")
    fields = seen(phone)["fields"]
    go_on(phone)
    pause(phone)

    phone.reload()
    offered(phone)
    words = seen(phone)["soFar"]
    assert words != [""]
    press(phone, "Finish here")
    expect(phone.get_by_role("heading", name="That counts")).to_be_visible()
    assert seen(phone)["soFar"] == words
    pause(phone)
    assert disk.practised(phone) == [EXERCISES[slug]["id"]]
    [draft] = disk.drafts(phone)
    assert list(draft["body"]["answers"]) == [first]

    phone.reload()
    offered(phone)
    press(phone, "Start again")
    phone.locator("exercise-player[data-running]").wait_for()
    assert place(phone) == first
    assert any(fields)
    assert not any(seen(phone)["fields"])


def test_f31_an_early_finish_counts_once_through_reloads_and_keep(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, "abcde")
    put_in(phone, "what happened")
    for _ in range(3):
        pause(phone)
        phone.reload()
        offered(phone)
        press(phone, "Finish here")
        expect(phone.get_by_role("heading", name="That counts")).to_be_visible()
    press(phone, "Keep this in my journal")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    assert disk.practised(phone) == ["FH3"]
    phone.reload()
    expect(phone.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert disk.drafts(phone) == []


def test_f31_a_gratitude_line_is_offered_again_after_a_reload(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, AT_ONCE)
    put_in(phone, "the tea")
    pause(phone)
    for act, words in (("Carry on", "the tea"), ("Finish here", "the tea"), ("Start again", "")):
        phone.reload()
        offered(phone)
        press(phone, act)
        expect(phone.get_by_role("textbox")).to_have_value(words)
        pause(phone)
    assert disk.practised(phone) == ["FH2"]


def test_f31_today_leads_back_to_what_was_begun(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "abcde")
    put_in(phone, "what happened")
    pause(phone)
    phone.goto(shared_server.url)
    phone.get_by_role("link", name="Carry on: ABCDE").click()
    offered(phone)
    press(phone, "Carry on")
    expect(phone.get_by_role("textbox")).to_have_value("what happened")


# One of them in two tabs at once.
BEGUN = """async (begun) => {
  const { openJournal } = await import("/source/journal/open.js");
  const { drafts } = await openJournal();
  for (const [number, [id, title]] of begun.entries()) {
    const at = new Date(Date.now() - 60_000 + number).toISOString();
    await drafts.put({ id: drafts.newId(), of: `exercise:${id}`, at, body: { title, slug: "x" } });
  }
}"""


def test_today_offers_one_link_for_each_exercise_and_two_at_most_below_the_first_thing_to_do(
    phone: Page, shared_server: Server
) -> None:
    begun = [("BN3", "Name it"), ("FH3", "ABCDE"), ("FH3", "ABCDE"), ("FH1", "What went well")]
    phone.goto(shared_server.url)
    disk.ask(phone, BEGUN, begun)
    phone.reload()
    links = phone.locator("[data-carry-on] a")
    expect(links).to_have_text(["Carry on: What went well", "Carry on: ABCDE"])
    start = phone.get_by_role("link", name="Start Before the next door").bounding_box()
    first = links.first.bounding_box()
    assert start
    assert first
    assert start["y"] + start["height"] <= first["y"]


def test_f31_a_running_breath_carries_on_from_about_where_it_was(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, "before-the-next-door")
    left = phone.locator("breathing-pacer [data-left]")
    expect(left).to_have_text("6 breaths to go", timeout=20_000)
    phone.wait_for_timeout(1_000)
    phone.reload()
    offered(phone)
    phone.wait_for_timeout(3_000)
    assert seen(phone)["steps"] == []
    press(phone, "Carry on")
    expect(left).to_have_text("6 breaths to go", timeout=1_000)


def test_a_tap_on_start_before_the_scripts_are_there_is_not_lost(
    new_phone: Callable[..., BrowserContext], shared_server: Server, trouble: list[str]
) -> None:
    """A slow phone shows Start before it has read the player."""
    phone = new_phone(service_workers="block").new_page()

    def late(route: Route) -> None:
        phone.wait_for_timeout(700)
        route.continue_()

    phone.route("**/first-screen.js", late)
    phone.goto(f"{shared_server.url}/exercises/before-the-next-door", wait_until="commit")
    start = phone.get_by_role("button", name="Start", exact=True)
    start.wait_for()
    assert phone.locator("exercise-player:defined").count() == 0
    start.click()
    expect(phone.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")
    trouble[:] = [each for each in trouble if "blocked by Playwright" not in each]
