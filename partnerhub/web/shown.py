"""Blocks of an answer made ready for templates: tiles, tables and the trend, with every text and link finished."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext

from partnerhub.metrics.declare import Dimension, Metric
from partnerhub.reports.declare import BlockKind, Look, Tile, Together
from partnerhub.reports.shapes import AnswerColumn, BlockAnswer, Freshness, Row
from partnerhub.terms.thresholds import BY_NAME
from partnerhub.terms.units import Unit
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.sparks import Spark
from partnerhub.web.state import SIZES, TableState

TRIAL_WORDS = "Enterprise Trial"
CHANGES = {"assignment_change", "usage_change"}

Explain = Callable[..., str]  # (column, **narrowing) → address of the explanation


@dataclass(frozen=True, slots=True)
class ShownTile:
    """One big number, a second figure below it, and where it is explained."""

    label: str
    value: str
    exact: str
    help: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it sorts by, and how the rows are sorted now."""

    label: str
    help: str
    numeric: bool
    url: str = ""
    part_url: str = ""
    aria_sort: str = "none"
    series: str = ""
    line: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `kind` says how it is drawn; the rest is what is drawn."""

    kind: str
    text: str
    exact: str = ""
    url: str = ""
    second: str = ""
    trend: str = ""
    bar: Bar | None = None
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader of a table is, and where the other pages are."""

    first: int
    last: int
    total: str
    previous: tuple[str, str] | None
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block, whatever its kind, ready to be drawn."""

    name: str
    title: str
    kind: str
    fresh: str
    stale: bool
    rules: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    empty: str = ""
    tiles: tuple[ShownTile, ...] = ()
    heads: tuple[Head, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    pager: Pager | None = None
    finding: str = ""
    state: TableState = field(default_factory=TableState)
    has_long_terms: bool = False
    sizes: tuple[int, ...] = SIZES
    sideways: bool = False
    marks: tuple[tuple[str, str, str], ...] = ()  # (what stands out, why, where it leads)


@dataclass(frozen=True, slots=True)
class Links:
    """How the addresses of one block are made."""

    explain: Explain
    customer: Callable[[str], str]
    turned: Callable[[TableState], tuple[str, str]]  # (address of the page, address of the part) with the table turned


def shown_block(answer: BlockAnswer, links: Links, state: TableState) -> ShownBlock:
    """Return a block ready to be drawn."""
    fresh = answer.freshness
    head: dict[str, Any] = {
        "name": answer.name,
        "title": answer.title,
        "kind": str(answer.kind),
        "fresh": _fresh(fresh) if fresh else "",
        "stale": bool(fresh and fresh.current < fresh.of),
        "rules": tuple(
            (gettext(BY_NAME[name].label), figures.threshold(BY_NAME[name], value))
            for name, value in answer.settings.items()
        ),
        "notes": answer.notes,
        "empty": gettext(answer.block.empty) if answer.block else "",
        "state": state,
    }
    draw = {BlockKind.KPIS: _kpis, BlockKind.TABLE: _table, BlockKind.CHART: _chart}[answer.kind]
    return ShownBlock(**head, **draw(answer, links, state))


def _fresh(fresh: Freshness) -> str:
    told = {"current": figures.count(fresh.current), "of": figures.count(fresh.of)}
    return ngettext("%(current)s of %(of)s customer current", "%(current)s of %(of)s customers current", fresh.of) % told


def _kpis(answer: BlockAnswer, links: Links, state: TableState) -> dict[str, Any]:
    assert answer.block is not None
    row, columns = answer.rows[0], {column.name: column for column in answer.columns}
    tiles = []
    for shown in answer.block.show:
        main = shown.main if isinstance(shown, Tile) else shown
        assert isinstance(main, Metric)
        column = columns[main.name]
        beside = _beside(columns[shown.beside.name], row) if isinstance(shown, Tile) else ""
        value = figures.written(column, row[main.name], on_tile=True)
        exact = figures.exact(column, row[main.name]) if row[main.name] is not None else gettext("nothing to measure")
        tiles.append(ShownTile(column.label, value, exact, column.help, beside, links.explain(main.name)))
    return {"tiles": tuple(tiles)}


def _beside(column: AnswerColumn, row: Row) -> str:
    value = figures.written(column, row[column.name], on_tile=True)
    if column.name == "managed_customers":
        return gettext("of %(number)s managed") % {"number": value}
    return f"{value} {column.label}" if column.unit is Unit.RATIO else f"{column.label}: {value}"


def _table(answer: BlockAnswer, links: Links, state: TableState) -> dict[str, Any]:
    assert answer.block is not None
    shown = [part for part in answer.block.show if getattr(part, "name", "") != "customer_id"]
    columns = {column.name: column for column in answer.columns}
    heads = tuple(_head(part, columns, answer, links, state) for part in shown)
    rows = tuple(tuple(_cell(part, columns, row, links) for part in shown) for row in answer.rows)
    return {
        "heads": heads,
        "rows": rows,
        "pager": pager_of(answer, links, state),
        "has_long_terms": answer.name == "renewing",
    }


def _head(part: Any, columns: dict[str, AnswerColumn], answer: BlockAnswer, links: Links, state: TableState) -> Head:
    name = part.columns[0].name if isinstance(part, Together) else part.name
    sort_by = part.columns[-1].name if isinstance(part, Together) and part.look is Look.SHARE else name
    column = columns[name]
    label = gettext(part.label) if isinstance(part, Together) else column.label
    assert answer.block is not None
    plain = answer.block.sort if not answer.block.descending else f"-{answer.block.sort}"
    now = state.sort or plain
    turned = f"-{sort_by}" if now == sort_by else sort_by
    url, part_url = links.turned(state.changed(sort=turned))
    direction = "ascending" if now == sort_by else "descending" if now == f"-{sort_by}" else "none"
    help_text = "; ".join(columns[c.name].help for c in part.columns) if isinstance(part, Together) else column.help
    return Head(label, help_text, column.unit.is_number and not _is_bar(part), url, part_url, direction)


def _is_bar(part: Any) -> bool:
    return isinstance(part, Together) and part.look is Look.BAR


def _cell(part: Any, columns: dict[str, AnswerColumn], row: Row, links: Links) -> Cell:
    if _is_bar(part):
        bar = bar_of(row["total"], row["assigned"], row["used"], row["row_date"], derived=bool(row["used_is_derived"]))
        return Cell("bar", bar.summary, bar=bar, url=_explained(links, "used", row))
    if isinstance(part, Together):
        number, share = (columns[column.name] for column in part.columns)
        text, second = figures.written(number, row[number.name]), figures.written(share, row[share.name])
        return Cell("share", text, figures.exact(share, row[share.name]), _explained(links, share.name, row), second)
    if isinstance(part, Dimension):
        return _dimension_cell(part.name, columns[part.name], row, links)
    value = row[part.name]
    if part.name in CHANGES:
        trend = "none" if not value else "up" if value > 0 else "down"
        return Cell("change", figures.change(value), url=_explained(links, part.name, row), trend=trend)
    column = columns[part.name]
    return Cell("number", figures.written(column, value), figures.exact(column, value), _explained(links, part.name, row))


def _explained(links: Links, column: str, row: Row) -> str:
    return links.explain(column, subscription=row["subscription_id"])


def _dimension_cell(name: str, column: AnswerColumn, row: Row, links: Links) -> Cell:
    value = row[name]
    if name == "customer":
        return Cell("link", value, row["customer_id"], links.customer(row["customer_id"]))
    if name == "subscription_id":
        return Cell("trial", TRIAL_WORDS, value) if row["kind"] == "trial" else Cell("id", value, value)
    if column.unit is Unit.MONTHS:
        exact = row.get("end_date") or row.get("added_date")
        return Cell(
            "number", figures.months(value), _months(value, figures.day(exact)) if exact and value is not None else ""
        )
    exact = figures.day(row.get("end_date") or row.get("added_date")) if column.unit is Unit.DAYS else ""
    return Cell("number" if column.unit.is_number else "text", figures.written(column, value), exact)


def _months(value: int, day: str) -> str:
    return ngettext("%(n)s month; %(day)s", "%(n)s months; %(day)s", value) % {"n": figures.count(value), "day": day}


def pager_of(answer: BlockAnswer, links: Links, state: TableState) -> Pager:
    """Return where a reader of a table is, and where its other pages are."""
    pages = max(1, -(-answer.total_rows // state.size))
    page = min(state.page, pages)
    first = (page - 1) * state.size + 1 if answer.total_rows else 0
    previous = links.turned(state.changed(page=page - 1)) if page > 1 else None
    following = links.turned(state.changed(page=page + 1)) if page < pages else None
    last = first + len(answer.rows) - 1 if answer.rows else 0
    return Pager(first, last, figures.count(answer.total_rows), previous, following)


SERIES = {
    "used": "--hub-used",
    "assigned_unused": "--hub-unused",
    "available": "--hub-available",
    "overage": "--hub-overage",
}


def _chart(answer: BlockAnswer, links: Links, state: TableState) -> dict[str, Any]:
    heads = tuple(
        Head(column.label, column.help, column.unit.is_number, series=SERIES.get(column.name, ""))
        for column in answer.columns
    )
    rows = tuple(tuple(_weekly_cells(answer, row, links)) for row in answer.rows)
    return {"heads": heads, "rows": rows, "finding": _finding(answer.rows)}


def _weekly_cells(answer: BlockAnswer, row: Row, links: Links) -> Iterator[Cell]:
    for column in answer.columns:
        value = row[column.name]
        if column.name == "week":
            yield Cell("week", figures.day(value), str(value))
        else:
            url = links.explain(column.name, week=row["week"]) if value is not None else ""
            yield Cell("number", figures.written(column, value), "" if value is None else str(value), url)


def _finding(rows: Sequence[Row]) -> str:
    """Return what the trend shows, in one sentence."""
    known = [row for row in rows if row["total"]]
    if not known:
        return gettext("No license rows are known for these weeks.")
    last, first = known[-1], known[0]
    told = {"week": figures.day(last["week"]), "total": figures.count(last["total"]), "before": figures.day(first["week"])}
    if last["used"] is None:
        return gettext("In the week of %(week)s an unknown share of %(total)s licenses were used.") % told
    told["share"] = figures.percent(last["used"] / last["total"], 0)
    if len(known) == 1 or first["used"] is None:
        return gettext("In the week of %(week)s %(share)s of %(total)s licenses were used.") % told
    points = last["used"] / last["total"] * 100 - first["used"] / first["total"] * 100
    return _moved(points) % (told | {"n": round(abs(points))})


def _moved(points: float) -> str:
    """Return the sentence for a share that went up, went down or stayed, still without its figures."""
    size = round(abs(points))
    if not size:
        return gettext(
            "In the week of %(week)s %(share)s of %(total)s licenses were used, as much as in the week of %(before)s."
        )
    if points > 0:
        return ngettext(
            "In the week of %(week)s %(share)s of %(total)s licenses were used, "
            "%(n)s point more than in the week of %(before)s.",
            "In the week of %(week)s %(share)s of %(total)s licenses were used, "
            "%(n)s points more than in the week of %(before)s.",
            size,
        )
    return ngettext(
        "In the week of %(week)s %(share)s of %(total)s licenses were used, "
        "%(n)s point less than in the week of %(before)s.",
        "In the week of %(week)s %(share)s of %(total)s licenses were used, "
        "%(n)s points less than in the week of %(before)s.",
        size,
    )
