"""Trials: started, extended, changed, cancelled, turned into a paid subscription. Each act wholly or not at all."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from partnerhub.kit.dates import add_months
from partnerhub.portfolio.models import Customer, LicenseHolder, LicenseLine, OpenTrial, StartedTrial, Subscription
from partnerhub.portfolio.ordering import (
    NewCustomer,
    TrialOrder,
    WrongTrial,
    add_customer,
    add_lines,
    checked_customer,
    checked_days,
    checked_order,
    checked_products,
    free_reference,
    note_orders,
    product_ids,
)
from partnerhub.portfolio.records import note_facts_changed
from partnerhub.portfolio.selectors import visible_customers
from partnerhub.portfolio.shapes import TrialShape
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import OrderAction, SubscriptionKind

LONGEST_TERM = 120  # months


def start_trial(
    scope: Scope, customer: str | NewCustomer, order: TrialOrder, *, on: date, key: uuid.UUID | None = None
) -> TrialShape:
    """Start a trial for a customer by the partner's id, or for a new one. The same key again returns what it started.

    The day it starts is its first: 30 days begun on the 1st end with the 30th, in UTC. Raise WrongTrial, OutOfReach,
    Forbidden.
    """
    scope.require(Permission.START_TRIALS)
    key = key or uuid.uuid4()
    before = _started_with(scope, key)
    if before is not None:
        return before
    if isinstance(customer, str):
        trial_customer(scope, customer)  # whoever may not know of the customer learns nothing of the order either
    order = checked_order(order)
    customer = customer if isinstance(customer, str) else checked_customer(customer)
    try:
        return _start(scope, customer, order, on, key)
    except IntegrityError:  # two at the same moment: the database let one through
        before = _started_with(scope, key)
        if before is None:
            raise WrongTrial(
                "products", gettext("a trial of one of these products was started at this moment; look again")
            ) from None
        return before


@transaction.atomic
def preview_trial(scope: Scope, customer: str | NewCustomer, order: TrialOrder, *, on: date) -> TrialShape:
    """Return what starting a trial would make, still without an id, and write nothing. Raises as `start_trial` does."""
    scope.require(Permission.START_TRIALS)
    order = checked_order(order)
    last = _last_day(on, order.days)
    if isinstance(customer, NewCustomer):
        scope.require(Permission.ADD_CUSTOMERS)
        return TrialShape("", "", checked_customer(customer).name, on, last)
    owner = _customer(scope, customer)
    _none_may_run(owner, order.products, on)
    return TrialShape("", owner.reference, owner.name, on, last)


@transaction.atomic
def trial_customer(scope: Scope, reference: str) -> str:
    """Return the name of a customer for whom the caller may start a trial. Raise OutOfReach or Forbidden."""
    scope.require(Permission.START_TRIALS)
    return _customer(scope, reference).name


def _started_with(scope: Scope, key: uuid.UUID) -> TrialShape | None:
    mine = StartedTrial.objects.filter(partner_id=scope.partner_id, person=scope.person_id, key=key)
    found = Subscription._base_manager.filter(started__in=mine).select_related("customer").first()
    return _shape(found) if found else None


@transaction.atomic
def _start(scope: Scope, customer: str | NewCustomer, order: TrialOrder, on: date, key: uuid.UUID) -> TrialShape:
    is_new = not isinstance(customer, str)
    owner = _customer(scope, customer) if isinstance(customer, str) else add_customer(scope, customer, on)
    _close_ended(owner, on)
    _none_may_run(owner, order.products, on)
    trial = Subscription(
        partner_id=scope.partner_id, customer=owner, reference=free_reference(scope, Subscription, "T"),
        kind=SubscriptionKind.TRIAL, start_date=on, end_date=_last_day(on, order.days), added_date=on, state_from_date=on,
    )  # fmt: skip
    trial.save(force_insert=True)
    StartedTrial.objects.create(
        subscription=trial, partner_id=scope.partner_id, person_id=scope.person_id, key=key, vertical=order.vertical,
        administrator_email=order.administrator_email,
    )  # fmt: skip
    ids = product_ids(order.products)
    add_lines(scope, trial, order.products, on)
    _open(trial, ids.values())
    note_orders(scope, trial, OrderAction.NEW, {ids[code]: number for code, number in order.products.items()}, on)
    _done(
        scope, trial, "trial.started", on, customer=owner.reference, new_customer=is_new, products=order.products,
        end_date=trial.end_date, administrator=order.administrator_email,
    )  # fmt: skip
    return _shape(trial)


def _last_day(on: date, days: int) -> date:
    return on + timedelta(days=days - 1)


def _customer(scope: Scope, reference: str) -> Customer:
    """Return a customer whose trials are the caller's to start, locked so that two who start one wait for each other."""
    found = visible_customers(scope).select_for_update().filter(reference=reference).first()
    if found is None:
        raise OutOfReach("a customer")
    if not scope.may(Permission.START_TRIALS, found.organization_id):
        raise Forbidden("trials of this customer")
    return found


def _still_running(on: date) -> Q:
    return Q(end_date__gte=on) & (Q(cancelled_date__isnull=True) | Q(cancelled_date__gt=on))


def _close_ended(owner: Customer, on: date) -> None:
    over = Subscription._base_manager.filter(customer=owner).exclude(_still_running(on))
    OpenTrial.objects.filter(customer=owner, subscription__in=over).delete()


def _none_may_run(owner: Customer, products: Iterable[str], on: date, but: int = 0) -> None:
    """Refuse a second trial of a product beside one that runs, be it imported."""
    running = Subscription._base_manager.filter(_still_running(on), customer=owner, kind=SubscriptionKind.TRIAL)
    lines = LicenseLine._base_manager.filter(subscription__in=running.exclude(id=but), product__code__in=list(products))
    taken = lines.order_by("product__label").values_list("product__label", flat=True).first()
    if taken:
        raise WrongTrial("products", gettext("a trial of %(product)s is running already") % {"product": taken})


def _open(trial: Subscription, ids: Iterable[int]) -> None:
    OpenTrial.objects.bulk_create(
        OpenTrial(subscription=trial, customer_id=trial.customer_id, product_id=id_) for id_ in ids
    )


def _done(scope: Scope, trial: Subscription, act: str, on: date, **details: Any) -> None:
    """Leave the one entry of an act, after everything that hangs on the changed facts."""
    note_facts_changed(scope, trial.customer_id, on)
    audit.record(scope, act, trial.reference, customer_id=trial.customer_id, **details)


def _shape(trial: Subscription) -> TrialShape:
    return TrialShape(trial.reference, trial.customer.reference, trial.customer.name, trial.start_date, trial.end_date,
                      trial.cancelled_date)  # fmt: skip


@transaction.atomic
def extend_trial(scope: Scope, reference: str, *, days: int, on: date, seen: date | None = None) -> TrialShape:
    """Let a running trial last so many days counted from today, which is the first of them.

    `seen` is the end date that the caller decided on: raise Stale when it is another one by now. Raise WrongTrial when it
    would not become longer, OutOfReach, Forbidden.
    """
    trial = _running(scope, reference, on, seen)
    before, after = trial.end_date, _last_day(on, checked_days(days))
    if after <= before:
        problem = gettext("the trial runs until %(day)s already; %(days)s days or more extend it")
        raise WrongTrial("days", problem % {"day": before, "days": (before - on).days + 2})
    trial.end_date = after
    trial.save(update_fields=["end_date"])
    _done(scope, trial, "trial.extended", on, before={"end_date": before}, after={"end_date": after})
    return _shape(trial)


def _running(scope: Scope, reference: str, on: date, seen: date | None) -> Subscription:
    """Return a trial that is the caller's to change, locked. Raise OutOfReach, Forbidden, Stale, or WrongTrial when over."""
    found = _visible(scope).select_for_update(of=("self",)).filter(reference=reference).first()
    if found is None:
        raise OutOfReach("a trial")
    if not scope.may(Permission.CHANGE_TRIALS, found.customer_id):
        raise Forbidden("this trial")
    if seen is not None and seen != found.end_date:
        raise Stale(current={"end_date": found.end_date}, sent={"end_date": seen})
    if found.cancelled_date is not None and found.cancelled_date <= on:
        raise WrongTrial("trial", gettext("it was cancelled or converted on %(day)s") % {"day": found.cancelled_date})
    if found.end_date < on:
        raise WrongTrial("trial", gettext("it ended on %(day)s; start a new one") % {"day": found.end_date})
    return found


@transaction.atomic
def running_trial(scope: Scope, reference: str, *, on: date) -> tuple[TrialShape, dict[str, int]]:
    """Return a trial that runs and is the caller's to change, and how many licenses of each product (code) it has.

    Raise OutOfReach, Forbidden, or WrongTrial when it is over.
    """
    found = _running(scope, reference, on, None)
    held = LicenseLine._base_manager.filter(subscription=found).values_list("product__code", "total")
    return _shape(found), dict(held)


def trial_named(scope: Scope, reference: str) -> TrialShape:
    """Return a trial, running or over. Raise OutOfReach."""
    seen = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    found = seen.filter(kind=SubscriptionKind.TRIAL, reference=reference).select_related("customer").first()
    if found is None:
        raise OutOfReach("a trial")
    return _shape(found)


def _visible(scope: Scope) -> QuerySet[Subscription]:
    scope.require(Permission.CHANGE_TRIALS)
    seen = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    return seen.filter(kind=SubscriptionKind.TRIAL).select_related("customer")


@transaction.atomic
def change_trial(
    scope: Scope, reference: str, *, products: Mapping[str, int], on: date, seen: date | None = None
) -> TrialShape:
    """Give a running trial other products or other numbers of licenses: what is not named is taken out of it.

    Who held a license of a product that is taken out holds it no more. Raises as `extend_trial` does.
    """
    trial = _running(scope, reference, on, seen)
    wanted = checked_products(products)
    found = LicenseLine._base_manager.filter(subscription=trial).values_list("product__code", "total")
    before: dict[str, int] = dict(found)
    if wanted == before:
        return _shape(trial)
    new = {code: number for code, number in wanted.items() if code not in before}
    _close_ended(trial.customer, on)
    _none_may_run(trial.customer, new, on, but=trial.id)
    _take_out(trial, before.keys() - wanted.keys())
    add_lines(scope, trial, new, on)
    for code in (before.keys() & wanted.keys()) - {code for code, n in before.items() if wanted.get(code) == n}:
        lines = LicenseLine._base_manager.filter(subscription=trial, product__code=code)
        lines.update(total=wanted[code], row_date=on)
    if StartedTrial.objects.filter(subscription=trial).exists():  # an imported trial may overlap with another one
        _open(trial, product_ids(new).values())
    _note_differences(scope, trial, before, wanted, on)
    _done(scope, trial, "trial.changed", on, before=before, after=wanted)
    return _shape(trial)


def _take_out(trial: Subscription, codes: Iterable[str]) -> None:
    gone = {"subscription": trial, "product__code__in": list(codes)}
    LicenseHolder._base_manager.filter(**gone).delete()
    LicenseLine._base_manager.filter(**gone).delete()
    OpenTrial.objects.filter(**gone).delete()


def _note_differences(
    scope: Scope, trial: Subscription, before: Mapping[str, int], after: Mapping[str, int], on: date
) -> None:
    ids = product_ids({**before, **after})
    more = {id_: after.get(code, 0) - before.get(code, 0) for code, id_ in ids.items()}
    for action, sign in ((OrderAction.ADD, 1), (OrderAction.REDUCE, -1)):
        some = {id_: sign * difference for id_, difference in more.items() if sign * difference > 0}
        if some:
            note_orders(scope, trial, action, some, on)


@transaction.atomic
def cancel_trial(scope: Scope, reference: str, *, on: date, seen: date | None = None) -> TrialShape:
    """End a running trial today. Its license lines stay as its history. Raises as `extend_trial` does."""
    trial = _running(scope, reference, on, seen)
    lines = LicenseLine._base_manager.filter(subscription=trial)
    _end(trial, on)
    note_orders(scope, trial, OrderAction.CANCEL, dict(lines.values_list("product_id", "total")), on)
    _done(scope, trial, "trial.cancelled", on, end_date=trial.end_date)
    return _shape(trial)


def _end(trial: Subscription, on: date) -> None:
    trial.cancelled_date = on
    trial.save(update_fields=["cancelled_date"])
    OpenTrial.objects.filter(subscription=trial).delete()


@transaction.atomic
def convert_trial(
    scope: Scope, reference: str, *, on: date, months: int = 0, end_date: date | None = None, auto_renews: bool = False,
    seen: date | None = None,
) -> TrialShape:  # fmt: skip
    """Turn a running trial into a paid subscription from today on, for some months or until a last day; return the latter.

    Licenses, who holds them and when they were used go over; the trial ends today and keeps its lines as its history. All of
    it happens or nothing. Raises as `extend_trial` does.
    """
    trial = _running(scope, reference, on, seen)
    last = _end_of_term(on, months, end_date)
    _end(trial, on)
    paid = Subscription(
        partner_id=scope.partner_id, customer=trial.customer, reference=free_reference(scope, Subscription, "S"),
        kind=SubscriptionKind.SUBSCRIPTION, start_date=on, end_date=last, added_date=on, auto_renews=auto_renews,
        state_from_date=on, converted_from=trial,
    )  # fmt: skip
    paid.save(force_insert=True)
    bought = _carry_over(trial, paid)
    note_orders(scope, paid, OrderAction.NEW, bought, on)
    _done(
        scope, trial, "trial.converted", on, subscription=paid.reference, end_date=last, auto_renews=auto_renews,
        licenses=sum(bought.values()),
    )  # fmt: skip
    return _shape(paid)


def _end_of_term(on: date, months: int, end_date: date | None) -> date:
    if end_date is None:
        if not 1 <= months <= LONGEST_TERM:
            raise WrongTrial("months", gettext("a term has 1 to %(most)s months") % {"most": LONGEST_TERM})
        return add_months(on, months) - timedelta(days=1)
    if not on <= end_date < add_months(on, LONGEST_TERM):
        problem = gettext("the last day lies between today and %(most)s months from now")
        raise WrongTrial("end_date", problem % {"most": LONGEST_TERM})
    return end_date


def _carry_over(trial: Subscription, paid: Subscription) -> dict[int, int]:
    """Give the paid subscription the trial's lines as they are now and its holders; return product id → licenses."""
    lines = list(LicenseLine._base_manager.filter(subscription=trial))
    LicenseLine._base_manager.bulk_create(
        LicenseLine(
            partner_id=line.partner_id, subscription=paid, product_id=line.product_id, row_date=line.row_date,
            total=line.total, assigned=line.assigned, used_7d=line.used_7d, used_90d=line.used_90d,
        )
        for line in lines
    )  # fmt: skip
    LicenseHolder._base_manager.filter(subscription=trial).update(subscription=paid)
    return {line.product_id: line.total for line in lines}
