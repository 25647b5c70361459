"""P10: the readers meet anything at all: they report problems, and never break off in another way."""

import io
import random
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerhub.pipeline.files.problems import Problems
from partnerhub.pipeline.files.unpack import Source, readable_files
from partnerhub.pipeline.ingest.prepare import KINDS, read_file
from partnerhub.pipeline.ingest.stage import Stage
from tests.files.builders import json_lines, parquet, workbook, zipped
from tests.files.corpus import GOOD, csv_of

EXAMPLES = settings(
    max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

ENCODINGS = st.sampled_from(
    ["", "cp1252", "utf-16-le", "utf-7", "idna", "hex", "no such encoding", "a\0b", "unicode_escape"]
)


@cache
def sound(form: str) -> bytes:
    """Return a sound file of a format, with cells of many types."""
    rows = [GOOD["licenses"], GOOD["licenses"] | {"total": 7, "product": "calling"}]
    if form == "csv":
        return csv_of("licenses", {}, {"product": '"quoted"', "total": "1,5"}) + "é,ü;\t\r\n".encode()
    if form == "jsonl":
        return json_lines(*rows, {"customer_id": "Å", "name": None})
    if form == "xlsx":
        return workbook(list(rows[0]), *(list(row.values()) for row in rows), ["=1+1", True, None, 1e300, "x"])
    if form == "parquet":
        return parquet("SELECT DATE '2026-01-01' AS date, 'S1' AS subscription_id, [1] AS product, 'b'::BLOB AS total, "
                       "1.5::DECIMAL(38,2) AS assigned, TIME '01:02' AS used_7d, uuid() AS used_90d")  # fmt: skip
    return zipped({name: sound(name) for name in ("csv", "xlsx", "jsonl", "parquet")})


FORMATS = ("csv", "jsonl", "xlsx", "parquet", "zip")


def read(folder: Path, content: bytes, name: str = "any", encoding: str = "") -> Problems:
    """Read a file as an import does, and return what was reported."""
    path = folder / "content"
    path.write_bytes(content)
    problems = Problems()
    stage = Stage(folder / "stage.sqlite3")
    try:
        for file in readable_files([Source(name, path)], folder / "unpacked", problems):
            list(read_file(stage, file, list(KINDS.values()), encoding, problems))
    finally:
        stage.close()
        (folder / "stage.sqlite3").unlink()
    return problems


@given(content=st.binary(max_size=300), encoding=ENCODINGS)
@EXAMPLES
def test_random_bytes_are_reported_or_read(content, encoding, tmp_path):
    read(tmp_path, content, encoding=encoding)


@given(text=st.text(max_size=200), kind=st.sampled_from(sorted(GOOD)), separator=st.sampled_from(",;\t"))
@EXAMPLES
def test_random_text_below_a_sound_header_is_reported_or_read(text, kind, separator, tmp_path):
    read(tmp_path, (separator.join(GOOD[kind]) + "\n" + text).encode("utf-8", "surrogatepass"))


CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers()))


@given(row=st.dictionaries(st.sampled_from(sorted({name for row in GOOD.values() for name in row})), CELLS))
@EXAMPLES
def test_random_json_cells_are_reported_or_read(row, tmp_path):
    read(tmp_path, json_lines({"customer_id": "A", "name": "Alfa"}, row))


@pytest.mark.parametrize("form", FORMATS)
@given(seed=st.integers(0, 1 << 30), edits=st.integers(1, 20), cut=st.booleans())
@EXAMPLES
def test_spoiled_files_are_reported_or_read(form, seed, edits, cut, tmp_path):
    read(tmp_path, spoiled(sound(form), random.Random(seed), edits, cut=cut))


@given(seed=st.integers(0, 1 << 30), edits=st.integers(1, 8))
@EXAMPLES
def test_workbooks_with_spoiled_parts_are_reported_or_read(seed, edits, tmp_path):
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(sound("xlsx"))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for _ in range(edits):
        name = chance.choice(sorted(parts))
        parts[name] = spoiled(parts[name], chance, 2, cut=chance.random() < 0.1)
    read(tmp_path, zipped(parts))


def spoiled(content: bytes, chance: random.Random, edits: int, *, cut: bool) -> bytes:
    """Return a file with some bytes changed, put in, taken out or doubled, and perhaps cut short."""
    found = bytearray(content)
    for _ in range(edits):
        place = chance.randrange(len(found) + 1)
        length = chance.randrange(1, 9)
        piece = chance.choice(
            (b"", bytes(chance.randrange(256) for _ in range(length)), bytes(found[place : place + 40]), b'"', b"\0")
        )
        found[place : place + chance.choice((0, length))] = piece
    return bytes(found[: chance.randrange(len(found) + 1)] if cut else found)
