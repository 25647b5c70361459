"""The records as plain rows, for the daily snapshot. Only the pipeline asks, for a whole partner at once."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from partnerhub.portfolio.facts import Lines, facts_of
from partnerhub.portfolio.models import Customer, LicenseHolder, PastState, Product, Subscription
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.statuses import judge, statuses_of
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import as_bits

Rows = Iterator[tuple[object, ...]]
CHUNK = 2000


def customers(scope: Scope) -> Rows:
    """Yield (id, reference, name, managed by, is it the own organization, day of the first addition)."""
    scope.require(Permission.IMPORT_RECORDS)
    found = Customer._base_manager.filter(partner_id=scope.partner_id).annotate(first=Min("subscriptions__added_date"))
    for row in found.values_list("organization_id", "reference", "name", "managed_by", "first").iterator(CHUNK):
        yield (*row[:4], row[3] == ManagedBy.SELF, row[4])


def subscriptions(scope: Scope) -> Rows:
    """Yield every subscription and trial as it is now, and whether it belongs to the own organization."""
    scope.require(Permission.IMPORT_RECORDS)
    found = Subscription._base_manager.filter(partner_id=scope.partner_id).values_list(
        "id", "reference", "customer_id", "kind", "start_date", "end_date", "added_date", "auto_renews", "setup_state",
        "payment_state", "cancelled_date", "state_from_date", "customer__managed_by",
    )  # fmt: skip
    for row in found.iterator(CHUNK):
        yield (*row[:12], row[12] == ManagedBy.SELF)


def past_states(scope: Scope) -> Rows:
    """Yield (subscription id, first day, day after the last, set-up state, payment state) of states that are over."""
    scope.require(Permission.IMPORT_RECORDS)
    found = PastState.objects.filter(subscription__partner_id=scope.partner_id)
    yield from found.values_list("subscription_id", "from_date", "to_date", "setup_state", "payment_state")


def products(scope: Scope) -> Rows:
    """Yield (code, side of the toggle or empty, whether it can be over its limit)."""
    scope.require(Permission.IMPORT_RECORDS)
    yield from Product.objects.order_by("code").values_list("code", "family", "counts_for_overage")


def catalogue_digest(scope: Scope) -> str:
    """Return a text that changes when the catalogue does."""
    return repr(list(products(scope)))


def holder_use(scope: Scope, on: date) -> Rows:
    """Yield (subscription, product, licenses used in the 7 days before, in the 90 days before) of lines with holders.

    The windows are complete UTC days: on - 7 through on - 1, and on - 90 through on - 1.
    """
    scope.require(Permission.IMPORT_RECORDS)
    found = LicenseHolder._base_manager.filter(partner_id=scope.partner_id)
    before = Q(last_used_date__lt=on)
    yield from found.values_list("subscription__reference", "product__code").annotate(
        used_7d=Count("id", filter=before & Q(last_used_date__gte=on - timedelta(days=7))),
        used_90d=Count("id", filter=before & Q(last_used_date__gte=on - timedelta(days=90))),
    )


def statuses(scope: Scope, on: date, lines_of: Callable[[list[int]], Lines] | None = None) -> Rows:
    """Yield (customer id, statuses as one number) as of a day, judged anew from the facts.

    `lines_of` gives the license lines known on that day by subscription id; without it the records' own are taken.
    """
    scope.require(Permission.IMPORT_RECORDS)
    settings = settings_in_force(scope)
    every = Customer._base_manager.filter(partner_id=scope.partner_id).order_by("organization_id")
    ids = list(every.values_list("organization_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = Customer._base_manager.filter(organization_id__in=ids[start : start + CHUNK])
        lines = lines_of(_subscription_ids(ids[start : start + CHUNK])) if lines_of else None
        for customer_id, facts in facts_of(chunk, on, lines).items():
            yield customer_id, as_bits(statuses_of(judge(facts, on, settings)))


def stored_statuses(scope: Scope) -> Rows:
    """Yield (customer id, statuses as one number) as they are kept in the records: judged today."""
    scope.require(Permission.IMPORT_RECORDS)
    found = Customer._base_manager.filter(partner_id=scope.partner_id)
    yield from found.values_list("organization_id", "status_bits").iterator(CHUNK)


def _subscription_ids(customer_ids: list[int]) -> list[int]:
    return list(Subscription._base_manager.filter(customer_id__in=customer_ids).values_list("id", flat=True))
