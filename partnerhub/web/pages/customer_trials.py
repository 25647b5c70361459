"""Trials of a customer: those that run with their days and their use, what can be done with them, and the past ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from partnerhub.kit import clock
from partnerhub.metrics import licenses, lines
from partnerhub.portfolio.customer.selectors import opened_customer, started_trials, subscriptions_of
from partnerhub.portfolio.customer.shapes import StartedRow, SubscriptionRow
from partnerhub.reports.subscriptions import bar
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import BusinessVertical
from partnerhub.web import figures
from partnerhub.web.bought import ShownLine, shown_subscription
from partnerhub.web.customer_head import head_of
from partnerhub.web.request import Request

LABELS = {
    "product": lines.product.label, "bar": bar.label, "total": licenses.total_licenses.label,
    "assigned": licenses.assigned.label, "used": licenses.used.label, "counted_on": lines.row_date.label,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """A trial of a customer, every text finished."""

    reference: str
    term: str
    state: str
    days: int
    of_days: int
    end_date: str
    is_over: bool
    became: str
    products: str
    lines: tuple[ShownLine, ...]
    started_by: str
    administrator: str
    business: str


def customer_trials(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show the trials of a customer, and what the caller may do with those that run."""
    on = clock.today()
    opened = opened_customer(scope, reference, needs=Permission.VIEW_SUBSCRIPTIONS)
    every = subscriptions_of(scope, opened.id, on=on)
    started = started_trials(scope, opened.id)
    became = {one.converted_from: one.reference for one in every if one.converted_from}
    shown = [_shown(one, reference, on, became, started.get(one.reference)) for one in every if one.kind == "trial"]
    running = [one for one in shown if not one.is_over]
    context = head_of(scope, opened, "customer_trials", offers_trial=not running) | {
        "running": running,
        "past": [one for one in shown if one.is_over],
        "can_change": scope.may(Permission.CHANGE_TRIALS, opened.id),
        "labels": {name: gettext(label) for name, label in LABELS.items()},
    }
    return render(request, "pages/customer_trials.html", context)


def _shown(
    one: SubscriptionRow, customer: str, on: date, became: Mapping[str, str], started: StartedRow | None
) -> ShownTrial:
    card = shown_subscription(one, customer, on=on, holders={}, uptake=None, change=None)
    length, age = (one.end_date - one.start_date).days + 1, (on - one.start_date).days + 1
    return ShownTrial(
        one.reference, card.term, _state(one, on, one.reference in became), min(max(age, 0), length), length,
        one.end_date.isoformat(), one.is_over(on), became.get(one.reference, ""),
        ", ".join(f"{figures.count(line.total)} {line.product}" for line in one.lines), card.lines,
        started.by if started else "", started.administrator_email if started else "",
        gettext(BusinessVertical.from_public(started.vertical).label) if started else "",
    )  # fmt: skip


def _state(one: SubscriptionRow, on: date, was_converted: bool) -> str:
    if one.is_over(on):
        cancelled = gettext("Cancelled %(day)s") if one.cancelled_date else gettext("Ended %(day)s")
        words = gettext("Converted %(day)s") if was_converted else cancelled
        return words % {"day": figures.day(one.cancelled_date or one.end_date)}
    left = (one.end_date - on).days
    if left == 0:
        return gettext("Ends today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": figures.count(left)}
