"""Which job is due when, and nothing else.

Every worker ticks, and the one that gets the claim does the job. A job must bear being done twice
and being cut off in the middle.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

import structlog
from apscheduler.schedulers.background import (  # type: ignore[import-untyped]  # it has no types
    BackgroundScheduler,
)

from app.accounts.current import today
from app.accounts.expiry import remove_expired
from app.accounts.reception import Reception
from app.claims import claim
from app.db import Engines, reading, writing
from app.groups import sizes
from app.groups.counting import publish_closed
from app.journal.dropping import drop_old_ciphertext
from app.organisation import decided
from app.reminders import schedules
from app.reminders.push import Sender

log = structlog.get_logger("between_visits")
HOUR = 60 * 60
TICK = 10 * 60  # seconds; a job begins at most this late
OFTEN = 60  # seconds; reminders are looked at by every worker, and each taken by one


@dataclass(frozen=True)
class Job:
    """Something to do about every so many seconds, by one worker."""

    name: str
    every: int
    run: Callable[[Engines], None]


def _drop_old_ciphertext(engines: Engines) -> None:
    drop_old_ciphertext(engines, today())


def jobs(reception: Reception) -> tuple[Job, ...]:
    """Everything that is done by itself."""

    def publish(engines: Engines) -> None:
        with reading(engines) as session:
            least = decided(session, reception.settings).least_cohort
        publish_closed(engines, reception.key, today(), least)

    def renew_sizes(engines: Engines) -> None:
        sizes.renew(engines, reception.key, today())

    return (
        Job("remove-expired", HOUR, remove_expired),
        Job("drop-old-ciphertext", 24 * HOUR, _drop_old_ciphertext),
        Job("publish-counts", HOUR, publish),
        Job("renew-sizes", HOUR, renew_sizes),
    )


def start(reception: Reception, sender: Sender | None) -> BackgroundScheduler:
    """Tick until `shutdown()` is called."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone=UTC)
    for job in jobs(reception):
        scheduler.add_job(
            tick, "interval", (reception.engines, job), seconds=TICK, jitter=TICK // 10
        )
    if sender:
        often = {"seconds": OFTEN, "jitter": OFTEN // 10}
        scheduler.add_job(remind, "interval", (reception, sender), **often)
    scheduler.start()
    return scheduler


def remind(reception: Reception, sender: Sender) -> None:
    """Send the reminders that are due and that no other worker has taken."""
    also = reception.settings.push_services
    try:
        schedules.send_due(reception.engines, reception.key, sender, also)
    except Exception as fault:  # noqa: BLE001 - as below
        log.error("job failed", job="remind", error=type(fault).__name__)  # noqa: TRY400


def tick(engines: Engines, job: Job) -> None:
    """Do a job if it is due and no other worker has it."""
    try:
        with writing(engines) as session:
            taken = claim(session, job.name, int(time.time()), job.every)
        if taken:
            job.run(engines)
    except Exception as fault:  # noqa: BLE001 - left to it, the scheduler logs the message
        # Without its words, which may quote what a person wrote.
        log.error("job failed", job=job.name, error=type(fault).__name__)  # noqa: TRY400
