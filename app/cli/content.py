"""Whether content is as good as it is to be: ours, and an organisation's own."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import load_settings, stop
from app.content_files import ContentFaults
from app.practice import versions
from app.practice.checks import faults_in_words
from app.practice.library import load_library


def check_content(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder of your own content; CONTENT_DIR where none is given."),
    ] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help="Write down what each file says at its version.")
    ] = False,
) -> None:
    """Read every exercise, module and page of support as a tired person would, and say every fault.

    Reading age, words that this product does not use, cautions, honest minutes, steps that nobody
    comes to, sentences of the literature review, versions that were not raised. Your own folder may
    have the folders exercises, modules and support. Ends with 1 if anything is found.
    """
    settings = load_settings({})
    also = folder or settings.content_dir
    if also and not also.is_dir():
        stop(f"There is no folder {also}.")
    try:
        library = load_library(settings.content, also=also)
    except ContentFaults as faults:
        stop(str(faults))
    found = list(faults_in_words(library))
    home = also or settings.content
    now = versions.of_library(library)
    if also:
        now = {name: each for name, each in now.items() if (also / f"{name}.toml").exists()}
    before = versions.read_lock(home)
    found += versions.not_raised(now, before)
    if not found and lock:
        versions.write_lock(home, now)
        before = now
    found += versions.not_locked(now, before) if before else ()
    for where, what in found:
        typer.echo(f"{where}: {what}")
    if found:
        raise typer.Exit(1)
    typer.echo(
        f"{len(library.exercises)} exercises, {len(library.modules)} modules and"
        f" {len(library.supports)} pages of support are as they are to be."
    )
