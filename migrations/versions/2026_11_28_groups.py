"""Groups: who runs them, who is in them, what was assigned, and nameless counts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LETTERS = sa.String(22)


def belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "team_group",
        sa.Column("id", LETTERS, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("relationship", sa.String(120), nullable=False),
        sa.Column("rhythm", sa.String(120), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team_group"),
    )
    op.create_table(
        "facilitation",
        sa.Column("account_id", LETTERS, nullable=False),
        sa.Column("group_id", LETTERS, nullable=False),
        sa.Column("shown_as", sa.String(80), nullable=False),
        sa.Column("line_manager", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.PrimaryKeyConstraint("account_id", "group_id", name="pk_facilitation"),
        belongs("facilitation", "account_id", "account"),
        belongs("facilitation", "group_id", "team_group"),
    )
    op.create_table(
        "group_code",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", LETTERS, nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("made_by", LETTERS, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_group_code"),
        belongs("group_code", "group_id", "team_group"),
        belongs("group_code", "made_by", "account"),
    )
    for column in ("group_id", "made_by", "expires"):
        op.create_index(f"ix_group_code_{column}", "group_code", [column])
    op.create_table(
        "membership",
        sa.Column("account_id", LETTERS, nullable=False),
        sa.Column("group_id", LETTERS, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("counted_since", sa.Date()),
        sa.PrimaryKeyConstraint("account_id", "group_id", name="pk_membership"),
        belongs("membership", "account_id", "account"),
        belongs("membership", "group_id", "team_group"),
    )
    for table in ("facilitation", "membership"):
        op.create_index(f"ix_{table}_group_id", table, ["group_id"])
    op.create_table(
        "composed_module",
        sa.Column("account_id", LETTERS, nullable=False),
        sa.Column("id", LETTERS, nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("aim", sa.String(1000), nullable=False),
        sa.Column("about", sa.String(1000), nullable=False),
        sa.Column("exercises", sa.JSON(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", name="pk_composed_module"),
        belongs("composed_module", "account_id", "account"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", LETTERS, nullable=False),
        sa.Column("group_id", LETTERS, nullable=False),
        sa.Column("facilitator", sa.String(80), nullable=False),
        sa.Column("module", sa.JSON(), nullable=False),
        sa.Column("message", sa.String(1000), nullable=False),
        sa.Column("rhythm", sa.String(120), nullable=False),
        sa.Column("made", sa.Date(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("suggested_by", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("band_kind", sa.String(8)),
        sa.Column("band_people", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        belongs("assignment", "group_id", "team_group"),
    )
    for column in ("group_id", "closes"):
        op.create_index(f"ix_assignment_{column}", "assignment", [column])
    op.create_table(
        "tally",
        sa.Column("assignment_id", LETTERS, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", "token", name="pk_tally"),
        belongs("tally", "assignment_id", "assignment"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted",
        sa.Column("account_id", LETTERS, nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_counted"),
        belongs("counted", "account_id", "account"),
    )
    op.create_index("ix_counted_published", "counted", ["published"])


def downgrade() -> None:
    for table in (
        "counted",
        "tally",
        "assignment",
        "composed_module",
        "membership",
        "group_code",
        "facilitation",
        "team_group",
    ):
        op.drop_table(table)
