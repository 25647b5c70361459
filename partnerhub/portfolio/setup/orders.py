"""Orders to set up: found, given to the right organization, set up product by product. Each act wholly or not at all.

Once something is set up the order stays with its organization; the contact stays as it was said with the organization.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.facts import past_state
from partnerhub.portfolio.models import Customer, LicenseHolder, OpenTrial, PastState, Setup, SetUpProduct, Subscription
from partnerhub.portfolio.ordering import (
    NewCustomer,
    add_customer,
    add_lines,
    checked_customer,
    checked_email,
    product_ids,
)
from partnerhub.portfolio.records import note_facts_changed
from partnerhub.portfolio.setup.adding import added_with, note_added
from partnerhub.portfolio.setup.products import products_of
from partnerhub.portfolio.setup.shapes import OrderCard, OrderedProduct, OrderPage, OrderRow
from partnerhub.portfolio.setup.steps import (
    SET_UP,
    Subject,
    WrongSetup,
    advance,
    require_version,
    setup_to_change,
    shape_of,
)
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy, SetupState, SubscriptionKind

PAGE = 50
COUNTED = 100
WAITING = (SetupState.PENDING, SetupState.PARTIAL)


class UnknownOrder(ValueError):
    """A page was asked for behind an order that is not there."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are asked for: words in names and ids, a set-up state, a kind, a product, a customer (partner's id)."""

    words: str = ""
    state: str = ""
    kind: str = ""
    product: str = ""
    customer: str = ""


EVERY_ORDER = OrderFilter()


def orders_to_set_up(
    scope: Scope, *, on: date, asked: OrderFilter = EVERY_ORDER, after: str = "", limit: int = PAGE
) -> OrderPage:
    """Return a page of the orders in reach that are not set up, the oldest first, with the count of all that match.

    `after` is the `after` of the page before. Raise UnknownOrder for an order of nobody.
    """
    found = _matching(_waiting(scope, on), asked)
    total = found.count()
    if after:
        found = found.filter(_behind(scope, after))
    rows = list(found.select_related("customer", "setup").order_by("added_date", "id")[: limit + 1])
    shown = _rows(scope, rows[:limit])
    return OrderPage(shown, total, shown[-1].reference if len(rows) > limit else None)


def count_of_waiting(scope: Scope, *, on: date) -> int:
    """Return how many orders in reach are not set up, counted up to 100."""
    return len(_waiting(scope, on).values_list("id", flat=True)[:COUNTED])


def _waiting(scope: Scope, on: date) -> QuerySet[Subscription]:
    return _not_set_up(scope, on).exclude(customer__managed_by=ManagedBy.SELF)


def own_orders_to_set_up(scope: Scope, *, on: date) -> tuple[OrderRow, ...]:
    """Return what the partner's own organization ordered and what is not set up, the oldest first. Raise Forbidden."""
    found = _not_set_up(scope, on).filter(customer__managed_by=ManagedBy.SELF).select_related("customer", "setup")
    return _rows(scope, list(found.order_by("added_date", "id")[:PAGE]))


def _not_set_up(scope: Scope, on: date) -> QuerySet[Subscription]:
    found = Subscription.objects.all().within(scope, SET_UP)
    still = Q(cancelled_date__isnull=True) | Q(cancelled_date__gt=on)
    return found.filter(still, setup_state__in=WAITING, end_date__gte=on)


def _matching(found: QuerySet[Subscription], asked: OrderFilter) -> QuerySet[Subscription]:
    for word in asked.words.split():
        name = word.casefold()
        named = Q(customer__sort_name__startswith=name) | Q(customer__sort_name__contains=f" {name}")
        found = found.filter(named | Q(reference__istartswith=word) | Q(customer__reference__istartswith=word))
    if asked.state:
        found = found.filter(setup_state=asked.state.upper())
    if asked.kind:
        found = found.filter(kind=asked.kind.upper())
    if asked.customer:
        found = found.filter(customer__reference=asked.customer)
    if asked.product:
        has_line, was_ordered = Q(lines__product__code=asked.product), Q(orders__product__code=asked.product)
        found = found.filter(id__in=found.filter(has_line | was_ordered).order_by().values("id"))
    return found


def _behind(scope: Scope, reference: str) -> Q:
    seen = Subscription.objects.all().within(scope, SET_UP).filter(reference=reference)
    place = seen.values_list("added_date", "id").first()
    if place is None:
        raise UnknownOrder(reference)
    return Q(added_date__gt=place[0]) | Q(added_date=place[0], id__gt=place[1])


def _rows(scope: Scope, found: list[Subscription]) -> tuple[OrderRow, ...]:
    products = products_of(scope, [one.id for one in found])
    return tuple(_row(one, products[one.id]) for one in found)


def _row(one: Subscription, products: tuple[OrderedProduct, ...]) -> OrderRow:
    setup = getattr(one, "setup", None)
    return OrderRow(
        one.id, one.reference, one.customer_id, one.customer.reference, one.customer.name,
        SubscriptionKind(one.kind).public, SetupState(one.setup_state).public, one.added_date, one.start_date, one.end_date,
        one.auto_renews, products, bool(setup and setup.mapped_at), one.cancelled_date,
        one.customer.managed_by == ManagedBy.SELF,
    )  # fmt: skip


def order_card(scope: Scope, reference: str, *, on: date) -> OrderCard:
    """Return one order with how far its set-up is, also when it is done or over. Raise OutOfReach or Forbidden."""
    found = _checked(scope, _order(scope, reference).select_related("setup__ordered_for", "setup__customer").first())
    row = _row(found, products_of(scope, [found.id])[found.id])
    state = shape_of(scope, getattr(found, "setup", None))
    return OrderCard(row, state, _is_fixed(found, row), _is_over(found, on), found.customer.country, found.customer.domain)


def subject_of(order: Subscription | OrderRow) -> Subject:
    """Return an order as what is set up."""
    if isinstance(order, OrderRow):
        is_own, reference, name = order.is_own, order.customer_reference, order.customer
    else:
        is_own = order.customer.managed_by == ManagedBy.SELF
        reference, name = order.customer.reference, order.customer.name
    return Subject(order.customer_id, reference, name, order.id, order.reference, is_own)


def _order(scope: Scope, reference: str) -> QuerySet[Subscription]:
    scope.require(SET_UP)
    seen = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS).filter(reference=reference)
    return seen.select_related("customer")


def _checked(scope: Scope, order: Subscription | None) -> Subscription:
    if order is None:
        raise OutOfReach("an order")
    if not scope.may(SET_UP, order.customer_id):
        raise Forbidden("this order")
    return order


def _is_fixed(order: Subscription, row: OrderRow) -> bool:
    return order.setup_state != SetupState.PENDING or any(one.set_up_at for one in row.products)


def _is_over(order: Subscription, on: date) -> bool:
    return order.end_date < on or (order.cancelled_date is not None and order.cancelled_date <= on)


@dataclass(frozen=True, slots=True)
class _Open:
    """An order that is being set up, locked, with its stored set-up."""

    order: Subscription
    row: OrderRow
    setup: Setup


def _open(scope: Scope, reference: str, on: date) -> _Open:
    order = _checked(scope, _order(scope, reference).select_for_update(of=("self",)).first())
    if _is_over(order, on):
        raise WrongSetup("order", gettext("the order was cancelled or its term is over; nothing is left to set up"))
    row = _row(order, products_of(scope, [order.id])[order.id])
    return _Open(order, row, setup_to_change(scope, subject_of(order)))


@transaction.atomic
def map_order(
    scope: Scope, reference: str, *, customer: str | NewCustomer, contact: str, version: int, on: date,
    key: uuid.UUID | None = None,
) -> str:  # fmt: skip
    """Say whose order it is: a customer by the partner's id, or a new one; and who is the contact. Return the partner's id.

    Until something is set up another organization can be said: it begins anew with that one. The contact stays as it was
    said first. The same again changes nothing. Raise WrongOrder, OutOfReach, Forbidden or Stale.
    """
    found = _open(scope, reference, on)
    order, setup, before = found.order, found.setup, found.order.customer
    wanted = customer if isinstance(customer, str) else checked_customer(customer).name
    known = added_with(scope, key) if isinstance(customer, NewCustomer) else None
    same = setup.mapped_at is not None and before.reference == (known.reference if known else customer)
    email = checked_email(contact or setup.contact, "contact")
    if same and email == setup.contact:
        return before.reference
    now = {"organization": before.name, "contact": setup.contact, "set up": found.row.setup_state}
    require_version(setup, version, now, {"organization": wanted, "contact": email})
    if setup.mapped_at is not None and email != setup.contact:
        problem = gettext("the contact was fixed when the organization was said: %(contact)s")
        raise WrongSetup("contact", problem % {"contact": setup.contact})
    target = known or _target(scope, found, customer, on, key)
    if order.customer_id != target.organization_id:
        order.customer = target
        order.save(update_fields=["customer"])
        setup.reviewed_at = setup.begun_at = None
        setup.begun_by = ""
    setup.ordered_for = setup.ordered_for or before
    setup.customer, setup.contact = target, email
    setup.mapped_at, setup.mapped_by = clock.now(), scope.actor
    advance(setup)
    for id_ in sorted({before.organization_id, target.organization_id}):
        note_facts_changed(scope, id_, on)
    is_new = isinstance(customer, NewCustomer)
    audit.record(
        scope, "order.mapped", order.reference, customer_id=target.organization_id, customer=target.reference, contact=email,
        new_customer=is_new, moved=before != target,
    )  # fmt: skip
    return target.reference


def _target(scope: Scope, found: _Open, customer: str | NewCustomer, on: date, key: uuid.UUID | None) -> Customer:
    """Return the customer whose order it becomes. Raise OutOfReach, or WrongSetup when it has to stay where it is."""
    if isinstance(customer, str) and customer == found.row.customer_reference:
        return found.order.customer
    if _is_fixed(found.order, found.row):
        problem = gettext("something is set up for %(customer)s already, so the order stays there")
        raise WrongSetup("customer", problem % {"customer": found.row.customer})
    held = LicenseHolder._base_manager.filter(subscription=found.order).exists()
    if held or OpenTrial.objects.filter(subscription=found.order).exists():
        problem = gettext("people of %(customer)s use it already, so the order stays there")
        raise WrongSetup("customer", problem % {"customer": found.row.customer})
    if isinstance(customer, NewCustomer):
        made = add_customer(scope, checked_customer(customer), on, by=SET_UP)
        note_added(scope, made, key)
        return made
    target = Customer.objects.all().within(scope, SET_UP).exclude(managed_by=ManagedBy.SELF)
    one = target.select_for_update(of=("self",)).filter(reference=customer).first()
    if one is None:
        raise OutOfReach("a customer")
    return one


@transaction.atomic
def set_up_products(scope: Scope, reference: str, *, products: Collection[str], version: int, on: date) -> OrderRow:
    """Mark products of an order as set up, and the order when none is left; return the order as it is then.

    Products without a license line get one. An order that names no products is set up by an empty list. Who set them up
    already changes nothing. Raise WrongSetup, OutOfReach, Forbidden or Stale.
    """
    found = _open(scope, reference, on)
    order, setup = found.order, found.setup
    by_code = {one.code: one for one in found.row.products}
    unknown = sorted(set(products) - by_code.keys())
    if unknown:
        raise WrongSetup("products", gettext('the order has no product "%(product)s"') % {"product": unknown[0][:40]})
    mine = {one.code for one in found.row.products if one.set_up_by == scope.actor}
    if set(products) <= mine and (products or setup.finished_by == scope.actor):
        return found.row
    done = ", ".join(f"{one.label} ({one.set_up_by})" for one in found.row.products if one.set_up_at) or "nothing yet"
    require_version(setup, version, {"set up": done}, {"set up": ", ".join(by_code[code].label for code in products)})
    _require_begun(found, products)
    _set_up(scope, found, [by_code[code] for code in sorted(products) if not by_code[code].set_up_at], on)
    return _row(order, products_of(scope, [order.id])[order.id])


def _require_begun(found: _Open, products: Collection[str]) -> None:
    if found.order.setup_state == SetupState.DONE:
        raise WrongSetup("order", gettext("the order is set up already"))
    if found.setup.mapped_at is None:
        raise WrongSetup("customer", gettext("say first whose order it is"))
    if found.setup.begun_at is None:
        raise WrongSetup("agreement", gettext("accept the terms and get started first"))
    if found.row.products and not products:
        raise WrongSetup("products", gettext("choose at least one product"))


def _set_up(scope: Scope, found: _Open, new: list[OrderedProduct], on: date) -> None:
    order, setup = found.order, found.setup
    ids = product_ids({one.code: 0 for one in new})
    SetUpProduct.objects.bulk_create(
        SetUpProduct(subscription=order, product_id=ids[one.code], actor=scope.actor, at=clock.now()) for one in new
    )
    made = {one.code: one.quantity for one in new if not one.has_line and one.quantity}
    add_lines(scope, order, made, on)
    left = [one for one in found.row.products if not one.set_up_at and one not in new]
    state = SetupState.PARTIAL if left else SetupState.DONE
    _change_state(order, state, on)
    if state is SetupState.DONE:
        setup.finished_at, setup.finished_by = clock.now(), scope.actor
    advance(setup)
    note_facts_changed(scope, order.customer_id, on)
    audit.record(
        scope, "order.set_up", order.reference, customer_id=order.customer_id, products=[one.code for one in new],
        state=state.public, lines=made,
    )  # fmt: skip


def _change_state(order: Subscription, state: SetupState, on: date) -> None:
    """Give an order another state from today on. The one it had stays known."""
    if order.setup_state == state:
        return
    if order.state_from_date < on:
        PastState.objects.bulk_create([past_state(order, on)], ignore_conflicts=True)
        order.state_from_date = on
    order.setup_state = state
    order.save(update_fields=["setup_state", "state_from_date"])
