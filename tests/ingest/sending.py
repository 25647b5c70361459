"""Sending the same rows in many ways, and looking at what they became."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from partnerhub.pipeline import lake
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.tenancy.models import AuditEntry
from tests.files.builders import parquet_of, workbook
from tests.files.state import rows_of
from tests.world import World

Rows = Sequence[Mapping[str, Any]]
DAY = date(2026, 11, 20)

# Rows of every kind that hang together.
EVERYTHING: dict[str, Rows] = {
    "customers": [
        {"customer_id": "0042", "name": "Åkeri Öst", "country": "SE", "org_uuid": "u-42", "managed_by": "both",
         "created_date": date(2024, 2, 29), "last_admin_sign_in_at": "2026-11-01T09:30:00Z"},
        {"customer_id": "C2", "name": "Båtar & \"Bilar\", AB", "country": None, "org_uuid": None, "managed_by": None,
         "created_date": None, "last_admin_sign_in_at": None},
    ],
    "subscriptions": [
        {"subscription_id": "S1", "customer_id": "0042", "kind": "subscription", "start_date": date(2026, 1, 1),
         "end_date": date(2026, 12, 31), "auto_renews": "yes", "payment_state": "past_due"},
        {"subscription_id": "T1", "customer_id": "C2", "kind": "trial", "start_date": date(2026, 11, 1),
         "end_date": date(2026, 12, 1), "auto_renews": "no", "payment_state": None},
    ],
    "licenses": [
        {"date": date(2026, 11, 13), "subscription_id": "S1", "product": "calling", "total": 20, "assigned": 25,
         "used_7d": None, "used_90d": 12},
        {"date": DAY, "subscription_id": "S1", "product": "calling", "total": 20, "assigned": 22, "used_7d": 0,
         "used_90d": 12},
        {"date": DAY, "subscription_id": "T1", "product": "meetings", "total": 5, "assigned": 0, "used_7d": None,
         "used_90d": None},
    ],
    "orders": [{"order_id": "O1", "subscription_id": "S1", "product": None, "ordered_date": DAY, "action": "new",
                "quantity": 20}],
    "invoices": [{"invoice_id": "I1", "subscription_id": "S1", "issued_date": DAY, "amount": "-1250.50", "currency": "SEK",
                  "state": "open"}],
    "tags": [{"customer_id": "0042", "tag": "north"}, {"customer_id": "C2", "tag": "north"}],
    "people": [{"person_id": "P1", "customer_id": "0042", "name": "Pia", "email": "Pia@Ost.example", "kind": None}],
    "holders": [{"subscription_id": "S1", "product": "calling", "person_id": "P1", "last_used_date": DAY}],
    "administrators": [{"email": "anna@acme.example", "name": "Anna", "role": "admin", "customer_id": "0042",
                        "ends_date": None}],
}  # fmt: skip


def as_csv(rows: Rows, separator: str = ",") -> bytes:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_workbook(rows: Rows) -> bytes:
    """Return rows as XLSX."""
    return workbook(list(rows[0]), *(list(row.values()) for row in rows))


def as_json_lines(rows: Rows) -> bytes:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(row, default=str) + "\n" for row in rows).encode()


def as_parquet(rows: Rows) -> bytes:
    """Return rows as Parquet."""
    return parquet_of(list(rows[0]), [list(row.values()) for row in rows])


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "csv": as_csv, "xlsx": as_workbook, "jsonl": as_json_lines, "parquet": as_parquet,
}  # fmt: skip


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files and return their paths."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def went_in(run: ImportRun) -> ImportRun:
    """Return a run that must have been committed."""
    assert run.state == ImportState.COMMITTED, codes(run)
    return run


def codes(run: ImportRun) -> list[tuple[str, int | None, str, str]]:
    """Return what is wrong: (code, line, column, value)."""
    return [(fault.code, fault.line, fault.column, fault.value) for fault in run.faults.order_by("number")]


def counts(run: ImportRun) -> dict[str, tuple[int, int, int]]:
    """Return, by kind, how many rows were new, changed and unchanged."""
    return {kind: (found["new"], found["changed"], found["unchanged"]) for kind, found in run.summary.items()}


def history(world: World) -> list[tuple[Any, ...]]:
    """Return all license rows of Acme as the lake has them."""
    parts = lake.parts_of(world.acme.id, lake.LICENSES)
    return duckdb.execute(f"SELECT * FROM {lake.rows_sql(parts)} ORDER BY ALL").fetchall()


def records(world: World) -> dict[str, Any]:
    """Return the records and the history, without the trail of how they came."""
    trail = ("AuditEntry", "TrailEnd", "PartnerFacts", "password")  # an unusable password is a random one
    return {**rows_of("portfolio", "tenancy", without=trail), "history": history(world)}


def tried(world: World, paths: Sequence[Path], **options: Any) -> dict[str, Any]:
    """Return what the records would be after an import that must go in, and take it back."""
    _begin_at_the_same_ids()
    with transaction.atomic():
        went_in(world.bring(paths, **options))
        found = records(world)
        transaction.set_rollback(True)
    return found


def _begin_at_the_same_ids() -> None:
    """Let new records get the ids after the newest: PostgreSQL does not give back those of what was taken back."""
    models = [model for room in ("portfolio", "tenancy") for model in apps.get_app_config(room).get_models()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def committed_entries() -> int:
    """Return how many imports the trail says were committed."""
    return AuditEntry.objects.filter(act="import.committed").count()
