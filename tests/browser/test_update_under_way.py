"""A newer version arrives while something is under way: nothing reloads, nothing is lost, and
afterwards the update works (F32)."""

from player import begin, go_on, press, ready
from playwright.sync_api import Page, expect
from release import LOOK_FOR_UPDATE, NEW, OLD, RELOADED, help_says, release, stay, stayed
from server import Server
from waits import installed
from wire import Wire

BUSY = "An exercise is open, or words are still being kept."


def test_f32_an_update_waits_while_an_exercise_runs_and_words_are_unsaved(
    first: Page, own_server: Server, wire: Wire
) -> None:
    begin(first, wire.url, "the-sentence-i-could-say")
    stay(first)
    while not first.locator(".step:visible textarea").count():
        go_on(first)
    first.get_by_role("textbox").fill("the third visit of the morning")
    release(own_server)
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    first.get_by_role("button", name="Update now").click()
    expect(first.get_by_text(BUSY)).to_be_visible()
    assert stayed(first)
    expect(first.get_by_role("textbox")).to_have_value("the third visit of the morning")
    help_says(first, wire.url, OLD)
    first.get_by_role("button", name="Stop").click()
    first.get_by_role("button", name="Finish here").click()
    first.get_by_role("button", name="Update now").click()
    first.wait_for_function(RELOADED)
    help_says(first, wire.url, NEW)
    first.get_by_role("button", name="Carry on").click()
    kept = first.locator('[data-part="end"] > .so-far')
    expect(kept).to_contain_text("the third visit of the morning")


def test_f32_an_exercise_in_another_tab_holds_the_update_back(
    first: Page, own_server: Server, wire: Wire
) -> None:
    begin(first, wire.url, "before-the-next-door")
    stay(first)
    idle = first.context.new_page()
    idle.goto(f"{wire.url}/help")
    release(own_server)
    assert idle.evaluate(LOOK_FOR_UPDATE) == "installed"
    idle.get_by_role("button", name="Update now").click()
    expect(idle.get_by_text(BUSY)).to_be_visible()
    assert stayed(first)
    expect(first.locator("exercise-player[data-running]")).to_be_visible()
    first.close()
    idle.get_by_role("button", name="Update now").click()
    expect(idle.locator(".lead")).to_contain_text(NEW)


def test_f32_a_line_that_is_not_kept_yet_is_there_after_the_update(
    first: Page, own_server: Server, wire: Wire
) -> None:
    first.goto(f"{wire.url}/exercises/gratitude-line")
    first.get_by_role("textbox").fill("the neighbour who waved")
    stay(first)
    release(own_server)
    assert first.evaluate(LOOK_FOR_UPDATE) == "installed"
    assert stayed(first)
    expect(first.get_by_role("textbox")).to_have_value("the neighbour who waved")
    first.get_by_role("button", name="Update now").click(delay=100)  # as fingers do
    first.wait_for_function(RELOADED)
    press(first, "Carry on")
    expect(first.get_by_role("textbox")).to_have_value("the neighbour who waved")


def test_f32_a_tab_of_the_older_version_goes_on_working_when_another_took_the_update(
    first: Page, own_server: Server, wire: Wire
) -> None:
    first.goto(f"{wire.url}/help")
    other = first.context.new_page()
    other.goto(f"{wire.url}/help")
    release(own_server, file="static/styles/help.css")
    assert other.evaluate(LOOK_FOR_UPDATE) == "installed"
    stay(other)
    other.get_by_role("button", name="Update now").click()
    other.wait_for_function(RELOADED)
    own_server.stop()
    # What the browser still has by itself is luck: phones clear it when they need room.
    first.context.new_cdp_session(first).send("Network.clearBrowserCache")
    first.get_by_role("link", name="Today").click()
    first.get_by_role("link", name="Before the next door", exact=True).first.click()
    ready(first)
    press(first, "Start")
    expect(first.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")


def test_f32_the_banner_goes_in_every_tab_when_one_of_them_took_the_update(
    first: Page, own_server: Server, wire: Wire
) -> None:
    other = first.context.new_page()
    other.goto(f"{wire.url}/help")
    release(own_server)
    assert other.evaluate(LOOK_FOR_UPDATE) == "installed"
    expect(first.locator("update-banner")).to_be_visible()
    other.get_by_role("button", name="Update now").click()
    expect(other.locator(".lead")).to_contain_text(NEW)
    expect(first.locator("update-banner")).to_be_hidden()


def test_after_an_update_of_one_style_every_script_comes_from_the_newer_version(
    phone: Page, own_server: Server
) -> None:
    # No wire between: what is copied to the newer version came compressed, as it does in life.
    phone.goto(own_server.url)
    installed(phone)
    release(own_server, file="static/styles/help.css")
    assert phone.evaluate(LOOK_FOR_UPDATE) == "installed"
    stay(phone)
    phone.get_by_role("button", name="Update now").click()
    phone.wait_for_function(RELOADED)
    own_server.stop()
    phone.context.new_cdp_session(phone).send("Network.clearBrowserCache")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    begin(phone, own_server.url, "before-the-next-door")
    expect(phone.locator("breathing-pacer [data-phase]")).to_have_text("Breathe in")
    versions = {url.split("/static/")[1].split("/")[0] for url in asked if "/static/" in url}
    assert len(versions) == 1
