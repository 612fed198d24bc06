"""What has run out is removed, so that nothing is kept longer than it is good for."""

import time

from sqlalchemy import delete
from sqlmodel import col

from app.accounts.current import today
from app.accounts.guesses import DAY
from app.accounts.models import Guesses, Invite, KnownDevice, Role, SignIn
from app.db import Engines, writing


def remove_expired(engines: Engines) -> None:
    """Sessions, known devices, wrong tries of more than a day ago, and spent invitations."""
    day = today()
    # A member's stays until its last day: that it was used is nobody's business.
    is_spent = (col(Invite.uses_left) == 0) & (col(Invite.role) != Role.MEMBER)
    expired = (
        delete(SignIn).where(col(SignIn.expires) < day),
        delete(KnownDevice).where(col(KnownDevice.expires) < day),
        delete(Guesses).where(col(Guesses.newest) < int(time.time()) - DAY),
        delete(Invite).where((col(Invite.expires) < day) | is_spent),
    )
    with writing(engines) as session:
        for statement in expired:
            session.execute(statement)
