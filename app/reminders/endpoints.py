"""Where a reminder may be sent: push services that are known, and what the operator allows.

A subscription's address comes from a browser, or from anybody who says to be one, and our server
sends to it: without a list it could be made to knock at doors inside the house (SSRF).
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

KNOWN = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Brave, Opera, Samsung
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
)
KNOWN_BELOW = (".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
LONGEST = 1024  # letters of an address


def is_allowed(endpoint: str, also: Sequence[str] = ()) -> bool:
    """Whether an address is one of a push service's. `also` are origins, such as
    `https://push.example`, that the operator allows beside them, letter by letter."""
    if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
        return False
    if any(letter in endpoint for letter in '\\ "<>@#'):
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(parts.path) < 2:
        return False
    if f"{parts.scheme}://{parts.netloc}" in also:
        return True
    is_known = host in KNOWN or host.endswith(KNOWN_BELOW)
    return parts.scheme == "https" and is_known and port in (None, 443) and parts.netloc[-1] != "."
