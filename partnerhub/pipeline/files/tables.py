"""One table out of a file of any format: which kind it is, and its rows as parsed cells or as problems."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from partnerhub.kit.words import nearest
from partnerhub.pipeline.files import limits, objects, sheets, texts
from partnerhub.pipeline.files.cells import MOJIBAKE, Value
from partnerhub.pipeline.files.kinds import Column, Kind, folded, nearest_kind, recognized
from partnerhub.pipeline.files.problems import BrokenLine, Problems, Wrong
from partnerhub.pipeline.files.sniff import Format
from partnerhub.pipeline.files.unpack import Readable
from partnerhub.terms import faults

TOTALS = {"total", "sum", "summa", "totalt"}
ABSENT = object()  # a name that one JSON line lacks: like an absent column, it leaves stored values alone

RawLine = tuple[int, Sequence[object]]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A header with the line it stands on, and the lines after it."""

    name: str
    header: Sequence[str]
    header_line: int
    lines: Iterable[RawLine]


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row as the hub stores it: values by column name. A column that the file lacks is absent."""

    line: int
    values: dict[str, Value]
    sound: bool = True


def tables_in(file: Readable, kinds: Sequence[Kind], encoding: str, problems: Problems) -> Iterator[RawTable]:
    """Yield the tables of a file: one, or one for each sheet of a workbook. Raise Wrong for the file as a whole."""
    if file.format is Format.PARQUET:
        names, rows = objects.rows_of_parquet(file.path)
        yield RawTable(file.name, names, 0, rows)
    elif file.format is Format.XLSX:
        yield from _of_workbook(file, kinds, problems)
    else:
        text = texts.decoded(file.path, encoding)
        read = _of_csv if file.format is Format.CSV else _of_objects
        yield from read(file.name, text, kinds, problems)


def _of_csv(name: str, text: str, kinds: Sequence[Kind], problems: Problems) -> Iterator[RawTable]:
    separator = texts.delimiter_of(text, [name for kind in kinds for name in kind.names])
    yield from _under_header(name, _until_broken(name, texts.rows_of_csv(text, separator), problems), kinds)


def _until_broken(name: str, rows: Iterator[RawLine], problems: Problems) -> Iterator[RawLine]:
    try:
        yield from rows
    except BrokenLine as broken:
        problems.note_broken(broken, name)


def _of_workbook(file: Readable, kinds: Sequence[Kind], problems: Problems) -> Iterator[RawTable]:
    found = sheets.sheets_of(file.path)
    if not found:
        raise Wrong(faults.EMPTY)
    for name, lines in found:
        shown = file.name if len(found) == 1 else f"{file.name} [{name}]"
        yield from _under_header(shown, iter(lines), kinds)


def _of_objects(name: str, text: str, kinds: Sequence[Kind], problems: Problems) -> Iterator[RawTable]:
    header: dict[str, None] = {}
    any_object = False
    for number, found in objects.rows_of_lines(text):
        if isinstance(found, objects.WrongLine):
            problems.note(found, name, number, value=found.shown)
        else:
            any_object = True
            header.update(dict.fromkeys(found))
    names = list(header)
    lines = objects.rows_of_lines(text)
    rows = ((number, [found.get(name, ABSENT) for name in names]) for number, found in lines if isinstance(found, dict))
    if any_object:
        yield RawTable(name, names, 0, rows)


def _under_header(name: str, rows: Iterator[RawLine], kinds: Sequence[Kind]) -> Iterator[RawTable]:
    """Yield the rows under the header; nothing when not even a header could be read.

    Raise BrokenLine when the header stands below other lines.
    """
    first = list(islice(rows, texts.HEADER_WITHIN))
    if not first:
        return
    line, cells = first[0]
    header = [str(cell).strip() for cell in cells]
    if recognized(header, kinds) is None:
        for later, others in first[1:]:
            if recognized([str(cell) for cell in others], kinds):
                banner = next((text for text in header if text), "")
                raise BrokenLine(line, Wrong(faults.HEADER_NOT_FIRST, line=later), banner)
    yield RawTable(name, header, line, chain(first[1:], rows))


def kind_of(table: RawTable, kinds: Sequence[Kind], problems: Problems) -> Kind | None:
    """Return what kind of record a table holds, or None after noting what its header lacks or has twice."""
    kind = recognized(table.header, kinds)
    twice = _twice(table.header)
    if twice:
        problems.note(Wrong(faults.HEADER_DUPLICATE, column=twice), table.name, table.header_line or 1, twice)
        return None
    if kind is None:
        _note_missing(table, kinds, problems)
        return None
    known = {folded(name) for name in kind.names}
    for name in table.header:
        if name and folded(name) not in known:
            problems.note(Wrong(faults.UNKNOWN_COLUMN, column=name), table.name, table.header_line or 1, name)
    return kind


def _twice(header: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for name in header:
        if name and folded(name) in seen:
            return name
        seen.add(folded(name))
    return None


def _note_missing(table: RawTable, kinds: Sequence[Kind], problems: Problems) -> None:
    kind = kinds[0] if len(kinds) == 1 else nearest_kind(table.header, kinds)
    if kind is None:
        every = ", ".join([*(one.name for one in kinds), "calls, media, queues"])
        problems.note(Wrong(faults.HEADER_MISSING, kind=every), table.name, table.header_line or 1)
        return
    found = {folded(name) for name in table.header}
    spare = [name for name in table.header if folded(name) not in {folded(known) for known in kind.names}]
    for column in kind.required:
        if folded(column) not in found:
            near = nearest(column, spare) or ""
            wrong = Wrong(faults.HEADER_MISSING, column=column, kind=kind.name, nearest=near)
            problems.note(wrong, table.name, table.header_line or 1, column)


def parsed_rows(table: RawTable, kind: Kind, problems: Problems) -> Iterator[ParsedRow]:
    """Yield every row, sound or not, and note every cell that does not hold what it should.

    A row that is not sound carries what could be read of it, so that others that refer to it are not blamed too.
    """
    columns = _columns_by_place(table.header, kind)
    width = len(table.header)
    for count, (line, cells, last) in enumerate(_with_last(table.lines)):
        if count >= limits.ROWS:
            problems.note(Wrong(faults.TOO_MANY_ROWS, limit=f"{limits.ROWS:,}"), table.name, line)
            return
        if last and str(cells[0]).strip().casefold() in TOTALS:
            problems.note(Wrong(faults.LOOKS_LIKE_TOTAL), table.name, line, str(table.header[0]), cells[0])
        elif len(cells) != width:
            shown = ",".join(map(str, cells))
            problems.note(Wrong(faults.COLUMNS, found=len(cells), expected=width), table.name, line, value=shown)
        else:
            before = problems.error_count
            values = _parsed(table.name, line, cells, columns, problems)
            if any(rule.can_judge(values) and rule.broken(values) for rule in kind.rules):
                given = {column.name: cells[place] for place, column in columns}
                _note_broken_rules(table.name, line, values, given, kind, problems)
            yield ParsedRow(line, values, sound=problems.error_count == before)


def _columns_by_place(header: Sequence[str], kind: Kind) -> list[tuple[int, Column]]:
    by_name = {folded(column.name): column for column in kind.columns}
    return [(place, by_name[folded(name)]) for place, name in enumerate(header) if folded(name) in by_name]


def _with_last(lines: Iterable[RawLine]) -> Iterator[tuple[int, Sequence[object], bool]]:
    rows = iter(lines)
    held = next(rows, None)
    while held is not None:
        following = next(rows, None)
        yield held[0], held[1], following is None
        held = following


def _parsed(
    file: str, line: int, cells: Sequence[object], columns: list[tuple[int, Column]], problems: Problems
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for place, column in columns:
        raw = cells[place]
        try:
            if raw is not ABSENT or column.required:
                values[column.name] = _value(raw, column)
        except Wrong as wrong:
            problems.note(wrong, file, line, column.name, "" if raw is ABSENT else raw)
        if isinstance(raw, str) and not raw.isascii() and MOJIBAKE.search(raw):
            problems.note(Wrong(faults.MOJIBAKE), file, line, column.name, raw)
    return values


def _value(raw: object, column: Column) -> Value:
    if raw is None or raw is ABSENT or raw == "" or (isinstance(raw, str) and not raw.strip()):
        if column.required:
            raise Wrong(faults.REQUIRED)
        return ""
    if raw is sheets.NO_VALUE:
        raise Wrong(faults.FORMULA_NO_VALUE)
    if isinstance(raw, str) and len(raw) > limits.CELL:
        raise Wrong(faults.CELL_TOO_LONG, limit=f"{limits.CELL:,}")
    return column.cell.parse(raw)


def _note_broken_rules(
    file: str, line: int, values: dict[str, Value], given: dict[str, object], kind: Kind, problems: Problems
) -> None:
    """Check rules whose columns all stand in the row; the others are checked once the stored values are known."""
    for rule in kind.rules:
        if rule.can_judge(values) and rule.broken(values):
            problems.note(Wrong(faults.CROSS_FIELD, rule=rule.words), file, line, rule.column, given.get(rule.column))
