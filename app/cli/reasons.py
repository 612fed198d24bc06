"""Why a database cannot be used, in words that say what to do next, and without what is secret."""

import re
import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

NEWER = (
    "it was made by a newer version of this code; go back to that version, or restore the copy that"
    " was taken before the upgrade"
)
_TO_WRITE = (
    "this user may not write to its file, to one beside it, or to its folder; all of them have to"
    " belong to the user that the server runs as"
)
DAMAGED = "its file is damaged; stop the server, and `between-visits restore` the last sound copy"
_SQLITE_SAYS = {
    sqlite3.SQLITE_PERM: _TO_WRITE,
    sqlite3.SQLITE_READONLY: _TO_WRITE,
    sqlite3.SQLITE_CANTOPEN: _TO_WRITE,
    sqlite3.SQLITE_FULL: "its disk is full; make room there first",
    sqlite3.SQLITE_BUSY: "another program holds it; try again in a moment",
    sqlite3.SQLITE_IOERR: "its disk could not be read or written; look into the machine's own log",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}


def why_unusable(fault: BaseException) -> str:
    """A reason and a next step. A database's own words may quote an address, so that only those
    about a connection are said, without what they quote.
    """
    said = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(said, sqlite3.Error):
        known = _SQLITE_SAYS.get(getattr(said, "sqlite_errorcode", 0) & 0xFF)
        return known or f"SQLite says {type(said).__name__}"
    if isinstance(said, psycopg.OperationalError) and said.sqlstate is None:
        return (
            f"it does not answer ({_about_connection(str(said))}); see that PostgreSQL runs, and"
            " that host, user, password and name in DATABASE_URL are right"
        )
    return f"it says {type(said).__name__}; PostgreSQL's own log has more"


def _about_connection(said: str) -> str:
    first = said.partition("\n")[0]
    if "resolve host" in first:
        return "its host is not known"
    return re.sub(r'"[^"]*"', "…", first.rpartition("failed: ")[2]) or "no connection"
