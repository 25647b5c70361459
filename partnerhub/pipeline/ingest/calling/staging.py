"""The staging area of calling files: rows as read, in columnar files of its own, and an engine that makes weeks of them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

import duckdb

from partnerhub.pipeline.engine import open_engine, quoted
from partnerhub.pipeline.files.calling import CallColumn, CallingKind, Holds, Meaning
from partnerhub.pipeline.files.problems import Problems, Wrong
from partnerhub.pipeline.ingest.calling.flaws import EMPTY, KEPT, TYPES, flaw_sql, flaws_of, value_sql, wrong_type
from partnerhub.pipeline.ingest.calling.opening import PlainTable, undecodable
from partnerhub.terms import faults

ASIDE_HEADER = ("file", "line", "column", "code", "value", "row")
ZONE_SEEN = 50
MEMORY = "1400MB"  # of the two gigabytes that an import may take
MOST_IN_FILE = 1 << 40  # rows, so that a row's number says which file it is in
STRUCTURE = {"MISSING COLUMNS", "TOO MANY COLUMNS"}


class CallingStage:
    """Rows of calling files by kind, as read. What is wrong with others is noted and written aside."""

    def __init__(self, folder: Path, problems: Problems, *, strict: bool = False) -> None:
        self.folder = folder
        self.problems = problems
        self.strict = strict
        self.kinds: dict[str, CallingKind] = {}
        self.aside_path = folder / "aside.csv"
        self.aside: dict[str, int] = {}
        self.files: dict[str, list[Path]] = {}

    @cached_property
    def engine(self) -> duckdb.DuckDBPyConnection:
        """Return the engine, opened when the first file comes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return open_engine(self.folder / "spill", memory=MEMORY)

    def close(self) -> None:
        """Let go of the engine."""
        if self.kinds:
            self.engine.close()

    def take(self, table: PlainTable, meaning: Meaning) -> int:
        """Read the rows of a table and return how many are fit. Raise Wrong or BrokenLine for its structure."""
        kind = meaning.kind
        self.open_kind(kind)
        self._note_header(table, meaning)
        cells = {name: f"c{place}" for name, place in _places(table, meaning).items()}
        values = {column.name: _value(column, cells) for column in kind.columns}
        flaws = [
            flaw
            for column in kind.columns
            if column.name in cells and (flaw := flaw_sql(column, cells[column.name], values[column.name]))
        ]
        shown = [f"{sql} AS {name}" for name, sql in values.items()]
        shown += [f"{_extra(table, meaning)} AS extra", f"coalesce({' OR '.join(flaws) or 'false'}, false) AS flawed"]
        try:
            rows = self.add(kind, f"SELECT {', '.join(shown)} FROM {_read_csv(table, meaning)}")
        except duckdb.InvalidInputException:
            raise undecodable(table.path) from None
        rejected = self._note_rejected(table, meaning)
        return rows - self._note_flawed(table, meaning, rejected)

    def open_kind(self, kind: CallingKind) -> None:
        """Make room for a kind of rows."""
        if kind.name not in self.kinds:
            self.kinds[kind.name] = kind
            self.engine.execute(f"CREATE TABLE dropped_{kind.name} (rid BIGINT)")
            each = ", ".join(
                f"CAST(NULL AS {KEPT.get(column.holds, 'VARCHAR')}) AS {column.name}" for column in kind.columns
            )
            none = f"SELECT 0::BIGINT AS rid, {each}, CAST(NULL AS VARCHAR) AS extra, false AS flawed WHERE false"
            self.engine.execute(f"CREATE TEMP VIEW staged_{kind.name} AS {none}")

    def add(self, kind: CallingKind, rows: str) -> int:
        """Write the rows of a query beside those of the kind that are there, and return how many.

        All that were not dropped are then rows of staged_<kind>, where rid numbers them.
        """
        files = self.files.setdefault(kind.name, [])
        files.append(self.folder / f"{kind.name}-{len(files)}.parquet")
        written = self.engine.execute(f"COPY ({rows}) TO {quoted(files[-1])} (FORMAT parquet)").fetchone()
        self.engine.execute(
            f"CREATE OR REPLACE TEMP VIEW staged_{kind.name} AS SELECT * FROM ({_numbered(files)}) "
            f"ANTI JOIN dropped_{kind.name} USING (rid)"
        )
        return int(written[0]) if written else 0

    def drop_rows(self, kind: str, rids: str) -> int:
        """Let the rows of a kind whose numbers a query answers no longer count, and return how many."""
        found = self.engine.execute(f"INSERT INTO dropped_{kind} {rids}").fetchone()
        return int(found[0]) if found else 0

    def drop(self, table: PlainTable, meaning: Meaning, column: str, values: set[str]) -> None:
        """Set aside the rows of a table that have one of some values in a column: they name nobody of the sender's."""
        place = _places(table, meaning)[column]
        for line, cells in table.rows():
            if place < len(cells) and cells[place].strip() in values:
                self._set_aside(Wrong(faults.REF_CUSTOMER), table, line, column, cells[place], _as_line(cells))
        listed = ", ".join(quoted(value) for value in sorted(values))
        name = meaning.kind.name
        self.drop_rows(name, f"SELECT rid FROM staged_{name} WHERE {column} IN ({listed})")

    def _note_header(self, table: PlainTable, meaning: Meaning) -> None:
        for name in meaning.unknown:
            self.problems.note(Wrong(faults.UNKNOWN_COLUMN, column=name), table.name, 1, name)
        places = _places(table, meaning)
        moments = [places[c.name] for c in meaning.kind.columns if c.holds is Holds.MOMENT and c.name in places]
        for line, cells in islice(table.rows(), ZONE_SEEN):
            for value in (cells[place] for place in moments if place < len(cells)):
                if value not in EMPTY and "T" in value.upper() and not _has_zone(value):
                    self.problems.note(Wrong(faults.NO_ZONE), table.name, table.line_of(line), value=value)
                    return

    def _note_rejected(self, table: PlainTable, meaning: Meaning) -> set[int]:
        """Note what could not be read at all, each row once, and return its lines."""
        rows = self.engine.execute(
            "SELECT line, column_name, error_type, trim(csv_line, chr(13) || chr(10)) FROM reject_errors "
            "ORDER BY line, column_idx"
        ).fetchall()
        self.engine.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
        holds = {f"c{place}": meaning.kind.column(name) for name, place in _places(table, meaning).items()}
        lines: set[int] = set()
        for line, column, error, text in rows:
            if error == "INVALID ENCODING":
                raise undecodable(table.path)
            if line not in lines or error == "CAST":
                wrong, name, value = _rejected(error, holds.get(column), text, column, table)
                self._set_aside(wrong, table, line, name, value, text if line not in lines else "")
            lines.add(line)
        return lines

    def _note_flawed(self, table: PlainTable, meaning: Meaning, rejected: set[int]) -> int:
        """Name the rows that were read and are unfit, take them out again, and return how many."""
        name = meaning.kind.name
        newest = len(self.files[name]) - 1
        flawed = f"read_parquet({quoted(self.files[name][newest])}) WHERE flawed"
        found = self.drop_rows(name, f"SELECT {newest * MOST_IN_FILE} + file_row_number FROM {flawed}")
        if found:
            places = _places(table, meaning)
            for line, cells in table.rows():
                if line not in rejected:
                    for first, (wrong, column, value) in enumerate(flaws_of(cells, meaning, places)):
                        self._set_aside(wrong, table, line, column, value, "" if first else _as_line(cells))
        return found

    def _set_aside(self, wrong: Wrong, table: PlainTable, line: int, column: str, value: str, row: str) -> None:
        """Note a fault of a row; with the row itself the first time."""
        at = table.line_of(line)
        (self.problems.note if self.strict else self.problems.note_aside)(wrong, table.name, at, column, value)
        new = not self.aside_path.exists()
        with self.aside_path.open("a", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            if new:
                writer.writerow(ASIDE_HEADER)
            writer.writerow((table.name, at, column, wrong.fault.code, value, row))
        if row:
            self.aside[table.name] = self.aside.get(table.name, 0) + 1


def _numbered(files: Sequence[Path]) -> str:
    """Return SQL for the rows of some files with their numbers, which stay as they are when another file comes.

    The largest is read first: the engine takes each for as large as the first, and joins the wrong way round if it is small.
    """
    sizes = [file.stat().st_size for file in files]
    largest = sizes.index(max(sizes))
    listed = ", ".join(map(quoted, [files[largest], *files[:largest], *files[largest + 1 :]]))
    place = "file_index"
    if largest:
        place = (
            f"CASE WHEN file_index = 0 THEN {largest} WHEN file_index <= {largest} THEN file_index - 1 ELSE file_index END"
        )
    return f"SELECT ({place})::BIGINT * {MOST_IN_FILE} + file_row_number AS rid, * FROM read_parquet([{listed}])"


def _places(table: PlainTable, meaning: Meaning) -> dict[str, int]:
    return {meaning.columns[name]: place for place, name in enumerate(table.header) if name in meaning.columns}


def _value(column: CallColumn, cells: dict[str, str]) -> str:
    if column.name in cells:
        return value_sql(column, cells[column.name])
    return f"CAST(NULL AS {KEPT.get(column.holds, 'VARCHAR')})"


def _extra(table: PlainTable, meaning: Meaning) -> str:
    """Return the SQL of what a row has in columns that nobody knows, as one text."""
    unknown = [(name, place) for place, name in enumerate(table.header) if name in meaning.unknown]
    if not unknown:
        return "CAST(NULL AS VARCHAR)"
    packed = ", ".join(f"{quoted(name)}: c{place}" for name, place in unknown)
    return f"CAST(to_json({{{packed}}}) AS VARCHAR)"


def _read_csv(table: PlainTable, meaning: Meaning) -> str:
    holds = {place: meaning.kind.column(name).holds for name, place in _places(table, meaning).items()}
    width = max(table.width, len(table.header))
    columns = ", ".join(f"'c{place}': '{TYPES.get(holds.get(place, Holds.TEXT), 'VARCHAR')}'" for place in range(width))
    empty = ", ".join(quoted(word) for word in EMPTY)
    padded = "true" if table.width > len(table.header) else "false"
    return (
        f"read_csv({quoted(table.path)}, auto_detect = false, header = false, skip = 1, delim = {quoted(table.separator)}, "
        f"quote = '\"', escape = '\"', nullstr = [{empty}], columns = {{{columns}}}, null_padding = {padded}, "
        "store_rejects = true, rejects_limit = 0)"
    )


def _has_zone(value: str) -> bool:
    time = value.upper().partition("T")[2]
    return "Z" in time or "+" in time or "-" in time


def _rejected(error: str, column: CallColumn | None, text: str, place: str, table: PlainTable) -> tuple[Wrong, str, str]:
    """Return what is wrong with a row that could not be read, in which column, and what stands there."""
    cells = _cells_in(text, table.separator)
    if error == "CAST" and column:
        number = int(place[1:])
        value = cells[number] if number < len(cells) else ""
        return wrong_type(column.holds, value), column.name, value
    if error in STRUCTURE:
        return Wrong(faults.COLUMNS, found=len(cells), expected=len(table.header)), "", text
    if error == "LINE SIZE OVER MAXIMUM":
        return Wrong(faults.CELL_TOO_LONG, limit="2,097,152"), "", text[:80]
    return Wrong(faults.QUOTE), "", text


def _cells_in(text: str, separator: str) -> list[str]:
    """Return the cells of a row as the engine gives it back; line ends may stand in quoted cells."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _as_line(cells: Sequence[str]) -> str:
    return json.dumps(list(cells), ensure_ascii=False)


def rows_in(engine: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a query in batches."""
    cursor = engine.execute(sql)
    while rows := cursor.fetchmany(5000):
        yield from rows
