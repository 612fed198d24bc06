"""Accounts, their vaults, sessions, known devices and guesses; invites; claims of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(22)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("login_hash", sa.String(), nullable=False),
        sa.Column("recovery_hash", sa.String(), nullable=False),
        sa.Column("kdf_memory_kib", sa.Integer(), nullable=False),
        sa.Column("kdf_iterations", sa.Integer(), nullable=False),
        sa.Column("kdf_parallelism", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("vault_id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("wrapped_by_passphrase", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_by_recovery", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_table(
        "vault",
        *account_key("vault"),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_vault"),
    )
    op.create_table(
        "sign_in",
        *account_key("sign_in"),
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("recovering", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_expires", "sign_in", ["expires"])
    op.create_index("ix_sign_in_token_hash", "sign_in", ["token_hash"])
    op.create_table(
        "known_device",
        *account_key("known_device"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "token_hash", name="pk_known_device"),
    )
    op.create_index("ix_known_device_expires", "known_device", ["expires"])
    op.create_table(
        "guesses",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_guesses"),
    )
    op.create_index("ix_guesses_newest", "guesses", ["newest"])
    op.create_table(
        "invite",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invite"),
    )
    op.create_index("ix_invite_expires", "invite", ["expires"])
    op.create_table(
        "claim",
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_claim"),
    )


def account_key(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_account_id_account"
    return (
        sa.Column("account_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name, ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table in ("claim", "invite", "guesses", "known_device", "sign_in", "vault", "account"):
        op.drop_table(table)
