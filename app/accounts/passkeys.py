"""Passkeys as a second factor (WebAuthn): made, used, renamed, removed.

A passkey answers for one site alone, so that a page that only looks like this one gets nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts import recovery_codes
from app.accounts.challenges import MINUTES, set_challenge, take_challenge
from app.accounts.current import Current
from app.accounts.factor_models import Passkey, SecondFactor
from app.accounts.factors import changed, locked_row
from app.accounts.models import Account
from app.accounts.reception import Reception
from app.accounts.server_key import ServerKey
from app.db import writing
from app.encoding import id_bytes, is_id, new_id
from app.errors import NotFound

NAME = "Between Visits"
MOST = 20  # of one account
_TIMEOUT = MINUTES * 60 * 1000
_USER = UserVerificationRequirement.PREFERRED
# What the library raises for what no browser of ours would send.
_WRONG = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    OverflowError,
)


Given = TypeVar("Given")


@dataclass(frozen=True)
class Site:
    """What a passkey answers for: the host's name, and the whole of the origin."""

    host: str
    origin: str


def site_of(request: Request) -> Site:
    """The site that this request came to."""
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}".lower()
    return Site(request.url.hostname or "", origin)


def begin_new(reception: Reception, current: Current, site: Site) -> dict[str, Any]:
    """What a browser is told in order to make a passkey."""
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        options = generate_registration_options(
            rp_id=site.host,
            rp_name=NAME,
            user_id=id_bytes(current.account_id),
            user_name=session.get_one(Account, current.account_id).name,
            challenge=set_challenge(reception.key, row, "passkey-new"),
            timeout=_TIMEOUT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_USER
            ),
            exclude_credentials=_descriptors(session, current.account_id),
        )
        return options_to_json_dict(options)


def finish_new(
    reception: Reception, current: Current, site: Site, credential: str, label: str
) -> int | None:
    """Take a passkey into use; gives the factors' version, or None where this is none for this
    challenge and site, or there are too many.
    """
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        challenge = take_challenge(reception.key, row, "passkey-new")
        theirs = passkeys_of(session, current.account_id)
        if challenge is None or len(theirs) >= MOST:
            return None
        made = _verified(
            lambda: verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
            )
        )
        if made is None or any(each.credential_id == made.credential_id for each in theirs):
            return None
        session.add(
            Passkey(
                account_id=current.account_id,
                id=new_id(),
                credential_id=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                label=label,
            )
        )
        recovery_codes.make_unless_there(session, reception.key, row)
        return changed(row)


def begin_use(reception: Reception, current: Current, site: Site) -> dict[str, Any]:
    """What a browser is told in order to use one of the account's passkeys."""
    with writing(reception.engines) as session:
        row = locked_row(session, current.account_id)
        options = generate_authentication_options(
            rp_id=site.host,
            challenge=set_challenge(reception.key, row, "passkey-use"),
            timeout=_TIMEOUT,
            allow_credentials=_descriptors(session, current.account_id),
            user_verification=_USER,
        )
        return options_to_json_dict(options)


def check(session: Session, key: ServerKey, row: SecondFactor, site: Site, credential: str) -> bool:
    """Whether a passkey of the account has signed the challenge; the challenge is spent."""
    challenge = take_challenge(key, row, "passkey-use")
    given = _verified(lambda: parse_authentication_credential_json(credential))
    if challenge is None or given is None:
        return False
    theirs = passkeys_of(session, row.account_id)
    passkey = next((each for each in theirs if each.credential_id == given.raw_id), None)
    if passkey is None:
        return False
    used = _verified(
        lambda: verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    )
    if used is None:
        return False
    passkey.sign_count = used.new_sign_count
    return True


def passkeys_of(session: Session, account_id: str) -> list[Passkey]:
    """Every passkey of an account, by its owner's word for it."""
    theirs = col(Passkey.account_id) == account_id
    order = (col(Passkey.label), col(Passkey.id))
    return list(session.scalars(select(Passkey).where(theirs).order_by(*order)))


def one_of(session: Session, account_id: str, passkey_id: str) -> Passkey:
    """This passkey of the account; raises NotFound for one that is not, or no more."""
    passkey = session.get(Passkey, (account_id, passkey_id)) if is_id(passkey_id) else None
    if passkey is None:
        raise NotFound
    return passkey


def _descriptors(session: Session, account_id: str) -> list[PublicKeyCredentialDescriptor]:
    theirs = passkeys_of(session, account_id)
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in theirs]


def _verified(verify: Callable[[], Given]) -> Given | None:
    try:
        return verify()
    except _WRONG:
        return None
