"""The `between-visits` command, a file for each concern."""

import typer

from app.cli import checking, content, copying, fingerprinting, inviting, serving
from app.cli.common import upgrade

__all__ = ["cli", "upgrade"]

cli = typer.Typer(
    help="Between Visits: short skills and a private journal, usable with no signal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # it fills paragraphs; the default breaks lines where we do
)
for command in (
    serving.serve,
    serving.migrate,
    serving.make_key,
    inviting.create_admin,
    inviting.invite,
    copying.backup,
    copying.restore,
    checking.check_help_card,
    checking.doctor,
    fingerprinting.fingerprint,
    content.check_content,
):
    cli.command()(command)
