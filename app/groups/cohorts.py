"""In which one of their groups somebody may be counted, and who may be in what was suggested.

Nobody is in two cohorts at a time, or what two of them say of one person would add up.
"""

from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from app.accounts.current import today
from app.accounts.models import Account
from app.errors import SignInNeeded
from app.groups.models import Facilitation, Group, Membership


def memberships(session: Session, account_id: str) -> list[Membership]:
    """What somebody is in, the oldest first. Of two who change that at once for one account the
    second waits, and sees the first. Raises SignInNeeded where the account is gone."""
    account = select(Account).where(col(Account.id) == account_id)
    if session.scalar(account.with_for_update(key_share=True)) is None:
        raise SignInNeeded
    here = select(Membership).where(col(Membership.account_id) == account_id)
    in_order = here.order_by(col(Membership.since), col(Membership.group_id))
    return list(session.scalars(in_order.execution_options(populate_existing=True)))


def settle(session: Session, account_id: str) -> None:
    """See to it that somebody is counted in one of their groups, and in one that goes on: where
    they are now, or else in the oldest, in what begins from today."""
    theirs = memberships(session, account_id)
    ids = [each.group_id for each in theirs]
    goes_on = set(session.scalars(select(col(Group.id)).where(col(Group.id).in_(ids), _goes_on())))
    for each in theirs:
        if each.group_id not in goes_on:
            each.counted_since = None
    left = [each for each in theirs if each.group_id in goes_on]
    if left and not any(each.counted_since for each in left):
        left[0].counted_since = today()
    session.flush()


def settle_all(session: Session, group_id: str) -> None:
    """The same for everybody in a group that may have come to its end."""
    members = select(col(Membership.account_id)).where(col(Membership.group_id) == group_id)
    for account_id in session.scalars(members.order_by(col(Membership.account_id))).all():
        settle(session, account_id)


def cohort_of(session: Session, group_id: str, starts: date) -> frozenset[str]:
    """Who has been in a group, and counted in it, since before something began."""
    here = select(col(Membership.account_id)).where(
        col(Membership.group_id) == group_id, col(Membership.counted_since) <= starts
    )
    return frozenset(session.scalars(here))


def _goes_on() -> ColumnElement[bool]:
    """Whether a group is not put away, and has somebody who runs it or is about to."""
    runs = exists().where(
        col(Facilitation.group_id) == col(Group.id),
        col(Facilitation.ends).is_(None) | (col(Facilitation.ends) > today()),
    )
    return col(Group.archived).is_(False) & runs
