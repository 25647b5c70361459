"""Reading XLSX workbooks: typed cells, row numbers as people see them, formulas that have no stored result."""

import posixpath
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from partnerhub.pipeline.files import limits
from partnerhub.pipeline.files.problems import Wrong
from partnerhub.terms import faults
from partnerhub.terms.texts import mark

PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
BYTES_OF_A_CELL = 32  # that the reader takes for each cell of the rectangle around a sheet, filled or not
PIECE = 1 << 16

Line = tuple[int, list[object]]


class _NoValue:
    """Stands for a cell whose formula has no stored result, or failed. It would read as empty."""

    def __str__(self) -> str:
        return ""


NO_VALUE = _NoValue()


def sheets_of(path: Path) -> list[tuple[str, list[Line]]]:
    """Return the visible sheets that hold anything: name and [(row number, cells)], empty rows left out.

    A cell without a stored result is NO_VALUE. Raise Wrong for a damaged workbook, and for one that is too large to open.
    """
    try:
        looks = _looked_at(path)
        book = CalamineWorkbook.from_path(path)
        found = []
        for meta in book.sheets_metadata:
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
                found.append((meta.name, list(_filled(book.get_sheet_by_name(meta.name), looks[meta.name]))))
        return [(name, lines) for name, lines in found if lines]
    except (expat.ExpatError, ParseError, DefusedXmlException):
        raise Wrong(faults.DAMAGED, why=mark("the XML in it is broken")) from None
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError, OSError):
        raise Wrong(faults.DAMAGED, why=mark("its sheets cannot be read")) from None


def _filled(sheet: CalamineSheet, look: "_Look") -> Iterator[Line]:
    """Yield the rows that hold anything, all of one width, with NO_VALUE where a result is lacking.

    The reader gives all rows from the first of the sheet, but of these only the columns from its first filled one. Cells
    without a result count as empty there, so they may lie outside of what it gives.
    """
    first = sheet.start[1] if sheet.start else look.left
    before = [""] * (first - look.left)
    after = [""] * (look.right - first - sheet.width)
    for number, given in enumerate(sheet.iter_rows() if sheet.start else ()):
        cells: list[object] = [*before, *given, *after]
        for column in look.lacking.pop(number, ()):
            cells[column - look.left] = NO_VALUE
        if any(cell != "" for cell in cells):
            yield number + 1, cells
    for number, columns in sorted(look.lacking.items()):
        yield number + 1, [NO_VALUE if column in columns else "" for column in range(look.left, look.right)]


def _looked_at(path: Path) -> dict[str, "_Look"]:
    """Return what a first look at each sheet tells, by the name of the sheet, before the sheets take up memory."""
    with zipfile.ZipFile(path) as archive:
        if archive.testzip():  # also a part that unpacks to more than it says
            raise zipfile.BadZipFile
        parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        if len(parts) < len(archive.namelist()):
            raise zipfile.BadZipFile  # one name twice: the two readers might open different ones
        looks = {}
        for name, target in _sheet_parts(archive):
            if target in parts:
                with archive.open(parts[target]) as sheet:
                    looks[name] = _Look(sheet)
        _refuse_spread(looks.values(), path.stat().st_size)
        return looks


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (name of the sheet, name of its part in small letters)."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            id_ = next((value for name, value in element.items() if name.endswith("}id")), "")
            target = posixpath.normpath(posixpath.join("/xl", targets.get(id_, "")))
            yield element.get("name", ""), target.lstrip("/").lower()


def _refuse_spread(looks: Iterable["_Look"], packed: int) -> None:
    size = sum(look.cells for look in looks) * BYTES_OF_A_CELL
    if size > limits.UNPACKED_BYTES:
        raise Wrong(faults.BOMB, size=f"{size / 1e6:,.0f}", ratio=f"{size / packed:,.0f}")


class _Look:
    """A first look at one sheet: the rectangle around its filled cells, and which cells lack a result.

    Rows and columns count from 0; `right` and `bottom` are one past the last.
    """

    def __init__(self, sheet: IO[bytes]) -> None:
        self.lacking: dict[int, list[int]] = defaultdict(list)
        self.top, self.bottom, self.left, self.right = limits.SHEET_ROWS, 0, limits.SHEET_COLUMNS, 0
        self.row = self.column = -1
        self.kind = self.text = self.prefix = ""
        self.has_formula = self.has_value = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.StartDoctypeDeclHandler = self._refuse
        while piece := sheet.read(PIECE):
            self.parser.Parse(piece)
        self.parser.Parse(b"", True)
        self._leave_cell()
        self.left = min(self.left, self.right)

    @property
    def cells(self) -> int:
        """Return how many cells the rectangle has."""
        return max(0, self.bottom - self.top) * (self.right - self.left)

    def _refuse(self, *_: object) -> None:
        raise ValueError("a sheet needs no document type")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "c":
            self._leave_cell()
            self._enter_cell(attributes)
            self.prefix = tag[:-1]
        elif name in {"v", "is"}:
            self._note_place()
            self.has_value, self.text = True, ""
        elif name == "f" and tag == f"{self.prefix}f":
            self.has_formula = True
            self.parser.CharacterDataHandler = self._hear
        elif name == "row":
            self._leave_cell()
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self.kind = attributes.get("t", "")
        place = attributes.get("r")
        if place is None:
            self.column += 1
            return
        found = PLACE.fullmatch(place.upper())
        if found is None:
            raise ValueError(place)
        self.column, self.row = _number_of(found[1]), int(found[2]) - 1

    def _note_place(self) -> None:
        row, column = self.row, self.column
        if not self.top <= row < self.bottom:
            self.top, self.bottom = min(self.top, row), max(self.bottom, row + 1)
        if not self.left <= column < self.right:
            self.left, self.right = min(self.left, column), max(self.right, column + 1)

    def _hear(self, text: str) -> None:
        self.text += text

    def _leave_cell(self) -> None:
        """Note the cell that was read when it lacks a result. An empty text is a result; an error is none."""
        if self.has_formula or self.kind == "e":
            has_result = self.has_value and (self.text or self.kind == "str")
            if self.kind == "e" or not has_result:
                self._note_place()
                self.lacking[self.row].append(self.column)
            self.parser.CharacterDataHandler = None
        self.kind, self.has_formula, self.has_value = "", False, False


@cache
def _number_of(letters: str) -> int:
    """Return the number of a column from its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
