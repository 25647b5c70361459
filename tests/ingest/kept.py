"""What a hub in a data folder keeps, read past the hub: its records, its lake, its marts and what lies about."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps

from partnerhub.pipeline.manifest import BuiltCallWeek, BuiltDay, BuiltWeek, Manifest
from partnerhub.portfolio.models import CustomerTag, PastState, Tag
from partnerhub.portfolio.tables import TABLES
from partnerhub.tenancy.audit import digest_of
from partnerhub.tenancy.models import AuditEntry, Grant, Organization, Person

Found = dict[str, Any]
VOLATILE = ("_at", "hash", "password")  # endings of columns in which two runs of the same differ
FILED = {
    CustomerTag: ["tag_id", "customer_id"], Tag: ["label"], PastState: ["subscription_id", "from_date", "to_date"],
    Organization: ["name", "parent_id"], Person: ["email", "name"], Grant: ["person_id", "role", "customer_id", "ends_at"],
}  # fmt: skip


def select(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return rows of the records database, in an order of their own."""
    with closing(sqlite3.connect(home / "hub.sqlite3")) as connection:
        return sorted(connection.execute(sql).fetchall(), key=repr)


def filed(home: Path) -> Found:
    """Return what one commit changes as a whole: what files say, its ledger, its history and its trail."""
    declared = {
        table.model: [table.model._meta.get_field(field.path).column for field in table.fields] for table in TABLES.values()
    }
    names = {model._meta.db_table: columns for model, columns in (declared | FILED).items()}
    return {
        **{table: select(home, f"SELECT {', '.join(columns)} FROM {table}") for table, columns in names.items()},
        "version": select(home, "SELECT version FROM portfolio_partnerfacts"),
        "committed": select(home, "SELECT partner_id FROM pipeline_importrun WHERE state = 'COMMITTED'"),
        "trail": select(home, "SELECT number, actor, act, details FROM tenancy_auditentry"),
        "history": history(home),
        "calls": calls(home),
    }


def records(home: Path) -> Found:
    """Return all records and rights, judged statuses included, without moments, secrets and the trail of how they came."""
    models = [model for room in ("portfolio", "tenancy") for model in apps.get_app_config(room).get_models()]
    found: Found = {}
    for model in models:
        columns = [f'"{f.column}"' for f in model._meta.concrete_fields if not f.column.endswith(VOLATILE)]
        if model.__name__ not in ("AuditEntry", "TrailEnd"):
            found[model.__name__] = select(home, f"SELECT {', '.join(columns)} FROM {model._meta.db_table}")
    return found


def history(home: Path) -> list[tuple[Any, ...]]:
    """Return the license rows of every part that the ledger names."""
    named = sorted(select(home, "SELECT id, day, path FROM pipeline_lakepart WHERE source = 'licenses'"))
    return [(day, *_rows(f"read_parquet('{home / 'lake' / path}')")) for _, day, path in named]


def calls(home: Path) -> Found:
    """Return the rows of every part about calls that the ledger names, by source."""
    found: Found = {}
    for source, path in select(home, "SELECT source, path FROM pipeline_lakepart WHERE path LIKE '%/calls/%'"):
        found.setdefault(source, []).append(_rows(f"read_parquet('{home / 'lake' / path}')"))
    return {source: sorted(parts, key=repr) for source, parts in found.items()}


def _rows(table: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


def marts(home: Path, partner_id: int = 1) -> Found:
    """Return the manifest with the rows of each file in the place of its name. Files that are missing raise."""
    folder = home / "marts" / str(partner_id)
    if not (folder / "manifest.json").exists():
        return {}
    found = json.loads((folder / "manifest.json").read_bytes())
    found["terms"] = _content(folder / found["terms"])
    for built in found["call_weeks"].values():
        del built["inputs"]  # numbers of parts
    for built in (*found["days"].values(), *found["weeks"].values(), *found["call_weeks"].values()):
        del built["built_at"]
        names = {part: built[part] for part in ("lines", "file", "days") if built.get(part)} | built.pop("files", {})
        built.update({part: _content(folder / name) for part, name in names.items()})
    return dict(found)


def _content(path: Path) -> list[tuple[Any, ...]]:
    assert path.exists(), path
    if path.suffix == ".parquet":
        return _rows(f"read_parquet('{path}')")
    with duckdb.connect(str(path), read_only=True) as mart:
        names = sorted(mart.execute("SELECT table_name FROM information_schema.tables").fetchall())
        rows = [row for (name,) in names for row in mart.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()]
    return [tuple(_rounded(cell) for cell in row) for row in rows]


def _rounded(cell: Any) -> Any:
    """Return a cell, a sum of fractions without its last digits: they depend on the order in which threads add."""
    return float(f"{cell:.9g}") if isinstance(cell, float) else cell


def unjudged(home: Path) -> set[int]:
    """Return the customers that are marked as not judged."""
    return {id_ for (id_,) in select(home, "SELECT organization_id FROM portfolio_customer WHERE judged_date IS NULL")}


def statuses(home: Path) -> dict[int, int]:
    """Return the stored statuses of every customer."""
    return dict(select(home, "SELECT organization_id, status_bits FROM portfolio_customer"))


def is_unbroken(home: Path) -> bool:
    """Say whether every entry of the trail fits its own hash and the entry before it."""
    columns = [field.column for field in AuditEntry._meta.concrete_fields]
    rows = select(home, f"SELECT {', '.join(columns)} FROM tenancy_auditentry")
    entries = [AuditEntry(**dict(zip(columns, row, strict=True))) for row in rows]
    before: dict[int, str] = {}
    for entry in sorted(entries, key=lambda entry: (entry.partner_id, entry.number)):
        entry.at, entry.details = datetime.fromisoformat(f"{entry.at}+00:00"), json.loads(entry.details)
        if entry.previous_hash != before.get(entry.partner_id, "") or entry.hash != digest_of(entry):
            return False
        before[entry.partner_id] = entry.hash
    return before == dict(select(home, "SELECT partner_id, hash FROM tenancy_trailend"))


def strays(home: Path, partner_id: int = 1) -> set[str]:
    """Return the files of lake, marts and workplace that nothing names."""
    named = {home / "lake" / path for (path,) in select(home, "SELECT path FROM pipeline_lakepart")}
    folder = home / "marts" / str(partner_id)
    if (folder / "manifest.json").exists():
        content = json.loads((folder / "manifest.json").read_bytes())
        days = {day: BuiltDay(**built) for day, built in content["days"].items()}
        weeks = {week: BuiltWeek(**built) for week, built in content["weeks"].items()}
        calls = {week: BuiltCallWeek(**built) for week, built in content.get("call_weeks", {}).items()}
        files = Manifest(content["number"], content["terms"], content["families"], days, weeks, calls).files()
        named |= {folder / name for name in (*files, "manifest.json")}
    lying = [path for part in ("lake", "marts", "work") for path in (home / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(home)) for path in lying if path not in named and path.suffix != ".lock"}
