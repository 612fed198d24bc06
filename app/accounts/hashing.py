"""Hashes of what opens an account, by libpass, and never too many at once.

One hash takes 19 MiB and some tens of milliseconds by intent. Whoever sends sign-ins without end
must find the door busy, and not the server out of memory or the journals waiting.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from passlib.hash import argon2  # type: ignore[import-untyped]  # libpass carries no types

from app.errors import Busy

LONGEST_WAIT = 2.0  # seconds in the line before the door
LINE = 4  # as many times the hashes at once may wait; each holds one of the 40 request threads


class Hashing:
    """The scheme as it is set now, and the places at which to hash."""

    def __init__(self, memory_kib: int, passes: int, at_once: int | None = None) -> None:
        at_once = at_once or 2 * (os.cpu_count() or 1)
        self._scheme = argon2.using(
            type="ID", memory_cost=memory_kib, time_cost=passes, parallelism=1
        )
        # No secret has this hash, and to find that out costs what it costs for any other.
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${'A' * 22}${'A' * 43}"
        self._places = BoundedSemaphore(at_once)
        self._line = BoundedSemaphore(at_once * (1 + LINE))

    def hash(self, secret: bytes) -> str:
        """A hash to store; raises Busy when too many are being made."""
        with self._place():
            return str(self._scheme.hash(secret))

    def verify(self, secret: bytes, hashed: str | None) -> bool:
        """Whether the secret has this hash; None stands for a name that nobody has, and takes as
        long. Raises Busy.
        """
        with self._place():
            return bool(self._scheme.verify(secret, hashed or self._nobody)) and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether the settings have risen since this hash was made."""
        return bool(self._scheme.needs_update(hashed))

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            if not self._places.acquire(timeout=LONGEST_WAIT):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._line.release()
