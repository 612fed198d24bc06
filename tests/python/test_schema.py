"""The migrations make what the models say, on both engines, and can be taken back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.cli import upgrade
from app.cli.common import migrations
from app.db import open_engines
from app.models import metadata
from app.settings import Settings

pytestmark = pytest.mark.both_engines


def test_the_migrated_database_is_that_of_the_models(settings: Settings) -> None:
    upgrade(settings)
    engines = open_engines(settings.database)
    with engines.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engines.dispose()


def test_every_migration_can_be_taken_back(settings: Settings) -> None:
    upgrade(settings)
    command.downgrade(migrations(settings), "base")
    engines = open_engines(settings.database)
    assert inspect(engines.read).get_table_names() == ["alembic_version"]
    engines.dispose()
    upgrade(settings)
