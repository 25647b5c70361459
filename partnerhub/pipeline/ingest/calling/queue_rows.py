"""Rows of queue statistics: averages turned back into totals, compared with those that are there, warned about."""

from datetime import date

import duckdb

from partnerhub.kit.dates import week_of
from partnerhub.pipeline.call_parts import QUEUE_ROWS, CallPart, call_parts, rows_of_parts, write_part
from partnerhub.pipeline.files.problems import Problems, Wrong
from partnerhub.pipeline.ingest.calling.fresh import Fresh
from partnerhub.pipeline.ingest.calling.staging import rows_in
from partnerhub.terms import faults

COLUMNS = (
    "customer_id", "queue", "day", "offered", "answered", "abandoned", "left_message", "overflowed",
    "answered_wait_seconds", "overflowed_wait_seconds", "abandoned_wait_seconds",
)  # fmt: skip
KEY = ("customer_id", "queue", "day")
NORMAL = (
    "k.customer_id, s.queue, s.date AS day, "
    "coalesce(s.offered, s.answered + s.abandoned + coalesce(s.overflowed, 0)) AS offered, s.answered, s.abandoned, "
    "s.left_message, coalesce(s.overflowed, 0) AS overflowed, "
    "coalesce(s.answered_wait_seconds, s.average_answered_wait_seconds * s.answered, "
    "CASE WHEN s.answered = 0 THEN 0 END) AS answered_wait_seconds, "
    "coalesce(s.overflowed_wait_seconds, CASE WHEN coalesce(s.overflowed, 0) = 0 THEN 0 END) AS overflowed_wait_seconds, "
    "coalesce(s.abandoned_wait_seconds, s.average_abandoned_wait_seconds * s.abandoned, "
    "CASE WHEN s.abandoned = 0 THEN 0 END) AS abandoned_wait_seconds"
)
DIFFER = (
    "abs(coalesce(answered_wait_seconds - average_answered_wait_seconds * answered, 0)) > answered + 1 OR "
    "abs(coalesce(abandoned_wait_seconds - average_abandoned_wait_seconds * abandoned, 0)) > abandoned + 1"
)


class QueueRows:
    """The new and changed queue rows of one import, in the stage's engine."""

    def __init__(self, fresh: Fresh) -> None:
        self.fresh = fresh
        self.engine: duckdb.DuckDBPyConnection = fresh.engine
        self.changed = 0

    def take(self, problems: Problems) -> None:
        """Make the table of rows that differ from what is there, and warn of counts that do not belong together."""
        self._warn(problems)
        names = ", ".join(COLUMNS)
        order = ", ".join(f"{name} NULLS LAST" for name in COLUMNS)
        self.engine.execute(
            f"CREATE OR REPLACE TABLE sent_queue AS SELECT {names} FROM (SELECT {NORMAL} FROM staged_queues s "
            f"JOIN known_name k ON k.name = s.customer_id) QUALIFY row_number() OVER (PARTITION BY {', '.join(KEY)} "
            f"ORDER BY {order}) = 1"
        )
        sent = self._days("sent_queue")
        parts = call_parts(self.fresh.partner_id, QUEUE_ROWS, weeks={week_of(day) for day in sent})
        known = queue_rows_sql(parts) if parts else "(SELECT * FROM sent_queue WHERE false)"
        self.engine.execute(
            f"CREATE OR REPLACE TABLE fresh_queue AS SELECT {names} FROM sent_queue EXCEPT SELECT {names} FROM {known}"
        )
        counts = self.fresh.counts["queues"]
        fresh, there = self._days("fresh_queue"), self._known(known)
        counts.unchanged = sum(sent.values()) - sum(fresh.values())
        self.changed, counts.new = there, sum(fresh.values()) - there
        counts.weeks = {week_of(day) for day in fresh}

    def write(self) -> list[CallPart]:
        """Write the new and changed rows, one part a week."""
        sql = "SELECT * FROM fresh_queue WHERE day BETWEEN DATE '{0}' AND DATE '{0}' + 6 ORDER BY ALL"
        return [
            write_part(self.engine, self.fresh.partner_id, QUEUE_ROWS, week, sql.format(week))
            for week in sorted(self.fresh.counts["queues"].weeks)
        ]

    def _days(self, table: str) -> dict[date, int]:
        return dict(self.engine.execute(f"SELECT day, count(*) FROM {table} GROUP BY day").fetchall())

    def _known(self, known: str) -> int:
        """Return how many of the new rows take the place of an earlier one."""
        on = " AND ".join(f"k.{name} = f.{name}" for name in KEY)
        found = self.engine.execute(f"SELECT count(*) FROM fresh_queue f SEMI JOIN {known} k ON {on}").fetchone()
        return int(found[0]) if found else 0

    def _warn(self, problems: Problems) -> None:
        total = "answered + abandoned + coalesce(overflowed, 0)"
        for queue, day, offered, added in rows_in(
            self.engine, f"SELECT queue, date, offered, {total} FROM staged_queues WHERE offered <> {total} ORDER BY 2, 1"
        ):
            wrong = Wrong(faults.COUNTS, key=f"{queue}, {day}", found=offered, limit=added)
            problems.note(wrong, "queues", None, "offered", offered)
        for queue, day in rows_in(self.engine, f"SELECT queue, date FROM staged_queues WHERE {DIFFER} ORDER BY 2, 1"):
            problems.note(Wrong(faults.AVERAGES, key=f"{queue}, {day}"), "queues", None, "answered_wait_seconds")


def queue_rows_sql(parts: list[CallPart]) -> str:
    """Return SQL for the queue rows of some parts, one per key, each as its youngest part has it."""
    each = [f"SELECT *, {part.number} AS number FROM {rows_of_parts([part], ', '.join(COLUMNS))}" for part in parts]
    youngest = f"row_number() OVER (PARTITION BY {', '.join(KEY)} ORDER BY number DESC) = 1"
    return f"(SELECT * EXCLUDE (number) FROM ({' UNION ALL '.join(each)}) QUALIFY {youngest})"
