"""What is suggested to a group: a module as it was on that day, from a day, until a day, and never
due. Members get it with their next sync.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app import changing
from app.accounts.current import today
from app.accounts.server_key import ServerKey
from app.encoding import encode, is_id, new_id
from app.errors import Fault, Invalid, NotFound
from app.groups.models import Assignment, Group, Membership, Tally

KEY_BYTES = 32
COUNTS_FOR = timedelta(days=7)  # after the day that is suggested; then it closes
SHOWN_FOR = timedelta(days=28)  # after it closed
LONGEST = timedelta(days=120)
AHEAD = timedelta(days=366)  # at most, until it begins
MOST = 20  # open ones of a group
SEALED_AS = "assignment"


@dataclass(frozen=True)
class Suggestion:
    """What a facilitator says: `message` and `rhythm` may be empty."""

    starts: date
    suggested_by: date
    message: str = ""
    rhythm: str = ""


def assign(
    session: Session,
    key: ServerKey,
    group: Group,
    shown_as: str,
    module: dict[str, Any],
    said: Suggestion,
) -> Assignment:
    """Suggest a module to a group; raises Invalid for days that cannot be, too many at once, or
    the same again, which is somebody who pressed twice."""
    check_days(said, earliest=today())
    if group.archived:
        raise Invalid(faults=(Fault(("body", "group"), "archived"),))
    now = [each for each in of_group(session, group.id) if is_open(each)]
    if len(now) >= MOST:
        raise Invalid(faults=(Fault(("body", "group"), "too_many"),))
    days = (said.starts, said.suggested_by)
    if any(each.module == module and (each.starts, each.suggested_by) == days for each in now):
        raise Invalid(faults=(Fault(("body", "module"), "again"),))
    id_ = new_id()
    assignment = Assignment(
        id=id_,
        group_id=group.id,
        facilitator=shown_as,
        module=module,
        message=said.message,
        rhythm=said.rhythm,
        made=today(),
        starts=said.starts,
        suggested_by=said.suggested_by,
        closes=said.suggested_by + COUNTS_FOR,
        key=key.seal(secrets.token_bytes(KEY_BYTES), id_, SEALED_AS),
    )
    session.add(assignment)
    return assignment


def of_group(session: Session, group_id: str) -> list[Assignment]:
    """All that was ever suggested to a group, newest first."""
    here = select(Assignment).where(col(Assignment.group_id) == group_id)
    newest = here.order_by(col(Assignment.starts).desc(), col(Assignment.id))
    return list(session.scalars(newest))


def is_open(assignment: Assignment) -> bool:
    """Whether a suggestion can still be changed and people can still be counted in it."""
    return not assignment.withdrawn and assignment.closes >= today()


def one_of(session: Session, group: Group, assignment_id: str) -> Assignment:
    """One of a group's; raises NotFound for any other, missing or not."""
    if not is_id(assignment_id):
        raise NotFound
    here = select(Assignment).where(
        col(Assignment.id) == assignment_id, col(Assignment.group_id) == group.id
    )
    assignment = session.scalar(here)
    if assignment is None:
        raise NotFound
    return assignment


def change(session: Session, assignment: Assignment, version: int, said: Suggestion) -> None:
    """Change what is said of a suggestion while it is open. Once it has begun its first day stays,
    since that day says who may be counted. Raises Invalid, or EditedElsewhere."""
    if not is_open(assignment):
        raise Invalid(faults=(Fault(("body", "assignment"), "closed"),))
    begun = assignment.starts <= today()
    if begun and said.starts != assignment.starts:
        raise Invalid(faults=(Fault(("body", "starts"), "begun"),))
    check_days(said, earliest=assignment.starts if begun else today())
    closes = said.suggested_by + COUNTS_FOR
    if closes < today():
        raise Invalid(faults=(Fault(("body", "suggested_by"), "too_early"),))
    _update(
        session,
        assignment,
        version,
        starts=said.starts,
        suggested_by=said.suggested_by,
        closes=closes,
        message=said.message,
        rhythm=said.rhythm,
    )


def withdraw(session: Session, assignment: Assignment, version: int) -> None:
    """Take a suggestion back; nothing is ever said of who had taken it up. Raises Invalid once its
    count is published, or EditedElsewhere."""
    if assignment.published:
        raise Invalid(faults=(Fault(("body", "assignment"), "closed"),))
    _update(session, assignment, version, withdrawn=True)
    session.execute(delete(Tally).where(col(Tally.assignment_id) == assignment.id))


def for_member(session: Session, key: ServerKey, account_id: str) -> list[dict[str, Any]]:
    """What is suggested to somebody, as PROTOCOL.md 5 tells their devices."""
    here = (
        select(Assignment, Membership)
        .join(Membership, col(Membership.group_id) == col(Assignment.group_id))
        .where(
            col(Membership.account_id) == account_id,
            col(Assignment.withdrawn).is_(False),
            col(Assignment.closes) >= today() - SHOWN_FOR,
        )
        .order_by(col(Assignment.starts), col(Assignment.id))
    )
    return [
        {
            "id": each.id,
            "group": each.group_id,
            "facilitator": each.facilitator,
            "module": each.module,
            "message": each.message,
            "rhythm": each.rhythm,
            "starts": each.starts.isoformat(),
            "suggested_by": each.suggested_by.isoformat(),
            "closes": each.closes.isoformat(),
            "assignment_key": encode(key.open(each.key, each.id, SEALED_AS)),
            "counts": may_be_counted(each, membership),
        }
        for each, membership in session.execute(here)
    ]


def may_be_counted(assignment: Assignment, membership: Membership) -> bool:
    """Whether somebody is of the cohort of an assignment that has not closed."""
    since = membership.counted_since
    return since is not None and since <= assignment.starts and today() <= assignment.closes


def opens(key: ServerKey, assignment: Assignment, shown: bytes) -> bool:
    """Whether somebody showed the key that members of the group have."""
    return hmac.compare_digest(key.open(assignment.key, assignment.id, SEALED_AS), shown)


def check_days(said: Suggestion, earliest: date) -> None:
    """Raises Invalid with all that is wrong with the days of a suggestion."""
    if said.starts > today() + AHEAD:
        raise Invalid(faults=(Fault(("body", "starts"), "far"),))
    faults = []
    if said.starts < earliest:
        faults.append(Fault(("body", "starts"), "past"))
    if not said.starts <= said.suggested_by <= said.starts + LONGEST:
        faults.append(Fault(("body", "suggested_by"), "out_of_order"))
    if faults:
        raise Invalid(faults=tuple(faults))


def _update(session: Session, assignment: Assignment, version: int, **values: object) -> None:
    # Not once it is published: the job that does so may have come first.
    changing.change(session, assignment, version, col(Assignment.published).is_(False), **values)
