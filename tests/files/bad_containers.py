"""Files that are not what is accepted, are cut, protected or dangerous; judged as a whole, so without line and column."""

import struct
import zipfile

from tests.files.builders import (
    SHEET,
    flipped,
    json_lines,
    lines,
    locked,
    parquet_of,
    understated,
    with_part,
    without_part,
    workbook,
    zipped,
)
from tests.files.corpus import Case, bad

GOOD_CSV = lines("customer_id,name", "NEW,New Ltd")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
NAMES = ["customer_id", "name"]


def book() -> bytes:
    """Return a sound workbook."""
    return workbook(NAMES, ["NEW", "New Ltd"])


def table() -> bytes:
    """Return a sound Parquet file."""
    return parquet_of(NAMES, [["NEW", "New Ltd"]])


def cell_at(place: str) -> bytes:
    """Return a workbook that claims to have a cell far away."""
    far = f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row></sheetData>'
    return with_part(book(), SHEET, lambda xml: xml.replace(b"</sheetData>", far.encode()))


EMPTY = (
    bad("nothing at all", "a.csv", b"", "E_EMPTY"),
    bad("only blank lines", "a.csv", b" \n\r\n\t\n", "E_EMPTY"),
    bad("only a byte order mark", "a.csv", b"\xef\xbb\xbf", "E_EMPTY"),
    bad("only a UTF-16 mark", "a.csv", b"\xff\xfe", "E_EMPTY"),
    bad("a workbook without cells", "a.xlsx", workbook, "E_EMPTY"),
    bad("a ZIP without files", "a.zip", lambda: zipped({}), "E_EMPTY"),
    bad("a ZIP with hidden files only", "a.zip", lambda: zipped({"__MACOSX/._a.csv": b"x", ".DS_Store": b"x"}), "E_EMPTY"),
)

SIZE = (
    bad("too large", "a.csv", GOOD_CSV * 9, "E_TOO_LARGE", limits={"RECORD_FILE_BYTES": 200}),
    Case("too large inside a ZIP", {"a.zip": lambda: zipped({"b.csv": GOOD_CSV * 9, "c.csv": GOOD_CSV})},
         (("E_TOO_LARGE", None, "", ""),), limits={"RECORD_FILE_BYTES": 250}),
    bad("too many rows in CSV", "a.csv", lines("customer_id,name", "A,a", "B,b", "C,c"), "E_TOO_MANY_ROWS", 4,
        limits={"ROWS": 2}),
    bad("too many rows in XLSX", "a.xlsx", lambda: workbook(NAMES, ["A", "a"], ["B", "b"], ["C", "c"]), "E_TOO_MANY_ROWS",
        4, limits={"ROWS": 2}),
    bad("too many JSON lines", "a.jsonl", json_lines(*({"customer_id": c, "name": c} for c in "ABC")), "E_TOO_MANY_ROWS",
        3, limits={"ROWS": 2}),
    bad("too many rows in Parquet", "a.parquet", lambda: parquet_of(NAMES, [["A", "a"], ["B", "b"], ["C", "c"]]),
        "E_TOO_MANY_ROWS", 3, limits={"ROWS": 2}),
)  # fmt: skip

FOREIGN = (
    bad("a PNG", "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(40), "E_TYPE"),
    bad("a JPEG", "a.csv", b"\xff\xd8\xff\xe0" + bytes(40), "E_TYPE"),
    bad("a GIF", "a.csv", b"GIF89a" + bytes(40), "E_TYPE"),
    bad("a PDF", "a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "E_TYPE"),
    bad("a gzip archive", "a.csv.gz", b"\x1f\x8b\x08\x00" + bytes(20), "E_TYPE"),
    bad("a 7z archive", "a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(20), "E_TYPE"),
    bad("a database", "a.csv", b"SQLite format 3\x00" + bytes(80), "E_TYPE"),
    bad("a program", "a.csv", b"\x7fELF\x02\x01\x01" + bytes(40), "E_TYPE"),
    bad("bytes without sense", "a.csv", bytes(range(256)) * 4, "E_TYPE"),
    bad("an old .xls workbook", "a.xls", OLE + "Workbook".encode("utf-16-le"), "E_TYPE"),
    bad("a workbook with macros", "a.xlsm", lambda: with_part(book(), "xl/vbaProject.bin", lambda _: OLE), "E_TYPE"),
    bad("a word processor's document", "a.docx",
        lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b""}), "E_TYPE"),
    bad("a web page", "a.xls", b"\n<html><table><tr><td>customer_id</td></tr></table></html>", "E_TYPE"),
    bad("a rich text", "a.csv", b"{\\rtf1\\ansi customers}", "E_TYPE"),
    bad("an OpenDocument table", "a.ods", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "E_TYPE"),
    bad("a ZIP inside a ZIP", "a.zip", lambda: zipped({"inner.zip": zipped({"b.csv": GOOD_CSV})}), "E_TYPE"),
    bad("a picture inside a ZIP", "a.zip", lambda: zipped({"../../logo.png": b"\x89PNG\r\n\x1a\n", "b.csv": GOOD_CSV}),
        "E_TYPE"),
)  # fmt: skip

DAMAGED = (
    bad("a cut workbook", "a.xlsx", lambda: book()[:-600], "E_DAMAGED"),
    bad("a cut ZIP", "a.zip", lambda: zipped({"b.csv": GOOD_CSV})[:-30], "E_DAMAGED"),
    bad("a cut Parquet file", "a.parquet", lambda: table()[:-9], "E_DAMAGED"),
    bad("a Parquet file with its first bytes only", "a.parquet", b"PAR1", "E_DAMAGED"),
    bad("a flipped byte in a ZIP", "a.zip", lambda: flipped(zipped({"b.csv": GOOD_CSV}), b"b.csv"), "E_DAMAGED"),
    bad("a flipped byte in a workbook", "a.xlsx", lambda: flipped(book(), SHEET.encode()), "E_DAMAGED"),
    bad("a workbook without its sheet", "a.xlsx", lambda: without_part(book(), SHEET), "E_DAMAGED"),
    bad("a workbook with broken XML", "a.xlsx", lambda: with_part(book(), SHEET, lambda xml: xml[:-20]), "E_DAMAGED"),
    bad("a workbook with entities of its own", "a.xlsx",
        lambda: with_part(book(), SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml), "E_DAMAGED"),
    bad("a ZIP that understates what it holds", "a.zip", lambda: understated(zipped({"b.csv": GOOD_CSV * 99}), 40),
        "E_DAMAGED"),
    bad("a workbook that understates what it holds", "a.xlsx", lambda: understated(book(), 40), "E_DAMAGED"),
    bad("a ZIP with an unknown way of packing", "a.zip",
        lambda: zipped({"b.csv": GOOD_CSV}).replace(struct.pack("<HH", 0, 8), struct.pack("<HH", 0, 77)), "E_DAMAGED"),
    bad("a ZIP with broken LZMA data", "a.zip",
        lambda: flipped(zipped({"b.csv": GOOD_CSV * 9}, zipfile.ZIP_LZMA), b"b.csv", 20), "E_DAMAGED"),
    bad("a ZIP with broken bzip2 data", "a.zip",
        lambda: flipped(zipped({"b.csv": GOOD_CSV * 9}, zipfile.ZIP_BZIP2), b"b.csv"), "E_DAMAGED"),
)  # fmt: skip

PROTECTED = (
    bad("an encrypted workbook", "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "E_ENCRYPTED"),
    bad("a ZIP with a password", "a.zip", lambda: locked(zipped({"b.csv": GOOD_CSV})), "E_ENCRYPTED"),
    bad("an encrypted workbook in a ZIP", "a.zip", lambda: zipped({"b.xlsx": OLE + "EncryptedPackage".encode("utf-16-le")}),
        "E_ENCRYPTED"),
    bad("an encrypted Parquet file", "a.parquet", b"PARE" + bytes(60) + b"PARE", "E_ENCRYPTED"),
)  # fmt: skip

BOMBS = (
    bad("a ZIP that unpacks to 900 times its size", "a.zip", lambda: zipped({"b.csv": b"a" * 3_000_000}), "E_BOMB"),
    bad("a ZIP that unpacks to more than the limit", "a.zip", lambda: zipped({"b.csv": GOOD_CSV * 60}), "E_BOMB",
        limits={"UNPACKED_BYTES": 1000}),
    bad("a ZIP with too many files", "a.zip", lambda: zipped({f"{n}.csv": GOOD_CSV for n in range(12)}), "E_BOMB",
        limits={"FILES": 10}),
    bad("a workbook that unpacks to 900 times its size", "a.xlsx",
        lambda: with_part(book(), "xl/theme/theme1.xml", lambda _: b" " * 3_000_000), "E_BOMB"),
    bad("a workbook with a formula at the far end", "a.xlsx",
        lambda: with_part(cell_at("XFD1048576"), SHEET, lambda xml: xml.replace(b"<v>1</v></c>", b"<f>A1</f></c>")),
        "E_BOMB"),
    bad("a bomb inside a ZIP", "a.zip", lambda: zipped({"b.xlsx": with_part(book(), "x.xml", lambda _: b" " * 3_000_000)}),
        "E_BOMB"),
    bad("a workbook with two cells at the far ends", "a.xlsx", lambda: cell_at("XFD1048576"), "E_BOMB"),
)  # fmt: skip

CASES = EMPTY + SIZE + FOREIGN + DAMAGED + PROTECTED + BOMBS
