"""Reminders as a device sets them. No cookie is looked at: a reminder is nobody's."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError
from starlette.responses import JSONResponse

from app.accounts.reception import AtReception
from app.api import Binary, Body, StrictRoute, Text
from app.db import writing
from app.encoding import encode
from app.errors import NotFound
from app.reminders import schedules
from app.reminders.push import Sender
from app.reminders.schedules import Wanted

router = APIRouter(route_class=StrictRoute)


def _time_of_day(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise PydanticCustomError("time", "Must be a time of day")
    return text


Time = Annotated[Text, AfterValidator(_time_of_day)]


class Keys(Body):
    """What a message is sealed with: a point of P-256, and a secret."""

    p256dh: Annotated[bytes, Binary(65)]
    auth: Annotated[bytes, Binary(16)]


class Subscription(Body):
    """As a browser gives it."""

    endpoint: Annotated[Text, StringConstraints(min_length=1, max_length=1024)]
    keys: Keys


class NewReminder(Body):
    """`POST /api/reminders`: a time, or none, for each day from Monday."""

    subscription: Subscription
    zone: Annotated[Text, StringConstraints(min_length=1, max_length=64)]
    times: Annotated[list[Time | None], Field(min_length=7, max_length=7)]
    quiet_from: Time
    quiet_to: Time

    def wanted(self) -> Wanted:
        """As the service takes it."""
        keys = self.subscription.keys
        return Wanted(
            {
                "endpoint": self.subscription.endpoint,
                "keys": {"p256dh": encode(keys.p256dh), "auth": encode(keys.auth)},
            },
            self.zone,
            tuple(self.times),
            self.quiet_from,
            self.quiet_to,
        )


class ChangedReminder(NewReminder):
    """`PUT /api/reminders/{id}`."""

    secret: Annotated[bytes, Binary(32)]


class EndedReminder(Body):
    """`DELETE /api/reminders/{id}`."""

    secret: Annotated[bytes, Binary(32)]


def _sender(request: Request) -> Sender:
    sender: Sender | None = request.app.state.sender
    if sender is None:
        raise NotFound
    return sender


@router.get("/api/reminders/key")
def push_key(request: Request) -> dict[str, Any]:
    """What a browser subscribes with; 404 where this server sends no reminders."""
    return {"public_key": _sender(request).public_key}


@router.post("/api/reminders", status_code=201)
def set_reminder(request: Request, new: NewReminder, reception: AtReception) -> Response:
    """A reminder, and the secret to change it."""
    _sender(request)
    reception.reminders.count(request.client.host if request.client else "")
    with writing(reception.engines) as session:
        also = reception.settings.push_services
        id_, secret = schedules.add(session, reception.key, new.wanted(), also)
    return JSONResponse({"id": id_, "secret": encode(secret)}, 201)


@router.put("/api/reminders/{reminder_id}", status_code=204)
def change_reminder(reminder_id: str, changed: ChangedReminder, reception: AtReception) -> Response:
    """Another schedule, or another subscription."""
    also = reception.settings.push_services
    with writing(reception.engines) as session:
        schedules.change(
            session, reception.key, reminder_id, changed.secret, changed.wanted(), also
        )
    return Response(status_code=204)


@router.delete("/api/reminders/{reminder_id}", status_code=204)
def end_reminder(reminder_id: str, ended: EndedReminder, reception: AtReception) -> Response:
    """No more of it."""
    with writing(reception.engines) as session:
        schedules.remove(session, reminder_id, ended.secret)
    return Response(status_code=204)
