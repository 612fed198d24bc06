"""What is held about an account.

Nothing here says when anybody was last here: a session has the day on which it ends, a device the
month. Whatever opens something (`login_hash`, a token's hash) is marked `SECRET`, and stays out of
the export.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field

from app.tables import ID, Table, account_key

SECRET = {"info": {"secret": True}}
CHAIN_START = bytes(32)


class Role(StrEnum):
    """What an account may do beside keeping its own journal."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    ADMIN = "admin"


class Account(Table, table=True):
    """One account. Its id is random, made here, and never used again.

    `name` is a normalised pseudonym. The two hashes are of keys derived on the device, the two
    wraps are the data key, sealed there and sealed once more by the server's key
    (`accounts/server_key.py`). `key_version` counts changes of the passphrase.
    """

    id: str = Field(primary_key=True, max_length=ID)
    name: str = Field(unique=True, max_length=64)
    role: str = Field(max_length=16)
    login_hash: str = Field(sa_column_kwargs=SECRET)
    recovery_hash: str = Field(sa_column_kwargs=SECRET)
    kdf_memory_kib: int
    kdf_iterations: int
    kdf_parallelism: int
    salt: bytes = Field(sa_type=LargeBinary)
    vault_id: str = Field(max_length=ID)
    key_id: str = Field(max_length=ID)
    key_version: int
    wrapped_by_passphrase: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=SECRET)
    wrapped_by_recovery: bytes = Field(sa_type=LargeBinary, sa_column_kwargs=SECRET)


class Vault(Table, table=True):
    """Where an account's journal stands: apart from the account, since every push writes it.

    `head` is the last sequence number given, `chain` the hash over all accepted revisions
    (PROTOCOL.md 4), `epoch` random and new after every restore.
    """

    account_id: str = account_key()
    epoch: str = Field(max_length=ID)
    head: int = 0
    chain: bytes = Field(default=CHAIN_START, sa_type=LargeBinary)
    records: int = 0
    bytes: int = 0


class SignIn(Table, table=True):
    """One session: `token_hash` is the SHA-256 of the cookie, `device` its owner's word for it.

    `expires` is moved forward at most once a week and never beyond `ends`. A `recovering` one may
    only set new keys or sign out.
    """

    __tablename__ = "sign_in"

    account_id: str = account_key()
    id: str = Field(primary_key=True, max_length=ID)
    token_hash: bytes = Field(index=True, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    device: str = Field(max_length=64)
    recovering: bool
    expires: date = Field(index=True)
    ends: date


class KnownDevice(Table, table=True):
    """A browser that has signed in to this account, and so has a budget of guesses of its own.

    `token_hash` is keyed and includes the account's name, so that two accounts on one phone cannot
    be told from two phones. `expires` is the first of a month.
    """

    __tablename__ = "known_device"

    account_id: str = account_key()
    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    expires: date = Field(index=True)


class Guesses(Table, table=True):
    """Wrong tries of the last day at one name, or from one known device.

    `subject` is a keyed hash, so that unknown names count like known ones and none is kept;
    `times` are seconds since 1970, four bytes each, oldest first, the last 100 at most.
    """

    subject: bytes = Field(primary_key=True, sa_type=LargeBinary)
    times: bytes = Field(sa_type=LargeBinary)
    newest: int = Field(index=True, sa_type=BigInteger)


class Invite(Table, table=True):
    """A code with which somebody may sign up, and in which role."""

    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    role: str = Field(max_length=16)
    uses_left: int
    expires: date = Field(index=True)
