"""Answers questions about reports: scope first, the marts as of one day, one query a block."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

import partnerhub.reports
from partnerhub.kit import clock
from partnerhub.kit.discovery import declared
from partnerhub.kit.words import in_a_row, nearest
from partnerhub.pipeline.reader import Marts, open_day
from partnerhub.portfolio.listing.line import Unreadable, read_line
from partnerhub.portfolio.listing.selectors import matching_ids
from partnerhub.reports import courses, customer_list, querying
from partnerhub.reports.asking import ask
from partnerhub.reports.declare import Block, BlockKind, Report
from partnerhub.reports.shapes import Answer, BlockAnswer, Freshness, Question, Row
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import Family


class Unanswerable(Exception):
    """The question names something that does not exist. The text says what does."""


class UnknownReport(Unanswerable):
    """No report has this name."""


def reports() -> dict[str, Report]:
    """Return every report by name: each is the REPORT of one file of this room."""
    return {report.name: report for _, _, report in declared(partnerhub.reports, Report)}


def report_named(name: str) -> Report:
    """Return a report. Raise Unanswerable naming the ones that exist."""
    known = reports()
    if name not in known:
        text = gettext('no report "%(name)s"; there are %(known)s.') % {
            "name": name,
            "known": in_a_row(known, gettext("and")),
        }
        raise UnknownReport(text + _hint(name, known))
    return known[name]


def _hint(name: str, known: Iterable[str]) -> str:
    found = nearest(name, known)
    return " " + gettext("Did you mean %(name)s?") % {"name": found} if found else ""


def answer(scope: Scope, name: str, question: Question) -> Answer:
    """Return a report's answer for the caller: its own customers only.

    Raise Unanswerable for unknown names, Forbidden without the permission, MartsMissing for a day that was not built.
    """
    report = report_named(name)
    scope.require(report.needs)
    blocks = _wanted(report, question)
    _check(report, question)
    if report.name == customer_list.REPORT.name:
        try:
            return customer_list.answer(scope, question)
        except Unreadable as unreadable:
            raise Unanswerable(unreadable.problem) from None
    marts = open_day(scope, question.on)
    question = narrowed(scope, question)
    sides = {block.toggled for block in blocks} if report.about_licenses else set()
    fresh = {toggled: freshness(scope, report, toggled, question, marts) for toggled in sides}
    answered = tuple(block_answer(scope, report, block, question, marts, fresh.get(block.toggled)) for block in blocks)
    product = question.product if report.toggle else None
    built = marts.built
    return Answer(
        report.name,
        gettext(report.title),
        marts.day,
        product,
        scope.partner_name,
        built.settings_version,
        answered,
        built.settings,
    )


def narrowed(scope: Scope, question: Question) -> Question:
    """Return the question restricted to the customers that its line of filters finds today. Raise Unanswerable."""
    if not question.line.strip():
        return question
    try:
        asked = read_line(question.line)
    except Unreadable as unreadable:
        raise Unanswerable(unreadable.problem) from None
    found = matching_ids(scope, on=clock.today(), asked=asked, needs=(Permission.VIEW_ANALYTICS,))
    return replace(question, among=tuple(found))


def _wanted(report: Report, question: Question) -> tuple[Block, ...]:
    known = {block.name: block for block in report.blocks}
    for name in question.blocks:
        if name not in known:
            told = {"report": report.name, "name": name, "known": in_a_row(known, gettext("and"))}
            text = gettext('report %(report)s has no block "%(name)s"; it has %(known)s.') % told
            raise Unanswerable(text + _hint(name, known))
    return tuple(known[name] for name in question.blocks) if question.blocks else report.blocks


def _check(report: Report, question: Question) -> None:
    if report.toggle and question.product not in Family.publics():
        told = {"name": question.product, "known": in_a_row(Family.publics(), gettext("or"))}
        raise Unanswerable(gettext('no product "%(name)s"; choose %(known)s') % told)
    if question.weeks not in {13, 26, 52}:
        raise Unanswerable(gettext("no trend over %(number)s weeks; choose 13, 26 or 52") % {"number": question.weeks})
    for block in _wanted(report, question) if question.sort and question.blocks else ():
        if block.column(question.sort) is None:
            names = [column.name for column in block.columns]
            told = {"block": block.name, "name": question.sort, "known": in_a_row(names, gettext("and"))}
            raise Unanswerable(gettext('block %(block)s has no column "%(name)s"; it has %(known)s') % told)


def block_answer(
    scope: Scope, report: Report, block: Block, question: Question, marts: Marts, fresh: Freshness | None
) -> BlockAnswer:
    """Return one block's values as of the day of the marts."""
    asked = {BlockKind.KPIS: _kpis, BlockKind.TABLE: _table, BlockKind.CHART: _chart}[block.kind]
    rows, notes = asked(scope, report, block, question, marts)
    settings = marts.built.settings
    keys = tuple(row.pop("customer key") for row in rows if "customer key" in row)
    total = rows[0]["all rows"] if rows and "all rows" in rows[0] else len(rows)
    for row in rows:
        row.pop("all rows", None)
        row.pop("customer order", None)
    return BlockAnswer(
        block, block.name, block.kind, querying.with_values(block.title, settings),
        tuple(querying.described(column, settings) for column in block.columns), tuple(rows), total,
        fresh,
        {threshold.name: settings[threshold.name] for threshold in querying.thresholds_of(block)}, notes, keys,
    )  # fmt: skip


Found = tuple[list[Row], tuple[str, ...]]


def _kpis(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    """Return one row of numbers, asked mart by mart, and how many lines' use is known where that matters."""
    row: Row = {}
    for mart in dict.fromkeys(metric.mart for metric in block.metrics):
        metrics = [metric for metric in block.metrics if metric.mart == mart]
        row |= ask(scope, report, mart, querying.kpis_query(mart, metrics, block, question), question, marts)[0]
    known, every = row.pop("known lines", None), row.pop("all lines", None)
    notes = (_known(known or 0, every),) if every and known != every else ()
    return [{column.name: row[column.name] for column in block.columns}], notes


def _known(known: int, every: int) -> str:
    told = {"known": number_format(known), "every": number_format(every)}
    return ngettext("use known for %(known)s of %(every)s line", "use known for %(known)s of %(every)s lines", every) % told


def _table(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    mart = block.metrics[0].mart
    rows = ask(scope, report, mart, querying.table_query(block, question), question, marts)
    if not rows and question.offset:  # past the end: show the first page rather than an empty one
        return _table(scope, report, block, replace(question, offset=0), marts)
    return rows, ()


def _chart(scope: Scope, report: Report, block: Block, question: Question, marts: Marts) -> Found:
    if block.courses:
        return courses.course(scope, report, block, question, marts)
    mart = block.metrics[0].mart
    rows = ask(scope, report, mart, querying.chart_query(block, question, marts.day), question, marts)
    gaps = sum(row.pop("known lines") is None for row in rows)
    notes = [_gaps(gaps, len(rows))] if gaps else []
    again = [week for week, version in marts.weeks.items() if version > 1 and week >= rows[0]["week"]]
    return rows, (*notes, *courses.computed_anew(again))


def _gaps(gaps: int, weeks: int) -> str:
    return ngettext(
        "%(gaps)s of %(weeks)s weeks lies before the first known row",
        "%(gaps)s of %(weeks)s weeks lie before the first known row",
        gaps,
    ) % {"gaps": gaps, "weeks": weeks}


def freshness(scope: Scope, report: Report, toggled: bool, question: Question, marts: Marts) -> Freshness:
    """Return how many customers with lines of the toggled product, or of both, have a row new enough to be current."""
    newest = f"newest_{question.product}_date" if toggled else "newest_row_date"
    where = " AND ".join(["true", *querying.of_customer(question)])
    current = f"count(*) FILTER ({newest} >= $on - $current_days)"
    sql = f"SELECT count({newest}) AS every, {current} AS current FROM customer_day WHERE {where}"
    row = ask(scope, report, "customer_day", sql, question, marts)[0]
    return Freshness(row["current"], row["every"])
