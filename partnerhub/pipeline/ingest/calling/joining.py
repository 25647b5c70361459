"""Making the rows of a week: legs and media joined, marked, sorted, added up. A week that new rows touch is made anew."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from partnerhub.kit.dates import WEEK
from partnerhub.pipeline.call_parts import PARTIALS, ROWS, SAID, CallPart, call_parts, calls_of_parts, write_part
from partnerhub.pipeline.engine import query
from partnerhub.pipeline.ingest.calling.fresh import LEG, MEDIA, MEDIA_ID, Fresh
from partnerhub.pipeline.ingest.calling.meanings import LEG_WORDS, MEDIA_WORDS, key_of, learn_legs, learn_media

Progress = Callable[[str, int, int], None]
CALL_ID = SAID["call_id"]
CONNECTED = (
    "CASE WHEN answered IS NOT NULL THEN lower(answered) IN ('true', 'yes', '1', 't') "
    "ELSE coalesce(lower(answer_indicator) LIKE 'yes%', false) END"
)
NEAR = (
    "rid, customer_id, call_id, report_id, started_at, answered_at, seconds, is_connected, user_kind, is_queue, "
    "is_voicemail, is_agent, endpoint"
)
REPORT_KEY = "coalesce(report_id, leg_id)"
EVERYBODY = "true"
MOST_AT_ONCE = 2_000_000  # legs and measurements that fit into the stage's memory together
OF_PART = {name: f"m_{name}" for name in ("leg_id", "report_id", "correlation_id", "started_at", *MEDIA_WORDS, "extra")}
LIMITS = ("poor_loss_percent", "poor_jitter_ms", "poor_latency_ms", "poor_beyond", "quality_least_seconds")
USED_UP = ("leg", "media", "all_near", "near_leg", "media_resolved", "queue_outcome")  # once there is call_row
DEPENDS = {"queue_day": ("short_abandon_seconds",), "feature_part": (), "poor_call": LIMITS, "endpoint_day": LIMITS}


def made_with(source: str, settings: Mapping[str, int]) -> str:
    """Return the thresholds that a part depends on, as its ledger row names them."""
    names = DEPENDS.get(source.removeprefix("calls "), ("quality_least_seconds",))
    return "/".join(str(settings[name]) for name in names)


class Joiner:
    """Writes the weeks that new rows belong to."""

    def __init__(self, fresh: Fresh, settings: Mapping[str, int], progress: Progress) -> None:
        self.fresh = fresh
        self.engine = fresh.engine
        self.partner_id = fresh.partner_id
        self.settings = settings
        self.progress = progress
        self.old: dict[date, list[CallPart]] = {}

    def write(self, also: Sequence[date] = ()) -> tuple[list[CallPart], set[date]]:
        """Write every week with new rows, and return the new parts and the weeks whose older parts they replace.

        `also` names weeks that are made anew although nothing new belongs to them.
        """
        weeks = self.fresh.weeks("fresh_leg") | self.fresh.weeks("fresh_media")
        around = {week + WEEK * step for week in (*weeks, *also) for step in (-2, -1, 0, 1, 2)}
        for part in call_parts(self.partner_id, ROWS, weeks=around):
            self.old.setdefault(part.week, []).append(part)
        replaced = {week for week in weeks if self._touches(week)} | {week for week in also if week in self.old}
        for week in weeks:
            replaced |= {near for near in (week - WEEK, week + WEEK) if near not in replaced and self._reaches(week, near)}
        made: list[CallPart] = []
        every = sorted(weeks | replaced)
        for number, week in enumerate(every):
            self.progress("joining weeks", number, len(every))
            made += self._week(week, replaced=week in replaced)
        return made, replaced

    def _touches(self, week: date) -> bool:
        """Say whether new rows belong to calls, or measure legs, that the week has already."""
        if week not in self.old:
            return False
        old = calls_of_parts(self.old[week], "customer_id, call_id, report_id, m_report_id, m_leg_id")
        return self._any(
            f"SELECT 1 FROM {old} o WHERE "
            f"(customer_id, call_id) IN (SELECT customer_id, {CALL_ID} FROM fresh_leg WHERE week = DATE '{week}') OR "
            f"(customer_id, call_id) IN (SELECT customer_id, {self._media_call()} FROM fresh_media "
            f"WHERE week = DATE '{week}') OR "
            f"report_id IN (SELECT {REPORT_KEY} FROM fresh_media WHERE week = DATE '{week}') OR "
            f"coalesce(m_report_id, m_leg_id) IN (SELECT report_id FROM fresh_leg WHERE week = DATE '{week}')"
        )

    def _reaches(self, week: date, near: date) -> bool:
        """Say whether new legs of a week change what a queue call or a measurement of the week beside it comes to."""
        if near not in self.old:
            return False
        names = "customer_id, call_id, is_queue, needs_leg, m_report_id, m_leg_id"
        return self._any(
            f"SELECT 1 FROM {calls_of_parts(self.old[near], names)} o WHERE (is_queue = 1 OR needs_leg = 1) AND ("
            f"(customer_id, call_id) IN (SELECT customer_id, {CALL_ID} FROM fresh_leg WHERE week = DATE '{week}') OR "
            f"coalesce(m_report_id, m_leg_id) IN (SELECT report_id FROM fresh_leg WHERE week = DATE '{week}'))"
        )

    def _media_call(self) -> str:
        return f"coalesce(correlation_id, 'report ' || {REPORT_KEY})"

    def _any(self, sql: str) -> bool:
        return self.engine.execute(f"{sql} LIMIT 1").fetchone() is not None

    def _week(self, week: date, *, replaced: bool) -> Iterator[CallPart]:
        """Make one week's rows and yield the parts they are written to: some customers at a time, as memory allows."""
        for whose in self._slices(week, replaced=replaced):
            yield from self._slice(week, whose, replaced=replaced)

    def _slices(self, week: date, *, replaced: bool) -> Iterator[str]:
        """Yield conditions that share out the customers of a week, in their order. No call is one of two customers."""
        each = [f"SELECT customer_id FROM {fresh} WHERE week = DATE '{week}'" for fresh in ("fresh_leg", "fresh_media")]
        if replaced:
            each.append(f"SELECT customer_id FROM {calls_of_parts(self.old[week], 'customer_id')}")
        counted = f"SELECT customer_id, count(*) FROM ({' UNION ALL '.join(each)}) GROUP BY 1 ORDER BY 1"
        first, last, size = 0, 0, 0
        for customer, rows in self.engine.execute(counted).fetchall():
            if size and size + rows > MOST_AT_ONCE:
                yield f"customer_id BETWEEN {first} AND {last}"
                first, size = customer, 0
            last, size = customer, size + rows
        yield f"customer_id >= {first}" if first else EVERYBODY

    def _slice(self, week: date, whose: str, *, replaced: bool) -> Iterator[CallPart]:
        self._fill_legs(week, whose, replaced=replaced)
        self._fill_media(week, whose, replaced=replaced)
        self._fill_near(week, whose)
        chosen = {"quality_least_seconds": self.settings["quality_least_seconds"]}
        for table in ("media_resolved", "queue_outcome", "call_row"):
            self.engine.execute(f"CREATE OR REPLACE TABLE {table} AS {query('warehouse', table, chosen)}")
        self.engine.execute("; ".join(f"DROP TABLE {table}" for table in USED_UP))  # sorting needs the memory
        yield self._part(ROWS, week, query("warehouse", "call_kept", {}))
        for partial in PARTIALS:
            sql = query("warehouse", partial, self.settings)
            yield self._part(f"calls {partial}", week, f"SELECT * FROM ({sql}) ORDER BY ALL")

    def _part(self, source: str, week: date, sql: str) -> CallPart:
        return write_part(self.engine, self.partner_id, source, week, sql, made_with(source, self.settings))

    def _fill_legs(self, week: date, whose: str, *, replaced: bool) -> None:
        """Let raw_leg stand for the week's legs as they came, numbered, and make of it what all else is made of: leg."""
        old = self._old_legs([week], whose) if replaced else ""
        self._number("raw_leg", "rid", LEG, f"fresh_leg WHERE week = DATE '{week}'", old, whose)
        if old:
            learn_legs(self.engine, "raw_leg")
        self._mean_legs("raw_leg", "leg")

    def _number(self, name: str, number: str, columns: Sequence[str], fresh: str, old: str, whose: str) -> None:
        """Let a name stand for new rows and old ones, numbered. New ones alone stay where they are."""
        names = ", ".join((*columns, "customer_id"))
        rows = f"SELECT rid AS {number}, {names} FROM {fresh} AND {whose}"
        if old:
            self.engine.execute(f"CREATE OR REPLACE TABLE all_of_{name} AS SELECT {names} FROM ({rows}) UNION ALL {old}")
            rows = f"SELECT rowid AS {number}, {names} FROM all_of_{name}"
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")

    def _old_legs(self, weeks: Sequence[date], whose: str) -> str:
        """Return SQL for the legs that the lake has of some weeks and customers, or an empty text."""
        names = ", ".join((*LEG, "customer_id"))
        parts = list(chain.from_iterable(self.old.get(week, []) for week in weeks))
        rows = calls_of_parts(parts, f"{names}, is_leg") if parts else ""
        return f"SELECT {names} FROM {rows} WHERE is_leg = 1 AND {whose}" if parts else ""

    def _mean_legs(self, raw: str, table: str) -> None:
        self.engine.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT rid, customer_id, {CALL_ID} AS call_id, report_id, user_key, "
            f"started_at, answered_at, seconds, ({CONNECTED})::TINYINT AS is_connected, m.user_kind, m.is_queue, "
            "m.is_voicemail, m.is_agent, m.endpoint, m.features, m.id AS words, "
            "CASE WHEN m.is_queue = 1 THEN coalesce(user_name, user_key, 'unknown') END AS queue "
            f"FROM {raw} r JOIN leg_meaning m ON m.key = {key_of(LEG_WORDS, 'r.')}"
        )

    def _fill_media(self, week: date, whose: str, *, replaced: bool) -> None:
        """Do the same for what was measured: raw_media, and media."""
        old = ""
        if replaced:
            given = ", ".join(f"{OF_PART.get(name, name)} AS {name}" for name in (*MEDIA, "customer_id"))
            read = ", ".join(OF_PART.get(name, name) for name in (*MEDIA, "customer_id", "has_media"))
            old = f"SELECT {given} FROM {calls_of_parts(self.old[week], read)} WHERE has_media = 1 AND {whose}"
        self._number("raw_media", "mid", MEDIA, f"fresh_media WHERE week = DATE '{week}'", old, whose)
        if old:
            learn_media(self.engine, "raw_media")
        self.engine.execute(
            f"CREATE OR REPLACE TABLE media AS SELECT mid, customer_id, correlation_id, started_at, packet_loss, jitter, "
            f"latency, media_seconds, {MEDIA_ID} AS media_id, {REPORT_KEY} AS report_key, m.endpoint, m.id AS words, "
            "(m.endpoint IS NULL OR r.correlation_id IS NULL)::TINYINT AS needs_leg "
            f"FROM raw_media r JOIN media_meaning m ON m.key = {key_of(MEDIA_WORDS, 'r.')}"
        )

    def _fill_near(self, week: date, whose: str) -> None:
        """Make leg_near: the week's legs, and from the weeks beside it those of calls that cannot be judged without them."""
        names = ", ".join((*LEG, "customer_id"))
        beside = [week - WEEK, week + WEEK]
        days = ", ".join(f"DATE '{day}'" for day in beside)
        each = [f"SELECT {names} FROM fresh_leg WHERE week IN ({days}) AND {whose}", self._old_legs(beside, whose)]
        self.engine.execute(
            "CREATE OR REPLACE TEMP TABLE wanted AS SELECT DISTINCT customer_id, call_id, NULL::VARCHAR AS report_id "
            "FROM leg WHERE is_queue = 1 UNION "
            "SELECT customer_id, correlation_id, report_key FROM media WHERE needs_leg = 1"
        )
        self.engine.execute(
            f"CREATE OR REPLACE TABLE all_near AS SELECT * FROM ({' UNION ALL '.join(filter(None, each))}) r WHERE "
            f"(customer_id, {CALL_ID}) IN (SELECT customer_id, call_id FROM wanted WHERE call_id IS NOT NULL) OR "
            "(customer_id, report_id) IN (SELECT customer_id, report_id FROM wanted WHERE report_id IS NOT NULL)"
        )
        self.engine.execute("CREATE OR REPLACE VIEW raw_near AS SELECT -1 - rowid AS rid, * FROM all_near")
        learn_legs(self.engine, "raw_near")
        self._mean_legs("raw_near", "near_leg")
        self.engine.execute(
            f"CREATE OR REPLACE VIEW leg_near AS SELECT {NEAR}, 1 AS in_week FROM leg UNION ALL "
            f"SELECT {NEAR}, 0 AS in_week FROM near_leg"
        )
