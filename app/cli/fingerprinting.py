"""What the server gives to devices, as a list of hashes that anybody can make again."""

from typing import Annotated

import typer

from app.cli.common import load_settings, stop, told_plainly
from app.content_files import ContentFaults
from app.db import open_engines
from app.organisation import version_of
from app.practice.editions import AT_ONCE, Edition, Editions, first_edition
from app.practice.library import load_library
from app.practice.precache import VERSION_LETTERS, listing
from app.practice.precache import fingerprint as fingerprint_of
from app.settings import Settings

GROUP = 8  # letters, as About shows them


def fingerprint(
    list_only: Annotated[
        bool, typer.Option("--list", help="The list and nothing else, as `sha256sum` writes it.")
    ] = False,
) -> None:
    """Print the SHA-256 of every file that devices take with them, and one hash over all.

    The hash over all is that of the list: `between-visits fingerprint --list | sha256sum`. About
    shows it on each device. It depends on the code, the content, and the organisation's own lines.
    """
    settings = load_settings({})
    try:
        edition = _edition(settings)
    except ContentFaults as faults:
        stop(str(faults))
    typer.echo(listing(edition.installed), nl=False)
    if list_only:
        return
    whole = fingerprint_of(edition.installed)
    groups = " ".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))
    typer.echo(f"\n{len(edition.installed)} files. Version: {whole[:VERSION_LETTERS]}")
    typer.echo(f"Fingerprint: {groups}")
    typer.echo(f"The worker itself, /service-worker.js: {edition.worker.sha256}")


def _edition(settings: Settings) -> Edition:
    """As a server with these settings gives it out now."""
    library = load_library(settings.content, also=settings.content_dir)
    first = first_edition(library, settings)
    path = settings.beside_database("")
    if path and not path.exists():
        return first
    engines = open_engines(settings.database)
    try:
        with told_plainly():
            version_of(engines)  # a server goes on where it gets no answer; this must not
            return Editions(library, settings, first).newest(engines, AT_ONCE)
    finally:
        engines.dispose()
