"""Analytics > Calling engagement: the page, its blocks, its explanations and exports; and the page on one week's quality."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit.dates import last_closed_week, saturday_of
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.reports.answer import Unanswerable, answer, report_named
from partnerhub.reports.declare import Block, BlockKind
from partnerhub.reports.explaining import explain
from partnerhub.reports.exporting import CHOICES, words_of
from partnerhub.reports.shapes import Answer, BlockAnswer, Question
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.calls import ENDPOINT_LABELS
from partnerhub.web import figures
from partnerhub.web.call_state import CallState, call_state, call_state_behind
from partnerhub.web.calls_shown import CallLinks, shown_calls
from partnerhub.web.pages.analytics import EXPLAINED_AT_ONCE, customer_asked, explanation_context, export_response, in_words
from partnerhub.web.request import Request
from partnerhub.web.shown import Explain, Links, ShownBlock
from partnerhub.web.state import TableState, day_in, table_state

NAME, QUALITY = "calling", "calling_quality"
KEPT = {"line", "as_of", "people", "everyone", "week", "customer", "endpoint"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands on the page: shown at once, or loaded by itself from its own address."""

    block: Block
    title: str
    shown: ShownBlock | None
    url: str


def calling(request: Request, scope: Scope) -> HttpResponse:
    """Show the page: the numbers at once, charts and tables as parts that load by themselves, or all with ?full=1."""
    state = call_state(request.GET)
    report = report_named(NAME)
    at_once = tuple(block.name for block in report.blocks if state.full or block.kind is BlockKind.KPIS)
    try:
        answers = _answers(scope, state, at_once)
    except MartsMissing as missing:
        return render(request, "pages/nothing_built.html", {"reason": str(missing)}, status=503)
    except Unanswerable as wrong:
        state, problem = replace(state, line=""), str(wrong)
        answers = _answers(scope, state, at_once)
    else:
        problem = ""
    week = last_closed_week(answers.as_of)
    context = {
        "report": report,
        "state": state,
        "line": request.GET.get("line", ""),
        "problem": problem,
        "as_of": figures.day(answers.as_of),
        "version": answers.settings_version,
        "week": f"{figures.day(week)} – {figures.day(saturday_of(week))}",
        "sections": list(_sections(answers, state)),
        "exports": [(words_of(form), _export_url(state, form)) for form in CHOICES],
        "full_url": _page_url(replace(state, full=True)),
        "people_url": _page_url(replace(state, people=not state.people)),
        "everyone_url": _page_url(replace(state, everyone=not state.everyone)) + "#block-feature_usage",
        "hidden": _hidden(state, "line"),
    }
    return render(request, "pages/calling.html", context)


def _question(scope: Scope, state: CallState, *blocks: str) -> Question:
    """Return what a page asks. Raise OutOfReach for a customer who is not there or not the caller's."""
    return state.question(*blocks, customer=customer_asked(scope, state.customer))


def _answers(scope: Scope, state: CallState, names: tuple[str, ...]) -> Answer:
    """Return the answer to several blocks: tables, which have a state of their own, are asked one by one."""
    plain = answer(scope, NAME, replace(_question(scope, state), blocks=names))
    tables = [block.name for block in report_named(NAME).blocks if block.kind is BlockKind.TABLE and block.name in names]
    turned = {name: answer(scope, NAME, _question(scope, state, name)).blocks[0] for name in tables}
    return replace(plain, blocks=tuple(turned.get(block.name, block) for block in plain.blocks))


def _sections(answers: Answer, state: CallState) -> Iterator[tuple[str, str, list[Place]]]:
    """Yield (title, anchor, places of its blocks)."""
    given = {block.name: block for block in answers.blocks}
    report = report_named(NAME)
    for number, title in enumerate(dict.fromkeys(block.section for block in report.blocks), start=1):
        places = [
            Place(
                block, gettext(block.title),
                _shown(given[block.name], state, answers.as_of) if block.name in given else None,
                _block_url(block.name, state, state.table(block.name)),
            )
            for block in report.blocks if block.section == title
        ]  # fmt: skip
        yield gettext(title), f"section-{number}", places


def _shown(block: BlockAnswer, state: CallState, on: date, *, own_page: bool = False) -> ShownBlock:
    return shown_calls(block, _links(block.name, state, on, own_page=own_page), state.table(block.name))


def calling_block(request: Request, scope: Scope, block: str) -> HttpResponse:
    """Show one block: to htmx as a part of the page, to a browser as a page with just this block."""
    report = report_named(NAME)
    if report.block(block) is None:
        raise Http404
    turned = table_state(request.GET)
    asked = replace(call_state(request.GET), tables={block: turned})
    try:
        found = answer(scope, NAME, _question(scope, asked, block))
    except (MartsMissing, Unanswerable) as wrong:
        return in_words(wrong)
    behind = call_state_behind(request.htmx.current_url, block, turned) if request.htmx else asked
    behind = replace(asked, tables=behind.tables | {block: turned}, full=behind.full)
    own_page = not request.htmx
    context = {
        "report": report,
        "block": _shown(found.blocks[0], behind, found.as_of, own_page=own_page),
        "place_url": _block_url(block, behind, turned),
        "as_of": figures.day(found.as_of),
        "exports": [(words_of(form), _export_url(asked, form, block)) for form in CHOICES],
        "page_url": _page_url(behind),
        "hidden": _hidden(behind),
        "state": behind,
        "everyone_url": _page_url(replace(behind, everyone=not behind.everyone)) + "#block-feature_usage",
    }
    if own_page:
        return render(request, "pages/subscriptions_block.html", context | {"shown": context["block"]})
    response = render(request, "blocks/call_block.html", context)
    response["HX-Replace-Url"] = _page_url(behind)
    return response


def calling_explain(request: Request, scope: Scope, block: str, column: str) -> HttpResponse:
    """Explain one number: in a drawer for htmx, as a page for a browser."""
    state = call_state(request.GET)
    page = table_state(request.GET).page
    report = request.GET.get("report", NAME) if request.GET.get("report") in {NAME, QUALITY} else NAME
    question = replace(
        _question(scope, state), feature=request.GET.get("feature", ""), on_day=day_in(request.GET.get("on_day", "")),
        limit=EXPLAINED_AT_ONCE, offset=(page - 1) * EXPLAINED_AT_ONCE,
    )  # fmt: skip
    try:
        found = explain(scope, report, block, column, question)
    except Unanswerable:
        raise Http404 from None
    except MartsMissing as missing:
        return in_words(missing)
    context = explanation_context(found, request, page) | {"narrowed": state.customer}
    template = "pages/explain.html" + ("#explanation" if request.htmx else "")
    return render(request, template, context)


def calling_export(request: Request, scope: Scope) -> HttpResponseBase:
    """Send the answer as a file: of one table as it is shown, of one whole block, or of everything."""
    state = call_state(request.GET)
    block = request.GET.get("block", "")
    question = replace(_question(scope, state, *([block] if block else [])), limit=None, offset=0)
    if block and request.GET.get("rows") == "shown":
        question = _question(scope, replace(state, tables={block: table_state(request.GET)}), block)
    return export_response(scope, NAME, question, request.GET.get("format", "csv"))


def calling_quality(request: Request, scope: Scope) -> HttpResponse:
    """Show where a week's quality comes from: by customer, of one by endpoint type, of one by day."""
    state = call_state(request.GET)
    state = replace(state, tables={"customers": table_state(request.GET, "customers.")})
    try:
        found = {name: answer(scope, QUALITY, _asked(scope, state, name)) for name in ("customers", "endpoints", "days")}
    except (MartsMissing, Unanswerable) as wrong:
        return in_words(wrong)
    on = found["customers"].as_of
    week = state.week or last_closed_week(on)
    shown = {name: _shown_quality(one.blocks[0], replace(state, week=week), on) for name, one in found.items()}
    name = next((row["customer"] for row in found["customers"].blocks[0].rows if row["customer_id"] == state.customer), "")
    context = {
        "report": report_named(QUALITY),
        "state": state,
        "week": f"{figures.day(week)} – {figures.day(saturday_of(week))}",
        "as_of": figures.day(on),
        "back": gettext(report_named(NAME).title),
        "back_url": _page_url(CallState(line=state.line, as_of=state.as_of)),
        "customers": shown["customers"],
        "endpoints": shown["endpoints"],
        "days": shown["days"],
        "customer": name or state.customer,
        "endpoint": gettext(ENDPOINT_LABELS.get(state.endpoint, state.endpoint)),
        "customer_url": _quality_url(replace(state, week=week, customer="", endpoint="")),
        "endpoint_url": _quality_url(replace(state, week=week, endpoint="")),
        "place_url": reverse(QUALITY),
        "hidden": _hidden(replace(state, week=week)),
    }
    return render(request, "pages/calling_quality.html", context)


def _asked(scope: Scope, state: CallState, name: str) -> Question:
    week = state.week or _last_week(scope, state)
    return _question(scope, replace(state, week=week), name)


def _last_week(scope: Scope, state: CallState) -> date:
    return last_closed_week(answer(scope, QUALITY, replace(_question(scope, state), blocks=("endpoints",))).as_of)


def _shown_quality(block: BlockAnswer, state: CallState, on: date) -> ShownBlock:
    return shown_calls(block, _quality_links(block.name, state, on), state.table(block.name))


def _links(block: str, state: CallState, on: date, *, own_page: bool = False) -> CallLinks:
    """Return how the addresses of a block are made, from the page or from the page that shows the block alone."""

    def turned(table: TableState) -> tuple[str, str]:
        part = _block_url(block, state, table)
        page = _page_url(replace(state, tables=state.tables | {block: table})) + f"#block-{block}"
        return (part if own_page else page), part

    links = Links(_explain(NAME, block, state), lambda reference: reverse("customer", args=[reference]), turned)
    return CallLinks(links, _quality(state), last_closed_week(on).isoformat())


def _quality_links(block: str, state: CallState, on: date) -> CallLinks:
    def turned(table: TableState) -> tuple[str, str]:
        url = _quality_url(replace(state, tables={block: table}))
        return url, url

    def chosen(reference: str) -> str:
        return _quality_url(replace(state, customer=reference, tables={}))

    links = Links(_explain(QUALITY, block, state), chosen, turned)
    return CallLinks(links, _quality(state), (state.week or last_closed_week(on)).isoformat())


def _explain(report: str, block: str, state: CallState) -> Explain:
    def explained(column: str, **narrowing: object) -> str:
        given = {name: str(value) for name, value in narrowing.items() if value}
        kept = {name: value for name, value in state.parameters().items() if name in KEPT}
        query = urlencode(kept | given | ({"report": report} if report != NAME else {}))
        return reverse("calling_explain", args=[block, column]) + (f"?{query}" if query else "")

    return explained


def _quality(state: CallState) -> Callable[..., str]:
    def there(**chosen: object) -> str:
        given = {name: str(value) for name, value in chosen.items() if value}
        kept = {name: value for name, value in state.parameters().items() if name in KEPT}
        return f"{reverse(QUALITY)}?{urlencode(kept | given)}"

    return there


def _quality_url(state: CallState) -> str:
    return f"{reverse(QUALITY)}?{state.query()}"


def _page_url(state: CallState) -> str:
    query = state.query()
    return reverse(NAME) + (f"?{query}" if query else "")


def _block_url(block: str, state: CallState, table: TableState) -> str:
    query = urlencode({name: value for name, value in state.parameters().items() if name != "full"} | table.parameters())
    return reverse("calling_block", args=[block]) + (f"?{query}" if query else "")


def _export_url(state: CallState, form: str, block: str = "") -> str:
    own = state.table(block).parameters() if block else {}
    parameters = {name: value for name, value in state.parameters().items() if name != "full"} | own | {"format": form}
    return f"{reverse('calling_export')}?{urlencode(parameters | ({'block': block} if block else {}))}"


def _hidden(state: CallState, *without: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in state.parameters().items() if name not in {"full", *without}]
