"""One neutral push message: Web Push (RFC 8030), sealed for the phone (RFC 8291), signed by the
server (VAPID, RFC 8292). What it says is the same for everybody, every day.
"""

from typing import Any, Literal
from urllib.request import getproxies

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02  # type: ignore[import-untyped]  # it has no types
from pywebpush import WebPushException, webpush  # type: ignore[import-untyped]  # likewise

from app.accounts.reception import Reception
from app.encoding import encode
from app.reminders.due import LATEST

PAYLOAD = '{"kind":"reminder"}'
TOPIC = "reminder"  # of two that wait for a phone to come back, the push service keeps the later
TIMEOUT = 10.0  # seconds
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256

Outcome = Literal["sent", "gone", "later", "refused"]


class Sender:
    """Sends reminders as this server; `contact` is whom push services write to."""

    def __init__(self, secret: bytes, contact: str) -> None:
        """`secret` is 32 bytes, from which the signing key is made: the same after a restart."""
        scalar = int.from_bytes(secret) % (_ORDER - 1) + 1
        self._key = ec.derive_private_key(scalar, ec.SECP256R1())
        self._contact = contact

    @property
    def public_key(self) -> str:
        """What a browser subscribes with: an uncompressed point, in base64url."""
        public = self._key.public_key()
        return encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def send(self, subscription: dict[str, Any]) -> Outcome:
        """Send one; `gone` where the phone is no longer subscribed, `later` where a try in a minute
        may do better. What a push service answers is read as its status alone.
        """
        with _NoRedirects() as session:
            try:
                webpush(
                    subscription,
                    PAYLOAD,
                    vapid_private_key=Vapid02(self._key),
                    vapid_claims={"sub": self._contact},  # fresh: the library writes into it
                    ttl=int(LATEST.total_seconds()),
                    timeout=TIMEOUT,
                    headers={"Topic": TOPIC, "Urgency": "low"},
                    requests_session=session,
                )
            except WebPushException as fault:
                return _meaning(fault.response.status_code if fault.response is not None else 0)
            except requests.RequestException:
                return "later"
            except ValueError:
                return "refused"  # keys that are no keys
        return "sent"


def open_sender(reception: Reception) -> Sender | None:
    """As the settings say; None where nobody is named whom push services could write to."""
    contact = reception.settings.push_contact
    return Sender(reception.key.pushes, contact) if contact else None


def _meaning(status: int) -> Outcome:
    if status in (404, 410):
        return "gone"
    return "later" if status in (0, 429) or status >= 500 else "refused"


class _NoRedirects(requests.Session):
    """Goes where it is told and nowhere else: no redirects, and no passwords of the machine's."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.proxies.update(getproxies())  # an organisation's own way out, if there is one

    def request(self, *arguments: Any, **options: Any) -> requests.Response:  # noqa: ANN401
        """As the library's own, but for redirects, and no body is read that is not asked for."""
        return super().request(*arguments, **options | {"allow_redirects": False})
