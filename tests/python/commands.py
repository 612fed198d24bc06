"""The `between-visits` command in this process, since a process of its own takes a second to start;
`test_cli.py` runs it so.
"""

from typing import Any

from typer.testing import CliRunner, Result

from app.cli import cli
from app.settings import Settings


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, arguments, env=environment)


def between_visits(settings: Settings, *arguments: Any) -> Result:  # noqa: ANN401
    environment = {"DATABASE_URL": settings.database_url}
    if settings.server_key:
        environment["SERVER_KEY"] = settings.server_key.get_secret_value()
        environment["DELETION_LEDGER"] = str(settings.ledger)
    return run(*map(str, arguments), **environment)
