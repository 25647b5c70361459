"""Many rows in few statements, alike on both databases and without a model object for each row."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

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


def select_in(select: str, values: Sequence[Any], first: Row = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `select`, which ends in a condition "… IN", for a list of values of any length.

    `first` are the values that the statement names before the list.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(values), LIST):
            some = values[start : start + LIST]
            cursor.execute(f"{select} ({', '.join(['%s'] * len(some))})", [*first, *some])
            yield from cursor.fetchall()
