"""A facilitator in a real browser, let into Desk by the forms that a person fills in."""

import json
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_hex
from types import TracebackType
from typing import Any, Self

import pyotp
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from protocol import KDF, b64, new_id

AROUND = (0, 1, -1)  # half minutes whose codes are taken, each once


@dataclass
class App:
    """An authenticator app, and what stands on paper."""

    secret: str
    paper: list[str] = field(default_factory=list)
    used: int = 0

    def code(self) -> str:
        """What it shows now; where that was used, what it shows next, and then what before."""
        self.used += 1
        at = AROUND[self.used - 1]
        return pyotp.TOTP(self.secret).at(time.time(), counter_offset=at)


def sign_up(context: BrowserContext, url: str, server: Server, role: str = "facilitator") -> str:
    """An account whose session this browser has, with random keys in place of derived ones: on the
    page itself they take a second. Gives its name.
    """
    name = f"facilitator-{token_hex(6)}"
    body = {
        "name": name,
        "login_key": b64(token_bytes(32)),
        "recovery_login_key": b64(token_bytes(32)),
        "kdf": KDF,
        "salt": b64(token_bytes(16)),
        "vault_id": new_id(),
        "key_id": new_id(),
        "wrapped_by_passphrase": b64(token_bytes(60)),
        "wrapped_by_recovery": b64(token_bytes(60)),
        "device": "a laptop",
    }
    answer = context.request.post(
        f"{url}/api/account",
        data=json.dumps(body),
        headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status == 201, answer.text()
    has_role(server, name, role)
    return name


def has_role(server: Server, name: str, role: str) -> None:
    with closing(sqlite3.connect(server.folder / "server.db", timeout=5)) as database, database:
        database.execute("UPDATE account SET role = ? WHERE name = ?", (role, name))


def set_up_app(page: Page, url: str) -> App:
    """An authenticator app, and the recovery codes written down where there are new ones."""
    page.goto(f"{url}/team/second-factor/set-up")
    press(page, "Use an app")
    app = App(page.locator(".page .code").inner_text().replace(" ", ""))
    page.get_by_label("The six numbers").fill(app.code())
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Set up your app")
    if page.locator(".codes").count():
        app.paper = page.locator(".codes li").all_inner_texts()
        press(page, "I have written these down")
    expect(page).to_have_url(f"{url}/team")
    return app


def open_desk(page: Page, server: Server, role: str = "facilitator") -> App:
    """This page's browser, signed in as a new facilitator and in Desk."""
    sign_up(page.context, server.url, server, role)
    return set_up_app(page, server.url)


def fill_in_group(page: Page, name: str) -> None:
    """The form for a new group, to be sent by “Make a group”."""
    page.get_by_label("Name of the group").fill(name)
    page.get_by_label("Who you are to them").fill("Practice teacher")
    page.get_by_label("Your name, as members read it").fill("Sam")
    page.get_by_label("No", exact=True).check()


def press(page: Page, name: str) -> None:
    """Press the first such button; where it sends a form, until the answer to that stands there."""
    button = page.get_by_role("button", name=name, exact=True).first
    sends = button.evaluate("(button) => button.form?.method === 'post'")
    if sends and not button.evaluate("(button) => 'passkey' in button.form.dataset"):
        page.locator("h1").evaluate("(heading) => heading.setAttribute('data-before', '')")
        button.click()
        expect(page.locator("[data-before]")).to_have_count(0, timeout=15_000)
    else:
        button.click()


class Authenticator:
    """Chromium's own virtual authenticator, which says yes at once."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def __enter__(self) -> Self:
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = added["authenticatorId"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.detach()

    def credentials(self) -> list[dict[str, Any]]:
        held = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(held["credentials"])

    def refuses_to_know_anybody(self) -> None:
        """As when a person closes the browser's window: no answer comes of it."""
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False}
        )
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
