"""Backup and restore. On PostgreSQL its own tools do this better, and are named."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import load_settings, stop, told_plainly
from app.cli.snapshots import CopyFault, Damaged, back_up, put_back, renew
from app.file_lock import alone, using
from app.settings import Settings

POSTGRES_BACKUP = (
    "This database is on PostgreSQL, whose own tool takes a consistent copy while it runs:",
    "    pg_dump --format=custom --file=between-visits.dump DATABASE",
    "Keep SERVER_KEY and the ledger of deletions as well, in another place.",
)
POSTGRES_RESTORE = (
    "This database is on PostgreSQL: stop every server, and bring the copy back with its tool:",
    "    pg_restore --clean --if-exists --dbname=DATABASE between-visits.dump",
    "and then, before any server starts:",
    "    between-visits restore --in-place --yes",
)
KEEP_OLDER = "Keep your older backups: one of them may be whole."
ANYWAY = "If you have no better copy, say --damaged-too: devices give back what they still have."


def backup(
    to: Annotated[Path, typer.Argument(help="The file to make. It must not exist yet.")],
) -> None:
    """Copy the database to a file, while the server runs, and check the copy.

    The copy opens nothing by itself: the server key and the ledger of deletions stand in files of
    their own beside the database. Keep the key in another place than the copies.
    """
    settings = load_settings({})
    _only_sqlite(settings, POSTGRES_BACKUP)
    with told_plainly(), using(settings):
        try:
            back_up(settings, to)
        except Damaged as fault:
            stop(f"{to} was made, but the database itself is damaged: {fault}.", KEEP_OLDER)
        except CopyFault as fault:
            stop(f"No backup was made: {fault}.")
    typer.echo(f"{to}: {to.stat().st_size} bytes, checked")
    if not settings.server_key:
        typer.echo(f"Keep a copy of {settings.beside_database('.server-key')} in another place.")


def restore(
    source: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="What `backup` made.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it. Without this, nothing happens.")
    ] = False,
    damaged_too: Annotated[
        bool, typer.Option("--damaged-too", help="Even if some of what is in it is damaged.")
    ] = False,
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place",
            help="The database was put back already, by PostgreSQL's tools or by hand.",
        ),
    ] = False,
) -> None:
    """Put a backup in the place of the database. Stop the server first.

    Whatever happened since the backup is gone from the server; devices then notice, keep all that
    they have, and offer it again. Accounts that were deleted since stay deleted. The database of
    before is kept beside the new one. Sessions and invitations of that time are back as well.
    """
    settings = load_settings({})
    if in_place == (source is not None):
        stop("Name the file to restore, or say --in-place if the database is back already.")
    if source:
        _only_sqlite(settings, POSTGRES_RESTORE)
    if not yes:
        stop(
            f"This would put {source or 'an older state'} in place of the database; what came later"
            " would be gone from the server.",
            "If that is what you want, say --yes.",
        )
    with told_plainly(), alone(settings):
        try:
            if source:
                done = put_back(settings, source, damaged_too=damaged_too)
            else:
                done = renew(settings, damaged_too=damaged_too)
        except Damaged as fault:
            stop(f"Nothing was changed: {fault}.", ANYWAY)
        except CopyFault as fault:
            stop(f"Nothing was changed: {fault}.")
    typer.echo(f"{done.accounts} accounts are back, each with a new epoch.")
    if done.deleted:
        typer.echo(f"{done.deleted} that had been deleted since were deleted again.")
    if done.aside:
        typer.echo(f"The database of before is kept as {done.aside}; delete it when you are sure.")


def _only_sqlite(settings: Settings, instead: tuple[str, ...]) -> None:
    if settings.database.get_backend_name() != "sqlite":
        stop(*instead)
