"""Resources and help: quick links, what is featured, everything with search and filters; one text; the help for a page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.guidance import selectors
from partnerhub.guidance.desk import help_desk
from partnerhub.guidance.selectors import Wanted
from partnerhub.guidance.shapes import ResourceShape
from partnerhub.guidance.shipped import help_by_page
from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio.selectors import product_labels
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import Audience, ResourceKind, Topic
from partnerhub.terms.texts import LANGUAGES, mark
from partnerhub.web import figures
from partnerhub.web.desk import name_of, shown_desk
from partnerhub.web.reading import html, led, open_to, reader_language, shown_rows
from partnerhub.web.request import Request

LONGEST_SEARCH = 200
FILTERS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("topic", mark("Topic"), {one.public: one.label for one in Topic}),
    ("kind", mark("Kind of text"), {one.public: one.label for one in ResourceKind}),
    ("product", lines.product.label, {}),
    ("audience", mark("For whom"), {one.public: one.label for one in Audience}),
    ("language", mark("Language"), LANGUAGES),
)


def resources(request: Request, scope: Scope) -> HttpResponse:
    """Show everything that helps: quick links, featured resources, and all of them as words and filters narrow them."""
    language, labels = reader_language(request), product_labels()
    wanted = _wanted(request)
    found = selectors.library(scope, wanted, language)
    context = {
        "rows": shown_rows(open_to(scope, found.rows), labels, language),
        "wanted": wanted,
        "filters": _filters(wanted, found.counts, labels),
        "is_narrowed": wanted != Wanted(),
        "can_edit": scope.may(Permission.CHANGE_SETTINGS),
    }
    if request.htmx:
        return render(request, "pages/resources.html#found", context)
    quick, featured = selectors.promoted(scope, language)
    context |= {
        "quick": shown_rows(open_to(scope, quick), labels, language),
        "featured": shown_rows(open_to(scope, featured), labels, language),
        "desk": shown_desk(help_desk(scope), labels, clock.now()),
    }
    if scope.may(Permission.CHANGE_SETTINGS):
        context["hidden"] = [
            (title, f"{reverse('resources_edit', args=[name])}?{urlencode({'language': code})}")
            for name, code, title in selectors.hidden_resources(scope)
        ]
    return render(request, "pages/resources.html", context)


def _wanted(request: Request) -> Wanted:
    given = {name: request.GET.get(name, "") for name, _, _ in FILTERS}
    known = {name: set(values) for name, _, values in FILTERS if values}
    kept = {name: value for name, value in given.items() if name not in known or value in known[name]}
    return Wanted(request.GET.get("q", "")[:LONGEST_SEARCH], **kept)


Filter = tuple[str, str, list[tuple[str, str, bool]]]


def _filters(wanted: Wanted, counts: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]) -> list[Filter]:
    """Return the filters: name, label, and (value, words with the count, whether it is chosen) of those that find some."""
    shown = []
    for name, label, known in FILTERS:
        said = gettext if known and known is not LANGUAGES else str  # products and languages keep their names
        chosen, every = getattr(wanted, name), known or labels
        found = dict(counts[name]) | ({chosen: counts[name].get(chosen, 0)} if chosen else {})
        values = [
            (code, f"{said(words)} ({figures.count(found[code])})", code == chosen)
            for code, words in every.items()
            if code in found
        ]
        shown.append((name, gettext(label), values))
    return shown


def resource(request: Request, scope: Scope, name: str) -> HttpResponse:
    """Show one resource."""
    language = reader_language(request)
    found = selectors.resource(scope, name, language)
    return render(request, "pages/resource.html", _read(scope, found, language))


def resources_help(request: Request, scope: Scope, page: str) -> HttpResponse:
    """Show the help for a page, named by its view. htmx gets the part for the drawer."""
    name = help_by_page().get(page)
    if name is None:
        raise OutOfReach("help for a page")
    language = reader_language(request)
    context = _read(scope, selectors.resource(scope, name, language), language)
    return render(request, "pages/resource.html" + ("#text" if request.htmx else ""), context)


def _read(scope: Scope, found: ResourceShape, language: str) -> dict[str, object]:
    text, labels = found.text, product_labels()
    return {
        "text": text,
        "html": html(text.body),
        "language": text.language,
        "is_foreign": text.language != language,
        "spoken": LANGUAGES[text.language],
        "languages": [(code, LANGUAGES[code], code == text.language) for code in found.languages],
        "products": [labels.get(code, code) for code in text.products],
        "changed": f"{found.changed_by}, {figures.moment(found.changed_at)}" if found.is_own else "",
        "can_edit": scope.may(Permission.CHANGE_SETTINGS),
        "desk_name": name_of(help_desk(scope)),
        "link": led(text.url),
    }
