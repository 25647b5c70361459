"""From a declared block to one query over one mart. Names come from declarations, values travel as parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from string import Template

from django.utils.translation import gettext

from partnerhub.kit.dates import closed_weeks
from partnerhub.kit.words import sort_name
from partnerhub.metrics.declare import Empty, Metric, Segment
from partnerhub.reports.declare import Block, Column
from partnerhub.reports.shapes import AnswerColumn, Question, as_column
from partnerhub.terms.thresholds import BY_NAME, THRESHOLDS, Threshold
from partnerhub.terms.units import Unit

Query = tuple[str, dict[str, object]]
IN_ORDER = 'min(customer_order) AS "customer order"'  # the name as words of two languages are ordered
PARAMETER = re.compile(r"\$([a-z_0-9]+)")


def bound(sql: str, values: Mapping[str, object]) -> Query:
    """Return a query with just the parameters that it names."""
    return sql, {name: values[name] for name in dict.fromkeys(PARAMETER.findall(sql))}


def values_of(question: Question, on: date, settings: Mapping[str, int]) -> dict[str, object]:
    """Return everything a query may name: the thresholds in force, the day, and what was asked for."""
    return {
        **settings, "on": on, "family": question.product.upper(), "search": question.search.strip().lower(),
        "search_name": sort_name(question.search.strip()),
        "kind": question.kind.upper(), "customer": question.customer, "subscription": question.subscription,
        "limit": question.limit, "offset": question.offset, "week": question.week, "endpoint": question.endpoint,
        "feature": question.feature, "on_day": question.on_day,
        "people": int(question.people), "everyone": int(question.everyone),
    }  # fmt: skip


def value_sql(metric: Metric) -> str:
    """Return the SQL of a metric's value: zero or nothing when there is nothing to count, as declared."""
    sql = among(metric.formula.sql, metric.segment)
    return f"coalesce({sql}, 0)" if metric.empty is Empty.ZERO else sql


def among(sql: str, segment: Segment | None) -> str:
    """Return a formula whose aggregates count only the rows of a segment, if it has one of its own."""
    return sql.replace("{where}", f" FILTER (WHERE {segment.sql})" if segment else "")


def rows_sql(block: Block, question: Question) -> str:
    """Return the condition that chooses the rows of a block, for what was asked."""
    conditions = [f"({block.segment.sql})", *of_customer(question)]
    if block.toggled:
        conditions.append("family = $family")
    if question.subscription:
        conditions.append("subscription_id = $subscription")
    if question.endpoint and block.courses == "days":
        conditions.append("endpoint_type = $endpoint")
    if block.metrics and block.metrics[0].mart == "call_week" and not block.courses:
        conditions.append("week = $week")
    return " AND ".join(conditions)


def of_customer(question: Question) -> list[str]:
    """Return the condition on any mart that leaves the one customer that was asked for, if one was."""
    return [] if question.customer is None else ["customer_id = $customer"]


def kpis_query(mart: str, metrics: Sequence[Metric], block: Block, question: Question) -> str:
    """Return the query for single numbers over one mart: one row."""
    where = rows_sql(block, question) if mart == block.metrics[0].mart else " AND ".join(["true", *of_customer(question)])
    if len(metrics) > 1 and all(metric.formula.counts == "customer_id" for metric in metrics):
        return _customers_query(mart, metrics, where)
    shown = [f'{value_sql(metric)} AS "{metric.name}"' for metric in metrics]
    if any(metric.needs_use for metric in metrics):
        shown += ['sum(used_lines) AS "known lines"', 'count(*) AS "all lines"']
    return f"SELECT {', '.join(shown)} FROM {mart} WHERE {where}"


def _customers_query(mart: str, metrics: Sequence[Metric], where: str) -> str:
    """Return the query for several counts of customers: each customer is looked at once for all of them."""
    found = [f'bool_or({metric.segment.sql if metric.segment else "true"}) AS "{metric.name}"' for metric in metrics]
    counted = [f'count(*) FILTER ("{metric.name}") AS "{metric.name}"' for metric in metrics]
    return f"SELECT {', '.join(counted)} FROM (SELECT {', '.join(found)} FROM {mart} WHERE {where} GROUP BY customer_id)"


def table_query(block: Block, question: Question) -> str:
    """Return the query for rows: one for each combination of dimensions, with the number of all rows beside each."""
    dimensions = [f'{dimension.sql} AS "{dimension.name}"' for dimension in block.dimensions]
    metrics = [f'{value_sql(metric)} AS "{metric.name}"' for metric in block.metrics]
    names = ", ".join(str(place) for place in range(1, len(dimensions) + 2))
    mart = block.metrics[0].mart
    grouped = (
        f'SELECT customer_id AS "customer key", {", ".join(dimensions + metrics)}, {IN_ORDER} FROM {mart} '
        f"WHERE {rows_sql(block, question)}{_table_filters(block, question)} GROUP BY {names}"
    )
    paging = " LIMIT $limit OFFSET $offset" if question.limit is not None else ""
    counted = f'SELECT *, count(*) OVER () AS "all rows" FROM ({grouped})'
    return f"SELECT * FROM ({counted}) ORDER BY {_order(block, question)}{paging}"


def _table_filters(block: Block, question: Question) -> str:
    filters = ""
    if question.search.strip():
        searched = ["customer_reference"] + (["subscription_id"] if block.column("subscription_id") else [])
        ids = "".join(f" OR contains(lower({column}), $search)" for column in searched)
        filters += f" AND (contains(customer_order, $search_name){ids})"
    if question.kind:
        filters += " AND kind = $kind"
    if question.long_terms:
        filters += " AND term_days > $near_days"
    return filters


def _order(block: Block, question: Question) -> str:
    column = block.column(question.sort) if question.sort else None
    descending = question.descending if column else block.descending
    first = column.name if column else block.sort
    direction = "DESC" if descending else "ASC"
    by = f'"{first}"'
    if first == "customer":
        by = '"customer order"'
    elif column and column.unit is Unit.TEXT:
        by = f'lower("{first}")'
    last = "" if column or not block.last else f"({block.last}) ASC, "
    tie = "subscription_id" if block.column("subscription_id") else "customer_id"
    return f'{last}{by} {direction} NULLS LAST, "customer order", "{tie}"'


def chart_query(block: Block, question: Question, on: date) -> str:
    """Return the query for a course over time: one row for each closed week, empty where no line is known."""
    asked = closed_weeks(on, question.weeks)
    weeks = ", ".join(f"(DATE '{week}')" for week in asked)
    metrics = ", ".join(f'{value_sql(metric)} AS "{metric.name}"' for metric in block.metrics)
    mart = block.metrics[0].mart
    return (
        f'SELECT w.week AS "week", m.* EXCLUDE (week) FROM (VALUES {weeks}) w(week) LEFT JOIN '
        f'(SELECT week, {metrics}, sum(known_lines) AS "known lines" FROM {mart} '
        f"WHERE week BETWEEN DATE '{asked[0]}' AND DATE '{asked[-1]}' AND {rows_sql(block, question)} GROUP BY week"
        ") m ON m.week = w.week ORDER BY w.week"
    )


def thresholds_of(block: Block) -> tuple[Threshold, ...]:
    """Return the thresholds that decide what a block counts, in the order of their declaration."""
    segments = [block.segment, *(metric.segment for metric in block.metrics if metric.segment)]
    named = {threshold.name for segment in segments for threshold in segment.thresholds}
    for metric in block.metrics:
        named |= {name for name in PARAMETER.findall(f"{metric.formula.sql} {metric.help}") if name in BY_NAME}
    return tuple(threshold for threshold in THRESHOLDS if threshold.name in named)


def with_values(text: str, settings: Mapping[str, int]) -> str:
    """Return a declared text in the reader's language, with the values of the thresholds that it names."""
    return Template(gettext(text)).safe_substitute({name: str(value) for name, value in settings.items()})


def described(column: Column, settings: Mapping[str, int]) -> AnswerColumn:
    """Return a declared column as answers describe it, with the values of the thresholds that it names."""
    return replace(as_column(column, label_of(column, settings)), help=with_values(column.help, settings))


def label_of(column: Column, settings: Mapping[str, int]) -> str:
    """Return a column's label in the reader's language, with the values of the thresholds that it names."""
    return with_values(column.label, settings)
