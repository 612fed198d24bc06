"""How big a group is, as it is said: a step, looked at once a week."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Groups that there are were never looked at: the next hour does.
    never = sa.text("'2026-01-01'")
    op.add_column(
        "team_group", sa.Column("size", sa.String(12), nullable=False, server_default="under-10")
    )
    op.add_column("team_group", sa.Column("sized", sa.Date(), nullable=False, server_default=never))
    op.create_index("ix_team_group_sized", "team_group", ["sized"])


def downgrade() -> None:
    op.drop_index("ix_team_group_sized", "team_group")
    op.drop_column("team_group", "sized")
    op.drop_column("team_group", "size")
