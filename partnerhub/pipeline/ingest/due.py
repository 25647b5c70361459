"""License rows that were dated ahead when they came: on their day they become the current state of their lines."""

from collections.abc import Iterator
from datetime import date

import duckdb
from django.db import transaction

from partnerhub.pipeline import lake
from partnerhub.pipeline.engine import NO_DOWNLOADS
from partnerhub.portfolio.records import mark_unjudged, store_records, stored_records
from partnerhub.portfolio.tables import Record
from partnerhub.tenancy.scope import Scope

CHUNK = 1000


@transaction.atomic
def bring_due_rows(scope: Scope, on: date) -> None:
    """Make rows whose day has come the current state of their lines, unless a newer row is. Safe to run again."""
    for rows in _newest_rows(lake.parts_dated_ahead(scope.partner_id, on)):
        stored = stored_records(scope, lake.LICENSES, [_key(row) for row in rows])
        days = {key: str(record["date"]) for key, record in stored.items()}
        due = [row for row in rows if str(row["date"]) > days.get(_key(row), "")]
        mark_unjudged(scope, store_records(scope, lake.LICENSES, due, on))


def _newest_rows(parts: list[lake.Part]) -> Iterator[list[Record]]:
    """Yield, in batches, the newest row of each line in some parts, as files spell them."""
    if not parts:
        return
    with duckdb.connect(config={**NO_DOWNLOADS}) as engine:
        cursor = engine.execute(
            f"SELECT * REPLACE (strftime(date, '%Y-%m-%d') AS date) FROM {lake.rows_sql(parts)} "
            "QUALIFY row_number() OVER (PARTITION BY subscription_id, product ORDER BY date DESC) = 1"
        )
        while rows := cursor.fetchmany(CHUNK):
            yield [dict(zip(lake.LICENSE_TYPES, row, strict=True)) for row in rows]


def _key(row: Record) -> tuple[str, ...]:
    return str(row["subscription_id"]), str(row["product"])
