"""By keyboard alone, without motion, without scripts: the same exercise for everybody."""

from collections.abc import Callable

from player import begin, keep_a_line
from playwright.sync_api import BrowserContext, Page, expect
from pocket import STEADY, listed_pages
from server import Server

# Where the focus is: its words, and what hinders seeing it.
FOCUS = """() => {
  const focused = document.activeElement;
  const shown = focused.closest("label") ?? focused;
  const { left, top, width, height } = shown.getBoundingClientRect();
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
  const above = document.elementFromPoint(left + width / 2, top + height / 2);
  const clear = /^rgba.* 0\\)$/.test(outlineColor);
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !clear;
  return {
    words: (focused.ariaLabel ?? shown.textContent).trim().replace(/\\s+/g, " "),
    hindered: [
      ...(ringed ? [] : ["no ring"]),
      ...(shown.contains(above) || above?.contains(shown) ? [] : ["covered"]),
    ],
  };
}"""
LANDMARKS = """() => ({
  h1: document.querySelectorAll("h1").length,
  lang: document.documentElement.lang,
  main: document.querySelectorAll("main").length,
  title: document.title.includes("Between Visits"),
  described: !!document.querySelector("meta[name=description]")?.content,
  ids: new Set([...document.querySelectorAll("[id]")].map((each) => each.id)).size
    === document.querySelectorAll("[id]").length,
})"""


def tab_to(page: Page, words: str) -> None:
    """Tab until the focus is on a control with these words; each stop on the way can be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["hindered"] == [], focus["words"]
        if focus["words"].startswith(words):
            return
    raise AssertionError(f"the keyboard never came to “{words}”")


def test_the_whole_first_exercise_can_be_done_by_keyboard_alone(
    phone: Page, shared_server: Server
) -> None:
    keys = phone.keyboard
    phone.goto(shared_server.url)
    phone.wait_for_function(STEADY)
    tab_to(phone, "Start Before the next door")
    keys.press("Enter")
    expect(phone.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")
    tab_to(phone, "Pause")
    keys.press("Space")
    expect(phone.locator("[data-pause]")).to_have_text("Carry on")
    tab_to(phone, "Tones")
    keys.press("Space")
    tab_to(phone, "Skip")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="What are you carrying in?")).to_be_focused()
    tab_to(phone, "Rush")
    keys.press("ArrowDown")
    expect(phone.get_by_role("radio", name="Worry")).to_be_checked()
    tab_to(phone, "Next")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="Leave one thing in the car")).to_be_focused()
    tab_to(phone, "Next")
    keys.press("Space")
    expect(phone.get_by_role("heading", name="And now, how is it?")).to_be_focused()
    tab_to(phone, "Better")
    keys.press("Space")
    tab_to(phone, "Next")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="That counts")).to_be_focused()
    tab_to(phone, "Keep this in my journal")
    keys.press("Enter")
    expect(phone.get_by_text("Saved on this device")).to_be_visible()
    tab_to(phone, "Open the journal")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="Journal", level=1)).to_be_focused()
    expect(phone.get_by_role("link", name="Worry")).to_be_visible()
    tab_to(phone, "Before the next door")
    keys.press("Enter")
    expect(phone.locator("[data-read]")).to_contain_text("Worry")


def test_stop_and_grounding_can_be_reached_by_keyboard_alone(
    phone: Page, shared_server: Server
) -> None:
    begin(phone, shared_server.url, "arrive")
    tab_to(phone, "Stop")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Stopped. That is fine.")).to_be_focused()
    tab_to(phone, "Finish here")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="That counts")).to_be_focused()


def test_every_page_has_one_heading_one_main_a_language_and_a_way_past_the_header(
    phone: Page, shared_server: Server
) -> None:
    expected = {"h1": 1, "lang": "en-GB", "main": 1, "title": True, "described": True, "ids": True}
    for path in [*listed_pages(shared_server.url), "/nowhere"]:
        phone.goto(shared_server.url + path)
        assert phone.evaluate(LANDMARKS) == expected, path
        phone.keyboard.press("Tab")
        expect(phone.get_by_role("link", name="Skip to the page")).to_be_focused()
        expect(phone.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
        phone.keyboard.press("Enter")
        expect(phone.locator("main")).to_be_focused()


def test_with_reduced_motion_words_and_numbers_lead_and_nothing_moves(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    page = new_phone(reduced_motion="reduce").new_page()
    begin(page, shared_server.url, "before-the-next-door")
    pacer = page.locator("breathing-pacer")
    expect(pacer.locator("[data-phase]")).to_have_text("Breathe in")
    expect(pacer.locator("[data-count]")).to_have_text("2")
    expect(pacer.locator("svg.moon")).to_be_hidden()
    drawn = "document.querySelector('.moon-lit').getAttribute('d')"
    before = page.evaluate(drawn)
    expect(pacer.locator("[data-count]")).to_have_text("4")
    assert page.evaluate(drawn) == before
    assert page.evaluate("document.getAnimations().length") == 0


def test_where_colours_are_forced_what_colour_told_is_told_by_a_frame_or_the_readers_own(
    phone: Page, shared_server: Server
) -> None:
    phone.emulate_media(forced_colors="active")
    look = """(place) => {
      const { borderTopWidth, backgroundColor } = getComputedStyle(place);
      return [borderTopWidth !== "0px", backgroundColor];
    }"""
    phone.goto(shared_server.url)
    assert phone.locator(".hero").evaluate(look)[0]
    keep_a_line(phone, shared_server.url, "the tea")
    phone.goto(f"{shared_server.url}/journal")
    phone.get_by_text("More ways to find").click()
    day = phone.locator(".month button").first
    framed, before = day.evaluate(look)
    assert framed
    day.click()
    expect(day).to_have_attribute("aria-pressed", "true")
    assert day.evaluate(look)[1] != before
    begin(phone, shared_server.url, "three-systems")
    phone.locator(".scale-places:visible label").first.click()
    places = phone.locator(".scale-places:visible i")
    assert places.first.evaluate(look)[1] != places.last.evaluate(look)[1]
    phone.goto(f"{shared_server.url}/exercises/before-supervision")
    assert phone.locator(".show-sheet").evaluate(look)[0]


def test_with_motion_the_moon_fills(phone: Page, shared_server: Server) -> None:
    begin(phone, shared_server.url, "before-the-next-door")
    pacer = phone.locator("breathing-pacer")
    expect(pacer.locator("svg.moon")).to_be_visible()
    drawn = "document.querySelector('.moon-lit').getAttribute('d')"
    expect(pacer.locator("[data-count]")).to_have_text("1")
    before = phone.evaluate(drawn)
    expect(pacer.locator("[data-count]")).to_have_text("3")
    assert phone.evaluate(drawn) != before


def test_without_scripts_every_page_reads_whole_and_offers_nothing_dead(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    page = new_phone(java_script_enabled=False).new_page()
    for path in [*listed_pages(shared_server.url), "/nowhere"]:
        page.goto(shared_server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        dead = "main :is(button, textarea, input[type=text], input[type=file], label.button)"
        assert page.locator(f"{dead}:visible").all_inner_texts() == [], path
        assert page.locator("update-banner:visible, #needs-notice:visible").count() == 0, path
        for part in page.locator("[data-step]").all():
            expect(part).to_be_visible()
            expect(part.get_by_role("heading")).to_be_visible()
        if path.startswith(("/exercises/", "/journal")):
            off = page.locator("main noscript p")
            expect(off).to_be_visible()
            expect(off).to_contain_text("Scripts are turned off in this browser.")


def test_without_scripts_links_lead_on(
    new_phone: Callable[..., BrowserContext], shared_server: Server
) -> None:
    page = new_phone(java_script_enabled=False).new_page()
    page.goto(shared_server.url)
    page.get_by_text("5 min", exact=True).click()
    expect(page.get_by_role("heading", name="Up to 5 minutes")).to_be_visible()
    page.locator(".fits-long a").first.click()
    expect(page.locator("[data-step]").first).to_be_visible()
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.locator('a[href="tel:999"]').first).to_be_visible()
