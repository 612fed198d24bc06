"""Callers of the account API, with random keys in place of derived ones: what a passphrase becomes
is tested by the vectors and by the sync client, and costs a second a time.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from protocol import KDF, b64, new_id

from app.accounts.hashing import Hashing

SITE = "https://testserver"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
SESSION = "__Host-between-visits-session"
DEVICE = "__Host-between-visits-device"


def key(length: int = 32) -> str:
    return b64(secrets.token_bytes(length))


@dataclass
class Caller:
    """One browser, at an application that is already running; `name` and keys once it has them."""

    app: Any  # the application of the `client` fixture
    name: str = field(default_factory=lambda: f"caller-{secrets.token_hex(6)}")
    login_key: str = field(default_factory=key)
    recovery_login_key: str = field(default_factory=key)

    def __post_init__(self) -> None:
        # Not entered as a context: the application's life belongs to the `client` fixture.
        self.http = TestClient(self.app, base_url=SITE, headers=SAME_ORIGIN)
        # Else each request has an event loop made for it, which takes as long as the request.
        self.http.portal = getattr(self.app.state, "portal", None)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:  # noqa: ANN401
        """An answer; `body` goes as JSON."""
        if body is not None:
            options["json"] = body
        return self.http.request(method, path, **options)

    def sign_up_body(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "login_key": self.login_key,
            "recovery_login_key": self.recovery_login_key,
            "kdf": KDF,
            "salt": key(16),
            "vault_id": new_id(),
            "key_id": new_id(),
            "wrapped_by_passphrase": key(60),
            "wrapped_by_recovery": key(60),
            "device": "a phone",
        }

    def sign_up(self, **changes: Any) -> Any:  # noqa: ANN401
        return self.call("POST", "/api/account", self.sign_up_body() | changes)

    def sign_in(self, login_key: str | None = None, **changes: Any) -> Any:  # noqa: ANN401
        body = {"name": self.name, "login_key": login_key or self.login_key, "device": "a phone"}
        return self.call("POST", "/api/session", body | changes)

    def recover(self, recovery_login_key: str | None = None) -> Any:  # noqa: ANN401
        given = recovery_login_key or self.recovery_login_key
        body = {"name": self.name, "recovery_login_key": given, "device": "a phone"}
        return self.call("POST", "/api/account/recover", body)

    def keys(self) -> Any:  # noqa: ANN401
        return self.call("GET", "/api/account/keys")

    def change_keys(self, old: str | None, /, version: int = 1, **new: Any) -> Any:  # noqa: ANN401
        """New keys; a 200 makes them this caller's."""
        new = {
            "login_key": key(),
            "kdf": KDF,
            "salt": key(16),
            "wrapped_by_passphrase": key(60),
        } | new
        body = {"if_key_version": version, "login_key": old, "new": new}
        answer = self.call("PUT", "/api/account/keys", body)
        if answer.status_code == 200:
            self.login_key = new["login_key"]
            self.recovery_login_key = new.get("recovery_login_key", self.recovery_login_key)
        return answer

    def another_browser(self) -> "Caller":
        """The same person with nothing but what is in the head."""
        return Caller(self.app, self.name, self.login_key, self.recovery_login_key)


def code_of(answer: Any) -> tuple[int, str | None]:  # noqa: ANN401
    """An answer's status and problem code, None for success."""
    kind = answer.headers.get("content-type", "")
    if answer.status_code < 400:
        return answer.status_code, None
    assert kind == "application/problem+json", answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["code"]


class Meanwhile(Hashing):
    """Hashes that take so long that something happens meanwhile."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(memory_kib=64, passes=2)
        self.act = act

    def verify(self, secret: bytes, hashed: str | None) -> bool:
        right = super().verify(secret, hashed)
        self.act()
        return right
