"""A facilitator in a real browser, let into Desk by the forms that a person fills in."""

import json
import sqlite3
import sys
import time
from pathlib import Path
from secrets import token_bytes, token_hex

import pyotp
from playwright.sync_api import BrowserContext, Page, expect
from server import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from protocol import KDF, b64, new_id


def sign_up(context: BrowserContext, server: Server, role: str = "facilitator") -> str:
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
        f"{server.url}/api/account",
        data=json.dumps(body),
        headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status == 201, answer.text()
    has_role(server, name, role)
    return name


def has_role(server: Server, name: str, role: str) -> None:
    with sqlite3.connect(server.folder / "server.db", timeout=5) as database:
        database.execute("UPDATE account SET role = ? WHERE name = ?", (role, name))
    database.close()


def set_up_app(page: Page, url: str) -> str:
    """An authenticator app, and the recovery codes written down; gives the app's key."""
    page.goto(f"{url}/team")
    press(page, "Use an app")
    secret = page.locator(".page .code").inner_text().replace(" ", "")
    page.get_by_label("The six numbers").fill(pyotp.TOTP(secret).at(time.time()))
    press(page, "Go on")
    press(page, "I have written these down")
    expect(page).to_have_url(f"{url}/team")
    return secret


def open_desk(page: Page, server: Server, role: str = "facilitator") -> str:
    """This page's browser, signed in as a new facilitator and in Desk; gives the app's key."""
    sign_up(page.context, server, role)
    return set_up_app(page, server.url)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
