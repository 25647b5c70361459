"""Closed weeks of calls: each is added up once and kept in files of its own; late data and changed thresholds do it anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
from django.db import transaction

from partnerhub.kit import clock
from partnerhub.kit.dates import WEEK, last_closed_week
from partnerhub.pipeline.call_parts import PARTIALS, QUEUE_ROWS, ROWS, CallPart, call_parts, forget, rows_of_parts
from partnerhub.pipeline.engine import query, quoted
from partnerhub.pipeline.ingest.calling.joining import made_with
from partnerhub.pipeline.ingest.calling.queue_rows import queue_rows_sql
from partnerhub.pipeline.manifest import BuiltCallWeek, Manifest
from partnerhub.pipeline.output import Output
from partnerhub.pipeline.rolling import Roller, open_roller
from partnerhub.terms import thresholds
from partnerhub.terms.calls import Feature

Progress = Callable[[str, int, int], None]
LASTING = ("call_week", "endpoint_week", "feature_week", "queue_week")
MADE, DEFINED = ("queue_counted",), ("judged_day", "user_week")
MARTS = (*LASTING, "quality_day")
MERGED = ("user_part", "endpoint_day")  # what has to be one row of each kind, also where a week lies in several parts
THRESHOLDS = (
    "heavy_calls", "medium_calls", "poor_loss_percent", "poor_jitter_ms", "poor_latency_ms", "poor_beyond",
    "quality_least_seconds", "short_abandon_seconds",
)  # fmt: skip
ROW_TYPES: Mapping[str, str] = {  # the columns of call_row that weeks are made of
    "INTEGER": "customer_id, features, call_features",
    "VARCHAR": "user_key, queue, endpoint_type",
    "DATE": "day",
    "BIGINT": "seconds",
    "TINYINT": "user_kind, day_bit, is_leg, is_connected, opens_call, opens_user_call, is_queue, queue_outcome, has_media, "
    "is_rated, call_connected, call_rated",
    "DOUBLE": "wait_seconds, packet_loss, jitter, latency, call_loss, call_jitter, call_latency",
}
QUEUE_TYPES: Mapping[str, str] = {
    "INTEGER": "customer_id",
    "VARCHAR": "queue",
    "DATE": "day",
    "BIGINT": "offered, answered, abandoned, left_message, overflowed",
    "DOUBLE": "answered_wait_seconds, overflowed_wait_seconds, abandoned_wait_seconds",
}


def _nothing(types: Mapping[str, str]) -> str:
    """Return the columns of a table without rows."""
    return ", ".join(f"NULL::{kind} AS {name}" for kind, names in types.items() for name in names.split(", "))


NOTHING: Mapping[str, str] = {"call_row": _nothing(ROW_TYPES), "queue_file": _nothing(QUEUE_TYPES)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the weeks are made of beside their calls: thresholds, whose customers count, and the license week's file."""

    settings: Mapping[str, int]
    own: str  # a digest of the customers that never count
    code: str

    def thresholds(self) -> str:
        """Return the thresholds that a week depends on, as one text."""
        return "/".join(str(self.settings[name]) for name in THRESHOLDS)


class CallWeeks:
    """Brings the weeks of one partner's calls up to date inside an open engine that holds the present records."""

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        output: Output,
        manifest: Manifest,
        partner_id: int,
        facts: Facts,
        folder: Path,
    ) -> None:
        self.engine = engine
        self.output = output
        self.manifest = manifest
        self.partner_id = partner_id
        self.facts = facts
        self.folder = folder

    def bring_up_to(self, on: date, progress: Progress) -> int:
        """Close the weeks that were over before a day and have data; add up anew those whose facts changed."""
        parts = self._parts()
        last = last_closed_week(on)
        weeks = [week for week in sorted(parts) if week <= last]
        kept = self.facts.settings["call_weeks_kept"]
        newest = max(weeks, default=last)
        todo = [week for week in weeks if self._is_stale(week, parts[week], week > newest - WEEK * kept)]
        if todo:
            self._prepare()
            roller = open_roller(self.engine, self.folder)
            try:
                for number, week in enumerate(todo):
                    progress("closing calling weeks", number, len(todo))
                    self._close(roller, week, parts[week], in_detail=week > newest - WEEK * kept)
            finally:
                roller.close()
        self._forget_details(newest - WEEK * kept)
        return len(todo)

    def _parts(self) -> dict[date, list[CallPart]]:
        found: dict[date, list[CallPart]] = {}
        for source in (ROWS, QUEUE_ROWS, *(f"calls {partial}" for partial in PARTIALS)):
            for part in call_parts(self.partner_id, source):
                found.setdefault(part.week, []).append(part)
        return found

    def _inputs(self, week: date, parts: Sequence[CallPart]) -> str:
        licenses = self.manifest.weeks.get(week.isoformat())
        numbers = sorted(part.number for part in parts if part.source in (ROWS, QUEUE_ROWS))
        return repr((self.facts.code, self.facts.own, numbers, licenses.file if licenses else ""))

    def _is_stale(self, week: date, parts: Sequence[CallPart], is_kept: bool) -> bool:
        built = self.manifest.call_weeks.get(week.isoformat())
        if built is None or built.inputs != self._inputs(week, parts):
            return True
        return is_kept and built.thresholds != self.facts.thresholds()

    def _prepare(self) -> None:
        features = ", ".join(f"('{feature}', {feature.bit})" for feature in Feature)
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE feature_code AS SELECT * FROM (VALUES {features}) f(code, bit)")

    def _close(self, roller: Roller, week: date, parts: Sequence[CallPart], *, in_detail: bool) -> None:
        self._give_inputs(roller, week, parts)
        for table in MADE:
            roller.make(table, query("warehouse", table, self.facts.settings))
        for table in DEFINED:
            roller.define(table, query("warehouse", table, self.facts.settings))
        for table in MARTS:
            roller.define(table, query("marts", table, self.facts.settings))
        files = {"calls": {mart: roller.result(mart) for mart in LASTING}}
        if in_detail:
            files["calls-days"] = {"quality_day": roller.result("quality_day")}
        written = self.output.files(week, files)
        known = self.manifest.call_weeks.get(week.isoformat())
        self.manifest.call_weeks[week.isoformat()] = BuiltCallWeek(
            self._inputs(week, parts),
            self.facts.thresholds(),
            written["calls"],
            written.get("calls-days", ""),
            clock.now().isoformat(),
            known.version + 1 if known else 1,
            7 - self._days_with_records(roller),
        )

    def _give_inputs(self, roller: Roller, week: date, parts: Sequence[CallPart]) -> None:
        rows = [part for part in parts if part.source == ROWS]
        queues = [part for part in parts if part.source == QUEUE_ROWS]
        roller.give("counted_customer", "SELECT id::INTEGER AS customer_id FROM customer WHERE NOT is_own")
        roller.give("feature", "SELECT code, bit FROM feature_code")
        roller.give("license_saturday", self._licenses(week))
        empty = f"(SELECT {NOTHING['queue_file']} WHERE false)"
        roller.give("queue_file", f"SELECT * FROM {queue_rows_sql(queues) if queues else empty}")
        if rows:
            roller.read("call_row", [part.path for part in rows])
        else:
            roller.give("call_row", f"SELECT {NOTHING['call_row']} WHERE false")
        for partial in PARTIALS:
            made = [part for part in parts if part.source == f"calls {partial}"]
            wanted = made_with(f"calls {partial}", self.facts.settings)
            if not rows or len(made) != len(rows) or any(part.made_with != wanted for part in made):
                roller.make(partial, query("warehouse", partial, self.facts.settings))
            elif len(made) > 1 and partial in MERGED:
                roller.read(f"{partial}_pieces", [part.path for part in made])
                roller.make(partial, query("warehouse", f"{partial}_merged", {}))
            else:
                roller.read(partial, [part.path for part in made])

    def _licenses(self, week: date) -> str:
        """Return SQL for bought and assigned licenses of Calling per customer, on the week's Saturday."""
        known = self.manifest.weeks.get(week.isoformat())
        if known is None:
            return "SELECT NULL::INTEGER AS customer_id, NULL::BIGINT AS licenses, NULL::BIGINT AS assigned WHERE false"
        self.engine.execute(f"ATTACH IF NOT EXISTS {quoted(self.output.path(known.file))} AS w{week:%Y%m%d} (READ_ONLY)")
        return f"SELECT customer_id, total AS licenses, assigned FROM w{week:%Y%m%d}.license_week WHERE family = 'CALLING'"

    def _days_with_records(self, roller: Roller) -> int:
        """Return on how many days of the week anything was recorded."""
        seen = f"SELECT bit_or(seen_days) AS days FROM ({roller.result('user_part')})"
        queued = f"SELECT bit_or(1 << dayofweek(day)::INTEGER) FROM ({roller.result('queue_counted')})"
        found = self.engine.execute(f"SELECT bit_count((SELECT coalesce(days, 0) FROM ({seen})) | "
                                    f"coalesce(({queued}), 0))").fetchone()  # fmt: skip
        return int(found[0]) if found else 0

    def _forget_details(self, before: date) -> None:
        """Let go of counts per user and per day of weeks that are no longer kept in detail."""
        with transaction.atomic():
            forget(self.partner_id, [part for part in call_parts(self.partner_id, "calls user_part") if part.week < before])
        for name, built in list(self.manifest.call_weeks.items()):
            if date.fromisoformat(name) <= before and built.days:
                self.manifest.call_weeks[name] = built.without_details()


def known_weeks(manifest: Manifest, last: date, count: int) -> Iterator[tuple[date, bool]]:
    """Yield the newest closed weeks, oldest first, each with whether anything was recorded in it."""
    for back in reversed(range(count)):
        week = last - WEEK * back
        yield week, week.isoformat() in manifest.call_weeks


def users_sql(partner_id: int, first: date, last: date) -> str | None:
    """Return SQL for (customer, different users with a connected call) from one day through another.

    None where no calls are on hand. A customer of whom nothing was recorded has no row, which is not the same as no users.
    """
    each = []
    for part in call_parts(partner_id, "calls user_part", first=first - WEEK):
        days = [step for step in range(7) if first <= part.week + timedelta(days=step) <= last]
        wanted = sum(1 << step for step in days)
        if wanted:
            rows = rows_of_parts([part], "customer_id, user_key, seen_days, active_days")
            active = f"customer_id, user_key, active_days & {wanted} AS active"
            each.append(f"SELECT {active} FROM {rows} WHERE seen_days & {wanted} <> 0")
    if not each:
        return None
    counted = "active <> 0 AND user_key IS NOT NULL"
    return (
        f"SELECT customer_id, count(DISTINCT user_key) FILTER ({counted}) AS users FROM ({' UNION ALL '.join(each)}) "
        "GROUP BY customer_id"
    )


def empty_marts(roller: Roller) -> None:
    """Make the marts of a week in which nothing was recorded, for questions where there is no week at all."""
    roller.give("counted_customer", "SELECT NULL::INTEGER AS customer_id WHERE false")
    roller.give("feature", "SELECT NULL::VARCHAR AS code, NULL::INTEGER AS bit WHERE false")
    roller.give(
        "license_saturday",
        "SELECT NULL::INTEGER AS customer_id, NULL::BIGINT AS licenses, NULL::BIGINT AS assigned WHERE false",
    )
    for name, columns in NOTHING.items():
        roller.give(name, f"SELECT {columns} WHERE false")
    for partial in PARTIALS:
        roller.make(partial, query("warehouse", partial, thresholds.DEFAULTS))
    for table in (*MADE, *DEFINED):
        roller.make(table, query("warehouse", table, thresholds.DEFAULTS))
    for table in MARTS:
        roller.make(table, query("marts", table, thresholds.DEFAULTS))
