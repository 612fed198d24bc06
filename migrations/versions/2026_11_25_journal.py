"""The journal: heads and revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    letters = sa.String(22)
    by_bytes = letters.with_variant(sa.String(22, collation="C"), "postgresql")
    op.create_table(
        "record",
        sa.Column("account_id", letters, nullable=False),
        sa.Column("id", by_bytes, nullable=False),
        sa.Column("rev", letters, nullable=False),
        sa.Column("parent", letters),
        sa.Column("merge_parent", letters),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("key_id", letters, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", name="pk_record"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["vault.account_id"],
            name="fk_record_account_id_vault",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_record_seq", "record", ["account_id", "seq"], unique=True)
    op.create_table(
        "revision",
        sa.Column("account_id", letters, nullable=False),
        sa.Column("id", by_bytes, nullable=False),
        sa.Column("rev", letters, nullable=False),
        sa.Column("parent", letters),
        sa.Column("merge_parent", letters),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("key_id", letters, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", "rev", name="pk_revision"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["vault.account_id"],
            name="fk_revision_account_id_vault",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_revision_seq", "revision", ["account_id", "seq"], unique=True)
    kept = sa.text("ciphertext IS NOT NULL")
    op.create_index(
        "ix_revision_kept",
        "revision",
        ["account_id", "id", "seq"],
        sqlite_where=kept,
        postgresql_where=kept,
    )


def downgrade() -> None:
    op.drop_table("revision")
    op.drop_table("record")
