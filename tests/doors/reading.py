"""Reading answers back: the numbers that pages, exports and commands show, as plain values."""

import csv
import io
import re
import zipfile
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import duckdb
import openpyxl

Table = tuple[list[str], list[list[Any]]]  # names of the columns, and the rows


class Page(HTMLParser):
    """Collects tiles and table cells of each block of a page: (text, title) by block."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.block, self.tiles, self.rows, self.totals = "", {}, {}, {}
        self.cell: list[str] | None = None
        self.title = ""
        self.depth_of_details = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id", "").startswith("block-"):
            self.block = given["id"].removeprefix("block-")
        if "bar-details" in given.get("class", ""):
            self.depth_of_details = 1
        elif self.depth_of_details and tag == "div":
            self.depth_of_details += 1
        if self.depth_of_details:
            return
        if tag == "tr":
            self.rows.setdefault(self.block, []).append([])
        if tag in {"td", "th", "dd"}:
            self.cell, self.title = [], given.get("title", "")
        if self.cell is not None and given.get("aria-label") and "bar-drawing" in given.get("class", ""):
            self.title = given["aria-label"]
        if self.cell is not None and tag in {"a", "span"} and given.get("title"):
            self.title = given["title"]

    def handle_endtag(self, tag: str) -> None:
        if self.depth_of_details:
            self.depth_of_details -= tag == "div"
            return
        if tag in {"td", "th"} and self.cell is not None and self.rows.get(self.block):
            self.rows[self.block][-1].append((" ".join("".join(self.cell).split()), self.title))
        if tag == "dd" and self.cell is not None:
            self.tiles.setdefault(self.block, []).append(self.title.removesuffix(" – how it is calculated"))
        if tag in {"td", "th", "dd"}:
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.depth_of_details:
            self.cell.append(data)


def number(text: str) -> float | None:
    """Return a number as a page writes it: separators, a sign of its own, percent; nothing where there is nothing."""
    text = text.replace("\u2212", "-").replace("±", "").replace(",", "").replace("+", "").strip()
    if text in {"–", "nothing to measure", ""}:
        return None
    if text == "today":
        return 0.0
    if text == "< 1":
        return 0.0
    return float(text.removesuffix(" %")) / 100 if text.endswith(" %") else float(text)


def csv_tables(content: str) -> list[Table]:
    """Return the tables of a CSV answer: blocks apart by an empty line."""
    blocks = content.removeprefix("\ufeff").split("\r\n\r\n")
    read = [list(csv.reader(io.StringIO(block))) for block in blocks if block.strip()]
    return [(rows[0], rows[1:]) for rows in read]


def workbook(content: bytes) -> dict[str, Table]:
    """Return the sheets of a workbook by name: their labels and their rows."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = (rows[0], rows[1:]) if rows else ([], [])
    return found


def parquet_tables(content: bytes, folder) -> dict[str, Table]:
    """Return the tables of a Parquet export, one file or an archive of several."""
    if content.startswith(b"PAR1"):
        return {"": _parquet(content, folder)}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.removesuffix(".parquet"): _parquet(archive.read(name), folder) for name in archive.namelist()}


def _parquet(content: bytes, folder) -> Table:
    path = folder / "read.parquet"
    path.write_bytes(content)
    found = duckdb.connect().execute("SELECT * FROM read_parquet($1)", [str(path)])
    names = [column[0] for column in found.description]
    return names, [list(row) for row in found.fetchall()]


def plain(value: Any) -> Any:
    """Return a value as it can be compared across all forms of an answer."""
    if value is None or value == "":
        return None
    if isinstance(value, list):
        return " ".join(value) or None
    if isinstance(value, bool) or value in {"true", "false"}:
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = str(value)
    return round(float(text), 9) if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) else text
