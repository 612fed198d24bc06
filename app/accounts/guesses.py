"""How often somebody may be wrong: 10 times in 15 minutes, 100 times in a day.

Counted for a name, whether anybody has it or not, and apart from that for each device that the
account knows, so that a stranger's guesses do not lock the owner out. Never by address: hundreds
of people stand behind an office's one.

A try is checked before its hash is made, and what it found is told only after it is counted. So
of a thousand guesses at once, too, no more than ten learn anything.
"""

import struct
from collections.abc import Sequence
from typing import Annotated

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from app.accounts.models import Guesses
from app.db import insert_unless_there

MINUTE, DAY = 60, 24 * 60 * 60
Seconds = Annotated[int, "since 1970"]
BUDGETS = ((10, 15 * MINUTE), (100, DAY))  # wrong tries, within seconds


def seconds_to_wait(times: Sequence[Seconds], now: Seconds) -> int:
    """How long until another try is allowed: 0 where it is now. `times` are the wrong ones,
    oldest first.
    """
    waits = [times[-most] + window - now for most, window in BUDGETS if len(times) >= most]
    return max([0, *waits])


def wait_of(session: Session, subject: bytes, now: Seconds) -> int:
    """How many seconds this name or device has to wait."""
    return seconds_to_wait(_read(session.scalar(_times(subject)), now), now)


def count_wrong(session: Session, subject: bytes, now: Seconds) -> int:
    """Count a wrong try. Gives 0, or, where the budget was spent meanwhile and so nothing may be
    said about this try, the seconds to wait.
    """
    insert_unless_there(session, Guesses(subject=subject, times=b"", newest=now))
    times = _read(session.scalar(_times(subject).with_for_update()), now)
    if wait := seconds_to_wait(times, now):
        return wait
    kept = [*times, now][-BUDGETS[-1][0] :]
    whole = struct.pack(f">{len(kept)}I", *kept)
    here = col(Guesses.subject) == subject
    session.execute(update(Guesses).where(here).values(times=whole, newest=now))
    return 0


def _times(subject: bytes) -> Select[bytes]:
    return select(col(Guesses.times)).where(col(Guesses.subject) == subject)


def _read(times: bytes | None, now: Seconds) -> list[Seconds]:
    # Those of a clock that was ahead, and has been put right, would shut the door until then.
    whole = struct.unpack(f">{len(times or b'') // 4}I", times or b"")
    return [at for at in whole if now - DAY < at <= now + MINUTE]
