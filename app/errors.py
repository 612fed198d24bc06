"""What may go wrong, and the one place that tells it.

    AppError
    ├── Malformed           400 malformed
    ├── SignInNeeded        401 sign_in_needed
    ├── WrongCredentials    401 wrong_credentials
    ├── CrossSite           403 cross_site
    ├── NotAllowed          403 not_allowed
    │   └── ForAdmins       403 for_admins
    ├── NotFound            404 not_found
    ├── MethodNotAllowed    405 method_not_allowed
    ├── NotAcceptable       406 not_acceptable
    ├── HistoryDiverged     409 history_diverged
    ├── KeyVersionChanged   409 key_version_changed
    ├── NameTaken           409 name_taken
    ├── EditedElsewhere     409 edited_elsewhere
    ├── TooLarge            413 too_large
    │   ├── UrlTooLong      414 too_large
    │   └── HeadersTooLarge 431 too_large
    ├── UnsupportedMedia    415 unsupported_media
    ├── Invalid             422 invalid
    ├── ClientTooOld        426 client_too_old
    ├── SlowDown            429 slow_down
    ├── Internal            500 internal
    ├── Busy                503 busy
    └── StorageFull         507 storage_full

Under `/api` an error is an RFC 9457 problem, elsewhere a page, under `/team` one of Desk's. None
of them repeats what was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Match

from app.desk import desk_page, in_desk
from app.web import html_of

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
MOST = 100  # faults that one answer names: a body has room for a hundred thousand


@dataclass(frozen=True)
class Fault:
    """Where a request is wrong, and how: never what it said."""

    loc: tuple[str | int, ...]
    type: str


class AppError(Exception):
    """Anything we answer with an error status. Subclasses fix what is the same every time."""

    # What a person reads stands in the words of `error.toml`, by the code; this is for programs.
    status = 500
    code = "internal"
    title = "Something went wrong"

    def __init__(
        self, *, faults: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(self.code)
        self.faults = faults
        self.headers = dict(headers or {})


class Malformed(AppError):
    """The request cannot be read: not JSON, not UTF-8, nested too deep."""

    status, code, title = 400, "malformed", "This request could not be read"


class SignInNeeded(AppError):
    """No session, or one that has ended."""

    status, code, title = 401, "sign_in_needed", "Sign in to go on"


class WrongCredentials(AppError):
    """The name and the key do not belong together; which of them is wrong is not said."""

    status, code, title = 401, "wrong_credentials", "That name and passphrase do not fit"


class CrossSite(AppError):
    """An unsafe request that did not come from our own pages."""

    status, code, title = 403, "cross_site", "This request came from another site"


class NotAllowed(AppError):
    """Signed in, but not for this."""

    status, code, title = 403, "not_allowed", "This is not open to you"


class ForAdmins(NotAllowed):
    """A facilitator came to an administrator's page."""

    code = "for_admins"


class NotFound(AppError):
    """Missing, or someone else's: the two look alike."""

    status, code, title = 404, "not_found", "There is nothing at this address"


class MethodNotAllowed(AppError):
    """The address exists, for other methods."""

    status, code, title = 405, "method_not_allowed", "This address cannot be used that way"


class NotAcceptable(AppError):
    """Nothing we have is of a type that the request takes."""

    status, code, title = 406, "not_acceptable", "This address has nothing of that type"


class HistoryDiverged(AppError):
    """The cursor is not of this history: the server was restored, or it is another's."""

    status, code, title = 409, "history_diverged", "The server's history is another one"


class KeyVersionChanged(AppError):
    """Another device has set new keys since."""

    status, code, title = 409, "key_version_changed", "The passphrase was changed elsewhere"


class NameTaken(AppError):
    """Somebody has an account of this name."""

    status, code, title = 409, "name_taken", "This name is taken"


class EditedElsewhere(AppError):
    """Somebody has changed this since it was read."""

    status, code, title = 409, "edited_elsewhere", "Somebody changed this meanwhile"


class TooLarge(AppError):
    """The body is over the limit."""

    status, code, title = 413, "too_large", "That is more than can be sent at once"


class UrlTooLong(TooLarge):
    """The address is over the limit."""

    status = 414


class HeadersTooLarge(TooLarge):
    """The headers together are over the limit."""

    status = 431


class UnsupportedMedia(AppError):
    """The body is of a type, or packed in a way, that is not taken."""

    status, code, title = 415, "unsupported_media", "This type of content is not taken here"


class Invalid(AppError):
    """A member's type or value is wrong; `faults` says which."""

    status, code, title = 422, "invalid", "Part of this request is not right"


class ClientTooOld(AppError):
    """The device speaks a protocol that this server no longer does."""

    status, code, title = 426, "client_too_old", "This version of the app is too old to sync"


class _TryLater(AppError):
    def __init__(self, retry_after: int = 5) -> None:
        """`retry_after` is in seconds."""
        super().__init__(headers={"Retry-After": str(retry_after)})


class SlowDown(_TryLater):
    """Too many requests, or too many guesses."""

    status, code, title = 429, "slow_down", "Wait a moment, then try again"


class Internal(AppError):
    """Our own fault; the log has the rest."""


class Busy(_TryLater):
    """Nothing is wrong but the moment."""

    status, code, title = 503, "busy", "The server is busy: try again in a moment"


class StorageFull(_TryLater):
    """The server's disk is full; nothing was written."""

    status, code, title = 507, "storage_full", "The server has no room left"


_BY_STATUS: dict[int, type[AppError]] = {
    kind.status: kind
    for kind in (
        Malformed,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
        TooLarge,
        UrlTooLong,
        UnsupportedMedia,
        Invalid,
        HeadersTooLarge,
    )
}


def handle_errors(app: FastAPI) -> None:
    """Have every error that a route can raise answered by `respond`."""
    for kind in (AppError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, respond)


def respond(request: Request, fault: Exception) -> Response:
    """The answer to an error: a problem under `/api`, a page elsewhere."""
    error = as_app_error(fault)
    headers = error.headers | {"Cache-Control": "no-store"}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(_methods_of(request))
    said = {"title": error.title, "status": error.status, "code": error.code}
    problem = {"type": "about:blank", **said}
    if error.faults:
        problem["errors"] = [{"loc": list(each.loc), "type": each.type} for each in error.faults]
    if in_api(request.url.path):
        return JSONResponse(problem, error.status, headers, "application/problem+json")
    if in_desk(request.url.path):
        return desk_page(
            request, "desk/error.html", None, status=error.status, headers=headers, problem=problem
        )
    page = html_of(request.app.state.language, "pocket/error.html", problem=problem)
    return HTMLResponse(page, error.status, headers)


def _methods_of(request: Request) -> list[str]:
    """What may be done at a request's address: the framework names the methods of one route."""
    routes = request.app.router.routes

    def is_taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] == Match.FULL for route in routes)

    return [method for method in _METHODS if is_taken(method)]


def in_api(path: str) -> bool:
    """Whether a program reads the answers at this path, not a person."""
    return path == "/api" or path.startswith("/api/")


def as_app_error(fault: Exception) -> AppError:
    """The member of our tree that says what a framework's error, or any other, means."""
    if isinstance(fault, AppError):
        return fault
    if isinstance(fault, RequestValidationError):
        return _invalid(fault)
    if isinstance(fault, HTTPException):
        client = fault.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        kind = _BY_STATUS.get(fault.status_code, Malformed if client else Internal)
        return kind(headers=fault.headers)
    return Internal()


def _invalid(fault: RequestValidationError) -> AppError:
    errors = fault.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return Malformed()
    return Invalid(faults=tuple(Fault(_place(error), error["type"]) for error in errors[:MOST]))


def _place(error: Mapping[str, object]) -> tuple[str | int, ...]:
    # The name of a member we do not know is the sender's word, and could be anything.
    loc = tuple(error["loc"]) if isinstance(error["loc"], (tuple, list)) else ()
    return (*loc[:-1], "*") if error["type"] == "extra_forbidden" else loc
