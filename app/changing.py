"""Rows that two people may change at once. Each has a `version`: the later of the two is told."""

from sqlalchemy import ColumnElement, inspect, update
from sqlmodel import Session, SQLModel

from app.errors import EditedElsewhere


def change(
    session: Session,
    row: SQLModel,
    version: int,
    *while_: ColumnElement[bool],
    **values: object,
) -> None:
    """Change columns of a row that its writer saw at this `version`, which then goes up by one;
    `while_` are conditions that have to hold beside that.

    Raises EditedElsewhere where the row has another version by now, or is gone; but where it says
    all of `values` already, that is somebody who pressed twice, and nothing is done.
    """
    table = inspect(type(row))
    key = table.primary_key_from_instance(row)
    columns = table.columns
    as_read = [column == value for column, value in zip(table.primary_key, key, strict=True)]
    change = update(table).where(*as_read, columns["version"] == version, *while_)
    done = session.execute(change.values(version=version + 1, **values).returning(columns.version))
    if done.first() is None:
        now = session.get(type(row), key, populate_existing=True)
        if now is None or any(getattr(now, name) != value for name, value in values.items()):
            raise EditedElsewhere
