"""Builds the marts of one partner for one day: records and lake in, files and a new manifest out.

What is already built from the same facts is skipped. A build that is killed changes nothing: its files count only once
the manifest names them, and the next build removes them.
"""

import csv
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from django.conf import settings

from partnerhub.kit import clock
from partnerhub.kit.files import only_one
from partnerhub.pipeline import lake, manifest
from partnerhub.pipeline.call_parts import calls_seen
from partnerhub.pipeline.call_weeks import CallWeeks, Facts, users_sql
from partnerhub.pipeline.calling_day import CallingDay
from partnerhub.pipeline.engine import code_version, full_disk_told, open_engine, query
from partnerhub.pipeline.ingest.calling.arriving import join_arrived, rejoin_stale
from partnerhub.pipeline.ingest.due import bring_due_rows
from partnerhub.pipeline.manifest import BuiltDay, Manifest
from partnerhub.pipeline.output import Output
from partnerhub.pipeline.sources import portfolio as records
from partnerhub.pipeline.weeks import WeekBuilder, dirty_weeks, fingerprint, weeks_until
from partnerhub.portfolio import snapshot
from partnerhub.portfolio.facts import Lines
from partnerhub.portfolio.records import facts_version
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.services import refresh_statuses, store_derived_use
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.thresholds import Settings

DAYS_KEPT = 8
WEEK = timedelta(days=7)

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: `skipped` when everything was there already; `weeks` counts the weeks it computed."""

    day: date
    skipped: bool
    weeks: int = 0


def build(scope: Scope, on: date, *, progress: Progress = silent) -> Outcome:
    """Judge today's statuses, snapshot the records, and bring the marts of a day and of all weeks before it up to date.

    Building another day than today leaves the statuses in the records alone. Raise TimeoutError when another import
    or build of the same partner does not end.
    """
    progress("waiting for its turn", 0, 0)
    with only_one(settings.HOME / "work" / f"partner-{scope.partner_id}.lock"), full_disk_told():
        if on == clock.today():
            progress("judging statuses", 0, 0)
            bring_due_rows(scope, on)
            refresh_statuses(scope, on=on)
            join_arrived(scope, progress)
            rejoin_stale(scope, settings_in_force(scope).complete()["call_weeks_kept"], progress)
        known = manifest.load(scope.partner_id)
        in_force = settings_in_force(scope)
        parts = lake.parts_of(scope.partner_id, lake.LICENSES)
        inputs = _inputs_of(scope, on, in_force, parts)
        built = known.days.get(on.isoformat())
        if built and built.inputs == inputs:
            outcome = Outcome(on, skipped=True)
        else:
            manifest.remove_garbage(scope.partner_id, known)
            with _engine(scope.partner_id) as (engine, folder):
                outcome = Build(scope, on, known, in_force, parts, engine, folder, progress).run(inputs)
        lake.remove_garbage(scope.partner_id)  # of weeks that are no longer kept in detail, and of a build that was killed
        return outcome


def _inputs_of(scope: Scope, on: date, in_force: Settings, parts: list[lake.Part]) -> str:
    """Return a digest of everything a day's figures depend on."""
    seen = [part.generation for part in parts if part.day <= on]
    seen += calls_seen(scope.partner_id, on)
    live = on == clock.today()
    return fingerprint(code_version(), facts_version(scope), in_force.version, snapshot.catalogue_digest(scope), seen, live)


@contextmanager
def _engine(partner_id: int) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    folder = settings.HOME / "work" / f"build-{partner_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    engine = open_engine(folder / "spill", file=folder / "build.duckdb")  # the records of a million need no memory there
    try:
        yield engine, folder
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Build:
    """One build under way."""

    scope: Scope
    on: date
    manifest: Manifest
    settings: Settings
    parts: list[lake.Part]
    engine: duckdb.DuckDBPyConnection
    folder: Path
    progress: Progress

    def run(self, inputs: str) -> Outcome:
        """Do the steps in order and swap the new manifest in."""
        output = Output(self.engine, manifest.folder_of(self.scope.partner_id))
        self._take_snapshot()
        weeks = WeekBuilder(self.engine, output, self.manifest, self.parts, code_version())
        closed = self._close_weeks(output, weeks) + self._close_call_weeks(output)
        self.progress("judging the day", 0, 0)
        weeks.state_on(self.on)
        self._fill_day_tables()
        files = {
            mart: output.mart(mart, self.on, query("marts", mart, {"on": self.on, **self.settings.complete()}))
            for mart in ("line_day", "customer_day")
        }
        files["calling_day"] = CallingDay(self.engine, output, self.manifest, self.on).write()
        self._note_day(inputs, files)
        manifest.swap_in(self.scope.partner_id, self.manifest)
        return Outcome(self.on, skipped=False, weeks=closed)

    def _take_snapshot(self) -> None:
        """Load the records as they are now; today's are kept in the lake."""
        self.progress("reading the records", 0, 0)
        for table in records.TABLES:
            self._fill(table.name, table.columns, table.rows(self.scope))
        self.engine.execute(f"CREATE TABLE state_span AS {query('warehouse', 'state_span', {})}")
        self.engine.execute(f"CREATE TABLE active_span AS {query('warehouse', 'active_span', {})}")
        if self.on == clock.today():
            lake.keep_snapshot(self.engine, self.scope.partner_id, self.on, [table.name for table in records.TABLES])

    def _close_weeks(self, output: Output, weeks: WeekBuilder) -> int:
        self.engine.execute(
            "CREATE TABLE span_now AS SELECT a.subscription_id, a.customer_id, a.first_day, a.last_day "
            "FROM active_span a JOIN subscription s ON s.id = a.id WHERE NOT s.is_own"
        )
        families = fingerprint(snapshot.catalogue_digest(self.scope))
        known = weeks_until(self.parts[0].day, self.on) if self.parts else []
        comparable = self.manifest.terms if self.manifest.families == families else ""
        every = [date.fromisoformat(week) for week in self.manifest.weeks]
        dirty = dirty_weeks(self.engine, output, comparable, sorted({*known, *every}))
        built = weeks.bring_up_to(self.on, dirty, self.progress)
        for week in (dirty - set(known)) & set(every):  # after this day; the next build that reaches them redoes them
            stale = replace(self.manifest.weeks[week.isoformat()], lines_inputs="")
            self.manifest.weeks[week.isoformat()] = stale
        self.manifest.terms = output.parquet("terms", self.on, "SELECT * FROM span_now")
        self.manifest.families = families
        return built

    def _close_call_weeks(self, output: Output) -> int:
        own = self.engine.execute("SELECT id FROM customer WHERE is_own ORDER BY id").fetchall()
        facts = Facts(self.settings.complete(), fingerprint(own), code_version())
        calls = CallWeeks(self.engine, output, self.manifest, self.scope.partner_id, facts, self.folder)
        return calls.bring_up_to(self.on, self.progress)

    def _derive_use(self) -> None:
        """Make the table of licenses used as calls show it, and let the records have today's."""
        for name, days in (("users_7d", 7), ("users_90d", 90)):
            sql = users_sql(self.scope.partner_id, self.on - timedelta(days=days), self.on - timedelta(days=1))
            nobody = "SELECT NULL::INTEGER AS customer_id, NULL::BIGINT AS users WHERE false"
            self.engine.execute(f"CREATE TABLE {name} AS {sql or nobody}")
        self.engine.execute(f"CREATE TABLE call_use AS {query('warehouse', 'call_use', {})}")
        if self.on == clock.today():
            found = self.engine.execute("SELECT subscription_id, product, used_7d, used_90d FROM call_use").fetchall()
            store_derived_use(self.scope, found)

    def _fill_day_tables(self) -> None:
        """Make the inputs of the day's marts: terms as of the day, rows of a week ago, derived use, statuses."""
        self.engine.execute(f"CREATE TABLE subscription_on AS {query('warehouse', 'subscription_on', {'on': self.on})}")
        before = [part for part in self.parts if part.day == self.on - WEEK]
        self.engine.execute(f"CREATE TABLE week_ago AS SELECT * FROM {lake.rows_sql(before)}")
        self._fill("holder_use", records.HOLDER_USE, snapshot.holder_use(self.scope, self.on))
        self._derive_use()
        self.progress("judging statuses", 0, 0)
        live = self.on == clock.today()
        rows = snapshot.stored_statuses(self.scope) if live else snapshot.statuses(self.scope, self.on, self._lines_of)
        self._fill("customer_status", records.CUSTOMER_STATUS, rows)

    def _lines_of(self, subscription_ids: list[int]) -> Lines:
        """Return the license lines of some subscriptions as they were known on the day."""
        found = self.engine.execute(
            "SELECT s.id, l.product, l.total, l.assigned FROM line_state l JOIN subscription s USING (subscription_id) "
            "JOIN product p ON p.code = l.product WHERE p.counts_for_overage AND s.id IN (SELECT unnest($ids))",
            {"ids": subscription_ids},
        ).fetchall()
        lines: dict[int, list[tuple[str, int, int]]] = {}
        for id_, product, total, assigned in found:
            lines.setdefault(id_, []).append((product, total, assigned))
        return {id_: tuple(rows) for id_, rows in lines.items()}

    def _fill(self, name: str, columns: dict[str, str], rows: Iterable[tuple[object, ...]]) -> None:
        """Make a table of rows. By way of a file, since the engine takes Python rows only one by one."""
        path = self.folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(columns)
            writer.writerows(rows)
        self.engine.execute(f"CREATE TABLE {name} AS SELECT * FROM {lake.csv_sql(path, columns)}")
        path.unlink()

    def _note_day(self, inputs: str, files: dict[str, str]) -> None:
        before = self.manifest.days.get(self.on.isoformat())
        built = BuiltDay(
            inputs, files, self.settings.version, self.settings.complete(), clock.now().isoformat(),
            before.version + 1 if before else 1, code_version(),
        )  # fmt: skip
        self.manifest.days[self.on.isoformat()] = built
        for day in _past_keeping(self.manifest):
            del self.manifest.days[day]


def _past_keeping(known: Manifest) -> list[str]:
    """Return the days that are neither among the newest nor lately built; they can be built again at any time."""
    newest = max(date.fromisoformat(day) for day in known.days)
    old = clock.now() - timedelta(days=DAYS_KEPT)
    return [
        day
        for day, built in known.days.items()
        if date.fromisoformat(day) < newest - timedelta(days=DAYS_KEPT) and datetime.fromisoformat(built.built_at) < old
    ]
