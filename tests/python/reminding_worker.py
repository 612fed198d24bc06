"""A worker that does nothing but look for reminders, as a process of its own, with the settings in
its environment. Its minutes go by at once. Whatever it sends it says, with the time on its clock.

    python reminding_worker.py <from> <until> <seed>    both in seconds since 1970
"""

import json
import random
import sys
import time
from typing import Any

from app.accounts.server_key import load_server_key
from app.db import open_engines
from app.reminders import schedules
from app.reminders.push import Outcome, Sender
from app.scheduler import OFTEN
from app.settings import Settings


class Telling(Sender):
    """Sends, and says so."""

    now = 0.0

    def send(self, subscription: dict[str, Any]) -> Outcome:
        outcome = super().send(subscription)
        print(json.dumps([subscription["endpoint"], self.now, outcome]), flush=True)
        return outcome


def work(begin: float, end: float, chance: random.Random) -> None:
    settings = Settings()
    engines = open_engines(settings.database)
    key = load_server_key(settings, make=False)
    sender = Telling(key.pushes, settings.push_contact or "")
    print("ready", flush=True)
    sys.stdin.readline()
    now = begin + chance.uniform(0, OFTEN)
    while now < end:
        sender.now = now
        schedules.send_due(engines, key, sender, settings.push_services, now)
        now += OFTEN + chance.uniform(-OFTEN / 10, OFTEN / 10)
        time.sleep(0.01)  # so that processes stay side by side
    engines.dispose()


if __name__ == "__main__":
    work(float(sys.argv[1]), float(sys.argv[2]), random.Random(sys.argv[3]))  # noqa: S311
