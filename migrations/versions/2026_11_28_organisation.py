"""What the organisation's administrators decide while the server runs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sign_up", sa.String(8)),
        sa.Column("least_cohort", sa.Integer()),
        sa.Column("help_lines", sa.JSON()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_organisation"),
    )


def downgrade() -> None:
    op.drop_table("organisation")
