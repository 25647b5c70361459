"""What belongs to a hub beside its records: parts of the lake, marts and uploads, and whether they are whole."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.conf import settings

from partnerhub.pipeline import manifest
from partnerhub.pipeline.engine import NO_DOWNLOADS, quoted
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.pipeline.models import ImportRun, LakePart

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A file that belongs to the hub: its name in a backup, the folder of its kind, and where it lies."""

    name: str
    root: Path
    path: Path


def kept_files(records: Path) -> Iterator[Part]:
    """Yield the files that belong to records in a SQLite file: of the lake, uploaded ones, marts as they are now."""
    lake, uploads = Path(settings.LAKE_DIR), Path(settings.UPLOADS_DIR)
    with closing(sqlite3.connect(f"file:{records}?mode=ro", uri=True)) as file:
        for name in parts_named(file):
            yield Part(f"lake/{name}", lake, lake / name)
        for (run,) in file.execute(f"SELECT id FROM {ImportRun._meta.db_table} ORDER BY id"):
            folder = uploads / run
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                yield Part(f"uploads/{run}/{path.name}", uploads, path)
    yield from _marts()


def parts_named(records: sqlite3.Connection) -> list[str]:
    """Return the files of the lake that records name."""
    return [name for (name,) in records.execute(f"SELECT path FROM {LakePart._meta.db_table} ORDER BY path")]


def _marts() -> Iterator[Part]:
    root = Path(settings.MARTS_DIR)
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.name.isdecimal() and (folder / manifest.NAME).exists():
            names = sorted({manifest.NAME, *manifest.load(int(folder.name)).files()})
            yield from (Part(f"marts/{folder.name}/{name}", root, folder / name) for name in names)


def unsound_parts(partner_id: int, progress: Progress) -> Iterator[str]:
    """Yield what is wrong with the parts of a partner's lake, each read to its last value."""
    found = list(LakePart.objects.filter(partner_id=partner_id).order_by("path").values_list("path", "rows"))
    with duckdb.connect(config={**NO_DOWNLOADS}) as engine:
        for place, (name, rows) in enumerate(found):
            progress("reading the lake", place, len(found))
            path = Path(settings.LAKE_DIR) / name
            problem = _unread(engine, path, f"read_parquet({quoted(path)})", rows)
            if problem:
                yield f"{name}: {problem}"


def unsound_marts(partner_id: int, progress: Progress) -> Iterator[str]:
    """Yield what is wrong with the files of a partner's marts, each read to its last value."""
    folder = manifest.folder_of(partner_id)
    try:
        names = sorted(manifest.load(partner_id).files())
    except MartsMissing as missing:
        yield str(missing)
        return
    for place, name in enumerate(names):
        progress("reading the marts", place, len(names))
        with duckdb.connect(config={**NO_DOWNLOADS}) as engine:
            problem = _unread_mart(engine, folder / name)
        if problem:
            yield f"{name}: {problem}"


def _unread_mart(engine: duckdb.DuckDBPyConnection, path: Path) -> str:
    if path.suffix == ".parquet":
        return _unread(engine, path, f"read_parquet({quoted(path)})", None)
    try:
        engine.execute(f"ATTACH {quoted(path)} AS mart (READ_ONLY)")
        tables = engine.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'mart'").fetchall()
    except duckdb.Error as wrong:
        return _reason(path, wrong)
    return next((problem for (name,) in tables if (problem := _unread(engine, path, f"mart.{name}", None))), "")


def _unread(engine: duckdb.DuckDBPyConnection, path: Path, table: str, rows: int | None) -> str:
    """Return why a table cannot be read to its end, or that it has another number of rows; nothing when it is in order."""
    if not path.exists():
        return "is missing"
    try:
        found = engine.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {table} AS t").fetchone()
    except duckdb.Error as wrong:
        return _reason(path, wrong)
    number = found[0] if found else 0
    return f"has {number:,} rows instead of {rows:,}" if rows is not None and number != rows else ""


def _reason(path: Path, wrong: duckdb.Error) -> str:
    return "is missing" if not path.exists() else f"cannot be read ({str(wrong).splitlines()[0][:120]})"
