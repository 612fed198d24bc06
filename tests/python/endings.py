"""How a session may have ended, for whoever still sends its cookies."""

import time

import time_machine
from callers import Caller

DAYS_AGO = {"expired": 31, "too old": 181}
ENDED = ("anonymous", *DAYS_AGO, "revoked", "signed out", "deleted")


def arriving(role: str) -> time_machine.travel:
    """The time at which somebody of this role signed up."""
    return time_machine.travel(time.time() - DAYS_AGO.get(role, 0) * 86_400)


def end(person: Caller, how: str) -> None:
    """End the session of somebody who is signed in; nothing is to be done for the expired."""
    cookies = dict(person.http.cookies)
    if how == "revoked":
        (session,) = person.call("GET", "/api/sessions").json()["sessions"]
        other = person.another_browser()
        other.sign_in()
        assert other.call("DELETE", f"/api/sessions/{session['id']}").status_code == 204
    elif how == "signed out":
        assert person.call("DELETE", "/api/session").status_code == 204
    elif how == "deleted":
        body = {"login_key": person.login_key}
        assert person.call("DELETE", "/api/account", body).status_code == 204
    # Sent all the same, by whoever kept the cookie.
    person.http.cookies.clear()
    person.http.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
