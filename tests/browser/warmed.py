"""What every server does once, done in the process that the servers of tests are forked from. There
templates are compiled, static files read and packed, pages rendered and migrations found; nothing
else imports it.
"""

import gc
from pathlib import Path
from tempfile import TemporaryDirectory

from app import main
from app.accounts.reception import open_key
from app.cli.common import upgrade
from app.db import open_engines
from app.settings import Settings

with TemporaryDirectory() as folder:
    settings = Settings(database_url=f"sqlite:///{Path(folder) / 'warmed.db'}")
    pocket = main.load_pocket(settings)
    main.create_app(settings, pocket)
    upgrade(settings)
    engines = open_engines(settings.database)
    open_key(settings, engines)
    engines.dispose()

load_pocket = main.load_pocket
READ = ("content", "content_dir", "organisation_name", "organisation_lines")


def rendered(given: Settings) -> main.Pocket:
    """What is here already, for a server of which the settings say nothing else."""
    is_here = all(getattr(given, name) == getattr(settings, name) for name in READ)
    return pocket if is_here else load_pocket(given)


main.load_pocket = rendered
# Nobody's garbage: whoever looks through it after the fork makes it a copy of its own.
gc.collect()
gc.freeze()
