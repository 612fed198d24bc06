"""How passphrases are stretched: what a device must know before it can sign in.

A name that nobody has gets an answer too, the same at every question and in the same time.
"""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import Account
from app.accounts.reception import Reception
from app.db import reading
from app.encoding import encode

USUAL = (65_536, 3, 1)  # KiB, passes, lanes

_OF_NAME = select(
    col(Account.kdf_memory_kib),
    col(Account.kdf_iterations),
    col(Account.kdf_parallelism),
    col(Account.salt),
)


def kdf(memory_kib: int, iterations: int, parallelism: int) -> dict[str, Any]:
    """The settings as a device is told them."""
    return {
        "algorithm": "argon2id",
        "memory_kib": memory_kib,
        "iterations": iterations,
        "parallelism": parallelism,
    }


def prelogin(reception: Reception, name: str) -> dict[str, Any]:
    """How to stretch the passphrase of this name, and with which salt: `{kdf, salt}`."""
    made_up = reception.key.made_up_salt(name)
    with reading(reception.engines) as session:
        found = session.execute(_OF_NAME.where(col(Account.name) == name)).first()
    *settings, salt = found or (*USUAL, made_up)
    return {"kdf": kdf(*settings), "salt": encode(salt)}
