"""Puts a compiled query to the marts: behind the caller's fence, with the values of the question and the thresholds."""

from collections.abc import Mapping

from partnerhub.pipeline.reader import Marts
from partnerhub.reports import querying
from partnerhub.reports.declare import Report
from partnerhub.reports.shapes import Question, Row
from partnerhub.tenancy.scope import Scope


def ask(scope: Scope, report: Report, mart: str, sql: str, question: Question, marts: Marts) -> list[Row]:
    """Return the rows of a query over one mart."""
    values: Mapping[str, object] = querying.values_of(question, marts.day, marts.built.settings)
    text, bound = querying.bound(sql, values)
    return marts.ask(scope, report.needs, mart, text, bound, only=question.customer, among=question.among)
