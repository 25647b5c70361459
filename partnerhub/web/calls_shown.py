"""Blocks about calls made ready for templates: tables with small courses in them, and charts by week, type or feature."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from partnerhub.metrics.declare import Dimension
from partnerhub.reports.declare import BlockKind
from partnerhub.reports.last_week import abandoned_level
from partnerhub.reports.shapes import AnswerColumn, BlockAnswer, Row
from partnerhub.terms.calls import ENDPOINT_LABELS, FEATURE_LABELS
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit
from partnerhub.web import figures
from partnerhub.web.call_findings import finding_of
from partnerhub.web.shown import Cell, Head, Links, ShownBlock, pager_of, shown_block
from partnerhub.web.sparks import spark_of
from partnerhub.web.state import TableState

# column → how the chart draws it: the color, and whether it is a line of percentages instead of a bar
SERIES = {
    "heavy": "--hub-used", "medium": "--hub-unused", "light": "--hub-light", "none": "--hub-available",
    "good": "--hub-used", "poor": "--hub-overage", "unrated": "--hub-available", "calls": "--hub-used",
}  # fmt: skip
LINES = {"poor_share": "--hub-bad"}
CHANGES = {"active_users_change", "poor_share_change", "abandoned_rate_change"}
BETTER_DOWN = {"poor_share_change", "abandoned_rate_change"}
CODES = {"endpoint_type": ENDPOINT_LABELS, "worst_endpoint_type": ENDPOINT_LABELS, "feature": FEATURE_LABELS}
ABANDONED = "abandoned_rate"
LEVELS = {"high": (mark("high"), "bad"), "watch": (mark("watch"), "watch"), "normal": (mark("normal"), "good")}
EARLY = {"trend", ABANDONED, *CHANGES}
SIDEWAYS = {"feature_usage", "quality_by_endpoint", "endpoints"}


@dataclass(frozen=True, slots=True)
class CallLinks:
    """How the addresses of one block about calls are made."""

    links: Links
    quality: Callable[..., str]  # (week, customer, endpoint) → the page on a week's quality
    week: str = ""


def shown_calls(answer: BlockAnswer, links: CallLinks, state: TableState) -> ShownBlock:
    """Return a block about calls ready to be drawn."""
    if answer.kind is BlockKind.KPIS:
        return _levelled(shown_block(answer, links.links, state), answer)
    if answer.kind is BlockKind.TABLE:
        answer = _courses_first(answer)
    plain = shown_block(replace(answer, kind=BlockKind.TABLE, rows=()), links.links, state)
    if answer.kind is BlockKind.TABLE:
        rows = tuple(tuple(_cells(answer, row, links)) for row in answer.rows)
        return replace(plain, rows=rows, pager=pager_of(answer, links.links, state))
    return replace(
        plain, kind="chart", heads=tuple(_heads(answer)), pager=None, finding=finding_of(answer),
        rows=tuple(tuple(_points(answer, row, links)) for row in answer.rows), sideways=answer.name in SIDEWAYS,
        marks=tuple(_marks(answer, links)),
    )  # fmt: skip


def _courses_first(answer: BlockAnswer) -> BlockAnswer:
    """Return a table with what is looked for right after the customer: a page has less room than an answer."""
    assert answer.block is not None
    early = [*answer.block.dimensions[:2], *(column for column in answer.block.columns if column.name in EARLY)]
    columns = tuple(dict.fromkeys([*early, *answer.block.columns]))
    known = {column.name: column for column in answer.columns}
    block = replace(answer.block, show=columns)
    return replace(answer, block=block, columns=tuple(known[column.name] for column in columns))


def _levelled(shown: ShownBlock, answer: BlockAnswer) -> ShownBlock:
    """Say beside the abandoned rate whether that is much."""
    rate = answer.rows[0].get(ABANDONED)
    word = level_of(rate, answer)[0]
    tiles = [replace(tile, beside=word) if tile.label == _label(answer, ABANDONED) else tile for tile in shown.tiles]
    return replace(shown, tiles=tuple(tiles))


def _label(answer: BlockAnswer, name: str) -> str:
    return next((column.label for column in answer.columns if column.name == name), "")


def level_of(rate: float | None, answer: BlockAnswer) -> tuple[str, str]:
    """Return (word, look) of an abandoned rate by the thresholds in force."""
    level = abandoned_level(rate, answer.settings)
    return (gettext(LEVELS[level][0]), LEVELS[level][1]) if level else ("", "")


def _cells(answer: BlockAnswer, row: Row, links: CallLinks) -> Iterator[Cell]:
    for column in answer.columns:
        if column.name != "customer_id":
            yield _cell(answer, column, row, links)


def _cell(answer: BlockAnswer, column: AnswerColumn, row: Row, links: CallLinks) -> Cell:
    value = row[column.name]
    url = links.links.explain(column.name, customer=row["customer_id"])
    if column.unit is Unit.SERIES:
        return _spark(answer, value)
    if answer.block and isinstance(answer.block.column(column.name), Dimension):
        return _named(column, row, links)
    if column.name in CHANGES:
        return _change(column, value, url)
    if column.name == ABANDONED:
        word, look = level_of(value, answer)
        return Cell("level", figures.written(column, value), figures.exact(column, value), url, second=word, trend=look)
    return Cell("number", figures.written(column, value), figures.exact(column, value), url)


def _named(column: AnswerColumn, row: Row, links: CallLinks) -> Cell:
    """Return the cell of what is no number: the customer, an endpoint type, whether something was derived."""
    value, customer = row[column.name], row["customer_id"]
    if column.name == "customer":
        return Cell("link", value, customer, links.links.customer(customer))
    if column.name in CODES:
        there = links.quality(week=links.week, customer=customer, endpoint=value) if value else ""
        return Cell("place", gettext(CODES[column.name].get(value, figures.NOTHING)), url=there)
    return Cell(
        "text", (gettext("derived") if value else "") if column.unit is Unit.BOOLEAN else figures.written(column, value)
    )


def _change(column: AnswerColumn, value: float | None, url: str) -> Cell:
    text = figures.change(int(value) if value is not None else None) if column.unit is Unit.COUNT else figures.points(value)
    good = "down" if column.name in BETTER_DOWN else "up"
    trend = "none" if not value or text.startswith("±") else "up" if value > 0 else "down"
    return Cell(
        "change", text, url=url, trend=trend, second="" if trend == "none" else "better" if trend == good else "worse"
    )


def _spark(answer: BlockAnswer, values: Sequence[float | None] | None) -> Cell:
    course = list(values or [])
    is_share = answer.name != "usage"
    written = [figures.percent(value) if is_share else figures.count(value) for value in course]
    return Cell("spark", written[-1] if written else figures.NOTHING, spark=spark_of(course, written))


def _heads(answer: BlockAnswer) -> Iterator[Head]:
    for column in answer.columns:
        drawn, line = SERIES.get(column.name, ""), LINES.get(column.name, "")
        yield Head(column.label, column.help, column.unit.is_number, series=drawn, line=line, hidden=column.name == "none")


def _points(answer: BlockAnswer, row: Row, links: CallLinks) -> Iterator[Cell]:
    named = {"week": row.get("week"), "endpoint": row.get("endpoint_type"), "feature": row.get("feature"),
             "on_day": row.get("day")}  # fmt: skip
    for place, column in enumerate(answer.columns):
        value = row[column.name]
        if place == 0:
            yield _first(answer, column, row, links)
        elif column.unit is Unit.BOOLEAN:
            yield Cell("text", gettext("spike") if value else figures.NOTHING if value is None else gettext("no"))
        else:
            exact = "" if value is None else str(value)
            url = links.links.explain(column.name, **named) if value is not None and column.name != "spike_limit" else ""
            yield Cell("number", figures.written(column, value), exact, url)


def _first(answer: BlockAnswer, column: AnswerColumn, row: Row, links: CallLinks) -> Cell:
    """Return the cell that names a point; it leads on to where the point comes from."""
    value = row[column.name]
    if column.name in CODES:
        url = links.quality(week=links.week, endpoint=value) if column.name == "endpoint_type" else ""
        return Cell("week", gettext(CODES[column.name].get(value, value)), value, url)
    url = links.quality(week=row["week"]) if answer.name == "quality_trend" and row["good"] is not None else ""
    return Cell("week", figures.day(value), str(value), url, second=gettext("spike") if row.get("spike") else "")


def _marks(answer: BlockAnswer, links: CallLinks) -> Iterator[tuple[str, str, str]]:
    """Yield (what, why, where to) for each spike of a course."""
    for row in answer.rows:
        if row.get("spike"):
            week = figures.day(row["week"])
            why = gettext(
                "%(share)s of the rated calls were poor; up to %(limit)s would be usual after the eight weeks before"
            ) % {"share": figures.percent(row["poor_share"], 2), "limit": figures.percent(row["spike_limit"], 2)}
            yield gettext("Spike in the week of %(week)s") % {"week": week}, why, links.quality(week=row["week"])
