"""What is held about second factors: no time at all, and nothing that opens anything in the clear.

All of it is of accounts that may open Desk. What an attacker could use is sealed by the server's
key, or a hash keyed by it, so that a copy of the database opens nothing.
"""

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field

from app.accounts.models import SECRET
from app.tables import ID, Table, account_key


class SecondFactor(Table, table=True):
    """An account's authenticator app, and what is under way. No row: nothing was ever set up.

    `version` counts changes; a Desk cookie is good for one of them. `app_secret` is the app's key,
    `app_pending` one that has not proved itself yet, and `app_spent` are keyed marks of the codes
    that were used last: their steps themselves would tell when somebody was here. `codes_shown`
    are the recovery codes, until their owner has written them down. `challenge` is what a passkey
    has to sign next.
    """

    __tablename__ = "second_factor"

    account_id: str = account_key()
    version: int = 0
    app_secret: bytes | None = Field(default=None, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    app_pending: bytes | None = Field(default=None, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    app_spent: bytes = Field(default=b"", sa_type=LargeBinary, sa_column_kwargs=SECRET)
    codes_shown: bytes | None = Field(default=None, sa_type=LargeBinary, sa_column_kwargs=SECRET)
    challenge: bytes | None = Field(default=None, sa_type=LargeBinary, sa_column_kwargs=SECRET)


class Passkey(Table, table=True):
    """One passkey: its public half, and its owner's word for it."""

    account_id: str = account_key()
    id: str = Field(primary_key=True, max_length=ID)
    credential_id: bytes = Field(sa_type=LargeBinary)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(sa_type=BigInteger)
    label: str = Field(max_length=64)


class RecoveryCode(Table, table=True):
    """One code that has not been used: its row goes when it is."""

    __tablename__ = "recovery_code"

    account_id: str = account_key()
    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary, sa_column_kwargs=SECRET)
