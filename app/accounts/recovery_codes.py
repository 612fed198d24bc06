"""Ten codes on paper, each good once: the way in where the app and the passkeys are gone.

They are kept as keyed hashes. The codes themselves are kept too, sealed, until their owner says
that they are written down: an answer may be lost on its way, or a page be closed too soon.
"""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.factor_models import RecoveryCode, SecondFactor
from app.accounts.server_key import ServerKey
from app.crockford import in_groups, new_code, plain

HOW_MANY, LENGTH, GROUP = 10, 10, 5  # 50 bits each, against a hundred tries a day


def make(session: Session, key: ServerKey, row: SecondFactor) -> None:
    """Ten new codes, to be shown; the ones before are good no more."""
    codes = [in_groups(new_code(LENGTH), GROUP) for _ in range(HOW_MANY)]
    theirs = col(RecoveryCode.account_id) == row.account_id
    session.execute(delete(RecoveryCode).where(theirs))
    for code in codes:
        hashed = _hash(key, row.account_id, code)
        session.add(RecoveryCode(account_id=row.account_id, code_hash=hashed))
    row.codes_shown = key.seal(" ".join(codes).encode(), row.account_id, "recovery codes")


def make_unless_there(session: Session, key: ServerKey, row: SecondFactor) -> None:
    """The first codes, with the first factor."""
    theirs = select(RecoveryCode).where(col(RecoveryCode.account_id) == row.account_id)
    if session.scalar(theirs.limit(1)) is None:
        make(session, key, row)


def to_write_down(session: Session, key: ServerKey, account_id: str) -> list[str]:
    """The codes as they are shown, until they have been written down; none after that."""
    row = session.get(SecondFactor, account_id)
    if row is None or row.codes_shown is None:
        return []
    return key.open(row.codes_shown, account_id, "recovery codes").decode().split()


def spend(session: Session, key: ServerKey, row: SecondFactor, typed: str) -> bool:
    """Whether this is a code that was not used before; it is used now."""
    hashed = col(RecoveryCode.code_hash)
    mine = col(RecoveryCode.account_id) == row.account_id
    this = hashed == _hash(key, row.account_id, typed)
    used = session.execute(delete(RecoveryCode).where(mine, this).returning(hashed))
    return used.first() is not None


def _hash(key: ServerKey, account_id: str, code: str) -> bytes:
    return key.factor_mark(account_id, "recovery", plain(code))
