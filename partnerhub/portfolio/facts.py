"""Gathering what statuses depend on, for many customers at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from partnerhub.portfolio.models import Customer, LicenseLine, PastState, Subscription
from partnerhub.portfolio.statuses import CustomerFacts, Term
from partnerhub.terms.codes import PaymentState, SetupState, SubscriptionKind

CustomerRecord = tuple[int, date | None, datetime | None]
Lines = Mapping[int, tuple[tuple[str, int, int], ...]]
PAST = ("subscription_id", "from_date", "to_date", "setup_state", "payment_state")


def facts_of(customers: QuerySet[Customer], on: date, lines: Lines | None = None) -> dict[int, CustomerFacts]:
    """Return, per customer id, the facts as they stood on a day.

    License lines come from the records as they are now, unless the caller passes what was known on that day
    (subscription id → (product, total, assigned)).
    """
    return facts_of_rows(list(customers.values_list("organization_id", "created_date", "last_admin_sign_in_at")), on, lines)


def facts_of_rows(rows: Sequence[CustomerRecord], on: date, lines: Lines | None = None) -> dict[int, CustomerFacts]:
    """Return the same for customers of whom (id, created, last sign-in of an own administrator) was read already."""
    terms = _terms_of([row[0] for row in rows], on, lines)
    return {
        customer_id: CustomerFacts(tuple(terms[customer_id]), created, signed_in and signed_in.date())
        for customer_id, created, signed_in in rows
    }


def _terms_of(customer_ids: list[int], on: date, lines: Lines | None) -> Mapping[int, list[Term]]:
    found = Subscription._base_manager.filter(customer_id__in=customer_ids).values_list(
        "id", "customer_id", "reference", "kind", "start_date", "end_date", "auto_renews", "setup_state",
        "payment_state", "cancelled_date", "state_from_date",
    )  # fmt: skip
    rows = list(found)
    if lines is None:
        lines = current_lines([row[0] for row in rows])
    past = _past_states([row[0] for row in rows if row[10] > on], on)
    terms: Mapping[int, list[Term]] = defaultdict(list)
    for id_, customer_id, reference, kind, start, end, renews, setup, payment, cancelled, _ in rows:
        was_setup, was_payment = past.get(id_, (setup, payment))
        terms[customer_id].append(
            Term(reference, SubscriptionKind(kind), start, end, renews, SetupState(was_setup), PaymentState(was_payment),
                 cancelled, lines.get(id_, ()))
        )  # fmt: skip
    return terms


def _past_states(subscription_ids: Iterable[int], on: date) -> dict[int, tuple[str, str]]:
    """Return the states in force on an earlier day, where one is known. Without history, today's stands in."""
    found = PastState.objects.filter(subscription_id__in=list(subscription_ids), from_date__lte=on, to_date__gt=on)
    return {row[0]: (row[3], row[4]) for row in found.values_list(*PAST)}


def current_lines(subscription_ids: Iterable[int]) -> Lines:
    """Return the newest totals and assignments of subscriptions, for products that can be over their limit."""
    found = LicenseLine._base_manager.filter(
        subscription_id__in=list(subscription_ids), product__counts_for_overage=True
    ).values_list("subscription_id", "product__code", "total", "assigned")
    lines: Mapping[int, list[tuple[str, int, int]]] = defaultdict(list)
    for subscription_id, product, total, assigned in found:
        lines[subscription_id].append((product, total, assigned))
    return {id_: tuple(rows) for id_, rows in lines.items()}


def product_sets(customer_ids: Collection[int]) -> dict[int, str]:
    """Return, per customer, the codes of all products of its lines in order, with commas between them."""
    found = LicenseLine._base_manager.filter(subscription__customer_id__in=customer_ids)
    codes: Mapping[int, set[str]] = defaultdict(set)
    for customer_id, code in found.values_list("subscription__customer_id", "product__code").distinct():
        codes[customer_id].add(code)
    return {id_: ",".join(sorted(several)) for id_, several in codes.items()}


def past_state(was: Subscription, until: date) -> PastState:
    """Return the state that a subscription had up to a day, not stored yet."""
    return PastState(
        subscription_id=was.id, from_date=was.state_from_date, to_date=until, setup_state=was.setup_state,
        payment_state=was.payment_state,
    )  # fmt: skip
