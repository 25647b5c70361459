"""Analytics > Subscriptions: the page, each of its blocks as an address of its own, explanations and exports."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.portfolio.selectors import ids_of_references
from partnerhub.reports.answer import Unanswerable, answer, report_named
from partnerhub.reports.declare import Block, BlockKind
from partnerhub.reports.explaining import Explanation, explain
from partnerhub.reports.exporting import CHOICES, exported, words_of
from partnerhub.reports.querying import with_values
from partnerhub.reports.shapes import Answer, AnswerColumn, Question
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import Family
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.request import Request
from partnerhub.web.shown import Links, ShownBlock, shown_block
from partnerhub.web.state import PageState, TableState, page_state, state_behind, table_state

NAME = "subscriptions"
EXPLAINED_AT_ONCE = 25
KINDS = {"subscription": mark("subscription"), "trial": mark("trial")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands on the page: shown at once, or loaded by itself from its own address."""

    block: Block
    title: str
    shown: ShownBlock | None
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks."""

    title: str
    anchor: str
    toggled: bool
    places: tuple[Place, ...]


def subscriptions(request: Request, scope: Scope) -> HttpResponse:
    """Show the page: the numbers at once, tables and chart as parts that load by themselves, or all with ?full=1."""
    state = page_state(request.GET)
    report = report_named(NAME)
    at_once = tuple(block.name for block in report.blocks if state.full or block.kind is BlockKind.KPIS)
    try:
        answers = _answers(scope, state, at_once)
    except MartsMissing as missing:
        return render(request, "pages/nothing_built.html", {"reason": str(missing)}, status=503)
    context = {
        "report": report,
        "state": state,
        "as_of": figures.day(answers.as_of),
        "version": answers.settings_version,
        "toggle": [_choice(product, state) for product in Family.publics()],
        "sections": list(_sections(answers, state)),
        "exports": [(words_of(form), _export_url(state, form)) for form in CHOICES],
        "weeks": [(weeks, _page_url(replace(state, weeks=weeks)), weeks == state.weeks) for weeks in (13, 26, 52)],
        "full_url": _page_url(replace(state, full=True)),
    }
    return render(request, "pages/subscriptions.html", context)


def _answers(scope: Scope, state: PageState, names: tuple[str, ...]) -> Answer:
    """Return the answer to several blocks: those with a state of their own are asked one by one."""
    plain = answer(scope, NAME, replace(state.question(), blocks=names))
    report = report_named(NAME)
    turned = {
        name: answer(scope, NAME, state.question(name)).blocks[0]
        for name in names
        if (block := report.block(name)) and block.kind is BlockKind.TABLE
    }
    return replace(plain, blocks=tuple(turned.get(block.name, block) for block in plain.blocks))


def _choice(product: str, state: PageState) -> tuple[str, str, bool]:
    return product.capitalize(), _page_url(replace(state, product=product)), product == state.product


def _sections(answers: Answer, state: PageState) -> Iterator[Section]:
    given = {block.name: block for block in answers.blocks}
    report = report_named(NAME)
    titles = {block.section: None for block in report.blocks}
    settings = answers.settings
    for number, title in enumerate(titles, start=1):
        blocks = [block for block in report.blocks if block.section == title]
        places = tuple(
            Place(
                block, with_values(block.title, settings),
                shown_block(given[block.name], _links(block.name, state), state.table(block.name))
                if block.name in given else None,
                _block_url(block.name, state, state.table(block.name)),
            )
            for block in blocks
        )  # fmt: skip
        yield Section(with_values(title, settings), f"section-{number}", blocks[0].toggled, places)


def subscriptions_block(request: Request, scope: Scope, block: str) -> HttpResponse:
    """Show one block: to htmx as a part of the page, to a browser as a page with just this block."""
    report = report_named(NAME)
    if report.block(block) is None:
        raise Http404
    turned = table_state(request.GET)
    asked = page_state(request.GET)
    state = replace(asked, tables={block: turned})
    try:
        found = answer(scope, NAME, state.question(block))
    except (MartsMissing, Unanswerable) as wrong:
        return in_words(wrong)
    behind = state_behind(request.htmx.current_url, block, turned) if request.htmx else state
    behind = replace(behind, product=asked.product, weeks=asked.weeks, as_of=asked.as_of)
    own_page = not request.htmx
    links = _links(block, behind, own_page=own_page)
    shown = shown_block(found.blocks[0], links, turned)
    context = {
        "report": report,
        "block": shown,
        "place_url": _block_url(block, behind, turned),
        "as_of": figures.day(found.as_of),
        "exports": [(words_of(form), _export_url(state, form, block)) for form in CHOICES],
        "weeks": [(weeks, _page_url(replace(behind, weeks=weeks)), weeks == asked.weeks) for weeks in (13, 26, 52)],
        "page_url": _page_url(behind),
        "hidden": [(name, value) for name, value in behind.parameters().items() if name != "full"],
    }
    if own_page:  # inside a template's blocks, `block` is the framework's word
        return render(request, "pages/subscriptions_block.html", context | {"shown": shown})
    response = render(request, "blocks/block.html", context)
    response["HX-Replace-Url"] = _page_url(behind)
    return response


def subscriptions_explain(request: Request, scope: Scope, block: str, column: str) -> HttpResponse:
    """Explain one number: in a drawer for htmx, as a page for a browser."""
    state = page_state(request.GET)
    page = table_state(request.GET).page
    question = replace(
        state.question(), subscription=request.GET.get("subscription", ""), week=_week(request.GET.get("week", "")),
        customer=customer_asked(scope, request.GET.get("customer", "")), limit=EXPLAINED_AT_ONCE,
        offset=(page - 1) * EXPLAINED_AT_ONCE,
    )  # fmt: skip
    try:
        found = explain(scope, NAME, block, column, question)
    except Unanswerable:
        raise Http404 from None
    except MartsMissing as missing:
        return in_words(missing)
    context = explanation_context(found, request, page)
    template = "pages/explain.html" + ("#explanation" if request.htmx else "")
    return render(request, template, context)


def customer_asked(scope: Scope, reference: str) -> int | None:
    """Return the key of the customer that an address names, if it names one. Raise OutOfReach."""
    return ids_of_references(scope, Permission.VIEW_ANALYTICS, [reference])[0] if reference else None


def _week(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def explanation_context(found: Explanation, request: Request, page: int) -> dict[str, object]:
    """Return what the page and the drawer of an explanation show."""
    columns = found.columns
    value = figures.written(found.column, found.value) if found.formula else ""
    exact = figures.exact(found.column, found.value) if found.value is not None else gettext("nothing to measure")
    more = found.total_rows > page * EXPLAINED_AT_ONCE
    query = request.GET.copy()
    query["page"] = str(page + 1)
    return {
        "found": found,
        "value": value,
        "exact": exact if found.formula else "",
        "division": (figures.count(found.over), figures.count(found.under)) if found.under is not None else None,
        "rules": [
            (gettext(t.label), figures.threshold(t, number), gettext(t.help), number != t.default)
            for t, number in found.thresholds
        ],
        "as_of": figures.day(found.as_of),
        "heads": columns,
        "rows": [[(_written(c, row[c.name]), c.unit.is_number) for c in columns] for row in found.rows],
        "total_rows": figures.count(found.total_rows),
        "next": f"?{query.urlencode()}" if more else "",
        "narrowed": request.GET.get("subscription") or request.GET.get("customer", ""),
    }


def _written(column: AnswerColumn, value: Any) -> str:
    """Return a value of a row that a number counts: a kind in words."""
    return gettext(KINDS[value]) if column.name == "kind" and value in KINDS else figures.written(column, value)


def subscriptions_export(request: Request, scope: Scope) -> HttpResponseBase:
    """Send the answer as a file: of one table as it is shown, of one whole block, or of everything."""
    state = page_state(request.GET)
    block = request.GET.get("block", "")
    question = state.question(*([block] if block else []))
    if block and request.GET.get("rows") == "shown":
        question = replace(state, tables={block: table_state(request.GET)}).question(block)
    else:
        question = replace(question, limit=None, offset=0)
    return export_response(scope, NAME, question, request.GET.get("format", "csv"))


def export_response(
    scope: Scope, report: str, question: Question, form: str, *, columns: Sequence[str] = ()
) -> HttpResponseBase:
    """Return the download of an answer to a question, or of some of its columns."""

    def found() -> Answer:
        whole = answer(scope, report, question)
        return whole.narrowed(columns) if columns else whole

    return download_of(found, form)


def download_of(found: Callable[[], Answer], form: str) -> HttpResponseBase:
    """Return an answer as a file. What cannot be exported is said in words, with status 422 or 503."""
    folder = Path(tempfile.mkdtemp(prefix="hub-export-"))
    try:
        name, media_type, pieces = exported(found(), form, folder)
    except Exception as wrong:
        shutil.rmtree(folder)
        if isinstance(wrong, Unanswerable | MartsMissing):
            return in_words(wrong)
        raise
    response = StreamingHttpResponse(Pieces(pieces, folder), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def in_words(wrong: Unanswerable | MartsMissing) -> HttpResponse:
    """Say what is wrong with a part of a page: 422 where the question is, 503 where the figures are missing."""
    status = 503 if isinstance(wrong, MartsMissing) else 422
    return HttpResponse(str(wrong), status=status, content_type="text/plain; charset=utf-8")


class Pieces:
    """The pieces of a download. Its folder goes when the answer is closed, read or not, or forgotten."""

    def __init__(self, pieces: Iterator[bytes], folder: Path) -> None:
        self.pieces = pieces
        self.close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces  # which keeps this, and so the folder, for as long as it is read


def _links(block: str, state: PageState, *, own_page: bool = False) -> Links:
    """Return how the addresses of a block are made, from the page or from the page that shows the block alone."""

    def explained(column: str, **narrowing: object) -> str:
        given = {name: str(value) for name, value in narrowing.items() if value}
        query = urlencode({**{k: v for k, v in state.parameters().items() if k in {"product", "as_of"}}, **given})
        return reverse("subscriptions_explain", args=[block, column]) + (f"?{query}" if query else "")

    def turned(table: TableState) -> tuple[str, str]:
        part = _block_url(block, state, table)
        return (
            part if own_page else _page_url(replace(state, tables=state.tables | {block: table})) + f"#block-{block}"
        ), part

    return Links(explained, lambda reference: reverse("customer", args=[reference]), turned)


def _page_url(state: PageState) -> str:
    query = state.query()
    return reverse(NAME) + (f"?{query}" if query else "")


def _block_url(block: str, state: PageState, table: TableState) -> str:
    query = urlencode({name: value for name, value in state.parameters().items() if name != "full"} | table.parameters())
    return reverse("subscriptions_block", args=[block]) + (f"?{query}" if query else "")


def _export_url(state: PageState, form: str, block: str = "") -> str:
    own = state.table(block).parameters() if block else {}
    parameters = {name: value for name, value in state.parameters().items() if name != "full"} | own | {"format": form}
    return f"{reverse('subscriptions_export')}?{urlencode(parameters | ({'block': block} if block else {}))}"
