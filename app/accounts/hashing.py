"""Hashes of what opens an account, by libpass. A route that makes any stands behind the door
(`accounts/door.py`).
"""

from passlib.hash import argon2  # type: ignore[import-untyped]  # libpass carries no types


class Hashing:
    """The scheme as it is set now."""

    def __init__(self, memory_kib: int, passes: int) -> None:
        self._scheme = argon2.using(
            type="ID", memory_cost=memory_kib, time_cost=passes, parallelism=1
        )
        # No secret has this hash, and to find that out costs what it costs for any other.
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${'A' * 22}${'A' * 43}"

    def hash(self, secret: bytes) -> str:
        """A hash to store."""
        return str(self._scheme.hash(secret))

    def verify(self, secret: bytes, hashed: str | None) -> bool:
        """Whether the secret has this hash; None stands for a name that nobody has, and takes as
        long.
        """
        return bool(self._scheme.verify(secret, hashed or self._nobody)) and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether the settings have risen since this hash was made."""
        return bool(self._scheme.needs_update(hashed))
