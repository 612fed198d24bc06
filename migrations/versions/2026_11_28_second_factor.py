"""Second factors: the authenticator app, passkeys, recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(22)


def upgrade() -> None:
    op.create_table(
        "second_factor",
        *account_key("second_factor"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("app_secret", sa.LargeBinary()),
        sa.Column("app_pending", sa.LargeBinary()),
        sa.Column("app_spent", sa.LargeBinary(), nullable=False),
        sa.Column("codes_shown", sa.LargeBinary()),
        sa.Column("challenge", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
    )
    op.create_table(
        "passkey",
        *account_key("passkey"),
        sa.Column("id", ID, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "id", name="pk_passkey"),
    )
    op.create_table(
        "recovery_code",
        *account_key("recovery_code"),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name="pk_recovery_code"),
    )


def account_key(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_account_id_account"
    return (
        sa.Column("account_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name, ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table in ("recovery_code", "passkey", "second_factor"):
        op.drop_table(table)
