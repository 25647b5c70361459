"""Writing files of every accepted format, and spoiling them in one place."""

import io
import json
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
from openpyxl import Workbook

Rows = Sequence[Sequence[object]]
SHEET = "xl/worksheets/sheet1.xml"


def lines(*rows: str) -> bytes:
    """Return a CSV file of ready lines."""
    return "".join(f"{row}\n" for row in rows).encode()


def json_lines(*rows: Mapping[str, object]) -> bytes:
    """Return a JSON Lines file."""
    return "".join(json.dumps(row, default=str) + "\n" for row in rows).encode()


def workbook(*rows: Sequence[object], sheets: Mapping[str, Rows] | None = None, hidden: Iterable[str] = ()) -> bytes:
    """Return an XLSX workbook with one sheet of rows, or with several named ones."""
    book = Workbook()
    book.remove(book.active)
    for name, content in (sheets or {"Sheet": rows}).items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(select: str) -> bytes:
    """Return a Parquet file with the rows of an SQL query."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def parquet_of(header: Sequence[str], rows: Rows) -> bytes:
    """Return a Parquet file whose columns are texts."""
    cells = ", ".join(f'column{number} AS "{name}"' for number, name in enumerate(header))
    values = ", ".join("(" + ", ".join(_literal(cell) for cell in row) + ")" for row in rows)
    names = ", ".join(f"column{number}" for number in range(len(header)))
    return parquet(f"SELECT {cells} FROM (VALUES {values}) AS t({names})")


def _literal(cell: object) -> str:
    return "NULL" if cell is None else "'" + str(cell).replace("'", "''") + "'"


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(archive: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """Return a ZIP or a workbook with one of its parts edited, or added when it was not there."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        entries = {entry: old.read(entry) for entry in old.namelist()}
    return zipped(entries | {name: edit(entries.get(name, b""))})


def without_part(archive: bytes, name: str) -> bytes:
    """Return a ZIP or a workbook that lacks one of its parts."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return zipped({entry: old.read(entry) for entry in old.namelist() if entry != name})


def locked(archive: bytes) -> bytes:
    """Return a ZIP that says of each entry that it needs a password."""
    return _patched(archive, local=6, central=8, value=struct.pack("<H", 1))


def understated(archive: bytes, size: int) -> bytes:
    """Return a ZIP that says of each entry that it unpacks to a small size, whatever it holds."""
    return _patched(archive, local=22, central=24, value=struct.pack("<I", size))


def _patched(archive: bytes, *, local: int, central: int, value: bytes) -> bytes:
    found = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        place = found.find(mark)
        while place >= 0:
            found[place + offset : place + offset + len(value)] = value
            place = found.find(mark, place + 4)
    return bytes(found)


def flipped(content: bytes, after: bytes, away: int = 8) -> bytes:
    """Return a file with one byte changed, a little after a mark."""
    place = content.index(after) + len(after) + away
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
