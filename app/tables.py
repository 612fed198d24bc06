"""How tables are named and keyed, whichever feature they belong to.

Constraints are named by rule because a migration can drop only what it can name, and SQLite
names nothing by itself. The primary key of what an account holds begins with the account, so that
a PostgreSQL cluster can be distributed by account, and its rows go when the account goes.
"""

from typing import Any

from sqlmodel import Field, SQLModel

ID = 22  # letters: 16 bytes in base64url

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What every table is a kind of, so that its constraints are named by the rule above."""


def account_key() -> Any:  # noqa: ANN401 - as Field itself, so that it can stand for a value
    """The column that a table of an account's things begins with."""
    return Field(primary_key=True, max_length=ID, foreign_key="account.id", ondelete="CASCADE")
