"""Who holds the licenses of a customer, and who has not used theirs for long: filtered, searched, paged, taken away."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.customer.holders import IDLE, IDLE_DAYS, NEVER, holder_counts, holders
from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.portfolio.customer.shapes import HolderCounts, HolderQuestion, HolderRow
from partnerhub.portfolio.selectors import product_labels
from partnerhub.reports.exporting import CHOICES, words_of
from partnerhub.reports.holder_list import COLUMNS, every_holder
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import PersonKind, PersonStatus
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bought import Counts, days_away, idle_counts
from partnerhub.web.customer_head import head_of
from partnerhub.web.pages.analytics import download_of
from partnerhub.web.request import Request

LONGEST = 100
EVERYONE = mark("Everyone")
NEVER_USED = mark("Never used")
SHOWN = ("name", "kind", "subscription_id", "product", "assigned_date", "last_used_date")
NAMES = {"search": "q"}  # what an address calls otherwise than the question


@dataclass(frozen=True, slots=True)
class ShownHolder:
    """A holder in words."""

    name: str
    email: str
    kind: str
    status: str
    subscription: str
    product: str
    assigned: str
    used: str
    ago: str
    is_idle: bool


def customer_holders(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show who holds licenses, those first who never used theirs, with how many did not for 30, 60 and 90 days."""
    on, asked = clock.today(), question_in(request.GET)
    opened = opened_customer(scope, reference, needs=Permission.VIEW_SUBSCRIPTIONS)
    counts = holder_counts(scope, opened.id, on=on)
    page = holders(scope, opened.id, asked, on=on, after=request.GET.get("after", ""))
    url = reverse("customer_holders", args=[reference])
    context = head_of(scope, opened, "customer_holders") | {
        "heads": [gettext(column.label) for column in COLUMNS if column.name in SHOWN],
        "rows": [_shown(row) for row in page.rows],
        "total": figures.counted(page.total, "license", "licenses"),
        "idles": _idles(counts, asked, url),
        "lines": _lines(counts, asked, url),
        "every_line": _url(url, replace(asked, subscription="", product="")),
        "asked": asked,
        "kept": [(name, value) for name, value in _named(asked).items() if name != "q"],
        "url": url,
        "next": _url(url, asked, after=page.after) if page.after else "",
        "first": _url(url, asked) if request.GET.get("after") else "",
        "exports": _exports(reference, asked) if scope.may(Permission.EXPORT, opened.id) else [],
    }
    template = "pages/customer_holders.html" + ("#found" if request.htmx else "")
    return render(request, template, context)


def customer_holders_export(request: Request, scope: Scope, reference: str) -> HttpResponseBase:
    """Send all holders that match as a file."""
    opened = opened_customer(scope, reference, needs=Permission.EXPORT)
    asked, form = question_in(request.GET), request.GET.get("format", CHOICES[0])
    return download_of(lambda: every_holder(scope, opened, asked, on=clock.today()), form)


def question_in(query: QueryDict) -> HolderQuestion:
    """Return what an address asks for. What makes no sense is as if it were not there."""
    idle = query.get("idle", "")
    return HolderQuestion(
        query.get("subscription", ""), query.get("product", ""), idle if idle in IDLE else "", query.get("q", "")[:LONGEST]
    )


def _named(asked: HolderQuestion) -> dict[str, str]:
    """Return a question as addresses carry it."""
    return {NAMES.get(name, name): value for name, value in asdict(asked).items() if value}


def _url(url: str, asked: HolderQuestion, **more: str) -> str:
    query = urlencode(_named(asked) | more)
    return url + (f"?{query}" if query else "")


def _idles(counts: Counts, asked: HolderQuestion, url: str) -> list[tuple[str, str, str, bool]]:
    """Return each way to lie idle as a filter: label, how many of the chosen lines' holders, address, whether it is on."""
    chosen = [
        held
        for (subscription, product), held in counts.items()
        if asked.subscription in {"", subscription} and asked.product in {"", product}
    ]
    every = HolderCounts(*(sum(getattr(held, name) for held in chosen) for name in HolderCounts.__slots__))
    numbers = [
        ("", gettext(EVERYONE), every.holders),
        *((idle, _idle_label(idle), number) for idle, _, number in idle_counts(every)),
    ]
    return [
        (label, figures.count(number), _url(url, replace(asked, idle=idle)), idle == asked.idle)
        for idle, label, number in numbers
    ]


def _idle_label(idle: str) -> str:
    return gettext(NEVER_USED) if idle == NEVER else gettext("Not for %(days)s days") % {"days": idle}


def _lines(counts: Counts, asked: HolderQuestion, url: str) -> list[tuple[str, str, bool]]:
    """Return each line with holders as a filter: what it is called, its address, whether it is the one."""
    labels: Mapping[str, str] = product_labels()
    return [
        (
            f"{subscription}, {labels[product]}",
            _url(url, replace(asked, subscription=subscription, product=product)),
            (subscription, product) == (asked.subscription, asked.product),
        )
        for subscription, product in sorted(counts)
    ]


def _shown(row: HolderRow) -> ShownHolder:
    on, used, status = clock.today(), row.last_used_date, PersonStatus.from_public(row.status)
    since = used or row.assigned_date
    return ShownHolder(
        row.name, row.email or row.person_id, gettext(PersonKind.from_public(row.kind).label),
        "" if status is PersonStatus.ACTIVE else gettext(status.label), row.subscription, row.product,
        figures.day(row.assigned_date),
        figures.day(used) if used else gettext("never"), days_away(used, on) if used else "",
        since is None or (on - since).days > IDLE_DAYS[0],
    )  # fmt: skip


def _exports(reference: str, asked: HolderQuestion) -> list[tuple[str, str]]:
    url = reverse("customer_holders_export", args=[reference])
    return [(words_of(form), _url(url, asked, format=form)) for form in CHOICES]
