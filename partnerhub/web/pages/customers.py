"""Customers: the list a partner's day begins with, and the customer behind each row."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio import selectors
from partnerhub.portfolio.shapes import CustomerRow, SubscriptionRow
from partnerhub.portfolio.statuses import Reason
from partnerhub.reports.customer_list import COLUMNS
from partnerhub.reports.shapes import Question
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Look, Status
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.pages.analytics import export_response
from partnerhub.web.request import Request
from partnerhub.web.shown import TRIAL_WORDS


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """A row of the list, every text finished."""

    name: str
    reference: str
    url: str
    statuses: tuple[Look, ...]
    products: tuple[str, ...]
    next_end: str
    managed_by: str
    tags: tuple[str, ...]
    last_sign_in: str
    country: str
    domain: str
    console_url: str


@dataclass(frozen=True, slots=True)
class StatusFilter:
    """A status with how many customers carry it, as a filter of the list."""

    look: Look
    count: str
    url: str
    active: bool


def customers(request: Request, scope: Scope) -> HttpResponse:
    """Show the customers in reach by name, with their statuses; search and one status narrow the list."""
    search, status = request.GET.get("q", "").strip()[:100], _status(request.GET.get("status", ""))
    may_list = scope.may(Permission.LIST_CUSTOMERS)
    on = clock.today()
    page = None
    if may_list or search:
        page = selectors.customer_list(scope, on=on, search=search, status=status, after=request.GET.get("after", ""))
    labels = selectors.product_labels()
    context = {
        "heads": {column.name: column.label for column in COLUMNS},
        "search": search,
        "status": status,
        "filters": _filters(scope, status, search),
        "all_url": _url(search, None),
        "page": page,
        "rows": [shown(row, labels) for row in page.rows] if page else [],
        "total": figures.count(page.total) if page else "",
        "next": _url(search, status, after=page.after) if page and page.after else "",
        "must_search": not may_list and not search,
        "can_export": scope.may(Permission.EXPORT) and scope.may(Permission.VIEW_ANALYTICS),
        "can_import": scope.may(Permission.IMPORT_RECORDS),
        "narrowed": bool(search or status),
        "exports": [(form, f"{reverse('customers_export')}?format={form}") for form in ("csv", "xlsx", "parquet")],
    }
    template = "pages/customers.html" + ("#found" if request.htmx else "")
    return render(request, template, context)


def customers_export(request: Request, scope: Scope) -> HttpResponseBase:
    """Send the whole list as a file."""
    scope.require(Permission.VIEW_ANALYTICS)
    return export_response(scope, "customers", Question(), request.GET.get("format", "csv"))


def _status(text: str) -> Status | None:
    return Status(text) if text in set(Status) else None


def _url(search: str, status: Status | None, after: str = "") -> str:
    given = {"q": search, "status": str(status or ""), "after": after}
    query = urlencode({name: value for name, value in given.items() if value})
    return reverse("customers") + (f"?{query}" if query else "")


def _filters(scope: Scope, status: Status | None, search: str) -> list[StatusFilter]:
    if not (scope.may(Permission.VIEW_ANALYTICS) and scope.may(Permission.LIST_CUSTOMERS)):
        return []
    counts = selectors.status_counts(scope)
    return [
        StatusFilter(one.look, figures.count(number), _url(search, None if one is status else one), one is status)
        for one, number in counts.items()
    ]


def shown(row: CustomerRow, labels: dict[str, str]) -> ShownCustomer:
    """Return a customer as the list shows it. `labels` says how products are called."""
    at = row.last_admin_sign_in_at
    return ShownCustomer(
        row.name, row.reference, reverse("customer", args=[row.reference]), tuple(status.look for status in row.statuses),
        tuple(labels.get(code, code) for code in row.products), figures.day(row.next_end_date),
        ManagedBy.from_public(row.managed_by).label, row.tags, figures.day(at.date() if at else None), row.country or "",
        row.domain or "", row.console_url or "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownSubscription:
    """A subscription of a customer, every text finished."""

    name: str
    reference: str
    term: str
    renewal: str
    state: str
    lines: tuple[tuple[str, Bar], ...]


def customer(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show one customer: its statuses with the facts behind them, and what it bought."""
    customer_id = selectors.customer_named(scope, reference)
    card = selectors.customer_card(scope, customer_id, on=clock.today())
    context = {
        "customer": shown(card.row, {}),  # products are named beside their lines
        "reasons": [_reason(reason) for reason in card.reasons],
        "subscriptions": [_subscription(one) for one in card.subscriptions],
        "product_label": lines.product.label,
    }
    return render(request, "pages/customer.html", context)


def _reason(reason: Reason) -> tuple[Look, str, str]:
    return reason.status.look, reason.fact, figures.day(reason.on) if reason.on else ""


def _subscription(one: SubscriptionRow) -> ShownSubscription:
    name = TRIAL_WORDS if one.kind == "trial" else one.reference
    ends = figures.day(one.end_date)
    renewal = f"cancelled {figures.day(one.cancelled_date)}" if one.cancelled_date else (
        f"renews after {ends}" if one.auto_renews else f"ends {ends}"
    )  # fmt: skip
    states = [f"set-up {one.setup_state}"] if one.setup_state != "done" else []
    states += [one.payment_state.replace("_", " ")] if one.payment_state != "paid" else []
    lines = tuple((line.product, bar_of(line.total, line.assigned, line.used_7d, line.row_date)) for line in one.lines)
    return ShownSubscription(
        name, one.reference, f"{figures.day(one.start_date)} – {ends}", renewal, ", ".join(states), lines
    )
