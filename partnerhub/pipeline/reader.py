"""The only way to read a mart. Every query runs behind a fence that shows it the caller's customers and no others.

The files of a day are attached read-only under a random name to an engine that can open nothing else; a query that
forgets the fence cannot name the table. This guards against forgetting, not against hostile SQL: no text of a user ever
becomes SQL here, values travel as parameters.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.kit.dates import closed_weeks
from partnerhub.pipeline import manifest
from partnerhub.pipeline.call_weeks import MARTS, empty_marts
from partnerhub.pipeline.engine import NO_DOWNLOADS, code_version, quoted
from partnerhub.pipeline.manifest import BuiltCallWeek, BuiltDay, Manifest, MartsMissing
from partnerhub.pipeline.rolling import InProcess
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

MOST_WEEKS = 52
CALL_WEEKS = 16  # the eight that are shown, and the eight before them that a spike is told by
KEPT_OPEN = 4

_open: OrderedDict[tuple[int, int, str], "Marts"] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Marts:
    """The marts of one partner as of one built day, opened for questions."""

    partner_id: int
    day: date
    built: BuiltDay
    weeks: Mapping[date, int]  # closed weeks on hand → their version; above 1 means computed anew after late facts
    call_weeks: Mapping[date, BuiltCallWeek]  # closed weeks in which calls were recorded, the newest ones
    engine: duckdb.DuckDBPyConnection
    tables: Mapping[str, str]  # mart → SQL that names its rows, to be fenced before use

    def ask(
        self, scope: Scope, needs: Permission, mart: str, sql: str, parameters: Mapping[str, object] | None = None, *,
        only: int | None = None, among: Collection[int] | None = None,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return the rows of a query over one mart, restricted to customers on which the caller holds a permission.

        `only` restricts them further to one customer, `among` to some. The query names the mart plainly and its parameters
        as $name. Raise ValueError when it is anything but one SELECT.
        """
        if scope.partner_id != self.partner_id:
            raise MartsMissing(gettext("these marts belong to another partner"))
        scope.require(needs)
        reach = scope.customer_ids(needs) if only is None else scope.held_among(needs, (only,))
        values = dict(parameters or {})
        fence = ""
        if reach is not None:
            values["fence"] = list(reach)
            fence = " WHERE customer_id IN (SELECT unnest($fence::INTEGER[]))"
        if among is not None:
            values["among"] = list(among)
            fence += f"{' AND' if fence else ' WHERE'} customer_id IN (SELECT unnest($among::INTEGER[]))"
        cursor = self.engine.cursor()
        try:
            cursor.execute(_one_select(cursor, f"WITH {mart} AS (SELECT * FROM {self.tables[mart]}{fence}) {sql}"), values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            cursor.close()


def _one_select(cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the statement in a text. An engine in memory would carry out any second one, and keep what it leaves behind."""
    statements = cursor.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ValueError("a question to the marts is one SELECT")
    return statements[0]


def newest_day(scope: Scope) -> date | None:
    """Return the newest day that was built for the caller's partner, today at the latest."""
    return manifest.load(scope.partner_id).newest_day(clock.today())


def open_day(scope: Scope, on: date | None = None) -> Marts:
    """Return the marts as of a day, by default the newest built one. Raise MartsMissing with the command that mends it."""
    known = manifest.load(scope.partner_id)
    day = on or known.newest_day(clock.today())
    if day is None:
        raise MartsMissing(gettext("nothing was built yet: run `hub build`"))
    if day.isoformat() not in known.days:
        raise MartsMissing(gettext("%(day)s was not built: run `hub build --as-of %(day)s`") % {"day": day})
    if known.days[day.isoformat()].code != code_version():
        text = gettext("%(day)s was built by another version of the hub: run `hub build --as-of %(day)s`")
        raise MartsMissing(text % {"day": day})
    # A folder that was deleted and built again counts from 1 once more, but no two builds write files of one name.
    key = (scope.partner_id, known.number, known.days[day.isoformat()].files["line_day"])
    with _lock:
        if key not in _open:
            _open[key] = _attach(scope.partner_id, known, day)
            while len(_open) > KEPT_OPEN:
                _open.popitem(last=False)
        _open.move_to_end(key)
        return _open[key]


def _attach(partner_id: int, known: Manifest, day: date) -> Marts:
    folder = manifest.folder_of(partner_id)
    built = known.days[day.isoformat()]
    engine = duckdb.connect(config={"memory_limit": "512MB", "threads": 2, **NO_DOWNLOADS})
    weeks = [week for week in closed_weeks(day, MOST_WEEKS) if week.isoformat() in known.weeks]
    try:
        tables = {mart: f"{_attached(engine, folder / name)}.{mart}" for mart, name in built.files.items()}
        files = {week: _attached(engine, folder / known.weeks[week.isoformat()].file) for week in weeks}
        calls = _call_weeks(known, day)
        tables |= _call_tables(engine, folder, calls, tables["calling_day"])
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute("SET temp_directory = ''")
        engine.execute("SET enable_external_access = false")
        # Without external access alone the engine would still read what is attached, and write beside it, by path.
        engine.execute("SET disabled_filesystems = 'LocalFileSystem'")
        engine.execute("SET lock_configuration = true")
    except duckdb.Error as wrong:
        reason = str(wrong).split("\n", 1)[0]
        text = gettext(
            "the marts of %(day)s cannot be read (%(reason)s): delete %(folder)s and run `hub build --as-of %(day)s`"
        )
        raise MartsMissing(text % {"day": day, "reason": reason, "folder": folder}) from None
    each = [f"SELECT DATE '{week}' AS week, * FROM {alias}.license_week" for week, alias in files.items()]
    tables["license_week"] = f"({' UNION ALL '.join(each)})" if each else f"({NO_WEEKS})"
    versions = {week: known.weeks[week.isoformat()].version for week in weeks}
    return Marts(partner_id, day, built, versions, calls, engine, tables)


def _call_weeks(known: Manifest, day: date) -> dict[date, BuiltCallWeek]:
    """Return the newest closed weeks of calls before a day, oldest first."""
    weeks = closed_weeks(day, CALL_WEEKS)
    return {week: known.call_weeks[week.isoformat()] for week in weeks if week.isoformat() in known.call_weeks}


def _call_tables(
    engine: duckdb.DuckDBPyConnection, folder: Path, weeks: Mapping[date, BuiltCallWeek], calling: str
) -> dict[str, str]:
    """Return SQL for the rows of calling customers in each weekly mart of calls, each with its week."""
    _make_empty(engine)
    lasting = {week: _attached(engine, folder / built.file) for week, built in weeks.items()}
    by_day = {week: _attached(engine, folder / built.days) for week, built in weeks.items() if built.days}
    tables = {}
    for mart in MARTS:
        aliases = by_day if mart == "quality_day" else lasting
        each = [f"SELECT DATE '{week}' AS week, * FROM {alias}.{mart}" for week, alias in aliases.items()]
        none = f"SELECT NULL::DATE AS week, * FROM no_{mart}"
        rows = " UNION ALL ".join(each) or none
        who = f"SELECT customer_id, customer_reference, customer, customer_order FROM {calling}"
        tables[mart] = f"(SELECT * FROM ({rows}) JOIN ({who}) USING (customer_id))"
    return tables


def _make_empty(engine: duckdb.DuckDBPyConnection) -> None:
    """Make tables with the columns of the weekly marts of calls, and no rows."""
    roller = InProcess(engine)
    empty_marts(roller)
    for mart in MARTS:
        engine.execute(f"CREATE TABLE no_{mart} AS {roller.result(mart)}")
    roller.close()


NO_WEEKS = (
    "SELECT NULL::DATE AS week, NULL::INTEGER AS customer_id, NULL::VARCHAR AS family, NULL::INTEGER AS known_lines, "
    "NULL::INTEGER AS active_lines, NULL::INTEGER AS used_lines, NULL::BIGINT AS total, NULL::BIGINT AS assigned, "
    "NULL::BIGINT AS used_7d, NULL::BIGINT AS assigned_unused, NULL::BIGINT AS available, NULL::BIGINT AS overage "
    "WHERE false"
)


def _attached(engine: duckdb.DuckDBPyConnection, path: object) -> str:
    """Attach a file read-only under a name that nobody can guess, and return the name."""
    alias = f"m{secrets.token_hex(8)}"
    engine.execute(f"ATTACH {quoted(str(path))} AS {alias} (READ_ONLY)")
    return alias
