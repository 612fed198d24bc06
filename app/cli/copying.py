"""Backup and restore, in the same way on both engines."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import dated, dumps, snapshots
from app.cli.common import load_settings, stop, told_plainly
from app.cli.copies import CopyFault, Damaged, renew
from app.disk import sync
from app.file_lock import alone, using
from app.settings import Settings

KEEP_OLDER = "Keep your older backups: one of them may be whole."
ANYWAY = "If you have no better copy, say --damaged-too: devices give back what they still have."
NO_LEDGER = (
    "There is no ledger of deletions at {path}. If there was one, put its copy there before a"
    " server starts: without it, accounts that were deleted since are back."
)
TRY_AGAIN = 600.0  # seconds
LOOK_AGAIN = 3600.0  # at the longest: the clock may be put right meanwhile


def backup(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The file to make. It must not exist yet."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Make a file with the date in its name here, and delete old ones.",
        ),
    ] = None,
    keep_days: Annotated[
        int,
        typer.Option(
            min=1,
            max=dated.PROMISED_DAYS,
            help="With --into: before a copy is so many days old, it is deleted.",
        ),
    ] = dated.PROMISED_DAYS,
    every_day: Annotated[
        bool, typer.Option("--every-day", help="With --into: go on, with a copy each day.")
    ] = False,
) -> None:
    """Copy the database to a file, while the server runs, and check the copy.

    The copy opens nothing by itself: the server key and the ledger of deletions stand in files of
    their own. Keep the key in another place than the copies. Old copies are deleted only once a new
    one is made and sound. On PostgreSQL its own programs pg_dump and pg_restore have to be there.
    """
    settings = load_settings({})
    if (to is None) == (into is None):
        stop("Name the file to make, or a folder with --into.")
    if into is None and every_day:
        stop("--every-day needs a folder, with --into.")
    if to:
        _back_up(settings, to)
    elif into and every_day:
        _back_up_every_day(settings, into, keep_days)
    elif into:
        _back_up_into(settings, into, keep_days)


def _back_up(settings: Settings, to: Path, known_as: Path | None = None) -> None:
    back_up = dumps.back_up if _on_postgresql(settings) else snapshots.back_up
    name = known_as or to
    with told_plainly(), using(settings):
        try:
            back_up(settings, to)
        except Damaged as fault:
            stop(f"{name} was made, but the database itself is damaged: {fault}.", KEEP_OLDER)
        except CopyFault as fault:
            stop(f"No backup was made: {fault}.")
    typer.echo(f"{name}: {to.stat().st_size} bytes, checked")
    key = settings.beside_database(".server-key")
    if key and key.exists() and not settings.server_key:
        typer.echo(f"Keep a copy of {key} in another place.")


def _back_up_into(settings: Settings, folder: Path, keep_days: int) -> None:
    now = datetime.now(UTC)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = dated.new_copy(folder, settings, now)
        unfinished = dated.unfinished(copy)
        try:
            _back_up(settings, unfinished, copy)
        finally:
            if unfinished.exists():
                unfinished.replace(copy)
                sync(folder)
        for path in dated.delete_old(folder, keep_days, now):
            typer.echo(f"{path}: deleted, as {keep_days} days would be over before the next")
    except OSError as fault:
        stop(f"No backup was made: {fault.filename}: {fault.strerror}.")


def _back_up_every_day(settings: Settings, folder: Path, keep_days: int) -> None:
    while True:
        wait = dated.seconds_until_due(folder, datetime.now(UTC))
        if not wait:
            try:
                _back_up_into(settings, folder, keep_days)
            except typer.Exit:  # what was wrong has been said
                wait = TRY_AGAIN
        time.sleep(min(wait, LOOK_AGAIN))


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
    if not yes:
        stop(
            f"This would put {source or 'an older state'} in place of the database; what came later"
            " would be gone from the server.",
            "If that is what you want, say --yes.",
        )
    put_back = dumps.put_back if _on_postgresql(settings) else snapshots.put_back
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
    if not settings.ledger.exists():
        typer.echo(NO_LEDGER.format(path=settings.ledger))
    if done.aside:
        typer.echo(f"The database of before is kept as {done.aside}; delete it when you are sure.")


def _on_postgresql(settings: Settings) -> bool:
    return settings.beside_database("") is None
