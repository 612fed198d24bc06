"""What the operator may know: that requests were answered, how fast, and where code broke.

Never who asked: no address, name, body, query string or raw path (an id is somebody's). A request
is logged by its route's template. An unexpected error is logged by its type and where it was
raised, without its message, which may quote what a person wrote.
"""

import logging
import sys
import time
import traceback
from pathlib import Path

import structlog
from alembic.script import ScriptDirectory
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import reading
from app.errors import AppError, respond
from app.metrics import Metrics
from app.settings import Settings

MIGRATIONS = Path(__file__).parents[1] / "migrations"

log = structlog.get_logger("between_visits")
health = APIRouter(include_in_schema=False)


def set_up_logging(settings: Settings) -> None:
    """Send our logs and the server's to stderr: plain on a terminal, JSON lines elsewhere."""
    style = settings.log_format or ("console" if sys.stderr.isatty() else "json")
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if style == "console"
        else structlog.processors.JSONRenderer()
    )
    # Ours are written straight away: by way of `logging` a line took a tenth of a small request.
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


class RequestLog:
    """Logs and counts each request. Stands outside ErrorBoundary, so that it sees every status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        self.metrics.begin()

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, send_noting_status)
        finally:
            seconds, route = time.perf_counter() - started, route_of(scope)
            self.metrics.end(scope["method"], route, status, seconds)
            log.info(
                "request",
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


class ErrorBoundary:
    """Answers what the gate refuses and what nobody foresaw.

    Starlette answers unexpected errors outside all other middleware, without our headers;
    here nothing gets that far.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noting_start)
        except Exception as fault:
            if not isinstance(fault, AppError):
                _log_unexpected(scope, fault)
            if started:
                raise
            await respond(Request(scope), fault)(scope, receive, send)


def route_of(scope: Scope) -> str:
    """The template of the route that took the request, such as `/exercises/{slug}`."""
    return getattr(scope.get("route"), "path", "unmatched")


def _log_unexpected(scope: Scope, fault: Exception) -> None:
    log.error(
        "unexpected",
        method=scope["method"],
        route=route_of(scope),
        error=type(fault).__name__,
        traceback="".join(traceback.format_tb(fault.__traceback__)),
    )


@health.get("/healthz")
def healthz(request: Request) -> JSONResponse:
    """200 when the database answers, else 503."""
    return _told(_database_answers(request))


@health.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """200 when this server may be given people to serve: the database answers, and is of the
    version that this code was written for; else 503.
    """
    return _told(_database_answers(request) and _is_of_this_version(request))


def _database_answers(request: Request) -> bool:
    try:
        with reading(request.app.state.engines) as session:
            session.connection().execute(text("SELECT 1"))
    except (SQLAlchemyError, AppError) as fault:
        log.warning("unhealthy", error=type(fault).__name__)
        return False
    return True


def _is_of_this_version(request: Request) -> bool:
    """Not asked again once it is so: only a restore takes it back, and no server runs then."""
    if getattr(request.app.state, "is_migrated", False):
        return True
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    try:
        with reading(request.app.state.engines) as session:
            found = session.connection().execute(text("SELECT version_num FROM alembic_version"))
            is_newest = found.scalars().all() == [newest]
    except (SQLAlchemyError, AppError) as fault:
        log.warning("not ready", error=type(fault).__name__)
        return False
    request.app.state.is_migrated = is_newest
    return is_newest


def _told(good: bool) -> JSONResponse:
    status = ("ok", 200) if good else ("unavailable", 503)
    return JSONResponse({"status": status[0]}, status[1], {"Cache-Control": "no-store"})
