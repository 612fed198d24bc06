"""Run by Alembic, from `between-visits migrate` and from the `alembic` command alike.

On SQLite a table is changed by building it anew and dropping the old one; with foreign keys on,
that drop deletes the child rows. So they are off here, and all of them are checked before the
one transaction that holds every pending migration commits.
"""

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from app.db import sqlite_engine
from app.models import metadata
from app.settings import Settings

# Several hosts may start at once. SQLite's BEGIN IMMEDIATE makes the others wait by itself.
ONE_AT_A_TIME = 0xB57  # any number, as long as it stays the same


def engine_for(settings: Settings) -> Engine:
    if settings.database.get_backend_name() != "sqlite":
        return create_engine(settings.database, poolclass=NullPool)
    return sqlite_engine(
        settings.database, begin="BEGIN IMMEDIATE", pragmas={"foreign_keys": "OFF"}
    )


def check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise RuntimeError(f"rolled back: {len(orphans)} rows point at nothing, in {tables}")


settings = context.config.attributes.get("settings") or Settings()
engine = engine_for(settings)
on_sqlite = engine.dialect.name == "sqlite"
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=on_sqlite,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if not on_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            context.run_migrations()
            if on_sqlite:
                check_foreign_keys(connection)
finally:
    engine.dispose()
