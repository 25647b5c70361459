"""Closed weeks: each is computed once, kept as its own immutable file, and computed anew only when late facts reach it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import duckdb

from partnerhub.kit import clock
from partnerhub.kit.dates import WEEK, last_closed_week, saturday_of, week_of
from partnerhub.pipeline import lake
from partnerhub.pipeline.engine import query, quoted
from partnerhub.pipeline.manifest import BuiltWeek, Manifest
from partnerhub.pipeline.output import Output

Progress = Callable[[str, int, int], None]
STATE = ("subscription_id", "product", "row_date", "total", "assigned", "used_7d", "used_90d")


def weeks_until(first_day: date, on: date) -> list[date]:
    """Return the Sundays of all closed weeks from the one of the first known row to the last before a day."""
    week, last = week_of(first_day), last_closed_week(on)
    weeks = []
    while week <= last:
        weeks.append(week)
        week += WEEK
    return weeks


def fingerprint(*parts: object) -> str:
    """Return a short digest of what something was built from."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:24]


class WeekBuilder:
    """Brings the weeks of one partner up to date inside an open engine that holds the present records."""

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        output: Output,
        manifest: Manifest,
        parts: Sequence[lake.Part],
        code: str,
    ) -> None:
        self.engine = engine
        self.output = output
        self.manifest = manifest
        self.parts = parts
        self.code = code

    def bring_up_to(self, on: date, dirty: set[date], progress: Progress) -> int:
        """Build the weeks closed before a day that are missing, or whose facts changed, and return how many."""
        weeks = weeks_until(self.parts[0].day, on) if self.parts else []
        built, chain = 0, self.code
        for number, week in enumerate(weeks):
            progress("closing weeks", number, len(weeks))
            chain = fingerprint(chain, *(part.generation for part in self._parts_in(week)))
            known = self.manifest.weeks.get(week.isoformat())
            if known is None or known.lines_inputs != chain:
                self.manifest.weeks[week.isoformat()] = self._build(week, chain, known)
                built += 1
            elif week in dirty:
                self.manifest.weeks[week.isoformat()] = self._rebuild_mart(week, known)
                built += 1
        return built

    def state_on(self, on: date) -> None:
        """Fill the table line_state with the newest row of every line up to a day."""
        last = week_of(on) - WEEK
        known = self.manifest.weeks.get(last.isoformat())
        later = (
            [part for part in self.parts if week_of(on) <= part.day <= on]
            if known
            else [p for p in self.parts if p.day <= on]
        )
        self._fill_state(known.lines if known else None, later)

    def _parts_in(self, week: date) -> list[lake.Part]:
        return [part for part in self.parts if week <= part.day <= saturday_of(week)]

    def _build(self, week: date, chain: str, known: BuiltWeek | None) -> BuiltWeek:
        earlier = self.manifest.weeks.get((week - WEEK).isoformat())
        self._fill_state(earlier.lines if earlier else None, self._parts_in(week))
        lines = self.output.parquet("line_week", week, f"SELECT {', '.join(STATE)} FROM line_state ORDER BY subscription_id")
        return self._mart(week, BuiltWeek(chain, lines, "", "", known.version + 1 if known else 1))

    def _rebuild_mart(self, week: date, known: BuiltWeek) -> BuiltWeek:
        self._fill_state(known.lines, [])
        return self._mart(week, replace(known, version=known.version + 1))

    def _mart(self, week: date, built: BuiltWeek) -> BuiltWeek:
        sql = query("marts", "license_week", {"saturday": saturday_of(week)})
        return replace(built, file=self.output.mart("license_week", week, sql), built_at=clock.now().isoformat())

    def _fill_state(self, earlier: str | None, parts: Sequence[lake.Part]) -> None:
        """Make the table line_state out of a checkpoint and the rows that came after it."""
        names = ", ".join(STATE)
        source = f"read_parquet({quoted(self.output.path(earlier))})" if earlier else f"({EMPTY_STATE})"
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW earlier_state AS SELECT {names} FROM {source}")
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW license_row AS SELECT * FROM {lake.rows_sql(parts)}")
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE line_state AS {query('warehouse', 'line_state', {})}")


EMPTY_STATE = (
    "SELECT NULL::VARCHAR AS subscription_id, NULL::VARCHAR AS product, NULL::DATE AS row_date, NULL::INTEGER AS total, "
    "NULL::INTEGER AS assigned, NULL::INTEGER AS used_7d, NULL::INTEGER AS used_90d WHERE false"
)


def dirty_weeks(engine: duckdb.DuckDBPyConnection, output: Output, terms: str, weeks: Sequence[date]) -> set[date]:
    """Return the weeks on whose Saturday some subscription is active now and was not when they were built, or the reverse.

    `terms` is the file of active spans that the weeks were built from.
    """
    if not terms or not weeks:
        return set(weeks)
    engine.execute(f"CREATE OR REPLACE TEMP VIEW span_before AS SELECT * FROM read_parquet({quoted(output.path(terms))})")
    both = "SELECT subscription_id, customer_id, first_day, last_day FROM"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE moved AS SELECT DISTINCT subscription_id FROM "
        f"(({both} span_now EXCEPT {both} span_before) UNION ALL ({both} span_before EXCEPT {both} span_now))"
    )
    saturdays = ", ".join(f"(DATE '{saturday_of(week).isoformat()}')" for week in weeks)
    on = (
        "SELECT s.subscription_id, s.customer_id, w.day FROM {} s JOIN moved USING (subscription_id) "
        "JOIN week w ON w.day BETWEEN s.first_day AND s.last_day"
    )
    now, before = on.format("span_now"), on.format("span_before")
    found = engine.execute(
        f"WITH week(day) AS (VALUES {saturdays}) SELECT DISTINCT day FROM "
        f"(({now} EXCEPT {before}) UNION ALL ({before} EXCEPT {now}))"
    ).fetchall()
    return {day - timedelta(days=6) for (day,) in found}
