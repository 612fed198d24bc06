"""The `between-visits` command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from pydantic_settings import SettingsError

from app.main import create_app
from app.observability import set_up_logging
from app.practice.library import ContentFaults
from app.settings import Settings

ROOT = Path(__file__).parents[1]
# uvicorn answers 400 by itself, without our headers, to a request head longer than this; above
# our own limits, so that it is we who say 414 or 431.
LONGEST_HEAD = 256 * 1024

cli = typer.Typer(
    help="Between Visits: short skills and a private journal, usable with no signal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
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
        typer.echo(str(faults), err=True)
        raise typer.Exit(1) from None
    if migrate_first:
        upgrade(settings)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )


@cli.command()
def migrate() -> None:
    """Make the database, or bring it up to date, and stop."""
    upgrade(load_settings({}))


def load_settings(given: Mapping[str, Any]) -> Settings:
    """The settings, with what was given on the command line; stops with a line for each fault."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as faults:
        for fault in faults.errors():
            place = " ".join(str(part) for part in fault["loc"]).upper()
            typer.echo(f"{place}: {fault['msg']}", err=True)
        raise typer.Exit(1) from None
    except SettingsError as fault:
        # Its cause may quote what was set; which setting it is, is enough.
        typer.echo(f"{fault}: it must be JSON", err=True)
        raise typer.Exit(1) from None


def upgrade(settings: Settings) -> None:
    """Apply every pending migration to the database of these settings."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["settings"] = settings
    command.upgrade(config, "head")


if __name__ == "__main__":
    cli()
