"""Joining, looking before one joins, and leaving. No name is asked, and there is no roster."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.models import Account
from app.accounts.server_key import ServerKey
from app.db import insert_unless_there
from app.encoding import is_id
from app.errors import Fault, Invalid, NotFound, SignInNeeded
from app.groups import codes
from app.groups.facilitation import facilitators, size_of
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
        "size": size_of(session, group.id),
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
    theirs = _groups_in_order(session, account_id)
    if code.group_id in {each.group_id for each in theirs}:
        return
    if len(theirs) >= MOST_GROUPS:
        raise Invalid(faults=(Fault(("body", "code"), "too_many"),))
    counted_elsewhere = any(each.counted_since for each in theirs)
    insert_unless_there(
        session,
        Membership(
            account_id=account_id,
            group_id=code.group_id,
            since=today(),
            counted_since=None if counted_elsewhere else today(),
        ),
    )


def leave(session: Session, account_id: str, group_id: str) -> None:
    """Out of a group, at once and silently; raises NotFound for one that they are not in.

    Who was counted in it is counted in the oldest of their other groups from today: nobody is in
    two cohorts at a time.
    """
    if not is_id(group_id):
        raise NotFound
    theirs = _groups_in_order(session, account_id)
    left = next((each for each in theirs if each.group_id == group_id), None)
    if left is None:
        raise NotFound
    session.execute(delete(Membership).where(*_one(account_id, group_id)))
    others = [each for each in theirs if each.group_id != group_id]
    if left.counted_since and others:
        next_one = update(Membership).where(*_one(account_id, others[0].group_id))
        session.execute(next_one.values(counted_since=today()))


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
            "size": size_of(session, group.id),
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


def cohort_of(session: Session, group_id: str, starts: date) -> frozenset[str]:
    """Who has been in a group, and counted in it, since before something began."""
    here = select(col(Membership.account_id)).where(
        col(Membership.group_id) == group_id, col(Membership.counted_since) <= starts
    )
    return frozenset(session.scalars(here))


def _groups_in_order(session: Session, account_id: str) -> list[Membership]:
    # Of two who join or leave at once for one account the second waits, and sees the first.
    account = select(Account).where(col(Account.id) == account_id).with_for_update()
    if session.scalar(account) is None:
        raise SignInNeeded
    here = select(Membership).where(col(Membership.account_id) == account_id)
    in_order = here.order_by(col(Membership.since), col(Membership.group_id))
    return list(session.scalars(in_order))


def _one(account_id: str, group_id: str) -> tuple[Any, ...]:
    return (col(Membership.account_id) == account_id, col(Membership.group_id) == group_id)
