"""What Pocket serves at one time: pages, the worker with its list, and all pages in one file.

They belong together: a phone refuses a page that is not as the list says. So they are rendered as
one edition, and a request is answered from one. An administrator may change the organisation's
lines on the help card while the server runs; every worker looks whether that has happened, and
renders the next edition (docs/decisions/help-card-while-it-runs.md).
"""

import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db import Engines, reading
from app.errors import AppError
from app.organisation import decided, version_of
from app.practice.library import Library
from app.practice.pages import MANIFEST, pocket_pages
from app.practice.precache import manifest, service_worker, together
from app.settings import OrganisationLine, Settings
from app.web import Asset, static_files

log = structlog.get_logger("between_visits")
AT_ONCE = 0.0  # for what a phone installs from
SOON = 2.0  # seconds for which a page may be of the edition before
PATIENCE = 5.0  # seconds to wait for whoever is rendering the next one


@dataclass(frozen=True)
class Edition:
    """`installed` by path: what phones take with them. `version` is the organisation's."""

    version: int
    installed: Mapping[str, Asset]
    worker: Asset
    together: Asset


class Editions:
    """The newest edition, for the threads of one process."""

    def __init__(self, library: Library, settings: Settings, first: Edition) -> None:
        self.library, self.settings = library, settings
        self._newest = first
        self._looked = float("-inf")
        self._turn = threading.Lock()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every address of an edition: what is at them changes, and they do not."""
        return tuple(self._newest.installed)

    def newest(self, engines: Engines, within: float) -> Edition:
        """The edition of now, or of so many seconds ago."""
        if time.monotonic() - self._looked < within:
            return self._newest
        # Whoever asks for a page does not wait for the one that is rendering all of them.
        taken = self._turn.acquire(timeout=PATIENCE) if not within else self._turn.acquire(False)
        if taken:
            try:
                self._look(engines)
            finally:
                self._turn.release()
        return self._newest

    def _look(self, engines: Engines) -> None:
        self._looked = time.monotonic()
        try:
            if version_of(engines) != self._newest.version:
                with reading(engines) as session:
                    now = decided(session, self.settings)
                name, before = self.settings.organisation_name, self._newest.installed
                self._newest = render(self.library, name, now.version, now.help_lines, before)
        except (AppError, SQLAlchemyError, sqlite3.Error, psycopg.Error) as fault:
            # Pages need no database, and are served where it does not answer.
            log.error("help card not looked up", error=type(fault).__name__)  # noqa: TRY400


def first_edition(library: Library, settings: Settings) -> Edition:
    """What the settings say; raises where a page cannot be rendered."""
    return render(library, settings.organisation_name, 0, settings.organisation_lines, {})


def render(
    library: Library,
    organisation: str | None,
    version: int,
    lines: Sequence[OrganisationLine],
    before: Mapping[str, Asset],
) -> Edition:
    """An edition with these lines on its help card, after the one that had `before` installed."""
    static = static_files(library.language)
    fresh = pocket_pages(library, organisation, lines)
    # A page that is as it was stays: its hash and its compressed form are made already.
    pages = {path: _kept(page, before.get(path)) for path, page in fresh.items()}
    files = {static.url(path): asset for path, asset in static.files.items()}
    installed = pages | {MANIFEST: manifest(library.app, static)} | files
    worker = service_worker(installed, library.language)
    return Edition(version, installed, worker, together(pages))


def _kept(page: Asset, before: Asset | None) -> Asset:
    return before if before and before.body == page.body else page
