"""What the account calls need beside the request: the database, the server's key, the hashing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.accounts.door import Door
from app.accounts.hashing import Hashing
from app.accounts.server_key import ServerKey, load_server_key
from app.db import Engines
from app.security import Rate
from app.settings import Settings

HOUR = 60 * 60
TAKEN_NAMES = 60  # an hour: enough for an office that signs up together, few for a list of names


@dataclass(frozen=True)
class Reception:
    """Made once, at the start. `sign_ups` and `taken_names` count by address."""

    engines: Engines
    settings: Settings
    key: ServerKey
    hashing: Hashing
    door: Door
    sign_ups: Rate
    taken_names: Rate


def open_reception(settings: Settings, engines: Engines, threads: int) -> Reception:
    """All of it as the settings say, where so many threads answer; raises ServerKeyFault."""
    return Reception(
        engines,
        settings,
        load_server_key(settings),
        Hashing(settings.login_hash_memory_kib, settings.login_hash_passes),
        Door(threads),
        sign_ups=Rate(settings.sign_ups_per_hour, HOUR),
        taken_names=Rate(TAKEN_NAMES, HOUR),
    )


async def _reception(request: Request) -> Reception:
    reception: Reception = request.app.state.reception
    return reception


AtReception = Annotated[Reception, Depends(_reception)]


async def _behind_the_door(reception: AtReception) -> AsyncIterator[None]:
    async with reception.door.entered():
        yield


# For every route that makes a hash; it raises Busy.
BEHIND_THE_DOOR = [Depends(_behind_the_door)]
