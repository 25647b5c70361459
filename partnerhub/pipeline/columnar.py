"""Writing an answer's rows as Parquet. It takes an engine of its own: the one that reads marts may write nothing."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import duckdb

from partnerhub.pipeline.engine import NO_DOWNLOADS, quoted
from partnerhub.pipeline.lake import csv_sql
from partnerhub.terms.units import Unit

TYPES = {Unit.TEXT: "VARCHAR", Unit.SERIES: "VARCHAR", Unit.DATE: "DATE", Unit.BOOLEAN: "BOOLEAN"} | dict.fromkeys(
    (Unit.RATIO, Unit.SECONDS, Unit.MINUTES, Unit.MILLISECONDS, Unit.PERCENT), "DOUBLE"
)


def write_parquet(path: Path, columns: Mapping[str, Unit], rows: Iterable[tuple[object, ...]]) -> Path:
    """Write rows to a Parquet file whose columns have the types of their units, and return its path."""
    table = path.with_suffix(".csv")
    with table.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([_as_text(value) for value in row] for row in rows)
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "256MB", **NO_DOWNLOADS})
    try:
        types = {name: TYPES.get(unit, "BIGINT") for name, unit in columns.items()}
        engine.execute(f"COPY (SELECT * FROM {csv_sql(table, types)}) TO {quoted(path)} (FORMAT parquet)")
    finally:
        engine.close()
        table.unlink()
    return path


def listed(value: list[object]) -> str:
    """Return several values as one text; what is unknown stands empty."""
    return "; ".join("" if item is None else str(item) for item in value)


def _as_text(value: object) -> object:
    if isinstance(value, list):
        return listed(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
