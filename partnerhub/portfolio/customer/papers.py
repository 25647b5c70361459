"""Invoices and the order history of a customer, newest first, paged by the database."""

from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from partnerhub.portfolio.customer.paging import Place, read_place
from partnerhub.portfolio.customer.shapes import InvoicePage, InvoiceRow, OrderPage, OrderRow
from partnerhub.portfolio.models import Invoice, Order
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import InvoiceState

PAGE = 50
OWED = (InvoiceState.OPEN, InvoiceState.PAST_DUE)
Row = TypeVar("Row", bound=Model)


def invoices(
    scope: Scope, customer_id: int, *, subscription: str = "", state: str = "", after: str = "", limit: int | None = PAGE,
    summed: bool = True,
) -> InvoicePage:  # fmt: skip
    """Return what a customer was billed, for one subscription or for all, in any state or in one.

    What is owed is summed over all of them, whatever the page and the state; unsummed, there are only the rows.
    """
    scoped = Invoice.objects.all().within(scope, Permission.VIEW_INVOICES)
    every = _of(scoped, customer_id, subscription)
    in_state = Q(state=state.upper()) if state else Q()
    rows, more = _page(every.filter(in_state), "issued_date", INVOICE_FIELDS, after, limit)
    shown = tuple(_invoice(row[2:]) for row in rows)
    if not summed:
        return InvoicePage(shown, after=more)
    due = Q(state__in=OWED)
    sums = every.values("currency").order_by("currency").annotate(
        owed=Sum("amount", filter=due), due=Count("id", filter=due), listed=Count("id", filter=in_state)
    )  # fmt: skip
    counted = list(sums)
    owed = tuple((one["currency"], one["owed"], one["due"]) for one in counted if one["due"])
    return InvoicePage(shown, sum(one["listed"] for one in counted), owed, more)


def orders(
    scope: Scope, customer_id: int, *, subscription: str = "", after: str = "", limit: int | None = PAGE,
    counted: bool = True,
) -> OrderPage:  # fmt: skip
    """Return what a customer ordered, for one subscription or for all; uncounted, there are only the rows."""
    found = _of(Order.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS), customer_id, subscription)
    rows, more = _page(found, "ordered_date", ORDER_FIELDS, after, limit)
    return OrderPage(tuple(_order(row[2:]) for row in rows), found.count() if counted else None, more)


INVOICE_FIELDS = ("reference", "subscription__reference", "issued_date", "due_date", "amount", "currency", "state")
ORDER_FIELDS = ("reference", "subscription__reference", "product__label", "ordered_date", "action", "quantity")


def _invoice(given: tuple[Any, ...]) -> InvoiceRow:
    reference, subscription, issued, due, amount, currency, state = given
    return InvoiceRow(reference, subscription, issued, due, amount, currency, state.lower())


def _order(given: tuple[Any, ...]) -> OrderRow:
    reference, subscription, product, day, action, quantity = given
    return OrderRow(reference, subscription, product or "", day, action.lower(), quantity)


def _of(scoped: QuerySet[Row], customer_id: int, subscription: str) -> QuerySet[Row]:
    found = scoped.filter(subscription__customer_id=customer_id)
    return found.filter(subscription__reference=subscription) if subscription else found


def _page(
    found: QuerySet[Row], by: str, fields: tuple[str, ...], after: str, limit: int | None
) -> tuple[list[tuple[Any, ...]], str | None]:
    """Return the rows behind a place, newest first, and the place behind which there are more."""
    place = read_place(after)
    if place is not None:
        found = found.filter(Q(**{f"{by}__lt": place.day}) | Q(**{by: place.day}, id__lt=place.id))
    rows = list(found.order_by(f"-{by}", "-id").values_list(by, "id", *fields)[: limit and limit + 1])
    more = limit is not None and len(rows) > limit
    rows = rows[:limit]
    return rows, str(Place(*rows[-1][:2])) if more else None
