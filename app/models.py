"""Every table of every feature, for migrations. A feature adds one import line here."""

import app.accounts.factor_models
import app.accounts.models
import app.claims
import app.groups.models
import app.journal.models
import app.organisation
import app.reminders.models
from app.tables import metadata

__all__ = ["app", "metadata"]
