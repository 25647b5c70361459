"""Reading CSV: encoding, dialect, quotes and physical lines."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import charset_normalizer

from partnerhub.pipeline.files.kinds import folded
from partnerhub.pipeline.files.problems import BrokenLine, Wrong
from partnerhub.pipeline.files.sniff import UTF16, wide_encoding
from partnerhub.terms import faults

csv.field_size_limit(2**31 - 1)  # cells are measured where their column is known
HEADER_WITHIN = 20  # lines: so far down a header is looked for, to say that lines stand before it
CELL_END = {separator: re.compile(f"[{separator}\r\n]") for separator in ",;\t"}
LINE_END = re.compile("\r\n|\r|\n")
LOOKED_AT = 200_000  # bytes from which an encoding is guessed
NAMES = {"cp1252": "windows-1252", "mac_roman": "mac-roman", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
OF_PROGRAMS = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"}  # encodings of no file
SHOWN = 200  # signs of a text that are handed on to be shown

Line = tuple[int, list[str]]


def decoded(path: Path, encoding: str = "") -> str:
    """Return a file's text. Only UTF-8, UTF-16 with a mark, or an encoding that the sender names are read.

    A text that can only be UTF-8 is read as such whatever is named: files of several encodings may come together.
    """
    content = path.read_bytes()
    encoding = encoding if _is_known(encoding) else ""
    marked = "utf-16" if content.startswith(UTF16) else "utf-8-sig"
    text, stopped_at = _tried(content, marked)
    if encoding and marked != "utf-16" and (text is None or text.isascii()):
        text, stopped_at = _tried(content, encoding)
    elif marked != "utf-16" and wide_encoding(content[:4096]):
        text, stopped_at = None, 0
    if text is None:
        raise _undecodable(content, stopped_at)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Wrong(faults.EMPTY)
    return text


def _tried(content: bytes, encoding: str) -> tuple[str | None, int]:
    """Return the text, or None and the place of the first byte that is none in this encoding."""
    try:
        return content.decode(encoding), 0
    except UnicodeDecodeError as wrong:
        return None, wrong.start
    except (UnicodeError, LookupError):  # LookupError: an encoding, but not of texts
        return None, 0


def _is_known(encoding: str) -> bool:
    try:
        return bool(encoding) and codecs.lookup(encoding).name.replace("-", "_") not in OF_PROGRAMS
    except (LookupError, ValueError):
        return False


def _undecodable(content: bytes, place: int) -> BrokenLine:
    """Return what is wrong with a text, and the line of its first wrong byte as the guessed encoding would have it."""
    guess = guessed_encoding(content)
    before = _lines(content[:place].decode(guess, "replace"))
    line = _lines(content.decode(guess, "replace").removeprefix("\ufeff"))[len(before) - 1]
    return BrokenLine(len(before), Wrong(faults.ENCODING, guess=guess), line[:SHOWN])


def _lines(text: str) -> list[str]:
    return LINE_END.split(text)


def guessed_encoding(content: bytes) -> str:
    """Return the name of the most likely encoding, for a person to confirm. It is never used silently."""
    if content.startswith(UTF16):
        return "utf-16"
    if wide := wide_encoding(content[:4096]):
        return wide
    best = charset_normalizer.from_bytes(content[:LOOKED_AT], cp_isolation=list(NAMES)).best()
    return NAMES.get(best.encoding, best.encoding) if best else "windows-1252"


def delimiter_of(text: str, known: Iterable[str]) -> str:
    """Return the separator that splits one of the first lines into most known column names; a comma when none does."""
    names = {folded(name) for name in known}
    lines = [line for line in text[:100_000].splitlines()[:HEADER_WITHIN] if line.strip()]

    def hits(separator: str) -> tuple[int, int]:
        cells = [line.split(separator) for line in lines]
        return max((sum(folded(cell.strip('"')) in names for cell in row), len(row)) for row in cells)

    return max(",;\t", key=hits)


def rows_of_csv(text: str, delimiter: str) -> Iterator[Line]:
    """Yield (physical line on which the row begins, cells). Empty lines are passed over. Raise BrokenLine."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _broken(text, begins, delimiter) from None
        if cells:
            yield begins, cells


def _broken(text: str, begins: int, delimiter: str) -> BrokenLine:
    """Return where a row broke: the physical line of the quote that is never closed, or closed before its cell ends."""
    row = sum(map(len, islice(io.StringIO(text, newline=""), begins - 1)))
    opening = _wrong_quote(text, row, delimiter)
    place = row if opening is None else opening
    line = begins + len(LINE_END.findall(text, row, place))
    return BrokenLine(line, Wrong(faults.QUOTE), text[place : place + SHOWN])


def _wrong_quote(text: str, place: int, delimiter: str) -> int | None:
    """Return the place of the quote with which a row's wrong cell begins, if it has one."""
    while place < len(text):
        opening, closing = place, None
        if text[place] == '"':
            closing = _closing_quote(text, place)
            if closing is None:
                return opening
            place = closing + 1
        found = CELL_END[delimiter].search(text, place)
        if closing is not None and (found.start() if found else len(text)) > place:
            return opening
        if found is None or found.group() in "\r\n":
            return None
        place = found.end()
    return None


def _closing_quote(text: str, opening: int) -> int | None:
    """Return where a quoted cell ends; two quotes in a row stand for one inside the cell."""
    place = text.find('"', opening + 1)
    while place >= 0 and text[place + 1 : place + 2] == '"':
        place = text.find('"', place + 2)
    return place if place >= 0 else None
