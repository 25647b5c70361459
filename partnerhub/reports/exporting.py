"""Answers as files to take away: CSV, XLSX, Parquet, JSON Lines. A text that looks like a formula stays a text in all.

CSV and JSON Lines are written while they are sent; the other two are finished first, in a folder, row by row.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from partnerhub.kit.words import in_a_row
from partnerhub.pipeline.columnar import listed, write_parquet
from partnerhub.reports.answer import Unanswerable
from partnerhub.reports.shapes import Answer, BlockAnswer
from partnerhub.reports.written import as_csv, as_json_lines
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
    "zip": "application/zip",
}
CHOICES = ("csv", "csv-words", "xlsx", "parquet", "jsonl")
WORDS = {"csv-words": mark("CSV, headings in words")}  # XLSX has them, too; the others have the names of columns
BOM = "\ufeff"  # spreadsheet programs take it as the sign of UTF-8
SHEET_NAME = 31  # signs that a sheet's name may have
NUMBER_FORMATS = {Unit.RATIO: "0.0%", Unit.DATE: "yyyy-mm-dd"}


def exported(answer: Answer, form: str, folder: Path) -> tuple[str, str, Iterator[bytes]]:
    """Return (file name, media type, content) of an answer. Raise Unanswerable for a format that does not exist."""
    if form not in CHOICES:
        told = {"name": form, "known": in_a_row(CHOICES, gettext("or"))}
        raise Unanswerable(gettext('no export as "%(name)s"; choose %(known)s') % told)
    name = "-".join(filter(None, (answer.report, _only_block(answer), answer.product, answer.as_of.isoformat())))
    if form in {"csv", "csv-words"}:
        return f"{name}.csv", FORMATS["csv"], _encoded(as_csv(answer, guarded=True, in_words=form == "csv-words"))
    if form == "jsonl":
        return f"{name}.jsonl", FORMATS[form], (text.encode() for text in as_json_lines(answer))
    if form == "xlsx":
        return f"{name}.xlsx", FORMATS[form], _pieces(_workbook(answer, folder / "export.xlsx"))
    if len(answer.blocks) == 1:
        return f"{name}.parquet", FORMATS[form], _pieces(_parquet(answer.blocks[0], folder))
    return f"{name}.zip", FORMATS["zip"], _pieces(_parquet_archive(answer, folder))


def words_of(form: str) -> str:
    """Return what a format is called in the reader's language."""
    return gettext(WORDS[form]) if form in WORDS else form.upper()


def _only_block(answer: Answer) -> str:
    return answer.blocks[0].name if len(answer.blocks) == 1 else ""


def _encoded(texts: Iterator[str]) -> Iterator[bytes]:
    yield BOM.encode()
    for text in texts:
        yield text.encode()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece


def _workbook(answer: Answer, path: Path) -> Path:
    """Write one sheet per block: a frozen header, numbers as numbers, dates as dates."""
    with xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        formats = {unit: book.add_format({"num_format": form}) for unit, form in NUMBER_FORMATS.items()}
        mean = book.add_format({"num_format": "0.0"})
        for block in answer.blocks:
            sheet = book.add_worksheet(block.name[:SHEET_NAME])
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(block.columns):
                sheet.set_column(place, place, 28 if column.unit is Unit.TEXT else 14)
                sheet.write_string(0, place, column.label, bold)
            for line, row in enumerate(block.rows, start=1):
                for place, column in enumerate(block.columns):
                    _write_cell(sheet, line, place, row[column.name], mean if column.is_mean else formats.get(column.unit))
    return path


def _write_cell(sheet: Any, line: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, form)
    elif isinstance(value, datetime):
        sheet.write_string(line, place, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, datetime.min.time()), form)
    else:
        sheet.write_string(line, place, listed(value) if isinstance(value, list) else str(value))


def _parquet(block: BlockAnswer, folder: Path) -> Path:
    columns = {column.name: column.unit for column in block.columns}
    return write_parquet(folder / f"{block.name}.parquet", columns, (tuple(row.values()) for row in _in_order(block)))


def _in_order(block: BlockAnswer) -> Iterator[dict[str, Any]]:
    for row in block.rows:
        yield {column.name: row[column.name] for column in block.columns}


def _parquet_archive(answer: Answer, folder: Path) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for block in answer.blocks:
            archive.write(_parquet(block, folder), f"{block.name}.parquet")
    return path
