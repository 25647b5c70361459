"""Judging a file by its content, before anything is unpacked: what it is, and whether that can be read."""

import zipfile
from enum import Enum
from pathlib import Path

from partnerhub.pipeline.files import limits
from partnerhub.pipeline.files.problems import Wrong
from partnerhub.terms import faults
from partnerhub.terms.texts import mark


class Format(Enum):
    """The formats that can be read."""

    CSV = "csv"
    LINES = "json lines"
    XLSX = "xlsx"
    PARQUET = "parquet"
    ZIP = "zip"


PICTURE, PROGRAM = mark("a picture"), mark("a program")
FOREIGN = (
    (b"%PDF", mark("a PDF")),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"\x1f\x8b", mark("a gzip archive")),
    (b"7z\xbc\xaf", mark("a 7z archive")),
    (b"Rar!", mark("a RAR archive")),
    (b"SQLite format 3", mark("a database")),
    (b"\x7fELF", PROGRAM),
    (b"{\\rtf", mark("a word processor's document")),
    (b"<", mark("a web page or an XML document")),
)
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def format_of(path: Path) -> Format:
    """Return the format of a file. Raise Wrong for empty, foreign, damaged, protected and dangerous ones."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Wrong(faults.EMPTY)
    if head.startswith(OLE):
        raise _old_office(path)
    if head.startswith(ZIPS):
        return _zip_or_workbook(path)
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"PARE"):
        raise Wrong(faults.ENCRYPTED)
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    for start, name in FOREIGN:
        if head.startswith(start) or text.startswith(start):
            raise Wrong(faults.TYPE, found=name)
    if b"\0" in head and not head.startswith(UTF16) and not wide_encoding(head) and not _mostly_text(head):
        raise Wrong(faults.TYPE, found=PROGRAM if head.startswith(b"MZ") else mark("a binary file"))
    return Format.LINES if text.startswith((b"{", b"[")) else Format.CSV


def wide_encoding(head: bytes) -> str:
    """Return which UTF-16 a text without a mark seems to be, or an empty text: nearly every other byte of it is zero."""
    half = len(head) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first::2].count(0) > 0.7 * half and head[1 - first :: 2].count(0) < 0.1 * half:
            return encoding
    return ""


def _mostly_text(head: bytes) -> bool:
    return sum(byte >= 32 or byte in b"\t\r\n" for byte in head) > 0.9 * len(head)


def _old_office(path: Path) -> Wrong:
    """Return what is wrong with a file of the old office formats; a protected new one hides in such a container."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Wrong(faults.ENCRYPTED)
    return Wrong(faults.TYPE, found=mark("a workbook of the old .xls kind"))


def _zip_or_workbook(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise Wrong(faults.DAMAGED, why=mark("its table of contents is missing or broken")) from None
    _refuse_danger(entries)
    names = {entry.filename for entry in entries}
    if "xl/vbaProject.bin" in names:
        raise Wrong(faults.TYPE, found=mark("a workbook with macros"))
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Wrong(faults.TYPE, found=mark("an office document that is not an XLSX workbook"))
    return Format.ZIP


def _refuse_danger(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    ratio = unpacked / packed
    if any(entry.flag_bits & 1 for entry in entries):
        raise Wrong(faults.ENCRYPTED)
    if len(entries) > limits.FILES:
        raise Wrong(faults.BOMB, size=f"{unpacked / 1e6:,.0f}", ratio=f"{ratio:,.0f}")
    if unpacked > limits.UNPACKED_BYTES or (ratio > limits.RATIO and unpacked > limits.RATIO_FROM_BYTES):
        raise Wrong(faults.BOMB, size=f"{unpacked / 1e6:,.0f}", ratio=f"{ratio:,.0f}")
