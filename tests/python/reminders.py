"""Reminders for tests, set over the API and sent as a tick sends them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from callers import Caller
from push_service import Phone
from sqlalchemy import select
from sqlmodel import col

from app.db import reading
from app.reminders import schedules
from app.reminders.models import Reminder


def in_a_minute() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)


def body_for(phone: Phone, at: datetime | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    due = at or in_a_minute()
    return {
        "subscription": phone.subscription(),
        "zone": "UTC",
        "times": [f"{due:%H:%M}"] * 7,
        "quiet_from": "00:00",
        "quiet_to": "00:00",
    } | changes


def set_one(app: Any, phone: Phone, **changes: Any) -> dict[str, str]:  # noqa: ANN401
    answer = Caller(app).call("POST", "/api/reminders", body_for(phone, **changes))
    assert answer.status_code == 201, answer.text
    assert "set-cookie" not in answer.headers
    return dict(answer.json())


def send(app: Any, later: float = 0) -> int:  # noqa: ANN401
    """What a tick does, so many seconds after the next whole minute."""
    state, reception = app.state, app.state.reception
    moment = in_a_minute().timestamp() + later
    also = reception.settings.push_services
    return schedules.send_due(state.engines, reception.key, state.sender, also, moment)


def due_of(app: Any) -> list[int | None]:  # noqa: ANN401
    with reading(app.state.engines) as session:
        return list(session.scalars(select(col(Reminder.next_due))))
