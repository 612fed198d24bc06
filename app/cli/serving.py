"""Serving the site, and bringing its database up to date."""

import errno
import gc
import socket
from typing import Annotated

import typer
import uvicorn

from app.accounts.reception import open_key
from app.accounts.server_key import load_server_key
from app.cli.common import (
    WHOSE,
    closed_to_us,
    ledger_is_closed,
    load_settings,
    stop,
    told_plainly,
    upgrade,
)
from app.content_files import ContentFaults
from app.db import open_engines
from app.file_lock import using
from app.guessable import new_key
from app.main import create_app
from app.observability import set_up_logging
from app.settings import Settings

# uvicorn answers 400 by itself, without our headers, to a request head longer than this; above
# our own limits, so that it is we who say 414 or 431.
LONGEST_HEAD = 256 * 1024
# Seconds that a stop waits for requests that have begun. Without an end to it one phone that lost
# its signal in mid-request would hold up every restart; containers are killed after ten.
PATIENCE = 8


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
    _can_listen(settings)
    with told_plainly(), using(settings):
        if settings.beside_database("") is None:
            load_server_key(settings)  # what is missing is said without waiting for the database
        if migrate_first:
            upgrade(settings)
        engines = open_engines(settings.database)
        open_key(settings, engines)
        engines.dispose()
        # Such a file can be read until here, and would be found out by the first who writes.
        for path in closed_to_us(settings):
            stop(f"{path} cannot be written by this user. {WHOSE}")
        if wrong := ledger_is_closed(settings):
            stop(f"{wrong} {WHOSE}")
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
        timeout_graceful_shutdown=PATIENCE,
    )


def _can_listen(settings: Settings) -> None:
    """Stop with what to do where uvicorn would tell the number of an error."""
    host, port = settings.host, settings.port
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            stop(f"PORT: {port} is taken; stop what listens there (`ss -ltnp`), or set another.")
        if fault.errno == errno.EACCES:
            stop(f"PORT: {port} is for the system alone; set 1024 or more, behind a proxy.")
        stop(f"HOST: {host} is no address of this machine ({fault.strerror}).")


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
