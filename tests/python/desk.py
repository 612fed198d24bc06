"""A facilitator who is in Desk, by the same forms that a person fills in."""

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pyotp
from authenticators import SoftPasskey
from callers import Caller
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import Account
from app.db import writing

ASK, SET_UP, APP = (f"/team/second-factor{rest}" for rest in ("", "/set-up", "/app"))
PASSKEY, NEW_PASSKEY = "/team/second-factor/passkey", "/team/second-factor/passkeys"
PASSKEY_BEGUN, NEW_PASSKEY_BEGUN = f"{PASSKEY}/begin", f"{NEW_PASSKEY}/begin"
SECURITY = "/team/security"
AROUND = (0, 1, -1)  # half minutes whose codes are taken, each once
CODES = "/team/second-factor/recovery-codes"


@dataclass
class AtDesk(Caller):
    """A caller whose role opens Desk, with its cookies. Make one by `facilitator(app)`."""

    cookie = "__Host-between-visits-desk"
    secret: str = ""  # of the authenticator app
    codes: tuple[str, ...] = ()  # on paper
    passkey: SoftPasskey = field(default_factory=SoftPasskey)
    used = 0  # codes of the app that were used, each of another half minute

    def get(self, path: str, **options: Any) -> Any:  # noqa: ANN401
        """A page, and no redirect followed."""
        return self.http.get(path, follow_redirects=False, **options)

    def post(self, path: str, /, _options: Any = None, **fields: Any) -> Any:  # noqa: ANN401
        """A form sent as a browser without scripts does; lists are repeated fields."""
        return self.http.post(path, data=fields, follow_redirects=False, **(_options or {}))

    def has_role(self, role: str) -> "AtDesk":
        with writing(self.app.state.engines) as session:
            named = col(Account.name) == self.name
            session.execute(update(Account).where(named).values(role=role))
        return self

    def code(self) -> str:
        """What the app shows now; where that was used, what it shows next, and then what before."""
        if not self.secret:
            return "123456"  # of no app at all
        assert self.used < len(AROUND), "it has shown no other code yet: travel half a minute on"
        self.used += 1
        at = AROUND[self.used - 1]
        return pyotp.TOTP(self.secret).at(time.time(), counter_offset=at)

    def begin_app(self) -> None:
        """As far as the key in the app, and no code given yet."""
        assert place(self.post(SET_UP)) == APP
        self.secret, self.used = secret_on(self.get(APP).text), 0

    def set_up_app(self) -> "AtDesk":
        """An authenticator app, and the codes written down."""
        self.begin_app()
        answer = self.post(APP, code=self.code())
        if place(answer) == CODES:
            self.codes = codes_on(self.get(CODES).text)
            assert place(self.post(f"{CODES}/written")) == "/team"
        return self

    def add_passkey(self, label: str = "my laptop") -> Any:  # noqa: ANN401
        """The answer to a new passkey, which is `passkey` from then on."""
        self.passkey = SoftPasskey()
        options = self.post(NEW_PASSKEY_BEGUN).json()
        made = self.passkey.made(options)
        return self.post(NEW_PASSKEY, label=label, credential=made)

    def give_passkey(self) -> Any:  # noqa: ANN401
        options = self.post(PASSKEY_BEGUN).json()
        return self.post(PASSKEY, credential=self.passkey.used(options))

    def passkeys(self) -> dict[str, str]:
        """The words for the account's passkeys, by the ids in their addresses."""
        page = self.get(SECURITY).text
        return dict(re.findall(r'<h2 id="passkey-([\w-]{22})">Passkey: (.*?)</h2>', page))

    def give_code(self, code: str | None = None) -> Any:  # noqa: ANN401
        return self.post(ASK, code=code or self.code())

    def another_browser(self) -> "AtDesk":
        """The same person, with the app and the paper, and without cookies."""
        other = AtDesk(self.app, self.name, self.login_key, self.recovery_login_key)
        other.secret, other.codes, other.used = self.secret, self.codes, self.used
        other.passkey = self.passkey
        return other


def somebody(app: Any, role: str = "facilitator") -> AtDesk:  # noqa: ANN401
    """Signed in, in this role, with no second factor yet."""
    person = AtDesk(app)
    assert person.sign_up().status_code == 201
    return person.has_role(role)


def facilitator(app: Any, role: str = "facilitator") -> AtDesk:  # noqa: ANN401
    """In Desk: `facilitator(client.app).get("/team")` is a page."""
    return somebody(app, role).set_up_app()


def place(answer: Any) -> str | None:  # noqa: ANN401
    """Where a redirect leads, whatever that leads on to; None for what is no redirect."""
    if answer.status_code != 303:
        return None
    return str(answer.headers["location"]).partition("?")[0]


def secret_on(page: str) -> str:
    """The key of the app, from the page that shows it."""
    found = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)
    assert found, page
    return found[1].replace(" ", "")


def codes_on(page: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", page))


class Words(HTMLParser):
    """The words of a page, as they are read: `Words(answer.text).said`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.parts).split())
