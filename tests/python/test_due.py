"""When reminders are due: local time, on the days chosen, once a day, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.due import LATEST, Schedule, is_worth_sending, zones

HALF_PAST_EIGHT = time(8, 30)
WORKING_DAYS = (HALF_PAST_EIGHT,) * 5 + (None, None)
LONDON = ZoneInfo("Europe/London")


def schedule(
    times: tuple[time | None, ...] = WORKING_DAYS,
    zone: str = "Europe/London",
    quiet: tuple[time, time] = (time(20), time(7)),
) -> Schedule:
    return Schedule(zone, times, *quiet)


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def every(plan: Schedule, start: datetime, count: int) -> list[datetime]:
    found: list[datetime] = []
    for _ in range(count):
        due = plan.next_after(found[-1] if found else start)
        assert due
        found.append(due)
    return found


def test_it_comes_on_the_days_chosen_and_on_no_other() -> None:
    friday = at("2026-11-27T09:00")
    due = every(schedule(), friday, 6)
    assert [each.astimezone(LONDON).strftime("%a %H:%M") for each in due] == [
        "Mon 08:30",
        "Tue 08:30",
        "Wed 08:30",
        "Thu 08:30",
        "Fri 08:30",
        "Mon 08:30",
    ]


def test_over_a_change_of_the_clocks_it_stays_at_the_same_local_time() -> None:
    plan = schedule((HALF_PAST_EIGHT,) * 7)
    for start in ("2026-03-27T12:00", "2026-10-23T12:00"):
        due = every(plan, at(start), 4)
        assert {each.astimezone(LONDON).time() for each in due} == {HALF_PAST_EIGHT}


def test_a_time_that_the_clock_skips_comes_as_much_later_and_once() -> None:
    plan = schedule((time(1, 30),) * 7, quiet=(time(0), time(0)))
    due = every(plan, at("2026-03-28T12:00"), 2)
    assert due[0].astimezone(LONDON).strftime("%d %H:%M") == "29 02:30"
    assert due[1].astimezone(LONDON).strftime("%d %H:%M") == "30 01:30"


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    plan = schedule((time(1, 30),) * 7, quiet=(time(0), time(0)))
    first, second = every(plan, at("2026-10-24T12:00"), 2)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second.astimezone(LONDON).strftime("%d %H:%M") == "26 01:30"


@pytest.mark.parametrize(
    ("now", "quiet"),
    [("19:59", False), ("20:00", True), ("23:30", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_may_be_over_midnight(now: str, *, quiet: bool) -> None:
    assert schedule().is_quiet(at(f"2026-11-30T{now}")) is quiet


def test_a_time_within_the_quiet_hours_never_comes() -> None:
    assert schedule((time(21),) * 7).next_after(at("2026-11-30T12:00")) is None
    assert schedule((None,) * 7).next_after(at("2026-11-30T12:00")) is None


def test_it_is_sent_a_quarter_of_an_hour_late_at_most_and_never_early() -> None:
    due, plan = at("2026-11-30T08:30"), schedule()
    assert not is_worth_sending(due, due - timedelta(seconds=1), plan)
    assert is_worth_sending(due, due, plan)
    assert is_worth_sending(due, due + LATEST, plan)
    assert not is_worth_sending(due, due + LATEST + timedelta(seconds=1), plan)


def test_late_is_not_sent_where_the_quiet_hours_have_begun() -> None:
    plan = schedule((time(19, 55),) * 7)
    due = at("2026-11-30T19:55")
    assert is_worth_sending(due, due + timedelta(minutes=4), plan)
    assert not is_worth_sending(due, due + timedelta(minutes=6), plan)


@given(
    zone=st.sampled_from(sorted(zones())),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    times=st.lists(st.none() | st.times(), min_size=7, max_size=7),
)
def test_anywhere_in_the_world_there_is_at_most_one_a_day_and_always_a_later_one(
    zone: str, start: datetime, times: list[time | None]
) -> None:
    plan = schedule(tuple(times), zone, (time(0), time(0)))
    if plan.next_after(start) is None:
        assert not any(times)
        return
    due = every(plan, start, 9)
    assert all(earlier < later for earlier, later in pairwise(due))
    # A clock that is put forward over midnight may move a day's reminder into the next day.
    slots = [plan.slot_of(each) for each in due]
    assert len(set(slots)) >= len(slots) - 1
