"""What the account calls are sent and what they answer (PROTOCOL.md 3), as types."""

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.api import Binary, Body, Id, Text

SHORTEST_NAME, LONGEST_NAME = 3, 64
# No code point is composed of more than four, so a longer name cannot come within the limit; and
# normalising takes time that grows with the square of a run of accents.
LONGEST_RAW = 4 * LONGEST_NAME


def normalise(name: str) -> str:
    """NFKC(casefold(NFKC)); raises a validation error unless 3 to 64 code points come of it."""
    if len(name) <= LONGEST_RAW:
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise PydanticCustomError("name_length", "Must have 3 to 64 characters")
    return name


Name = Annotated[Text, AfterValidator(normalise)]
Device = Annotated[Text, StringConstraints(min_length=1, max_length=64)]
Key = Annotated[bytes, Binary(32)]
Salt = Annotated[bytes, Binary(16)]
Wrap = Annotated[bytes, Binary(60)]  # nonce, 32 bytes, tag


class Kdf(Body):
    """How a passphrase is stretched: not below PROTOCOL.md 1, nor beyond what devices take."""

    algorithm: Literal["argon2id"]
    memory_kib: Annotated[int, Field(ge=65_536, le=1_048_576)]
    iterations: Annotated[int, Field(ge=3, le=16)]
    parallelism: Annotated[int, Field(ge=1, le=16)]


class Prelogin(Body):
    """`POST /api/account/prelogin`."""

    name: Name


class SignUp(Body):
    """`POST /api/account`."""

    name: Name
    login_key: Key
    recovery_login_key: Key
    kdf: Kdf
    salt: Salt
    vault_id: Id
    key_id: Id
    wrapped_by_passphrase: Wrap
    wrapped_by_recovery: Wrap
    device: Device
    invite: Annotated[Text, StringConstraints(max_length=64)] = ""


class SignIn(Body):
    """`POST /api/session`."""

    name: Name
    login_key: Key
    device: Device


class Recover(Body):
    """`POST /api/account/recover`."""

    name: Name
    recovery_login_key: Key
    device: Device


class NewKeys(Body):
    """What a change of passphrase puts in place; a new recovery code too, or the old stays."""

    login_key: Key
    kdf: Kdf
    salt: Salt
    wrapped_by_passphrase: Wrap
    recovery_login_key: Annotated[bytes | None, Binary(32)] = None
    wrapped_by_recovery: Annotated[bytes | None, Binary(60)] = None

    @model_validator(mode="after")
    def _both_of_the_recovery_or_neither(self) -> Self:
        if (self.recovery_login_key is None) != (self.wrapped_by_recovery is None):
            raise PydanticCustomError("both_or_neither", "Recovery members come together")
        return self


class ChangeKeys(Body):
    """`PUT /api/account/keys`. `login_key` is null where the session came from a recovery."""

    if_key_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    login_key: Annotated[bytes | None, Binary(32, or_null=True)]
    new: NewKeys


class Proof(Body):
    """`DELETE /api/account`."""

    login_key: Key
