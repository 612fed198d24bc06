"""When a reminder is due. Pure: the time is passed in.

A schedule is in a person's own time: a time or none for each day of the week, so at most one a day.
Local time is turned into an instant by the zone's rules of that day (IANA, PEP 615): a time that
the clock skips in spring comes as much later as the clock jumped, one that comes twice in autumn is
the first of the two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

WEEK = 7
LATEST = timedelta(minutes=15)  # after that a reminder is not sent at all


@dataclass(frozen=True)
class Schedule:
    """`times` from Monday to Sunday, in local time; quiet from one time of day to another, which
    may be over midnight, and not at all where the two are the same."""

    zone: str
    times: tuple[time | None, ...]
    quiet_from: time
    quiet_to: time

    def next_after(self, moment: datetime) -> datetime | None:
        """The first reminder after an instant, as an instant; None where there never is one."""
        zone = ZoneInfo(self.zone)
        first = moment.astimezone(zone).date()
        for days in range(-1, WEEK + 2):
            due = self._on(first + timedelta(days=days), zone)
            if due and due > moment:
                return due
        return None

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing is shown at this instant."""
        now = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to

    def slot_of(self, due: datetime) -> date:
        """The day that a reminder is for: there is one a day."""
        return due.astimezone(ZoneInfo(self.zone)).date()

    def _on(self, day: date, zone: ZoneInfo) -> datetime | None:
        at = self.times[day.weekday()]
        if at is None:
            return None
        due = datetime.combine(day, at, zone).astimezone(UTC)
        return None if self.is_quiet(due) else due


def is_worth_sending(due: datetime, now: datetime, schedule: Schedule) -> bool:
    """Whether a reminder is due, not too late, and not in the quiet hours."""
    return due <= now <= due + LATEST and not schedule.is_quiet(now)


@cache
def zones() -> frozenset[str]:
    """The names of zones that a schedule may have."""
    return frozenset(available_timezones())
