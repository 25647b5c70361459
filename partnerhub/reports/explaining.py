"""Explains a number: what it means, what it was computed from, with which thresholds, and which rows it counts."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from partnerhub.metrics import calling, licenses, lines, quality, queues, weeks
from partnerhub.metrics.declare import Dimension, Metric
from partnerhub.pipeline.reader import Marts, open_day
from partnerhub.portfolio.selectors import customer_names
from partnerhub.reports import querying
from partnerhub.reports.answer import Unanswerable, narrowed, report_named
from partnerhub.reports.asking import ask
from partnerhub.reports.courses import week_asked
from partnerhub.reports.declare import Block, BlockKind, Column, Report
from partnerhub.reports.shapes import AnswerColumn, Question, Row
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.thresholds import Threshold


def _of_row(metric: Metric, name: str, column: str) -> Dimension:
    """Return what a single row brings to a metric, under the metric's label."""
    return Dimension(metric.label, metric.help, column, metric.unit, name)


MEASURED = (
    _of_row(quality.legs_good, "good", "good"), _of_row(quality.legs_poor, "poor", "poor"),
    _of_row(quality.legs_unrated, "unrated", "unrated"),
)  # fmt: skip
EVIDENCE = {
    "line_day": (
        lines.customer_id, lines.customer, lines.subscription_id, lines.kind, lines.product, lines.end_date,
        _of_row(licenses.total_licenses, "total", "total"), _of_row(licenses.assigned, "assigned", "assigned"),
        _of_row(licenses.used, "used", "used_7d"), lines.row_date,
    ),
    # Weekly rows carry no names; the records put them in below.
    "license_week": (
        replace(lines.customer_id, sql="customer_id"), replace(lines.customer, sql="NULL"), lines.week, lines.active_lines,
        _of_row(weeks.total, "total", "total"), _of_row(weeks.assigned, "assigned", "assigned"),
        _of_row(weeks.used, "used", "used_7d"),
    ),
    "customer_day": (lines.customer_id, lines.customer, lines.newest_row_date),
    "calling_day": (
        lines.customer_id, lines.customer, _of_row(calling.assigned, "assigned", "assigned"),
        _of_row(calling.active_users, "active_users", "active_users"), _of_row(calling.calls, "calls", "calls"),
        _of_row(quality.rated_calls, "rated_calls", "rated_calls"), _of_row(quality.poor_calls, "poor_calls", "poor_calls"),
        _of_row(queues.offered, "offered", "offered"), _of_row(queues.abandoned, "abandoned", "abandoned"),
    ),
    "call_week": (
        lines.customer_id, lines.customer, lines.week, _of_row(calling.assigned, "assigned", "assigned"),
        _of_row(calling.active_users, "active_users", "active_users"), _of_row(calling.calls, "calls", "calls"),
        _of_row(quality.rated_calls, "rated_calls", "rated_calls"), _of_row(quality.poor_calls, "poor_calls", "poor_calls"),
    ),
    "endpoint_week": (lines.customer_id, lines.customer, lines.week, quality.endpoint_type, *MEASURED),
    "quality_day": (lines.customer_id, lines.customer, quality.day, quality.endpoint_type, *MEASURED),
    "feature_week": (
        lines.customer_id, lines.customer, lines.week, queues.feature, _of_row(queues.feature_calls, "calls", "calls"),
        _of_row(queues.feature_users, "users", "users"),
    ),
}  # fmt: skip
PAGE = 50


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one number."""

    report: Report
    block: Block
    block_title: str
    column: AnswerColumn
    value: Any
    formula: str
    over: Any
    under: Any
    population: str
    thresholds: tuple[tuple[Threshold, int], ...]
    settings_version: int
    as_of: date
    built_at: str
    mart: str
    columns: tuple[AnswerColumn, ...]
    rows: tuple[Row, ...]
    total_rows: int


def explain(scope: Scope, report_name: str, block_name: str, column_name: str, question: Question) -> Explanation:
    """Return the explanation of one column of a block: of the whole block, or of the row that the question narrows it to.

    Raise Unanswerable for unknown names, Forbidden without the permission, MartsMissing for a day that was not built.
    """
    report = report_named(report_name)
    scope.require(report.needs)
    block = report.block(block_name)
    column = block.column(column_name) if block else None
    if block is None or column is None:
        raise Unanswerable(
            gettext("report %(name)s has no number %(number)s")
            % {"name": report.name, "number": f"{block_name}/{column_name}"}
        )
    marts = open_day(scope, question.on)
    question = narrowed(scope, question)
    settings = marts.built.settings
    alone = _narrowed(block, column)
    if block.courses:
        question = replace(question, week=week_asked(question, marts))
    value, over, under = _values(scope, report, alone, column, question, marts)
    columns, rows, total = _rows(scope, report, alone, column, question, marts)
    segment = column.segment if isinstance(column, Metric) and column.segment else block.segment
    return Explanation(
        report, block, querying.with_values(block.title, settings),
        querying.described(column, settings),
        value, column.formula.said(gettext) if isinstance(column, Metric) else "", over, under,
        querying.with_values(segment.help, settings),
        tuple((threshold, settings[threshold.name]) for threshold in querying.thresholds_of(alone)),
        marts.built.settings_version, marts.day, marts.built.built_at, _mart(alone, column), columns, rows, total,
    )  # fmt: skip


def _narrowed(block: Block, column: Column) -> Block:
    """Return the block with nothing but the number in it, so that its rows and thresholds are those of the number."""
    shown = (column,) if isinstance(column, Metric) else block.show
    return replace(block, show=shown, detail=())


def _mart(block: Block, column: Column) -> str:
    if isinstance(column, Metric):
        return column.mart
    return block.metrics[0].mart


def _values(
    scope: Scope, report: Report, block: Block, column: Column, question: Question, marts: Marts
) -> tuple[Any, Any, Any]:
    """Return the number, and for a ratio the two sums it was divided from."""
    if isinstance(column, Dimension):
        return None, None, None
    over, under = column.formula.over or "NULL", column.formula.under or "NULL"
    shown = [querying.value_sql(column), querying.among(over, column.segment), querying.among(under, column.segment)]
    named = ", ".join(f"{sql} AS {name}" for sql, name in zip(shown, ("value", "over", "under"), strict=True))
    sql = f"SELECT {named} FROM {column.mart} WHERE {_condition(block, column, question)}"
    row = ask(scope, report, column.mart, sql, question, marts)[0]
    return row["value"], row["over"], row["under"]


def _condition(block: Block, column: Column, question: Question) -> str:
    if isinstance(column, Metric) and column.mart == "customer_day":
        return " AND ".join(["true", *querying.of_customer(question)])
    condition = querying.rows_sql(block, question)
    if isinstance(column, Metric) and column.segment:
        condition += f" AND ({column.segment.sql})"
    return condition + _of_chart(block, _mart(block, column), question)


def _of_chart(block: Block, mart: str, question: Question) -> str:
    """Return the condition for the one point of a chart that is asked about."""
    if block.kind is not BlockKind.CHART:
        return ""
    condition = " AND week = $week"
    if question.endpoint and mart in {"endpoint_week", "quality_day"}:
        condition += " AND endpoint_type = $endpoint"
    if question.feature and mart == "feature_week":
        condition += " AND feature = $feature"
    return condition + (" AND day = $on_day" if question.on_day and mart == "quality_day" else "")


def _rows(
    scope: Scope, report: Report, block: Block, column: Column, question: Question, marts: Marts
) -> tuple[tuple[AnswerColumn, ...], tuple[Row, ...], int]:
    """Return the rows of the mart that the number counts, by customer."""
    mart = _mart(block, column)
    evidence = EVIDENCE[mart]
    names = ", ".join(f'{shown.sql} AS "{shown.name}"' for shown in evidence)
    order = "customer_id" if mart == "license_week" else "customer_order, customer_id"
    sql = (
        f'SELECT {names}, count(*) OVER () AS "all rows" FROM {mart} WHERE {_condition(block, column, question)} '
        f"ORDER BY {order} LIMIT $limit OFFSET $offset"
    )
    rows = ask(scope, report, mart, sql, replace(question, limit=question.limit or PAGE), marts)
    total = rows[0]["all rows"] if rows else 0
    for row in rows:
        del row["all rows"]
    if mart == "license_week":
        _put_names(scope, report, rows)
    columns = tuple(AnswerColumn(shown.name, gettext(shown.label), shown.unit) for shown in evidence)
    return columns, tuple(rows), total


def _put_names(scope: Scope, report: Report, rows: list[Row]) -> None:
    """Replace the keys that weekly rows carry by the customers' ids and names as the records have them."""
    known = customer_names(scope, report.needs, [row["customer_id"] for row in rows])
    for row in rows:
        row["customer_id"], row["customer"] = known.get(row["customer_id"], ("", ""))
