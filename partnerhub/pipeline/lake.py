"""The lake: immutable Parquet files, one part per source, day and ingest. The ledger in the database says which count."""

import csv
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import transaction
from django.db.models import F

from partnerhub.kit import clock
from partnerhub.kit.files import move_into_place
from partnerhub.pipeline.engine import quoted
from partnerhub.pipeline.models import ImportRun, LakePart

LICENSES = "licenses"
LICENSE_TYPES = {
    "date": "DATE", "subscription_id": "VARCHAR", "product": "VARCHAR", "total": "INTEGER", "assigned": "INTEGER",
    "used_7d": "INTEGER", "used_90d": "INTEGER",
}  # fmt: skip
CSV_OPTIONS = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the lake. `generation` orders parts: where two hold a row with one key, the higher one wins."""

    day: date
    path: Path
    rows: int
    generation: int = 0


def parts_of(partner_id: int, source: str, *, first: date | None = None, last: date | None = None) -> list[Part]:
    """Return the parts of a source that count, from one day through another, by day and generation."""
    found = LakePart.objects.filter(partner_id=partner_id, source=source).order_by("day", "id")
    if first:
        found = found.filter(day__gte=first)
    if last:
        found = found.filter(day__lte=last)
    return [
        Part(day, settings.LAKE_DIR / path, rows, id_)
        for day, path, rows, id_ in found.values_list("day", "path", "rows", "id")
    ]


def parts_dated_ahead(partner_id: int, on: date) -> list[Part]:
    """Return all license parts of those days, up to one, for which some part came before the day itself."""
    found = LakePart.objects.filter(partner_id=partner_id, source=LICENSES, day__lte=on, created_at__date__lt=F("day"))
    days = set(found.values_list("day", flat=True))
    return [part for part in parts_of(partner_id, LICENSES, first=min(days), last=on) if part.day in days] if days else []


def rows_sql(parts: Sequence[Part]) -> str:
    """Return SQL for the license rows of some parts, one per key, each as its youngest part has it."""
    if not parts:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in LICENSE_TYPES.items())
        return f"(SELECT {empty} WHERE false)"
    names = ", ".join(LICENSE_TYPES)
    days = [part.day for part in parts]
    if len(set(days)) == len(days):  # the common case: nothing was sent twice
        return f"(SELECT {names} FROM read_parquet([{', '.join(quoted(part.path) for part in parts)}]))"
    each = [f"SELECT {names}, {part.generation} AS generation FROM read_parquet({quoted(part.path)})" for part in parts]
    youngest = "row_number() OVER (PARTITION BY date, subscription_id, product ORDER BY generation DESC) = 1"
    return f"(SELECT {names} FROM ({' UNION ALL '.join(each)}) QUALIFY {youngest})"


def write_license_parts(
    engine: duckdb.DuckDBPyConnection, partner_id: int, rows: Iterable[Sequence[object]], workspace: Path, name: str
) -> list[Part]:
    """Write license rows as one part per day and return the parts. They count once the ledger names them."""
    workspace.mkdir(parents=True, exist_ok=True)
    table = workspace / "licenses.csv"
    with table.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(LICENSE_TYPES)
        writer.writerows(rows)
    split = workspace / "split"
    engine.execute(
        f"COPY (SELECT *, date AS day FROM {csv_sql(table, LICENSE_TYPES)} ORDER BY date, subscription_id, product) "
        f"TO {quoted(split)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))"
    )
    parts = [_settle(engine, partner_id, folder, name) for folder in sorted(split.iterdir())]
    shutil.rmtree(workspace)
    return parts


def csv_sql(path: Path, types: dict[str, str]) -> str:
    """Return SQL that reads a table which the hub itself wrote as CSV."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    return f"read_csv({quoted(path)}, columns = {{{columns}}}, {CSV_OPTIONS})"


def _settle(engine: duckdb.DuckDBPyConnection, partner_id: int, folder: Path, name: str) -> Part:
    """Merge the files that the engine wrote for one day into one, and move it to its final place."""
    day = date.fromisoformat(folder.name.removeprefix("day="))
    merged = folder.with_suffix(".parquet")
    rows = engine.execute(
        f"COPY (SELECT {', '.join(LICENSE_TYPES)} FROM read_parquet({quoted(folder / '*.parquet')})) "
        f"TO {quoted(merged)} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchall()
    final = settings.LAKE_DIR / str(partner_id) / LICENSES / day.isoformat() / f"{name}.parquet"
    final.parent.mkdir(parents=True, exist_ok=True)
    move_into_place(merged, final)
    return Part(day, final, int(rows[0][0]))


def keep_snapshot(engine: duckdb.DuckDBPyConnection, partner_id: int, on: date, tables: Iterable[str]) -> None:
    """Keep tables of the records as they are today, one part each. A later snapshot of the same day takes their place."""
    for table in tables:
        source = f"portfolio.{table}"
        final = (
            settings.LAKE_DIR / str(partner_id) / "portfolio" / on.isoformat() / f"{table}-{uuid.uuid4().hex[:8]}.parquet"
        )
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = final.with_suffix(".tmp")
        rows = engine.execute(f"COPY {table} TO {quoted(temporary)} (FORMAT parquet, COMPRESSION zstd)").fetchall()
        move_into_place(temporary, final)
        with transaction.atomic():
            LakePart.objects.filter(partner_id=partner_id, source=source, day=on).delete()
            register(partner_id, source, [Part(on, final, int(rows[0][0]))])
    remove_garbage(partner_id)


def register(partner_id: int, source: str, parts: Iterable[Part], run: ImportRun | None = None) -> None:
    """Name parts in the ledger, inside the caller's transaction: from its end on they count."""
    LakePart.objects.bulk_create(
        LakePart(
            partner_id=partner_id, source=source, day=part.day, rows=part.rows, run=run, created_at=clock.now(),
            path=str(part.path.relative_to(settings.LAKE_DIR)),
        )
        for part in parts
    )  # fmt: skip


def remove_garbage(partner_id: int) -> int:
    """Delete files that no ledger row names: what an interrupted ingest left. Call it under the partner's lock."""
    root = settings.LAKE_DIR / str(partner_id)
    named = set(LakePart.objects.filter(partner_id=partner_id).values_list("path", flat=True))
    removed = 0
    for path in root.rglob("*"):
        if path.is_file() and str(path.relative_to(settings.LAKE_DIR)) not in named:
            path.unlink()
            removed += 1
    return removed
