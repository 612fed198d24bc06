"""Pocket is read and rendered once in a process of tests, for every server there of which the
settings say the same of it: that is most of what a start takes."""

from typing import Any

from app import main
from app.settings import Settings


def once() -> None:
    """From now on. A `CONTENT_DIR` is read each time, since a test may change what is in it."""
    read, known = main.load_pocket, dict[Any, main.Pocket]()

    def load_pocket(settings: Settings) -> main.Pocket:
        if settings.content_dir:
            return read(settings)
        said = (settings.content, settings.organisation_name, settings.organisation_lines)
        if said not in known:
            known[said] = read(settings)
        return known[said]

    main.load_pocket = load_pocket
