"""The day's mart of calling customers: made of the weeks' marts, so that tables and trends are one row a customer."""

from datetime import date

import duckdb

from partnerhub.kit.dates import WEEK, last_closed_week
from partnerhub.pipeline.call_weeks import empty_marts, known_weeks
from partnerhub.pipeline.engine import Parameter, query, quoted
from partnerhub.pipeline.manifest import Manifest
from partnerhub.pipeline.output import Output
from partnerhub.pipeline.rolling import PLACE, InProcess

TREND_WEEKS = 8


class CallingDay:
    """Writes the mart of one day inside an open engine that holds the records and line_state as of that day."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, output: Output, manifest: Manifest, on: date) -> None:
        self.engine = engine
        self.output = output
        self.manifest = manifest
        self.on = on
        self.tables = InProcess(engine)

    def write(self) -> str:
        """Write the mart and return its file's name."""
        try:
            return self._write()
        finally:
            self.tables.close()

    def _write(self) -> str:
        week = last_closed_week(self.on)
        weeks = list(known_weeks(self.manifest, week, TREND_WEEKS))
        rows = ", ".join(f"(DATE '{sunday}', {str(known).lower()})" for sunday, known in weeks)
        self.tables.give("week", f"SELECT * FROM (VALUES {rows}) w(week, is_known)")
        empty_marts(self.tables)
        for mart in ("call_week", "endpoint_week"):
            self._gather(mart, [sunday for sunday, known in weeks if known])
        known = dict(weeks)
        chosen: dict[str, Parameter] = {"week": week, "known": int(known[week]), "known_before": int(known[week - WEEK])}
        return self.output.mart("calling_day", self.on, query("marts", "calling_day", chosen))

    def _gather(self, mart: str, weeks: list[date]) -> None:
        """Let a mart's name stand for the rows of several weeks, each with its week: read from their files, not copied."""
        each = []
        for week in weeks:
            file = self.output.path(self.manifest.call_weeks[week.isoformat()].file)
            self.engine.execute(f"ATTACH IF NOT EXISTS {quoted(file)} AS c{week:%Y%m%d} (READ_ONLY)")
            each.append(f"SELECT DATE '{week}' AS week, * FROM c{week:%Y%m%d}.{mart}")
        if each:
            self.tables.define(mart, " UNION ALL ".join(each))
        else:
            self.engine.execute(f"ALTER TABLE {PLACE}.{mart} ADD COLUMN week DATE")
