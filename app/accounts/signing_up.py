"""A new account: open to all, by invitation, or closed, as the operator says."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.accounts import invites, sessions
from app.accounts.bodies import SignUp
from app.accounts.cookies import new_token
from app.accounts.models import Account, Role, Vault
from app.accounts.reception import Reception
from app.accounts.sessions import Begun
from app.db import reading, writing
from app.encoding import new_id
from app.errors import NameTaken
from app.organisation import decided


def sign_up(
    reception: Reception, wanted: SignUp, address: str, device_token: bytes | None
) -> tuple[Account, Begun]:
    """An account, its vault, and a first session. Raises NotAllowed where sign-up is closed,
    Invalid for an invitation that is missing or spent, NameTaken, SlowDown or Busy.
    """
    reception.taken_names.check(address)
    reception.sign_ups.count(address)
    with reading(reception.engines) as session:
        sign_up_is = decided(session, reception.settings).sign_up
        invites.check(session, sign_up_is, wanted.invite)
        taken = session.scalar(select(col(Account.id)).where(col(Account.name) == wanted.name))
    if taken:
        raise _name_taken(reception, address)
    account = _account(reception, wanted)
    token = device_token or new_token()
    try:
        with writing(reception.engines) as session:
            account.role = invites.redeem(session, wanted.invite) if wanted.invite else Role.MEMBER
            session.add(account)
            session.flush()
            session.add(Vault(account_id=account.id, epoch=new_id()))
            mark = reception.key.device_mark(wanted.name, token)
            sessions.know_device(session, account.id, mark)
            return account, Begun(sessions.begin(session, account.id, wanted.device), token)
    except IntegrityError:
        # Somebody took the name while the hashes were made.
        raise _name_taken(reception, address) from None


def _account(reception: Reception, wanted: SignUp) -> Account:
    id_ = new_id()
    return Account(
        id=id_,
        name=wanted.name,
        role=Role.MEMBER,
        login_hash=reception.hashing.hash(wanted.login_key),
        recovery_hash=reception.hashing.hash(wanted.recovery_login_key),
        kdf_memory_kib=wanted.kdf.memory_kib,
        kdf_iterations=wanted.kdf.iterations,
        kdf_parallelism=wanted.kdf.parallelism,
        salt=wanted.salt,
        vault_id=wanted.vault_id,
        key_id=wanted.key_id,
        key_version=1,
        wrapped_by_passphrase=reception.key.seal(wanted.wrapped_by_passphrase, id_, "passphrase"),
        wrapped_by_recovery=reception.key.seal(wanted.wrapped_by_recovery, id_, "recovery"),
    )


def _name_taken(reception: Reception, address: str) -> NameTaken:
    reception.taken_names.count(address)
    return NameTaken()
