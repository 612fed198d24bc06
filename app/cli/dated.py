"""A folder of dated copies: one for each day, and none that is older than was promised."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.settings import Settings

DAY = timedelta(days=1)
PROMISED_DAYS = 30  # /trust says so
UNFINISHED = ".part"
_NAME = re.compile(r"between-visits-(\d{8}T\d{6})Z\.(?:db|dump)")
_MOMENT = "%Y%m%dT%H%M%S"


def new_copy(folder: Path, settings: Settings, now: datetime) -> Path:
    """The name of a copy that is made now."""
    kind = "db" if settings.beside_database("") else "dump"
    return folder / f"between-visits-{now.astimezone(UTC).strftime(_MOMENT)}Z.{kind}"


def unfinished(copy: Path) -> Path:
    """Where it is made, so that what bears a copy's name is whole, however the making ends."""
    return copy.with_name(copy.name + UNFINISHED)


def copies_in(folder: Path) -> dict[Path, datetime]:
    """Every copy there, by its name alone, and when it was made."""
    there = folder.iterdir() if folder.exists() else ()
    found = {path: _NAME.fullmatch(path.name) for path in there}
    return {
        path: datetime.strptime(named[1], _MOMENT).replace(tzinfo=UTC)
        for path, named in found.items()
        if named
    }


def delete_old(folder: Path, keep_days: int, now: datetime) -> list[Path]:
    """Delete what would be older than so many days before tomorrow's copy is made, but never the
    newest, and whatever an earlier run left unfinished; returns the copies that went.
    """
    copies = copies_in(folder)
    newest = max(copies, key=lambda path: copies[path], default=None)
    old = [path for path, made in copies.items() if now - made > (keep_days - 1) * DAY]
    gone = sorted(path for path in old if path != newest)
    for path in gone:
        path.unlink()
    for path in folder.glob(f"between-visits-*{UNFINISHED}"):
        path.unlink()
    return gone


def seconds_until_due(folder: Path, now: datetime) -> float:
    """How long until the newest copy is a day old: nought where there is none."""
    newest = max(copies_in(folder).values(), default=now - DAY)
    return max(0.0, (newest + DAY - now).total_seconds())
