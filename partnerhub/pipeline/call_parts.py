"""Which parts of the lake hold calls: rows by week and ingest, and beside them what was added up of them at ingest."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from django.conf import settings

from partnerhub.kit import clock
from partnerhub.kit.files import move_into_place
from partnerhub.pipeline.engine import quoted
from partnerhub.pipeline.models import ImportRun, LakePart

ROWS = "calls"
PARTIALS = ("user_part", "feature_part", "endpoint_day", "queue_day", "poor_call")
QUEUE_ROWS = "queues"
WAITING = {"calls": "calls waiting", "media": "media waiting", "queues": "queues waiting"}
# An id that another column of the row says already is kept as an empty text, which no id is: half of a part's bytes less.
SAID = {
    "call_id": "coalesce(correlation_id, 'report ' || report_id)",
    "m_report_id": "report_id",
    "m_correlation_id": "correlation_id",
    "media_id": "coalesce(m_leg_id, CASE m_report_id WHEN '' THEN report_id ELSE m_report_id END)",
}
OF_WEEK = (ROWS, *(f"calls {partial}" for partial in PARTIALS))


@dataclass(frozen=True, slots=True)
class CallPart:
    """One file of the lake about calls. `made_with` names the thresholds that it depends on."""

    source: str
    week: date
    path: Path
    rows: int
    made_with: str = ""
    number: int = 0


def call_parts(
    partner_id: int, source: str, *, weeks: Iterable[date] | None = None, first: date | None = None
) -> list[CallPart]:
    """Return the parts of a source that count, by week and age: of some weeks, from one week on, or all."""
    found = LakePart.objects.filter(partner_id=partner_id, source=source).order_by("day", "id")
    if weeks is not None:
        found = found.filter(day__in=list(weeks))
    if first is not None:
        found = found.filter(day__gte=first)
    return [
        CallPart(source, day, settings.LAKE_DIR / path, rows, made_with, id_)
        for day, path, rows, made_with, id_ in found.values_list("day", "path", "rows", "made_with", "id")
    ]


def calls_seen(partner_id: int, on: date) -> list[int]:
    """Return the numbers of all parts of calls and queues that figures of a day depend on."""
    found = LakePart.objects.filter(partner_id=partner_id, source__in=(ROWS, QUEUE_ROWS), day__lte=on)
    return sorted(found.values_list("id", flat=True))


def write_part(
    engine: duckdb.DuckDBPyConnection, partner_id: int, source: str, week: date, sql: str, made_with: str = ""
) -> CallPart:
    """Write rows as a part, which counts once the ledger names it."""
    folder = settings.LAKE_DIR / str(partner_id) / "calls" / week.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    name = source.removeprefix("calls ").replace(" ", "-")
    final = folder / f"{name}-{uuid.uuid4().hex[:12]}.parquet"
    temporary = final.with_suffix(".tmp")
    written = engine.execute(
        f"COPY ({sql}) TO {quoted(temporary)} "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)"  # as small as 3, and faster
    ).fetchall()
    move_into_place(temporary, final)
    return CallPart(source, week, final, int(written[0][0]), made_with)


def register_calls(partner_id: int, parts: Sequence[CallPart], replaced: Iterable[date], run: ImportRun | None) -> None:
    """Name parts in the ledger inside the caller's transaction; those of the replaced weeks no longer count."""
    LakePart.objects.filter(partner_id=partner_id, source__in=OF_WEEK, day__in=list(replaced)).delete()
    LakePart.objects.bulk_create(
        LakePart(
            partner_id=partner_id, source=part.source, day=part.week, rows=part.rows, run=run, created_at=clock.now(),
            path=str(part.path.relative_to(settings.LAKE_DIR)), made_with=part.made_with,
        )
        for part in parts
    )  # fmt: skip


def forget(partner_id: int, parts: Iterable[CallPart]) -> None:
    """Take parts out of the ledger, inside the caller's transaction."""
    LakePart.objects.filter(partner_id=partner_id, id__in=[part.number for part in parts]).delete()


def rows_of_parts(parts: Sequence[CallPart], columns: str = "*") -> str:
    """Return SQL for the rows of some parts, of which there is at least one."""
    return f"(SELECT {columns} FROM read_parquet([{', '.join(quoted(part.path) for part in parts)}], union_by_name = true))"


def calls_of_parts(parts: Sequence[CallPart], columns: str = "*") -> str:
    """Return SQL for the rows of some parts of calls, each with all its ids."""
    said = ", ".join(f"CASE {name} WHEN '' THEN {other} ELSE {name} END AS {name}" for name, other in SAID.items())
    return f"(SELECT {columns} FROM (SELECT * REPLACE ({said}) FROM {rows_of_parts(parts)}))"
