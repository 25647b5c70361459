"""Subscriptions of a customer: what was bought, whether it is used up or wasted, and how that went."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.metrics import licenses, lines
from partnerhub.portfolio.customer.holders import holder_counts
from partnerhub.portfolio.customer.papers import invoices, orders
from partnerhub.portfolio.customer.selectors import opened_customer, subscriptions_of
from partnerhub.portfolio.customer.shapes import OpenedCustomer, SubscriptionRow
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.reports.subscriptions import bar
from partnerhub.reports.uptake import WEEKS, license_trend, uptake_of, weekly_changes
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import Family
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bought import Counts, ShownSubscription, shown_subscription, shown_uptake
from partnerhub.web.customer_head import head_of
from partnerhub.web.papers import shown_invoice, shown_order
from partnerhub.web.request import Request
from partnerhub.web.shown import Links, shown_block
from partnerhub.web.state import TableState

AT_ONCE = 20
NEWEST = 5
SHOWS = {"current": mark("Current"), "past": mark("Past")}


@dataclass(frozen=True, slots=True)
class BoughtState:
    """What the page of subscriptions shows, as its address has it."""

    subscription: str = ""
    show: str = "current"
    after: str = ""
    product: str = ""
    weeks: int = WEEKS

    def url(self, customer: str) -> str:
        """Return the address of the page in this state."""
        plain = BoughtState()
        changed = {name: str(getattr(self, name)) for name in self.__slots__ if getattr(self, name) != getattr(plain, name)}
        query = f"?{urlencode(changed)}" if changed else ""
        return reverse("customer_subscriptions", args=[customer]) + query


def bought_state(query: QueryDict) -> BoughtState:
    """Return the state in an address. What makes no sense is as if it were not there."""
    return BoughtState(
        query.get("subscription", ""), "past" if query.get("show") == "past" else "current", query.get("after", ""),
        query.get("product", "") if query.get("product") in Family.publics() else "",
        int(query.get("weeks", "")) if query.get("weeks") in {"26", "52"} else WEEKS,
    )  # fmt: skip


def customer_subscriptions(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show what a customer bought and whether it uses it up: all of it, or one subscription."""
    on, state = clock.today(), bought_state(request.GET)
    opened = opened_customer(scope, reference, needs=Permission.VIEW_SUBSCRIPTIONS)
    held = holder_counts(scope, opened.id, on=on)
    every = subscriptions_of(scope, opened.id, on=on, held=held)
    chosen = [one for one in every if one.reference == state.subscription]
    if state.subscription and not chosen:
        raise OutOfReach("a subscription")
    sees_analytics = scope.may(Permission.VIEW_ANALYTICS, opened.id)
    context = head_of(scope, opened, "customer_subscriptions") | _listed(scope, opened, chosen or every, held, state)
    context |= _papers(scope, opened, state.subscription)
    if sees_analytics and not chosen:
        context |= _trend(scope, opened, every, state)
    return render(request, "pages/customer_subscriptions.html", context)


def _listed(
    scope: Scope, opened: OpenedCustomer, every: Sequence[SubscriptionRow], held: Counts, state: BoughtState
) -> dict[str, object]:
    """Return the subscriptions of one page, with what is said of all that are held."""
    on, settings = clock.today(), settings_in_force(scope)
    changes = weekly_changes(scope, opened.id) if scope.may(Permission.VIEW_ANALYTICS, opened.id) else {}
    wanted = [one for one in every if state.subscription or one.is_over(on) == (state.show == "past")]
    behind = next((place for place, one in enumerate(wanted, start=1) if one.reference == state.after), 0)
    page = wanted[behind : behind + AT_ONCE]

    def shown(one: SubscriptionRow) -> ShownSubscription:
        uptake = uptake_of([one], settings, on=on) if one.is_held(on) else None
        return shown_subscription(
            one, opened.reference, on=on, holders=held, uptake=uptake, change=changes.get(one.reference)
        )  # fmt: skip

    over = sum(one.is_over(on) for one in every)
    numbers = {"current": len(every) - over, "past": over}
    return {
        "uptake": shown_uptake(uptake_of(every, settings, on=on), None),
        "subscriptions": [shown(one) for one in page],
        "chosen": state.subscription,
        "all_url": BoughtState().url(opened.reference),
        "shows": [
            (gettext(label), figures.count(numbers[show]), BoughtState(show=show).url(opened.reference), show == state.show)
            for show, label in SHOWS.items()
        ],
        "next": replace(state, after=page[-1].reference).url(opened.reference) if len(wanted) > behind + AT_ONCE else "",
        "first": replace(state, after="").url(opened.reference) if behind else "",
        "labels": {name: gettext(label) for name, label in LABELS.items()},
    }  # fmt: skip


LABELS = {
    "product": lines.product.label, "bar": bar.label, "total": licenses.total_licenses.label,
    "assigned": licenses.assigned.label, "used": licenses.used.label, "used_90d": licenses.used_90d.label,
    "available": licenses.available.label, "counted_on": lines.row_date.label, "subscription": lines.subscription_id.label,
}  # fmt: skip


def _papers(scope: Scope, opened: OpenedCustomer, subscription: str) -> dict[str, object]:
    """Return the newest invoices, for whom they are meant, and the newest orders; all of them have a page of their own."""
    on = clock.today()
    found = orders(scope, opened.id, subscription=subscription, limit=NEWEST, counted=False)
    query = f"?{urlencode({'subscription': subscription})}" if subscription else ""
    context: dict[str, object] = {
        "orders": [shown_order(one) for one in found.rows],
        "orders_url": reverse("customer_orders", args=[opened.reference]) + query,
        "more_orders": found.after,
    }
    if scope.may(Permission.VIEW_INVOICES, opened.id):
        billed = invoices(scope, opened.id, subscription=subscription, limit=NEWEST, summed=False)
        context |= {
            "invoices": [shown_invoice(one, on) for one in billed.rows],
            "invoices_url": reverse("customer_invoices", args=[opened.reference]) + query,
            "more_invoices": billed.after,
        }
    return context


def _trend(scope: Scope, opened: OpenedCustomer, every: Sequence[SubscriptionRow], state: BoughtState) -> dict[str, object]:
    """Return how the licenses of a customer went, in one sentence and as a chart of one product of the toggle."""
    families = {line.family.lower() for one in every for line in one.lines}
    products = [product for product in Family.publics() if product in families]
    trend = license_trend(scope, opened.id, weeks=state.weeks) if products else None
    if trend is None:
        return {"not_built": bool(products)}
    chosen = state.product if state.product in products else products[0]
    found = trend.answers[chosen]

    def explained(column: str, **narrowing: object) -> str:
        given = {name: str(value) for name, value in narrowing.items() if value}
        query = urlencode({"product": chosen, "customer": opened.reference, **given})
        return f"{reverse('subscriptions_explain', args=['license_trend', column])}?{query}"

    spans = [(weeks, replace(state, weeks=weeks).url(opened.reference), weeks == state.weeks) for weeks in (13, 26, 52)]
    links = Links(explained, lambda _: "", lambda _: ("", ""))
    words = ""
    if trend.since is not None:
        changed = {"assigned": figures.change(trend.assigned), "used": figures.change(trend.used)}
        words = gettext(TREND if trend.used is None else TREND_WITH_USE).format(since=figures.day(trend.since), **changed)
    return {
        "trend": words,
        "chart": shown_block(found.blocks[0], links, TableState()),
        "as_of": figures.day(found.as_of),
        "toggle": [
            (product.capitalize(), replace(state, product=product).url(opened.reference), product == chosen)
            for product in products
        ],
        "weeks": spans,
    }  # fmt: skip


TREND = mark("Since the week of {since}: {assigned} licenses assigned.")
TREND_WITH_USE = mark("Since the week of {since}: {assigned} licenses assigned, {used} used in a week.")
