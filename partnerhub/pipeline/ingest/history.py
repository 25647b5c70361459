"""License rows of an import against the history in the lake."""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb

from partnerhub.pipeline import lake
from partnerhub.pipeline.files.cells import Value
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.ingest.stage import UNCHANGED, Stage

FEW = 20_000  # up to so many rows of a day, only their own subscriptions are looked up
COLUMNS = tuple(lake.LICENSE_TYPES)


def load_known(stage: Stage, kind: Kind, partner_id: int, engine: duckdb.DuckDBPyConnection) -> None:
    """Copy into the stage what the lake already has for the staged days and lines."""
    stage.database.execute(
        "CREATE TABLE IF NOT EXISTS known_licenses (date TEXT, subscription_id TEXT, product TEXT, total, assigned, "
        "used_7d, used_90d, PRIMARY KEY (date, subscription_id, product)) WITHOUT ROWID"
    )
    counted = stage.database.execute(f"SELECT date, count(*) FROM read_{kind.name} WHERE _sound GROUP BY date").fetchall()
    for day, count in counted:
        on = date.fromisoformat(day)
        parts = lake.parts_of(partner_id, lake.LICENSES, first=on, last=on)
        if parts:
            _load_day(stage, engine, day, count, parts)


def _load_day(stage: Stage, engine: duckdb.DuckDBPyConnection, day: str, count: int, parts: Sequence[lake.Part]) -> None:
    names = "strftime(date, '%Y-%m-%d'), subscription_id, product, total, assigned, used_7d, used_90d"
    sql, values = f"SELECT {names} FROM {lake.rows_sql(parts)}", {}
    if count <= FEW:
        found = stage.database.execute("SELECT DISTINCT subscription_id FROM read_licenses WHERE date = ?", (day,))
        sql += " WHERE subscription_id IN (SELECT unnest($wanted))"
        values = {"wanted": [row[0] for row in found]}
    cursor = engine.execute(sql, values)
    while rows := cursor.fetchmany(5000):
        stage.database.executemany("INSERT INTO known_licenses VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def known_rows(stage: Stage, keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], dict[str, Value]]:
    """Return the rows that the lake has under these keys, as files spell them."""
    if not stage.database.execute("SELECT 1 FROM known_licenses LIMIT 1").fetchone():
        return {}
    wanted = ", ".join(["(?, ?, ?)"] * len(keys))
    rows = stage.database.execute(
        f"SELECT * FROM known_licenses WHERE (date, subscription_id, product) IN (VALUES {wanted})",
        [part for key in keys for part in key],
    )
    return {row[:3]: dict(zip(COLUMNS, ("" if value is None else value for value in row), strict=True)) for row in rows}


def changed_history(stage: Stage, kind: Kind) -> Iterator[tuple[object, ...]]:
    """Yield the license rows that the lake does not have yet, or has otherwise."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    cursor = stage.database.execute(f"SELECT {names} FROM final_{kind.name} WHERE _state <> ?", (UNCHANGED,))
    while rows := cursor.fetchmany(5000):
        yield from rows


def newest_rows(stage: Stage, kind: Kind, today: date) -> Iterator[list[dict[str, Value]]]:
    """Yield, in batches, the newest changed row of each line that is not dated after today: its current state."""
    # SQLite takes the other columns of a max() from the row that has the maximum.
    cursor = stage.database.execute(
        f"SELECT max(date), subscription_id, product, total, assigned, used_7d, used_90d FROM final_{kind.name} "
        "WHERE _state <> ? AND date <= ? GROUP BY subscription_id, product",
        (UNCHANGED, today.isoformat()),
    )
    while rows := cursor.fetchmany(5000):
        yield [dict(zip(COLUMNS, row, strict=True)) for row in rows]
