"""Joining, looking before one joins, and leaving. No name is asked, and there is no roster."""

from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.server_key import ServerKey
from app.db import insert_unless_there
from app.encoding import is_id
from app.errors import Fault, Invalid, NotFound
from app.groups import codes, cohorts
from app.groups.facilitation import facilitators
from app.groups.models import Assignment, Group, Membership

MOST_GROUPS = 20  # that one account is in


def preview(session: Session, key: ServerKey, typed: str) -> dict[str, Any]:
    """What somebody sees before they join; raises NotFound for a code that is no good."""
    code = codes.find(session, key, typed, "join")
    group = session.get_one(Group, code.group_id)
    return {
        "group": {"name": group.name, "rhythm": group.rhythm},
        "relationship": group.relationship,
        "facilitators": who_runs(session, group.id),
        "size": group.size,
    }


def who_runs(session: Session, group_id: str) -> list[dict[str, Any]]:
    """`{name, line_manager, from, until}` of whoever runs a group or is about to: `from` is null
    for who runs it today, `until` for who goes on running it."""
    return [
        {
            "name": each.shown_as,
            "line_manager": each.line_manager,
            "from": each.starts.isoformat() if each.starts > today() else None,
            "until": each.ends.isoformat() if each.ends else None,
        }
        for each in facilitators(session, group_id)
    ]


def join(session: Session, key: ServerKey, account_id: str, typed: str) -> None:
    """Into a group by its code, which is as good for whoever is in it already. Raises NotFound for
    a code that is no good, Invalid beyond `MOST_GROUPS`."""
    code = codes.find(session, key, typed, "join")
    # Somebody may be putting it away: whoever joins comes before that, or is too late.
    group = session.get_one(Group, code.group_id)
    session.refresh(group, with_for_update={"read": True})
    if group.archived:
        raise NotFound
    theirs = cohorts.memberships(session, account_id)
    if group.id in {each.group_id for each in theirs}:
        return
    if len(theirs) >= MOST_GROUPS:
        raise Invalid(faults=(Fault(("body", "code"), "too_many"),))
    joined = Membership(account_id=account_id, group_id=group.id, since=today())
    insert_unless_there(session, joined)
    cohorts.settle(session, account_id)


def leave(session: Session, account_id: str, group_id: str) -> None:
    """Out of a group, at once and silently; raises NotFound for one that they are not in.

    Who was counted in it is counted in the oldest of their other groups from today.
    """
    if not is_id(group_id):
        raise NotFound
    if group_id not in {each.group_id for each in cohorts.memberships(session, account_id)}:
        raise NotFound
    session.execute(delete(Membership).where(*_one(account_id, group_id)))
    cohorts.settle(session, account_id)


def groups_of(session: Session, account_id: str) -> list[dict[str, Any]]:
    """The groups that somebody is in, as PROTOCOL.md 5 tells their devices."""
    here = (
        select(Group, Membership)
        .join(Membership, col(Membership.group_id) == col(Group.id))
        .where(col(Membership.account_id) == account_id)
        .order_by(col(Membership.since), col(Group.id))
    )
    return [
        {
            "id": group.id,
            "name": group.name,
            "rhythm": group.rhythm,
            "archived": group.archived,
            "relationship": group.relationship,
            "facilitators": who_runs(session, group.id),
            "size": group.size,
            "counted": membership.counted_since is not None,
            "results": results_of(session, group.id),
        }
        for group, membership in session.execute(here)
    ]


def results_of(session: Session, group_id: str) -> list[dict[str, Any]]:
    """What has been published of a group, for its members and its facilitators alike: newest
    first, `band` null where nothing is said."""
    here = (
        select(Assignment)
        .where(col(Assignment.group_id) == group_id, col(Assignment.published).is_(True))
        .order_by(col(Assignment.closes).desc(), col(Assignment.id))
    )
    return [
        {
            "assignment": each.id,
            "title": each.module["title"],
            "closed": each.closes.isoformat(),
            "band": {"kind": each.band_kind, "people": each.band_people}
            if each.band_kind
            else None,
        }
        for each in session.scalars(here)
    ]


def _one(account_id: str, group_id: str) -> tuple[Any, ...]:
    return (col(Membership.account_id) == account_id, col(Membership.group_id) == group_id)
