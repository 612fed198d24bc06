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
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", by_bytes, nullable=False),
        sa.Column("rev", letters, nullable=False),
        sa.Column("parent", letters),
        sa.Column("merge_parent", letters),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("key_id", letters, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "seq", name="pk_revision"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["vault.account_id"],
            name="fk_revision_account_id_vault",
            ondelete="CASCADE",
        ),
    )
    for name, where, columns, unique in (
        ("ix_revision_superseded", "superseded", ["account_id", "rev", "id"], True),
        ("ix_revision_kept", "ciphertext IS NOT NULL", ["account_id", "id", "seq"], False),
    ):
        op.create_index(
            name,
            "revision",
            columns,
            unique=unique,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    op.drop_table("revision")
    op.drop_table("record")
