"""The staging area of one import: a throw-away SQLite file in which rows are compared set by set, whatever their number.

A cell that a file did not have is NULL; a cell that it had and left empty is an empty text.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from partnerhub.pipeline.files.cells import Value
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.files.tables import ParsedRow

Cells = tuple[Value | None, ...]
Placed = tuple[str, int, Cells]  # (file, line, cells)
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
BATCH = 5000


class Stage:
    """Rows of one import by kind: as read, and as they will be stored."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(path)
        self.database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;")
        self.database.execute("CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT)")
        self.kinds: dict[str, Kind] = {}

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def open_kind(self, kind: Kind) -> None:
        """Make room for a kind of record."""
        if kind.name not in self.kinds:
            self.kinds[kind.name] = kind
            columns = ", ".join(f'"{name}"' for name in kind.names)
            self.database.execute(f"CREATE TABLE read_{kind.name} (_file INTEGER, _line INTEGER, _sound INTEGER, {columns})")
            self.database.execute(f"CREATE TABLE final_{kind.name} (_file INTEGER, _line INTEGER, _state TEXT, {columns})")

    def add(self, kind: Kind, file: str, rows: Iterable[ParsedRow]) -> Iterator[int]:
        """Add the rows of one file, and yield how many there are so far from time to time."""
        self.open_kind(kind)
        number = self.database.execute("INSERT INTO file (name) VALUES (?)", (file,)).lastrowid
        marks = ", ".join("?" * (3 + len(kind.names)))
        statement = f"INSERT INTO read_{kind.name} VALUES ({marks})"
        absent = {column.name: "" if column.key else None for column in kind.columns}  # a key has no unknown part
        count, batch = 0, []
        for row in rows:
            batch.append((number, row.line, row.sound, *(row.values.get(name, absent[name]) for name in kind.names)))
            if len(batch) == BATCH:
                self.database.executemany(statement, batch)
                count, batch = count + BATCH, []
                yield count
        self.database.executemany(statement, batch)
        yield count + len(batch)

    def index(self, kind: Kind) -> None:
        """Prepare the questions that go by key. Call it once all rows are in."""
        keys = ", ".join(f'"{name}"' for name in kind.key)
        self.database.execute(f"CREATE INDEX key_{kind.name} ON read_{kind.name} ({keys})")

    def doubles(self, kind: Kind, columns: Sequence[str]) -> Iterator[list[tuple[int, Placed]]]:
        """Yield the sound rows that share their values in some columns: lists of (row id, row), in reading order."""
        names = ", ".join(f'"{name}"' for name in columns)
        filled = " AND ".join(f"coalesce(\"{name}\", '') <> ''" for name in columns) if columns != kind.key else "true"
        twice = f"SELECT {names} FROM read_{kind.name} WHERE _sound AND {filled} GROUP BY {names} HAVING count(*) > 1"
        join = " AND ".join(f'r."{name}" IS twice."{name}"' for name in columns)
        every = ", ".join(f'r."{name}"' for name in kind.names)
        order = ", ".join(f'r."{name}"' for name in columns)
        cursor = self.database.execute(
            f"SELECT r.rowid, file.name, r._line, {every} FROM read_{kind.name} r JOIN ({twice}) twice ON {join} "
            f"JOIN file ON file.id = r._file WHERE r._sound ORDER BY {order}, r._file, r._line"
        )
        places = [kind.names.index(name) for name in columns]
        rows = ((row[0], (row[1], row[2], tuple(row[3:]))) for row in cursor.fetchall())
        for _, group in groupby(rows, key=lambda row: [row[1][2][place] for place in places]):
            yield list(group)

    def replace(self, kind: Kind, keep: int, cells: Cells, drop: Iterable[int]) -> None:
        """Put merged cells into one row and remove the others that said the same."""
        names = ", ".join(f'"{name}" = ?' for name in kind.names)
        self.database.execute(f"UPDATE read_{kind.name} SET {names} WHERE rowid = ?", (*cells, keep))
        self.database.executemany(f"DELETE FROM read_{kind.name} WHERE rowid = ?", [(id_,) for id_ in drop])

    def dangling(self, kind: Kind, column: str, target: Kind | None) -> Iterator[str]:
        """Yield the values of a referring column that no row of this import explains."""
        known = ""
        if target and target.name in self.kinds:
            known = f'AND NOT EXISTS (SELECT 1 FROM read_{target.name} t WHERE t."{target.key[0]}" = r."{column}")'
        cursor = self.database.execute(
            f"SELECT DISTINCT r.\"{column}\" FROM read_{kind.name} r WHERE coalesce(r.\"{column}\", '') <> '' {known}"
        )
        return (row[0] for row in cursor.fetchall())

    def places_of(self, kind: Kind, column: str, values: Iterable[str]) -> Iterator[tuple[str, int, str]]:
        """Yield (file, line, value) of every row with one of these values in a column."""
        self.database.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (value TEXT PRIMARY KEY)")
        self.database.execute("DELETE FROM wanted")
        self.database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(value,) for value in values])
        cursor = self.database.execute(
            f'SELECT file.name, r._line, r."{column}" FROM read_{kind.name} r JOIN file ON file.id = r._file '
            f'WHERE r."{column}" IN (SELECT value FROM wanted) ORDER BY r._file, r._line'
        )
        return iter(cursor.fetchall())

    def sound_rows(self, kind: Kind) -> Iterator[list[tuple[int, int, Cells]]]:
        """Yield the sound rows in batches, by key: (file, line, cells)."""
        keys = ", ".join(f'"{name}"' for name in kind.key)
        every = ", ".join(f'"{name}"' for name in kind.names)
        cursor = self.database.execute(f"SELECT _file, _line, {every} FROM read_{kind.name} WHERE _sound ORDER BY {keys}")
        while rows := cursor.fetchmany(BATCH):
            yield [(row[0], row[1], tuple(row[2:])) for row in rows]

    def file_name(self, number: int) -> str:
        """Return the name of a file by its number."""
        return str(self.database.execute("SELECT name FROM file WHERE id = ?", (number,)).fetchone()[0])

    def finish(self, kind: Kind, rows: Sequence[tuple[int, int, str, Cells]]) -> None:
        """Note rows as they will be stored, each with whether it is new, changed or unchanged."""
        marks = ", ".join("?" * (3 + len(kind.names)))
        self.database.executemany(
            f"INSERT INTO final_{kind.name} VALUES ({marks})",
            [(file, line, state, *cells) for file, line, state, cells in rows],
        )

    def counts(self, kind: Kind) -> dict[str, int]:
        """Return how many rows are new, changed and unchanged."""
        found = dict(self.database.execute(f"SELECT _state, count(*) FROM final_{kind.name} GROUP BY _state").fetchall())
        return {state: found.get(state, 0) for state in (NEW, CHANGED, UNCHANGED)}

    def to_store(self, kind: Kind) -> Iterator[list[dict[str, Value]]]:
        """Yield the new and changed rows in batches, as they will be stored."""
        every = ", ".join(f'"{name}"' for name in kind.names)
        cursor = self.database.execute(f"SELECT {every} FROM final_{kind.name} WHERE _state <> ?", (UNCHANGED,))
        while rows := cursor.fetchmany(BATCH):
            yield [dict(zip(kind.names, row, strict=True)) for row in rows]

    def final_rows(self, kind: Kind) -> Iterator[tuple[str, int, dict[str, Value]]]:
        """Yield (file, line, record) for every row as it will be stored."""
        every = ", ".join(f'f."{name}"' for name in kind.names)
        cursor = self.database.execute(
            f"SELECT file.name, f._line, {every} FROM final_{kind.name} f JOIN file ON file.id = f._file "
            "ORDER BY f._file, f._line"
        )
        return ((row[0], row[1], dict(zip(kind.names, row[2:], strict=True))) for row in cursor.fetchall())

    def shared(self, kind: Kind, column: str) -> Iterator[tuple[str, tuple[str, int], tuple[str, int]]]:
        """Yield (value, place of the row that keeps it, place of another that would get it too). A place is (file, line)."""
        cursor = self.database.execute(
            f'SELECT f."{column}", file.name, f._line FROM final_{kind.name} f JOIN file ON file.id = f._file '
            f'WHERE f."{column}" IN (SELECT "{column}" FROM final_{kind.name} WHERE "{column}" <> \'\' '
            f"GROUP BY 1 HAVING count(*) > 1) ORDER BY 1, f._state <> '{UNCHANGED}', f._file, f._line"
        )
        for value, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
            first, *others = ((row[1], row[2]) for row in rows)
            yield from ((value, first, other) for other in others)

    def to_be(self, kind: Kind, column: str) -> Iterator[tuple[str, int, str]]:
        """Yield (file, line, value) of the new and changed rows that will have a value in a column."""
        cursor = self.database.execute(
            f'SELECT file.name, f._line, f."{column}" FROM final_{kind.name} f JOIN file ON file.id = f._file '
            f"WHERE f._state <> '{UNCHANGED}' AND f.\"{column}\" <> ''"
        )
        return iter(cursor.fetchall())

    def keys_among(self, kind: Kind, values: set[str]) -> set[str]:
        """Return those of some values that are the (first part of the) key of a row of this import."""
        return {key for (key,) in self.database.execute(f'SELECT "{kind.key[0]}" FROM final_{kind.name}') if key in values}

    def similar_names(self, kind: Kind, stored: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, str, str]]:
        """Yield (file, line, name, other name) for new customers of this import whose names differ in signs only.

        `stored` gives (customer, name) of all that are there already. Of two new customers one is told, in any order.
        """
        self.database.execute("CREATE TEMP TABLE named (bare TEXT, customer_id TEXT, name TEXT, place INTEGER)")
        rows = self.database.execute(f"SELECT customer_id, name, _state, rowid FROM final_{kind.name}").fetchall()
        here = {id_ for id_, *_ in rows}
        new = {_bare(name) for _, name, state, _ in rows if state == NEW} - {""}
        found = [(_bare(name), id_, name, place if state == NEW else 0) for id_, name, state, place in rows]
        if new:
            found += [(_bare(name), id_, name, 0) for id_, name in stored if id_ not in here]
        named = (row for row in found if row[0] in new)
        self.database.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", named)
        self.database.execute("CREATE INDEX by_bare ON named (bare, customer_id)")
        cursor = self.database.execute(
            "SELECT file.name, f._line, n.name, (SELECT o.name FROM named o WHERE o.bare = n.bare AND "
            "(o.place = 0 OR o.customer_id < n.customer_id) ORDER BY o.customer_id LIMIT 1) AS other "
            f"FROM named n JOIN final_{kind.name} f ON f.rowid = n.place JOIN file ON file.id = f._file "
            "WHERE n.place > 0 AND other IS NOT NULL ORDER BY f._file, f._line"
        )
        return iter(cursor.fetchall())


def _bare(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
