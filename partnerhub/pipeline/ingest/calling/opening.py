"""Opening a file of any format as one plain table of text: UTF-8, its header known, each row with its line."""

import codecs
import csv
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb

from partnerhub.pipeline.engine import quoted
from partnerhub.pipeline.files import sheets, texts
from partnerhub.pipeline.files.kinds import folded
from partnerhub.pipeline.files.objects import BROKEN
from partnerhub.pipeline.files.problems import BrokenLine, Wrong
from partnerhub.pipeline.files.sniff import UTF16, Format
from partnerhub.pipeline.files.unpack import Readable
from partnerhub.terms import faults
from partnerhub.terms.texts import mark

PEEKED = 1 << 18  # bytes in which a header is looked for
WIDTH_SEEN = 200  # rows that show how many cells rows have
SAMPLED = 1000


@dataclass(frozen=True)
class PlainTable:
    """A table as text. `lines` gives the physical line of each row where rows are not lines of the file itself."""

    name: str
    path: Path
    header: tuple[str, ...]
    separator: str = ","
    width: int = 0
    lines: Sequence[int] = field(default_factory=lambda: array("Q"))

    def line_of(self, found: int) -> int:
        """Return the line in the file as it was sent, for a line of the plain table."""
        return self.lines[found - 2] if self.lines else found

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (line of the plain table, cells) for every row below the header."""
        with self.path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            reader = csv.reader(file, delimiter=self.separator)
            next(reader, None)
            while True:
                begins = reader.line_num + 1
                cells = next(reader, None)
                if cells is None:
                    return
                if cells:
                    yield begins, cells


def header_of(file: Readable, encoding: str) -> list[str]:
    """Return the first names that a file has, cheaply, so that its kind can be told. Raise Wrong."""
    if file.format is Format.PARQUET:
        return _parquet_names(file.path)
    if file.format is Format.XLSX:
        found = sheets.sheets_of(file.path)
        return [str(cell) for cell in found[0][1][0][1]] if len(found) == 1 else []
    head = _head(file.path, encoding)
    if file.format is Format.LINES:
        return _names_of_objects(head, file.path)
    first = next((line for line in head.splitlines() if line.strip()), "")
    try:
        return next(csv.reader([first], delimiter=_separator(first)), [])
    except csv.Error:
        return []


def _head(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        content = file.read(PEEKED)
    if content.startswith(UTF16):
        return content.decode("utf-16", "replace")
    try:
        return codecs.decode(content, encoding or "utf-8-sig", "replace").removeprefix("\ufeff")
    except LookupError:
        return content.decode("utf-8-sig", "replace")


def _separator(line: str) -> str:
    return max(",;\t", key=line.count)


def _parquet_names(path: Path) -> list[str]:
    with duckdb.connect() as engine:
        try:
            found = engine.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(path)})").fetchall()
        except duckdb.Error:
            raise Wrong(faults.DAMAGED, why=BROKEN) from None
    return [str(row[0]) for row in found]


def _names_of_objects(head: str, path: Path) -> list[str]:
    line = next((one for one in head.splitlines() if one.strip()), "")
    try:
        found = json.loads(line)
    except RecursionError:
        return []
    except ValueError:
        found = _whole_document(path)
    first = next(iter(_objects(found)), None)
    return [str(name) for name in first] if isinstance(first, dict) else []


def _objects(document: object) -> list[object]:
    """Return the objects of a document: a list, an answer of the API with its items, or one object alone."""
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        return list(document["items"])
    return document if isinstance(document, list) else [document]


def _whole_document(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def plain_table(file: Readable, encoding: str, workspace: Path) -> PlainTable:
    """Return a file as a plain table, converted where it is not one. Raise Wrong or BrokenLine for its structure."""
    workspace.mkdir(parents=True, exist_ok=True)
    copy = workspace / f"plain-{len(list(workspace.iterdir()))}.csv"
    if file.format is Format.CSV:
        return _of_text(file, encoding, copy)
    if file.format is Format.PARQUET:
        return _of_parquet(file, copy)
    rows = _rows_of_workbook(file.path) if file.format is Format.XLSX else _rows_of_objects(file.path)
    return _written(file.name, copy, rows)


def _of_text(file: Readable, encoding: str, copy: Path) -> PlainTable:
    path = _as_utf8(file.path, encoding, copy)
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
        first = lines.readline()
        separator = _separator(first)
    plain = PlainTable(file.name, path, (), separator)
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
        header = next(csv.reader(lines, delimiter=separator), [])
    width = max((len(cells) for _, cells in islice(plain.rows(), WIDTH_SEEN)), default=0)
    _refuse_doubles(header)
    return PlainTable(file.name, path, tuple(cell.strip() for cell in header), separator, max(width, len(header)))


def _refuse_doubles(header: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in header:
        if name.strip() and folded(name) in seen:
            raise BrokenLine(1, Wrong(faults.HEADER_DUPLICATE, column=name), name)
        seen.add(folded(name))


def _as_utf8(path: Path, encoding: str, copy: Path) -> Path:
    """Return the file itself when it is UTF-8 or claims nothing else, else a copy in UTF-8. Raise BrokenLine."""
    with path.open("rb") as file:
        marked = file.read(2).startswith(UTF16)
    if not marked and not encoding:
        return path
    try:
        with path.open(encoding="utf-16" if marked else encoding, newline="") as read, copy.open("w", newline="") as out:
            while piece := read.read(1 << 20):
                out.write(piece)
    except (UnicodeError, LookupError):
        raise undecodable(path) from None
    return copy


def undecodable(path: Path) -> BrokenLine:
    """Return what is wrong with a text that is not UTF-8: the line of its first wrong byte, and what it looks like."""
    decoder, line = codecs.getincrementaldecoder("utf-8-sig")(), 1
    with path.open("rb") as file:
        for text in file:
            try:
                decoder.decode(text)
            except UnicodeDecodeError:
                guess = texts.guessed_encoding(text)
                return BrokenLine(line, Wrong(faults.ENCODING, guess=guess), text.decode(guess, "replace")[: texts.SHOWN])
            line += 1
    return BrokenLine(line, Wrong(faults.ENCODING, guess="windows-1252"))


def _of_parquet(file: Readable, copy: Path) -> PlainTable:
    names = _parquet_names(file.path)
    with duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as engine:
        engine.execute("SET TimeZone = 'UTC'")
        try:
            engine.execute(
                f"COPY (SELECT * FROM read_parquet({quoted(file.path)})) TO {quoted(copy)} "
                "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ')"
            )
        except duckdb.Error:
            raise Wrong(faults.DAMAGED, why=BROKEN) from None
    rows = array("Q", range(1, _data_rows(file.path) + 1))
    _refuse_doubles(names)
    return PlainTable(file.name, copy, tuple(names), ",", len(names), rows)


def _data_rows(path: Path) -> int:
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT count(*) FROM read_parquet({quoted(path)})").fetchone()
    return int(found[0]) if found else 0


def _rows_of_workbook(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for _, lines in sheets.sheets_of(path):
        names = [str(cell).strip() for cell in lines[0][1]]
        _refuse_doubles(names)
        for number, cells in lines[1:]:
            yield number, dict(zip(names, cells, strict=False))


def _rows_of_objects(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield (physical line, or place in one whole document, and object)."""
    document = None
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("[") or not _is_row(first):
        document = _whole_document(path)
        for number, found in enumerate(_objects(document), start=1):
            if not isinstance(found, dict):
                raise Wrong(faults.JSON, why=mark("it breaks off or is written wrongly"))
            yield number, found
        return
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _row_in(line, number)


def _is_row(line: str) -> bool:
    try:
        found = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and not isinstance(found.get("items"), list)


def _row_in(line: str, number: int) -> dict[str, object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise BrokenLine(number, Wrong(faults.JSON, why=mark("it breaks off or is written wrongly")), line[:80]) from None
    if not isinstance(found, dict):
        raise BrokenLine(number, Wrong(faults.JSON, why=mark("it is a list")), line[:80])
    return found


def _written(name: str, copy: Path, rows: Iterator[tuple[int, dict[str, object]]]) -> PlainTable:
    """Write rows as a plain table whose header is every name that the first ones have, later names after them."""
    first = list(islice(rows, SAMPLED))
    names = list(dict.fromkeys(key for _, row in first for key in row))
    _refuse_doubles(names)
    lines = array("Q")
    with copy.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for group in (first, rows):
            for number, row in group:
                writer.writerow([_cell(row.get(key)) for key in names])
                lines.append(number)
    return PlainTable(name, copy, tuple(names), ",", len(names), lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text.replace("\r", " ").replace("\n", " ")
