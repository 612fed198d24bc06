"""What the account calls need beside the request: the database, the server's key, the hashing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from starlette.requests import Request

from app.accounts.door import Door
from app.accounts.hashing import Hashing
from app.accounts.models import Account
from app.accounts.server_key import ServerKey, load_server_key
from app.db import Engines, reading
from app.security import Rate
from app.settings import Settings

HOUR = 60 * 60
WRONG_CODES = 1000  # an hour, of the 2**40 that a group's may be
REMINDERS = 500  # an hour, from one address
TAKEN_NAMES = 60  # an hour: enough for an office that signs up together, few for a list of names


@dataclass(frozen=True)
class Reception:
    """Made once, at the start. `sign_ups`, `taken_names` and `reminders` count by address,
    `wrong_codes` by address or account."""

    engines: Engines
    settings: Settings
    key: ServerKey
    hashing: Hashing
    door: Door
    sign_ups: Rate
    taken_names: Rate
    wrong_codes: Rate
    reminders: Rate


def open_reception(settings: Settings, engines: Engines, threads: int) -> Reception:
    """All of it as the settings say, where so many threads answer; raises ServerKeyFault."""
    return Reception(
        engines,
        settings,
        open_key(settings, engines),
        Hashing(settings.login_hash_memory_kib, settings.login_hash_passes),
        Door(threads),
        sign_ups=Rate(settings.sign_ups_per_hour, HOUR),
        taken_names=Rate(TAKEN_NAMES, HOUR),
        wrong_codes=Rate(WRONG_CODES, HOUR),
        reminders=Rate(REMINDERS, HOUR),
    )


def open_key(settings: Settings, engines: Engines, *, make: bool = True) -> ServerKey:
    """The server's key, which may be made only where nobody has an account yet. Raises
    ServerKeyFault where it is missing or is not the one that this database was made with: nobody
    could sign in, and whoever signed up could not either once the right one is put back.
    """
    with reading(engines) as session:
        account = session.scalar(select(Account).limit(1))
    key = load_server_key(settings, make=make and account is None)
    if account:
        key.open(account.wrapped_by_passphrase, account.id, "passphrase")
    return key


async def _reception(request: Request) -> Reception:
    reception: Reception = request.app.state.reception
    return reception


AtReception = Annotated[Reception, Depends(_reception)]


async def _behind_the_door(reception: AtReception) -> AsyncIterator[None]:
    async with reception.door.entered():
        yield


# For every route that makes a hash; it raises Busy.
BEHIND_THE_DOOR = [Depends(_behind_the_door)]
