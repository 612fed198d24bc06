"""Who stands on the SQLite file: servers share it, a restore must have it alone.

The lock is the operating system's, so that it ends with the process, however that ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from app.settings import Settings


class InUse(Exception):
    """A server runs on this database, or it is being restored."""


@contextmanager
def using(settings: Settings) -> Iterator[None]:
    """Stand on the database together with others; raises InUse while it is being restored."""
    with _locked(settings, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Have the database to ourselves; raises InUse while anybody else stands on it."""
    with _locked(settings, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(settings: Settings, how: int) -> Iterator[None]:
    path = settings.beside_database(".lock")
    if path is None:
        yield
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(str(path)) from None
        yield
