"""Reminders kept: set, changed, ended by whoever has the secret; taken when they are due."""

import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts.server_key import ServerKey
from app.db import Engines, reading, writing
from app.encoding import is_id, new_id
from app.errors import Fault, Invalid, NotFound
from app.reminders import due
from app.reminders.due import Schedule
from app.reminders.endpoints import is_allowed
from app.reminders.models import Reminder
from app.reminders.push import Outcome, Sender

SECRET_BYTES = 32
AT_ONCE = 500  # due ones that a worker looks at in one round
SEALED_AS = "push subscription"


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; `subscription` as a browser gives it: `{endpoint, keys}`."""

    subscription: dict[str, Any]
    zone: str
    times: tuple[str | None, ...]
    quiet_from: str
    quiet_to: str


def add(session: Session, key: ServerKey, wanted: Wanted, also: Sequence[str]) -> tuple[str, bytes]:
    """A new reminder: its id, and the secret by which it can be changed, stored as a hash. Raises
    Invalid for an address that is no push service's, or a schedule that never comes."""
    id_, secret = new_id(), secrets.token_bytes(SECRET_BYTES)
    row = Reminder(
        id=id_,
        secret_hash=sha256(secret).digest(),
        **_values(key, id_, wanted, also),
    )
    session.add(row)
    return id_, secret


def change(
    session: Session, key: ServerKey, id_: str, secret: bytes, wanted: Wanted, also: Sequence[str]
) -> None:
    """Another schedule or another subscription; raises NotFound, or Invalid as `add` does."""
    row = _theirs(session, id_, secret)
    for name, value in _values(key, row.id, wanted, also).items():
        setattr(row, name, value)


def remove(session: Session, id_: str, secret: bytes) -> None:
    """No more reminders, and nothing left of them; raises NotFound."""
    session.delete(_theirs(session, id_, secret))


def send_due(
    engines: Engines, key: ServerKey, sender: Sender, also: Sequence[str], now: float | None = None
) -> int:
    """Send what is due, and give how many were sent. Each is taken by the UPDATE that moves it to
    its next time, so that of many workers one sends it, and none twice; what could not be sent is
    put back for the next round, and given up a quarter of an hour after its time.
    """
    moment = datetime.now(UTC).timestamp() if now is None else now
    with reading(engines) as session:
        late = select(col(Reminder.id), col(Reminder.next_due)).where(
            col(Reminder.next_due) <= int(moment)
        )
        found = session.execute(late.order_by(col(Reminder.next_due)).limit(AT_ONCE)).all()
    return sum(_send(engines, key, sender, also, id_, at, moment) == "sent" for id_, at in found)


def _send(
    engines: Engines,
    key: ServerKey,
    sender: Sender,
    also: Sequence[str],
    id_: str,
    at: int,
    moment: float,
) -> Outcome:
    with writing(engines) as session:
        row = session.get(Reminder, id_)
        if row is None:
            return "refused"
        plan = _schedule(row.zone, row.times, row.quiet_from, row.quiet_to)
        now = datetime.fromtimestamp(moment, UTC)
        later = _seconds(plan.next_after(max(now, datetime.fromtimestamp(at, UTC))))
        if not _move(session, id_, at, later):
            return "refused"  # another worker has it
        subscription = json.loads(key.open(row.sealed, id_, SEALED_AS))
    if not due.is_worth_sending(datetime.fromtimestamp(at, UTC), now, plan):
        return "refused"
    if not is_allowed(subscription["endpoint"], also):
        return "refused"
    outcome = sender.send(subscription)
    with writing(engines) as session:
        if outcome == "gone":
            session.execute(delete(Reminder).where(col(Reminder.id) == id_))
        elif outcome == "later":
            _move(session, id_, later, at)
    return outcome


def _move(session: Session, id_: str, held: int | None, to: int | None) -> bool:
    """From one time to another, if it stands where it is thought to be."""
    here = col(Reminder.next_due).is_(None) if held is None else col(Reminder.next_due) == held
    moved = update(Reminder).where(col(Reminder.id) == id_, here).values(next_due=to)
    return session.execute(moved.returning(col(Reminder.id))).first() is not None


def _schedule(zone: str, times: Sequence[str | None], quiet_from: str, quiet_to: str) -> Schedule:
    at = tuple(time.fromisoformat(each) if each else None for each in times)
    return Schedule(zone, at, time.fromisoformat(quiet_from), time.fromisoformat(quiet_to))


def _values(key: ServerKey, id_: str, wanted: Wanted, also: Sequence[str]) -> dict[str, Any]:
    if not is_allowed(str(wanted.subscription["endpoint"]), also):
        raise Invalid(faults=(Fault(("body", "subscription", "endpoint"), "push_service"),))
    if wanted.zone not in due.zones():
        raise Invalid(faults=(Fault(("body", "zone"), "zone"),))
    plan = _schedule(wanted.zone, wanted.times, wanted.quiet_from, wanted.quiet_to)
    coming = plan.next_after(datetime.now(UTC))
    if coming is None:
        raise Invalid(faults=(Fault(("body", "times"), "never"),))
    return {
        "sealed": key.seal(json.dumps(wanted.subscription).encode(), id_, SEALED_AS),
        "zone": wanted.zone,
        "times": list(wanted.times),
        "quiet_from": wanted.quiet_from,
        "quiet_to": wanted.quiet_to,
        "next_due": _seconds(coming),
    }


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _theirs(session: Session, id_: str, secret: bytes) -> Reminder:
    row = session.get(Reminder, id_, with_for_update=True) if is_id(id_) else None
    if row is None or not hmac.compare_digest(row.secret_hash, sha256(secret).digest()):
        raise NotFound
    return row
