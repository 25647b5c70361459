"""Invoices and orders as pages show them, every text finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from partnerhub.portfolio.customer.shapes import InvoiceRow, OrderRow
from partnerhub.terms.codes import InvoiceState, OrderAction
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bought import State, days_away

STATES = {
    InvoiceState.OPEN: State(mark("Open"), "clock", "act"),
    InvoiceState.PAID: State(mark("Paid"), "circle-check", "good"),
    InvoiceState.PAST_DUE: State(mark("Past due"), "alert-triangle", "bad"),
    InvoiceState.VOID: State(mark("Void"), "ban", "quiet"),
}
ACTIONS = {
    OrderAction.NEW: State(mark("New"), "package", "good"),
    OrderAction.ADD: State(mark("Added"), "trending-up", "good"),
    OrderAction.REDUCE: State(mark("Reduced"), "trending-down", "watch"),
    OrderAction.RENEW: State(mark("Renewed"), "calendar-repeat", "act"),
    OrderAction.CANCEL: State(mark("Canceled"), "ban", "quiet"),
}


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """A bill in words."""

    reference: str
    subscription: str
    issued: str
    due: str
    late: str
    amount: str
    state: State


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """A line of the order history in words."""

    reference: str
    subscription: str
    product: str
    ordered: str
    action: State
    quantity: str


def shown_invoice(one: InvoiceRow, on: date) -> ShownInvoice:
    """Return an invoice ready to be drawn; an unpaid one says how its due date lies."""
    is_owed = one.state in {"open", "past_due"}
    late = days_away(one.due_date, on) if one.due_date and is_owed else ""
    return ShownInvoice(
        one.reference, one.subscription, figures.day(one.issued_date), figures.day(one.due_date), late,
        money(one.amount, one.currency), STATES[InvoiceState.from_public(one.state)].spoken(),
    )  # fmt: skip


def shown_order(one: OrderRow) -> ShownOrder:
    """Return a line of the order history ready to be drawn."""
    return ShownOrder(
        one.reference, one.subscription, one.product, figures.day(one.ordered_date),
        ACTIONS[OrderAction.from_public(one.action)].spoken(), figures.count(one.quantity),
    )  # fmt: skip


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency: two decimals, or as many as it has."""
    decimals = max(2, -int(amount.normalize().as_tuple().exponent))
    shown = figures.number(amount, decimals)  # type: ignore[arg-type]  # exact as it is, never a float
    return f"{shown} {currency}"


def owed_words(owed: Iterable[tuple[str, Decimal, int]]) -> list[str]:
    """Return what is owed, a currency each."""
    return [
        gettext("%(amount)s in %(invoices)s")
        % {"amount": money(amount, currency), "invoices": figures.counted(number, "invoice", "invoices")}
        for currency, amount, number in owed
    ]
