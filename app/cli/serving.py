"""Serving the site, and bringing its database up to date."""

import gc
from typing import Annotated

import typer
import uvicorn

from app.accounts.reception import open_key
from app.accounts.server_key import load_server_key
from app.cli.common import load_settings, stop, told_plainly, upgrade
from app.content_files import ContentFaults
from app.db import open_engines
from app.file_lock import using
from app.guessable import new_key
from app.main import create_app
from app.observability import set_up_logging

# uvicorn answers 400 by itself, without our headers, to a request head longer than this; above
# our own limits, so that it is we who say 414 or 431.
LONGEST_HEAD = 256 * 1024


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; overrides HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; overrides PORT.")] = None,
    migrate_first: Annotated[
        bool, typer.Option("--migrate/--no-migrate", help="Bring the database up to date first.")
    ] = True,
) -> None:
    """Serve the site. The database is made, or brought up to date, first."""
    settings = load_settings({"host": host, "port": port})
    set_up_logging(settings)
    try:
        app = create_app(settings)
    except ContentFaults as faults:
        stop(str(faults))
    with told_plainly(), using(settings):
        if settings.beside_database("") is None:
            load_server_key(settings)  # what is missing is said without waiting for the database
        if migrate_first:
            upgrade(settings)
        engines = open_engines(settings.database)
        open_key(settings, engines)
        engines.dispose()
    # What lives as long as the server is not looked through again for garbage.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )


def migrate() -> None:
    """Make the database, or bring it up to date, and stop."""
    settings = load_settings({})
    with told_plainly(), using(settings):
        upgrade(settings)


def make_key() -> None:
    """Print a new random secret: for SERVER_KEY, for METRICS_TOKEN, for the database's password.

    Each time another; use one for one thing. It reads and changes nothing.
    """
    typer.echo(new_key())
