"""The door before all that needs a hash: so many inside at once, a short line, and then it is busy.

One hash takes 19 MiB and some tens of milliseconds by intent. Whoever sends sign-ins without end
must find the door busy, and not the server out of memory or the journals waiting. So the line
stands outside the threads in which everything is answered: when it stood in them, two hundred
sign-ins at once kept a journal waiting for nine seconds.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import BoundedSemaphore

from anyio import sleep

from app.errors import Busy

LONGEST_WAIT = 2.0  # seconds in the line
LINE = 8  # as many times those inside may wait
_LOOK = 0.02  # seconds from one look whether there is a place to the next


class Door:
    """Lets in twice the cores at once, but never so many that they take half the threads."""

    def __init__(self, threads: int) -> None:
        self.places = max(1, min(2 * (os.cpu_count() or 1), threads // 2))
        self._inside = BoundedSemaphore(self.places)
        self._line = BoundedSemaphore(self.places * (1 + LINE))

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Inside, for the time of the block; raises Busy where the line is full, or too slow."""
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            await self._wait()
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._line.release()

    async def _wait(self) -> None:
        give_up = time.monotonic() + LONGEST_WAIT
        while not self._inside.acquire(blocking=False):
            if time.monotonic() > give_up:
                raise Busy
            await sleep(_LOOK)
