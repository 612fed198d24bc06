"""The application: every part put together, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from app import scheduler
from app.accounts.invitation_routes import router as invitation_router
from app.accounts.passkey_routes import router as passkey_router
from app.accounts.reception import open_reception
from app.accounts.routes import router as accounts_router
from app.accounts.second_factor_routes import router as second_factor_router
from app.accounts.security_routes import router as security_router
from app.administration.routes import routers as administration_routers
from app.db import open_engines
from app.desk import lead_elsewhere
from app.errors import handle_errors
from app.file_lock import using
from app.groups.desk_groups import router as desk_groups_router
from app.groups.desk_invitations import router as desk_invitations_router
from app.groups.desk_modules import router as desk_modules_router
from app.groups.desk_suggestions import router as desk_suggestions_router
from app.groups.routes import router as groups_router
from app.journal.routes import router as journal_router
from app.metrics import Metrics
from app.metrics import router as metrics_router
from app.observability import ErrorBoundary, RequestLog, health
from app.practice.editions import Edition, first_edition
from app.practice.library import Library, load_library
from app.practice.routes import build_router as practice_router
from app.privacy.ledger import finish_deletions
from app.privacy.routes import router as privacy_router
from app.reminders.push import open_sender
from app.reminders.routes import router as reminders_router
from app.security import RequestGate, ResponseHeaders
from app.settings import Settings

# Requests that are worked on at once. Of forty, the usual number, most wait for the interpreter's
# lock or for the one writer: fifty people were served a tenth slower by forty than by eight.
THREADS = 8


@dataclass(frozen=True)
class Pocket:
    """All that Pocket is made of, as the settings say: read, checked and rendered."""

    library: Library
    edition: Edition


def load_pocket(settings: Settings) -> Pocket:
    """Raises ContentFaults if the content has any."""
    library = load_library(settings.content, also=settings.content_dir)
    return Pocket(library, first_edition(library, settings))


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole server, ready for uvicorn; raises ContentFaults if the content has any.

    The database must already be migrated: `between-visits serve` sees to that.
    """
    settings = settings or Settings()
    pocket = load_pocket(settings)
    library = pocket.library

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        with using(settings):
            app.state.engines = open_engines(settings.database)
            app.state.reception = open_reception(settings, app.state.engines, THREADS)
            finish_deletions(app.state.reception)
            app.state.sender = open_sender(app.state.reception)
            ticking = scheduler.start(app.state.reception, app.state.sender)
            yield
            ticking.shutdown()
            app.state.engines.dispose()

    # An address is written in one way: a redirect would take the host's name from the request.
    app = FastAPI(
        title="Between Visits", openapi_url=None, redirect_slashes=False, lifespan=lifespan
    )
    app.state.language = library.language
    app.state.library = library
    app.state.metrics = Metrics()
    app.state.metrics_token = settings.metrics_token and settings.metrics_token.get_secret_value()
    # The last added stands outermost.
    app.add_middleware(RequestGate)
    app.add_middleware(ErrorBoundary)
    app.add_middleware(RequestLog, metrics=app.state.metrics)
    app.add_middleware(ResponseHeaders)
    handle_errors(app)
    lead_elsewhere(app)
    # Routes are tried in this order: first what every device asks all day.
    app.include_router(journal_router)
    app.include_router(health)
    app.include_router(metrics_router)
    app.include_router(accounts_router)
    app.include_router(groups_router)
    app.include_router(reminders_router)
    app.include_router(privacy_router)
    app.include_router(second_factor_router)
    app.include_router(passkey_router)
    app.include_router(security_router)
    app.include_router(invitation_router)
    app.include_router(desk_groups_router)
    app.include_router(desk_invitations_router)
    app.include_router(desk_modules_router)
    app.include_router(desk_suggestions_router)
    for router in administration_routers:
        app.include_router(router)
    app.include_router(practice_router(library, settings, pocket.edition))
    return app
