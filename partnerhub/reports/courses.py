"""Charts about calls: courses over weeks with gaps and spikes, and one week's figures by endpoint type, day or feature."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from partnerhub.kit.dates import closed_weeks, last_closed_week
from partnerhub.metrics.declare import Metric
from partnerhub.pipeline.reader import Marts
from partnerhub.reports import querying
from partnerhub.reports.asking import ask
from partnerhub.reports.declare import Block, Report
from partnerhub.reports.shapes import Question, Row
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.calls import EndpointType, Feature

SHOWN, BEFORE = 8, 8
Found = tuple[list[Row], tuple[str, ...]]


def course(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    """Return the rows of a chart about calls, and what there is to say of them."""
    draw = {"weeks": _weeks, "endpoints": _endpoints, "days": _days, "features": _features}[block.courses]
    return draw(scope, report, block, question, marts)


def week_asked(question: Question, marts: Marts) -> date:
    """Return the week that a question is about: the one it names, else the last completed one."""
    return question.week or last_closed_week(marts.day)


def _weeks(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    weeks = closed_weeks(marts.day, SHOWN + BEFORE)
    sql = f'SELECT week AS "week", {_metrics(block)} FROM {_mart(block)} WHERE {_where(block, question)} GROUP BY week'
    found = {row["week"]: row for row in ask(scope, report, _mart(block), sql, question, marts)}
    rows = [_point(week, found.get(week), block, week in marts.call_weeks) for week in weeks]
    if block.column("spike"):
        _mark_spikes(rows, marts.built.settings["quality_least_calls"])
    return rows[-SHOWN:], _remarks(weeks[-SHOWN:], marts)


def _point(week: date, found: Row | None, block: Block, is_known: bool) -> Row:
    """Return a week's row: nothing where nothing was recorded, zero where it was and the caller's customers had none."""
    nothing = {metric.name: 0 if is_known and metric.formula.under == "" else None for metric in block.metrics}
    return {"week": week} | nothing | (found if found and is_known else {})


def _mark_spikes(rows: list[Row], least: int) -> None:
    """Tell for each week whether its poor share lies above what the eight weeks before make likely (a p-chart)."""
    for place, row in enumerate(rows):
        row["spike"], row["spike_limit"] = None, None
        limit = spike_limit(rows[max(0, place - BEFORE) : place], row, least)
        if limit is not None:
            row["spike_limit"], row["spike"] = limit, row["poor_share"] > limit


def spike_limit(before: Sequence[Row], row: Row, least: int) -> float | None:
    """Return mean + 3·√(p(1−p)/n) of the eight weeks before a week, or None where it cannot be judged."""
    rated = [week["good"] + week["poor"] for week in before if week["good"] is not None]
    now = (row["good"] or 0) + (row["poor"] or 0)
    if len(rated) < BEFORE or not sum(rated) or now < least:
        return None
    mean = sum(week["poor"] for week in before) / sum(rated)
    return float(mean + 3 * math.sqrt(mean * (1 - mean) / now))


def _remarks(weeks: Sequence[date], marts: Marts) -> tuple[str, ...]:
    """Return what is missing in the weeks and what was computed anew."""
    gaps = sum(week not in marts.call_weeks for week in weeks)
    built = {week: marts.call_weeks[week] for week in weeks if week in marts.call_weeks}
    thin = [week for week, one in built.items() if one.days_missing]
    again = [week for week, one in built.items() if one.version > 1]
    remarks = []
    if gaps:
        remarks.append(gettext("nothing was recorded in %(gaps)s of %(weeks)s weeks") % {"gaps": gaps, "weeks": len(weeks)})
    if thin:
        days = built[thin[-1]].days_missing
        remarks.append(
            ngettext(
                "%(days)s of 7 days of the week of %(week)s holds no record",
                "%(days)s of 7 days of the week of %(week)s hold no record",
                days,
            )
            % {"days": days, "week": thin[-1]}
        )
    return (*remarks, *computed_anew(again))


def computed_anew(weeks: Sequence[date]) -> list[str]:
    """Return what is said of weeks that late facts reached after they were closed; nothing of none."""
    if not weeks:
        return []
    if len(weeks) == 1:
        return [gettext("the week of %(week)s was computed anew after late facts") % {"week": weeks[0]}]
    told = {"weeks": len(weeks), "week": max(weeks)}
    return [gettext("%(weeks)s weeks were computed anew after late facts, the newest that of %(week)s") % told]


def _endpoints(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    return _by("endpoint_type", _order_of(list(EndpointType)), scope, report, block, question, marts), ()


def _features(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    """Return every feature, those that nobody used too: they are what is left to adopt."""
    found = {row["feature"]: row for row in _by("feature", _order_of(list(Feature)), scope, report, block, question, marts)}
    if week_asked(question, marts) not in marts.call_weeks or not _has_customers(scope, report, block, question, marts):
        return [], ()
    rows = [found.get(str(code), {"feature": str(code), "calls": 0, "users": 0}) for code in Feature]
    return sorted(rows, key=lambda row: -row["calls"]), ()


def _has_customers(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> bool:
    sql = f"SELECT count(*) AS customers FROM calling_day WHERE {block.segment.sql}"
    return bool(ask(scope, report, "calling_day", sql, question, marts)[0]["customers"])


def _days(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    """Return the seven days of a week, nothing on those without any record."""
    week = week_asked(question, marts)
    found = {row["day"]: row for row in _by("day", {}, scope, report, block, question, marts)}
    days = [week + timedelta(days=step) for step in range(7)]
    empty: Row = {metric.name: None for metric in block.metrics}
    return [found.get(day, {"day": day} | empty) for day in days], ()


def _order_of(codes: Sequence[str]) -> Mapping[Any, int]:
    return {str(code): place for place, code in enumerate(codes)}


def _by(
    name: str, order: Mapping[Any, int], scope: Scope, report: Report, block: Block, question: Question, marts: Marts
) -> list[Row]:
    week = week_asked(question, marts)
    sql = (
        f"SELECT {name}, {_metrics(block)} FROM {_mart(block)} WHERE week = DATE '{week}' AND {_where(block, question)} "
        f"GROUP BY {name}"
    )
    rows = ask(scope, report, _mart(block), sql, question, marts)
    return sorted(rows, key=lambda row: order.get(row[name], 0))


def _where(block: Block, question: Question) -> str:
    return querying.rows_sql(block, question)


def _metrics(block: Block) -> str:
    return ", ".join(f'{querying.value_sql(metric)} AS "{metric.name}"' for metric in block.metrics)


def _mart(block: Block) -> str:
    first: Metric = block.metrics[0]
    return first.mart
