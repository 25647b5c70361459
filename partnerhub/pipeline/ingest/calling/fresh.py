"""From staged rows to new ones: whose they are, which week they belong to, which are there already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from partnerhub.pipeline.call_parts import ROWS, WAITING, CallPart, call_parts, calls_of_parts
from partnerhub.pipeline.ingest.calling.meanings import LEG_WORDS, MEDIA_WORDS, key_of, learn_legs, learn_media
from partnerhub.pipeline.ingest.calling.staging import CallingStage, rows_in

LEG = (
    "report_id", "correlation_id", "started_at", "answered_at", "seconds", "answered", "answer_indicator", "user_name",
    "user_key", *LEG_WORDS, "extra",
)  # fmt: skip
MEDIA = (
    "leg_id", "report_id", "correlation_id", "started_at", *MEDIA_WORDS, "packet_loss", "jitter", "latency",
    "media_seconds", "extra",
)  # fmt: skip
OF_STAGED = {  # what a staged column is called from here on
    "started_at": "start_time", "answered_at": "answer_time", "seconds": "duration", "user_key": "user_uuid",
    "media_seconds": "duration",
}  # fmt: skip
WEEK = "(started_at::DATE - dayofweek(started_at)::INTEGER)"  # the Sunday; the engine's own weeks start on Monday
MEDIA_ID = "coalesce(leg_id, report_id, concat_ws('/', correlation_id, started_at::VARCHAR, endpoint_type))"
ORGANIZATION = {"calls": "org_uuid", "media": "org_uuid", "queues": "customer_id"}


@dataclass
class Counts:
    """How many rows of a kind were new, there already, of customers not known, or of no account."""

    new: int = 0
    unchanged: int = 0
    waiting: int = 0
    ignored: int = 0
    weeks: set[date] = field(default_factory=set)


class Fresh:
    """The new rows of calls and media of one import, numbered as they lie in the stage: fresh_leg and fresh_media."""

    def __init__(self, stage: CallingStage, partner_id: int) -> None:
        self.stage = stage
        self.engine = stage.engine
        self.partner_id = partner_id
        self.counts = {kind: Counts() for kind in stage.kinds}

    def organizations(self) -> set[str]:
        """Return every name of an organization that the staged rows have."""
        found: set[str] = set()
        for kind in self.stage.kinds:
            rows = rows_in(self.engine, f"SELECT DISTINCT {ORGANIZATION[kind]} FROM staged_{kind}")
            found |= {str(name) for (name,) in rows}
        return found

    def belong(self, known: Mapping[str, int]) -> None:
        """Say whose the names are. Rows of all others wait."""
        self.engine.execute("CREATE OR REPLACE TEMP TABLE known_name (name VARCHAR, customer_id INTEGER)")
        pairs = list(known.items())
        for start in range(0, len(pairs), 500):
            some = pairs[start : start + 500]
            marks = ", ".join(["(?, ?)"] * len(some))
            self.engine.execute(f"INSERT INTO known_name VALUES {marks}", [value for pair in some for value in pair])

    def take(self) -> None:
        """Find out which rows are new."""
        self._take_legs()
        self._take_media()
        for kind in self.stage.kinds:
            self.counts[kind].waiting = self._one(self.waiting_sql(kind, count=True))

    def waiting_sql(self, kind: str, *, count: bool = False) -> str:
        """Return SQL for the staged rows of a kind whose customer is not known."""
        shown = "count(*)" if count else "s.* EXCLUDE (rid, flawed)"
        return f"SELECT {shown} FROM staged_{kind} s ANTI JOIN known_name k ON k.name = s.{ORGANIZATION[kind]}"

    def _take_legs(self) -> None:
        columns = ", ".join(f"s.{OF_STAGED.get(name, name)} AS {name}" for name in LEG)
        self._let("leg", "calls", columns, LEG)
        self._drop_twice("leg", "calls", "report_id", LEG)
        learn_legs(self.engine, "fresh_leg")
        key = key_of(LEG_WORDS, "l.")
        ignored = self._drop("calls", f"SELECT rid FROM fresh_leg l JOIN leg_meaning m ON m.key = {key} AND m.is_ignored")
        if "calls" in self.counts:
            self.counts["calls"].ignored = ignored
        self._drop_known("leg", "calls", "report_id", "report_id")

    def _take_media(self) -> None:
        columns = ", ".join(f"s.{OF_STAGED.get(name, name)} AS {name}" for name in MEDIA)
        self._let("media", "media", columns, MEDIA)
        self._drop_twice("media", "media", MEDIA_ID, MEDIA)
        learn_media(self.engine, "fresh_media")
        self._drop_known("media", "media", MEDIA_ID, "media_id")

    def _let(self, table: str, kind: str, columns: str, names: Sequence[str]) -> None:
        """Let a name stand for the staged rows of known customers without those that are dropped: nothing is copied."""
        if kind in self.stage.kinds:
            rows = (
                f"SELECT s.rid, {columns}, k.customer_id, {WEEK} AS week FROM staged_{kind} s "
                f"JOIN known_name k ON k.name = s.{ORGANIZATION[kind]}"
            )
        else:
            types = {"started_at": "TIMESTAMP", "answered_at": "TIMESTAMP", "seconds": "BIGINT"}
            types |= dict.fromkeys(("packet_loss", "jitter", "latency", "media_seconds"), "DOUBLE")
            empty = ", ".join(f"NULL::{types.get(name, 'VARCHAR')} AS {name}" for name in names)
            rows = f"SELECT NULL::BIGINT AS rid, {empty}, NULL::INTEGER AS customer_id, NULL::DATE AS week WHERE false"
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW fresh_{table} AS {rows}")

    def _drop(self, kind: str, rids: str) -> int:
        """Let the rows whose numbers a query answers no longer count, and return how many."""
        return self.stage.drop_rows(kind, rids) if kind in self.counts else 0

    def _drop_twice(self, table: str, kind: str, key: str, names: Sequence[str]) -> None:
        """Take out all but one of the rows with the same key, whatever the order they came in."""
        if kind not in self.counts:
            return
        twice = f"SELECT {key} AS key FROM fresh_{table} GROUP BY 1 HAVING count(*) > 1"
        if self._one(f"SELECT count(*) FROM ({twice})"):
            order = ", ".join(f"{name} NULLS LAST" for name in names)
            self.counts[kind].unchanged += self._drop(
                kind,
                f"SELECT rid FROM fresh_{table} WHERE {key} IN ({twice}) "
                f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}, customer_id) > 1",
            )

    def _drop_known(self, table: str, kind: str, key: str, known: str) -> None:
        """Take out what the lake has already: a look-up in the weeks that the rows belong to."""
        if kind not in self.counts:
            return
        counts = self.counts[kind]
        parts = call_parts(self.partner_id, ROWS, weeks=self.weeks(f"fresh_{table}"))
        if parts:
            there = f"SELECT {known} FROM {calls_of_parts(parts, known)} WHERE {known} IS NOT NULL"
            counts.unchanged += self._drop(kind, f"SELECT rid FROM fresh_{table} WHERE {key} IN ({there})")
        counts.new = self._one(f"SELECT count(*) FROM fresh_{table}")
        counts.weeks = self.weeks(f"fresh_{table}")

    def weeks(self, table: str) -> set[date]:
        """Return the weeks that the rows of a table belong to."""
        return {week for (week,) in self.engine.execute(f"SELECT DISTINCT week FROM {table}").fetchall()}

    def _one(self, sql: str) -> int:
        found = self.engine.execute(sql).fetchone()
        return int(found[0]) if found else 0


def waiting_parts(partner_id: int, kinds: Iterable[str] = WAITING) -> dict[str, list[CallPart]]:
    """Return the parts of rows whose customers were not known when they came, by kind."""
    return {kind: call_parts(partner_id, WAITING[kind]) for kind in kinds}
