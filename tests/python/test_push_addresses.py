"""F58: reminders go to push services alone."""

import pytest
from callers import Caller, code_of
from fastapi.testclient import TestClient
from push_service import Phone
from reminders import body_for, due_of

from app.reminders.endpoints import is_allowed


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:pass@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://push.apple.com/x",
        "https://evilpush.apple.com.evil/x",
        "https://xnotify.windows.com/x",
        "file:///etc/passwd",
        "gopher://fcm.googleapis.com/x",
        "//fcm.googleapis.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/\u0000",
        "https://fcm.googleapis.com/" + "x" * 1024,
        "https://ｆcm.googleapis.com/x",
        "https://fcm.googleapis.com:99999/x",
        "",
    ],
)
def test_f58_what_is_no_push_service_is_refused_when_it_is_saved(
    client: TestClient, endpoint: str
) -> None:
    assert not is_allowed(endpoint)
    phone = Phone("https://fcm.googleapis.com/fcm/send/x", "")
    subscription = phone.subscription() | {"endpoint": endpoint}
    body = body_for(phone, subscription=subscription)
    answer = Caller(client.app).call("POST", "/api/reminders", body)
    assert code_of(answer) == (422, "invalid")
    assert due_of(client.app) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_f58_the_push_services_of_browsers_are_taken(endpoint: str) -> None:
    assert is_allowed(endpoint)
