"""The authenticator app: six numbers that change every half minute (TOTP, RFC 6238)."""

import hmac
import re
import time
from collections.abc import Iterator

import pyotp

from app.accounts import recovery_codes
from app.accounts.current import Current
from app.accounts.factor_models import SecondFactor
from app.accounts.factors import changed, locked_row
from app.accounts.reception import Reception
from app.accounts.server_key import ServerKey, ServerKeyFault
from app.db import reading, writing
from app.errors import NotFound

ISSUER = "Between Visits"
AROUND = 1  # steps before and after: clocks differ
_MARK_BYTES = 32
# While one code is still good, those of so many steps, its own among them, can be used.
_SPENT_KEPT = 4 * AROUND + 1


def begin(reception: Reception, current: Current) -> None:
    """Make a key that is not in use until the app that got it has given a code.

    It is a new one each time, and of this session alone: what somebody else began is not gone on
    with.
    """
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        secret = pyotp.random_base32().encode()
        row.app_pending = reception.key.seal(secret, current.account_id, _pending(current))


def pending_secret(reception: Reception, current: Current) -> str | None:
    """The key that this session has begun with, in base32; None where there is none."""
    with reading(reception.engines) as session:
        row = session.get(SecondFactor, current.account_id)
        return _pending_in(reception.key, row, current) if row else None


def address_of(secret: str, name: str) -> str:
    """What the square code says to the app: `otpauth://…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(reception: Reception, current: Current, typed: str) -> int | None:
    """Take the new key into use if this is a code of it; gives the factors' version, or None for
    a wrong code. Raises NotFound where no key was begun with.
    """
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        secret = _pending_in(reception.key, row, current)
        if secret is None:
            raise NotFound
        if not _spend(reception.key, row, secret, typed):
            return None
        row.app_secret = reception.key.seal(secret.encode(), current.account_id, "app")
        row.app_pending = None
        recovery_codes.make_unless_there(session, reception.key, row)
        return changed(row)


def remove(row: SecondFactor) -> None:
    """Take the app out of use."""
    row.app_secret, row.app_spent = None, b""


def is_code(typed: str) -> bool:
    """Whether this looks like what an app shows, and not like a recovery code."""
    return re.fullmatch(r"[0-9]{6}", _bare(typed)) is not None


def check(key: ServerKey, row: SecondFactor, typed: str) -> bool:
    """Whether this is a code of the app in use that was not used before; it is used now."""
    if row.app_secret is None:
        return False
    secret = key.open(row.app_secret, row.account_id, "app").decode()
    return _spend(key, row, secret, typed)


def _spend(key: ServerKey, row: SecondFactor, secret: str, typed: str) -> bool:
    for step in _steps_of(secret, typed):
        mark = key.factor_mark(row.account_id, "app", f"{secret} {step}")
        spent = [
            row.app_spent[at : at + _MARK_BYTES] for at in range(0, len(row.app_spent), _MARK_BYTES)
        ]
        if mark not in spent:
            row.app_spent = b"".join([mark, *spent][:_SPENT_KEPT])
            return True
    return False


def _steps_of(secret: str, typed: str) -> Iterator[int]:
    """The steps around now whose code this is."""
    totp, now = pyotp.TOTP(secret), time.time()
    for step in range(int(now) // 30 - AROUND, int(now) // 30 + AROUND + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), _bare(typed).encode()):
            yield step


def _bare(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed)


def _pending(current: Current) -> str:
    return f"app pending {current.session_id}"


def _pending_in(key: ServerKey, row: SecondFactor, current: Current) -> str | None:
    if row.app_pending is None:
        return None
    try:
        return key.open(row.app_pending, current.account_id, _pending(current)).decode()
    except ServerKeyFault:
        return None  # another session's
