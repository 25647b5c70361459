"""All invoices and the whole order history of a customer, newest first."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio.customer.papers import invoices, orders
from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import InvoiceState
from partnerhub.web import figures
from partnerhub.web.customer_head import head_of
from partnerhub.web.papers import STATES, owed_words, shown_invoice, shown_order
from partnerhub.web.request import Request

LABELS: Mapping[str, str] = {"subscription": lines.subscription_id.label, "product": lines.product.label}


def customer_invoices(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show the invoices of a customer, all or those in one state, with what is owed."""
    opened = opened_customer(scope, reference, needs=Permission.VIEW_INVOICES)
    asked = request.GET.get("state", "")
    state = asked if asked in InvoiceState.publics() else ""
    subscription, after = request.GET.get("subscription", ""), request.GET.get("after", "")
    page = invoices(scope, opened.id, subscription=subscription, state=state, after=after)
    url = reverse("customer_invoices", args=[reference])
    states = [("", gettext("All"), _url(url, subscription=subscription), not state)]
    states += [
        (
            code.public,
            gettext(STATES[code].label),
            _url(url, subscription=subscription, state=code.public),
            code.public == state,
        )
        for code in InvoiceState
    ]
    context = head_of(scope, opened, "customer_invoices") | {
        "invoices": [shown_invoice(one, clock.today()) for one in page.rows],
        "total": figures.counted(page.total or 0, "invoice", "invoices"), "owed": owed_words(page.owed), "states": states,
        "labels": _labels(),
        **_places(url, page.after, after, subscription=subscription, state=state),
    }  # fmt: skip
    return render(request, "pages/customer_invoices.html", context)


def customer_orders(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show what a customer ordered."""
    opened = opened_customer(scope, reference, needs=Permission.VIEW_SUBSCRIPTIONS)
    subscription, after = request.GET.get("subscription", ""), request.GET.get("after", "")
    page = orders(scope, opened.id, subscription=subscription, after=after)
    url = reverse("customer_orders", args=[reference])
    context = head_of(scope, opened, "customer_orders") | {
        "orders": [shown_order(one) for one in page.rows], "labels": _labels(),
        "total": figures.counted(page.total or 0, "line", "lines"),
        **_places(url, page.after, after, subscription=subscription),
    }  # fmt: skip
    return render(request, "pages/customer_orders.html", context)


def _labels() -> dict[str, str]:
    return {name: gettext(label) for name, label in LABELS.items()}


def _places(url: str, following: str | None, here: str, **given: str) -> dict[str, object]:
    """Return where the list goes on, where it begins, and what it is narrowed to."""
    return {
        "next": _url(url, **given, after=following) if following else "", "first": _url(url, **given) if here else "",
        "narrowed": given["subscription"], "all_url": url,
    }  # fmt: skip


def _url(url: str, **given: str) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return url + (f"?{query}" if query else "")
