"""Many rows in few statements, alike on both databases and without a model object for each row."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

BATCH = 250  # rows in one statement: SQLite takes a limited number of values in each
LIST = 5000  # values in one list of a condition

Row = Sequence[Any]


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Row], *, then: str = "") -> list[tuple[Any, ...]]:
    """Insert rows, `then` (ON CONFLICT …, RETURNING …) appended to each statement; return what the statements return.

    Returned rows come in the order of the inserted ones. Table and column names come from models, never from callers.
    """
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    one = f"({', '.join(['%s'] * len(columns))})"
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            values = [value for row in batch for value in row]
            cursor.execute(f"{head}{', '.join([one] * len(batch))} {then}", values)
            if "RETURNING" in then:
                found += cursor.fetchall()
    return found


def update_rows(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set columns of rows, each named by its first value in the first column.

    PostgreSQL takes many rows in one statement; SQLite, which is no server, takes one after the other as quickly.
    """
    known, table = {field.column: field for field in model._meta.concrete_fields}, model._meta.db_table
    key, *others = columns
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            setting = ", ".join(f"{name} = %s" for name in others)
            statement = f"UPDATE {table} SET {setting} WHERE {key} = %s"
            cursor.executemany(statement, [(*row[1:], row[0]) for row in rows])
            return
        types = {name: known[name].db_type(connection) for name in others}  # what is empty in all rows has none of its own
        setting = ", ".join(f"{name} = v.column{at}::{types[name]}" for at, name in enumerate(others, 2))
        one = f"({', '.join(['%s'] * len(columns))})"
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            given = f"(VALUES {', '.join([one] * len(batch))}) v"
            statement = f"UPDATE {table} t SET {setting} FROM {given} WHERE t.{key} = v.column1"
            cursor.execute(statement, [value for row in batch for value in row])


def select_in(select: str, values: Sequence[Any], first: Row = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `select`, which ends in a condition "… IN", for a list of values of any length.

    `first` are the values that the statement names before the list.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(values), LIST):
            some = values[start : start + LIST]
            cursor.execute(f"{select} ({', '.join(['%s'] * len(some))})", [*first, *some])
            yield from cursor.fetchall()
