"""A tour of Desk in every state that it can show. A feature adds a tour of its own to TOURS."""

from collections.abc import Iterator

from admin_tour import administering
from facilitators import (
    Authenticator,
    fill_in_group,
    open_desk,
    press,
    set_up_app,
    sign_up,
)
from playwright.sync_api import Page, expect
from server import Server

LONG = "thewordthatsomebodytypedwithoutasinglespaceinitforsixtyfour"


def at_the_door(page: Page, server: Server) -> Iterator[str]:
    """Turned away, and setting up."""
    page.goto(f"{server.url}/team")
    yield "nobody signed in"
    sign_up(page.context, server.url, server, "member")
    page.goto(f"{server.url}/team")
    yield "a member"
    page.get_by_role("link", name="Were you given an invitation?").click()
    yield "an invitation"
    page.get_by_label("The code of your invitation").fill("0000-0000-0000-0000-0000")
    press(page, "Use it with this account")
    expect(page.get_by_text("That invitation opens nothing now")).to_be_visible()
    yield "an invitation that is none"
    sign_up(page.context, server.url, server)
    page.goto(f"{server.url}/team")
    yield "setting up"
    page.get_by_label("A word for it").fill("my work laptop")
    page.locator("[name=credential]").evaluate("(field) => { field.value = '{}' }")
    page.locator("[data-passkey]").evaluate("(form) => form.submit()")
    expect(page.get_by_text("That passkey does not open the desk here")).to_be_visible()
    page.evaluate("for (const said of document.querySelectorAll('[data-said]')) said.hidden = 0")
    yield "setting up, with all that a passkey can say"
    page.goto(f"{server.url}/team/second-factor/set-up")
    press(page, "Use an app")
    yield "an app"
    page.get_by_label("The six numbers").fill("000000")
    press(page, "Go on")
    expect(page.get_by_text("That is not what the app shows now")).to_be_visible()
    yield "an app, with a wrong code"


def inside(page: Page, server: Server) -> Iterator[str]:
    """In, and asked again."""
    open_desk(page, server, "admin")
    yield "the first page, an admin's"
    page.goto(f"{server.url}/team/nowhere")
    yield "nowhere"
    page.goto(f"{server.url}/team/groups/new")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="between-visits-desk")
    page.locator("main form").evaluate("(form) => { form.noValidate = true }")
    press(page, "Make a group")
    expect(page.get_by_text("What you typed is kept on this page")).to_be_visible()
    yield "a form that was sent after the desk had closed"
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"{server.url}/team/security")
    yield "security, of an app"
    press(page, "Take it away")
    yield "the only thing"
    press(page, "Make new codes")
    yield "codes"
    page.goto(f"{server.url}/team/security")
    yield "codes not written down"
    page.goto(f"{server.url}/team/second-factor/set-up")
    yield "adding another"
    press(page, "Sign out of the desk")
    page.goto(f"{server.url}/team")
    page.get_by_text("I have none of these").click()
    yield "asked for a code"
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Open the desk")
    yield "a wrong code"
    for _ in range(10):
        page.get_by_label("Code", exact=True).fill("000000")
        press(page, "Open the desk")
        if page.get_by_text("There were many tries").count():
            break
    yield "too many tries"


def with_a_passkey(page: Page, server: Server) -> Iterator[str]:
    """Passkeys with short words and long ones."""
    url = server.url.replace("127.0.0.1", "localhost")
    sign_up(page.context, url, server)
    for word in ("my work laptop", "thewordthatsomebodytypedwithoutasinglespaceinitforsixtyfour"):
        with Authenticator(page):
            page.goto(f"{url}/team/second-factor/set-up")
            page.get_by_label("A word for it").fill(word)
            press(page, "Make a passkey")
            if word == "my work laptop":  # the first brings codes
                press(page, "I have written these down")
            expect(page).to_have_url(f"{url}/team")
    set_up_app(page, url)
    page.goto(f"{url}/team/security")
    yield "security, with passkeys"
    page.get_by_text("Another word for it").first.click()
    page.get_by_label("The new word").first.fill("  ")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Fill this in")).to_be_visible()
    yield "security, a word left empty"
    press(page, "Sign out of the desk")
    page.goto(f"{url}/team")
    yield "asked for a passkey"


def groups(page: Page, server: Server) -> Iterator[str]:
    """Groups, from none to one that is put away; long words in every field."""
    open_desk(page, server)
    yield "no group"
    page.goto(f"{server.url}/team/groups/new")
    yield "a new group"
    page.locator("main form").evaluate("(form) => { form.noValidate = true; }")
    press(page, "Make a group")
    yield "a new group with nothing filled in"
    page.get_by_label("Name of the group").fill(LONG)
    page.get_by_label("Who you are to them").fill(LONG)
    page.get_by_label("Your name, as members read it").fill(LONG)
    page.get_by_label("Yes", exact=True).check()
    press(page, "Make a group")
    yield "a group of nobody"
    group = page.url
    page.goto(f"{group}/invitation")
    yield "no code yet"
    press(page, "Make a code")
    page.get_by_text("The very screen that they see").click()
    yield "an invitation"
    page.goto(f"{group}/facilitators")
    press(page, "Make a code")
    press(page, "I stop in a week")
    yield "who runs it, with a code, and nobody else to go on"
    page.goto(f"{group}/facilitators/me")
    yield "how members see me"
    page.goto(f"{group}/edit")
    page.locator("[name=version]").evaluate("(field) => { field.value = 9; }")
    page.get_by_label("When you meet").fill("Every other Tuesday")
    press(page, "Save")
    yield "a group that somebody else changed"
    page.goto(f"{group}/put-away")
    yield "before it is put away"
    press(page, "Put it away")
    yield "a list with one that is put away"
    page.goto(group)
    yield "one that is put away"
    page.goto(f"{server.url}/team/groups/take-up")
    page.get_by_label("The code").fill("0000-0000")
    page.get_by_label("Your name, as members read it").fill("Alex")
    page.get_by_label("No", exact=True).check()
    press(page, "Use the code")
    yield "a colleague's code that opens nothing"


def suggesting(page: Page, server: Server) -> Iterator[str]:
    """Modules, and what is suggested."""
    open_desk(page, server)
    page.goto(f"{server.url}/team/modules")
    yield "modules"
    page.goto(f"{server.url}/team/modules/hard-visits/guide")
    yield "a guide"
    page.goto(f"{server.url}/team/modules/new")
    page.get_by_label("Its name").fill(LONG)
    page.get_by_label("Its aim").fill(LONG)
    press(page, "Save")
    yield "a module without exercises"
    for number, exercise in enumerate(("SA1", "BN1", "FH3"), start=1):
        page.get_by_label(f"Exercise {number}").select_option(exercise)
    press(page, "Save")
    page.get_by_text("Delete it").click()
    yield "a module of mine"
    module = page.url.rpartition("/")[2].partition("?")[0]
    page.goto(f"{server.url}/team/groups/new")
    fill_in_group(page, "Tuesday team")
    press(page, "Make a group")
    group = page.url
    page.goto(f"{group}/suggest")
    yield "which module"
    page.goto(f"{group}/suggest?module={module}")
    page.get_by_label("A message to the group").fill(LONG)
    press(page, "Suggest it")
    yield "a caution sheet that was not read"
    page.get_by_label("I have read the cautions").check()
    press(page, "Suggest it")
    yield "a group with a suggestion"
    page.get_by_role("link", name=LONG).click()
    page.get_by_text("Change days or words").click()
    page.get_by_role("group").get_by_text("Take it back").first.click()
    yield "a suggestion"


# Each stands at one state after another, and says which.
TOURS = {
    "at the door": at_the_door,
    "inside": inside,
    "with a passkey": with_a_passkey,
    "administering": administering,
    "groups": groups,
    "suggesting": suggesting,
}
