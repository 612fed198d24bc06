"""The ledger of deletions: a file outside the database, so that a backup cannot bring back who has
left.

It holds a keyed hash of each deleted account's id and nothing else. Ids are random and never used
again, so a line can stand for ever without saying anything about anybody.
"""

import errno
import os
import re
from pathlib import Path

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.models import Account
from app.accounts.reception import Reception
from app.accounts.server_key import ServerKey
from app.db import writing
from app.disk import sync
from app.errors import StorageFull
from app.groups import facilitation

MARK = re.compile(r"[0-9a-f]{64}")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Ledger:
    """The file, which is made by the first deletion."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, mark: str) -> None:
        """Add a deletion, on the disk before this returns; raises StorageFull or OSError."""
        is_new = not self.path.exists()
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # It begins with a line break: half a line from a full disk then spoils no other.
                line = f"\n{mark}\n".encode()
                if os.write(file, line) < len(line):
                    raise StorageFull
                os.fsync(file)
            finally:
                os.close(file)
            if is_new:
                sync(self.path.parent)
        except OSError as fault:
            if fault.errno in NO_ROOM:
                raise StorageFull from fault
            raise

    def marks(self) -> set[str]:
        """Every deletion that was ever noted."""
        if not self.path.exists():
            return set()
        return {word for word in self.path.read_text("ascii").split() if MARK.fullmatch(word)}


def apply_ledger(session: Session, ledger: Ledger, key: ServerKey) -> int:
    """Delete again whoever had been deleted, and tell how many that were."""
    marks = ledger.marks()
    ids = session.scalars(select(col(Account.id))).all()
    gone = [id_ for id_ in ids if key.deletion_mark(id_) in marks]
    for id_ in gone:
        facilitation.stop_all(session, id_)
        session.execute(delete(Account).where(col(Account.id) == id_))
    return len(gone)


def finish_deletions(reception: Reception) -> None:
    """At the start: delete again whoever a backup has brought back."""
    ledger = Ledger(reception.settings.ledger)
    if ledger.marks():
        with writing(reception.engines) as session:
            apply_ledger(session, ledger, reception.key)
