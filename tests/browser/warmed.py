"""What every server does once, done in the process that the servers of tests are forked from. There
templates are compiled, static files read and packed, pages rendered and migrations found; nothing
else imports it.
"""

import gc
from pathlib import Path
from tempfile import TemporaryDirectory

import rendered

from app.accounts.reception import open_key
from app.cli.common import upgrade
from app.db import open_engines
from app.main import create_app
from app.settings import Settings

rendered.once()
with TemporaryDirectory() as folder:
    settings = Settings(database_url=f"sqlite:///{Path(folder) / 'warmed.db'}")
    create_app(settings)
    upgrade(settings)
    engines = open_engines(settings.database)
    open_key(settings, engines)
    engines.dispose()

# Nobody's garbage: whoever looks through it after the fork makes it a copy of its own.
gc.collect()
gc.freeze()
