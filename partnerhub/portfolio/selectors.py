"""Questions about what a partner manages. Scope first, the date passed in, frozen values out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.facts import facts_of
from partnerhub.portfolio.models import Customer, CustomerTag, LicenseLine, Product, SettingsVersion, Subscription
from partnerhub.portfolio.shapes import (
    CustomerCard,
    CustomerPage,
    CustomerRow,
    LineRow,
    SettingsChange,
    SubscriptionRow,
)
from partnerhub.portfolio.statuses import Reason, judge
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Status, from_bits
from partnerhub.terms.thresholds import DEFAULTS, SHIPPED_SETTINGS, Settings

PAGE = 50
CHUNK = 2000
Look = Callable[[list[int]], Iterable[tuple[int, Any]]]


def settings_in_force(scope: Scope) -> Settings:
    """Return the newest version of the partner's thresholds, or the shipped defaults as version 0."""
    newest = SettingsVersion.objects.filter(partner_id=scope.partner_id).order_by("-version").first()
    return Settings(newest.version, newest.values) if newest else SHIPPED_SETTINGS


def settings_history(scope: Scope) -> list[SettingsChange]:
    """Return every change of the partner's thresholds, newest first."""
    scope.require(Permission.VIEW_SETTINGS)
    changes, before = [], dict(DEFAULTS)
    for version in SettingsVersion.objects.filter(partner_id=scope.partner_id).order_by("version"):
        after = {**DEFAULTS, **version.values}
        changed = tuple((name, before[name], after[name]) for name in after if after[name] != before.get(name))
        changes.append(SettingsChange(version.version, version.changed_by, version.changed_at, changed))
        before = after
    return changes[::-1]


def product_labels() -> dict[str, str]:
    """Return product code → the name that people read."""
    return dict(Product.objects.values_list("code", "label"))


def product_codes() -> list[str]:
    """Return the codes of the catalogue, in order."""
    return list(Product.objects.order_by("code").values_list("code", flat=True))


def visible_customers(scope: Scope, permission: Permission = Permission.FIND_CUSTOMERS) -> QuerySet[Customer]:
    """Return the customers on which the caller holds a permission: the base of every filter. Not the own organization."""
    return Customer.objects.all().within(scope, permission).exclude(managed_by=ManagedBy.SELF)


def has_customers(scope: Scope) -> bool:
    """Say whether any customer is in reach."""
    return visible_customers(scope).exists()


def matching_customers(
    scope: Scope, search: str = "", status: Status | None = None, needs: tuple[Permission, ...] = ()
) -> QuerySet[Customer]:
    """Return the customers in reach whose name or domain has a word, or whose id, that begins with the search.

    Without a search only those that the caller may list; with a status only those whose statuses the caller may see.
    """
    word = sort_name(search.strip())
    found = visible_customers(scope, Permission.FIND_CUSTOMERS if word else Permission.LIST_CUSTOMERS)
    if word:
        found = found.filter(
            Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}") | Q(reference__istartswith=search.strip())
            | Q(domain__istartswith=word) | Q(domain__icontains=f".{word}")
        )  # fmt: skip
    if status:
        found = found.annotate(has=F("status_bits").bitand(status.bit)).filter(has__gt=0)
        needs = (*needs, Permission.VIEW_ANALYTICS)
    for permission in needs:
        reach = scope.customers(permission)
        found = found if reach is None else found.filter(organization_id__in=reach)
    return found


def customer_list(
    scope: Scope, *, on: date, search: str = "", status: Status | None = None, after: str = "", limit: int | None = PAGE,
    needs: tuple[Permission, ...] = (),
) -> CustomerPage:  # fmt: skip
    """Return a page of customers by name, with the count of all that match. No limit returns every one of them.

    `after` is the `after` of the page before; `needs` leaves out customers on which the caller lacks a further permission.
    Who may find but not list customers has to search.
    """
    found = matching_customers(scope, search, status, needs)
    total = found.count()
    ordered = found.order_by("sort_name", "organization_id")
    name, _, id_ = after.rpartition("~")
    if id_.isdecimal():
        ordered = ordered.filter(Q(sort_name__gt=name) | Q(sort_name=name, organization_id__gt=int(id_)))
    page = list(ordered[: limit + 1] if limit else ordered)
    if limit is None or len(page) <= limit:
        return CustomerPage(tuple(_rows(scope, page, on)), total)
    page = page[:limit]
    return CustomerPage(tuple(_rows(scope, page, on)), total, f"{page[-1].sort_name}~{page[-1].organization_id}")


def status_counts(scope: Scope) -> dict[Status, int]:
    """Return how many customers in reach carry each status, in order of precedence. Each customer may carry several."""
    scope.require(Permission.VIEW_ANALYTICS)
    by_bits = visible_customers(scope, Permission.VIEW_ANALYTICS).values_list("status_bits").annotate(n=Count("*"))
    counts = dict.fromkeys(Status, 0)
    for bits, number in by_bits:
        for status in from_bits(bits):
            counts[status] += number
    return counts


def customer_card(scope: Scope, customer_id: int, *, on: date) -> CustomerCard:
    """Return one customer with its statuses, the facts behind them, and its subscriptions. Raise OutOfReach."""
    customer = visible_customers(scope).filter(organization_id=customer_id).first()
    if customer is None:
        raise OutOfReach(customer_id)
    reasons: tuple[Reason, ...] = ()
    if scope.may(Permission.VIEW_ANALYTICS, customer_id):
        facts = facts_of(visible_customers(scope).filter(organization_id=customer_id), on)[customer_id]
        reasons = judge(facts, on, settings_in_force(scope))
    return CustomerCard(_rows(scope, [customer], on)[0], reasons, tuple(_subscriptions(scope, customer_id)))


def customer_named(scope: Scope, reference: str) -> int:
    """Return the id of the customer with this reference. Raise OutOfReach."""
    found = visible_customers(scope).filter(reference=reference).values_list("organization_id", flat=True).first()
    if found is None:
        raise OutOfReach(reference)
    return int(found)


def customer_names(scope: Scope, permission: Permission, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return (the partner's id, name) of those of some customers that are in reach."""
    found = visible_customers(scope, permission).filter(organization_id__in=list(ids))
    return {id_: (reference, name) for id_, reference, name in found.values_list("organization_id", "reference", "name")}


def _subscriptions(scope: Scope, customer_id: int) -> Iterator[SubscriptionRow]:
    scoped = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    lines: dict[int, list[LineRow]] = defaultdict(list)
    for line in LicenseLine._base_manager.filter(subscription__customer_id=customer_id).select_related("product"):
        shape = LineRow(line.product.label, line.total, line.assigned, line.used_7d, line.row_date)
        lines[line.subscription_id].append(shape)
    for s in scoped.filter(customer_id=customer_id).order_by("-end_date", "id"):
        yield SubscriptionRow(
            s.reference, s.kind.lower(), s.start_date, s.end_date, s.auto_renews, s.setup_state.lower(),
            s.payment_state.lower(), s.cancelled_date, tuple(lines[s.id]),
        )  # fmt: skip


def _rows(scope: Scope, page: list[Customer], on: date) -> list[CustomerRow]:
    ids = [customer.organization_id for customer in page]
    tags, products, ends = (_gather(ids, look) for look in (_tags, _products, _ends(on)))
    judged, launched = (_held_on(scope, p, ids) for p in (Permission.VIEW_ANALYTICS, Permission.LAUNCH_CUSTOMERS))
    return [
        CustomerRow(
            c.organization_id, c.reference, c.name, from_bits(c.status_bits) if c.organization_id in judged else (),
            tuple(tags[c.organization_id]), c.managed_by.lower(), tuple(products[c.organization_id]), c.country,
            c.domain, min(ends[c.organization_id], default=None), c.last_admin_sign_in_at,
            c.console_url if c.organization_id in launched else None,
        )
        for c in page
    ]  # fmt: skip


def _held_on(scope: Scope, permission: Permission, ids: list[int]) -> set[int]:
    """Return those of some customers on which the caller holds a permission. A role on one says nothing of another."""
    if not scope.may(permission):
        return set()
    reach = None if scope.may_wherever(permission, Permission.FIND_CUSTOMERS) else scope.customers(permission)
    if reach is None:
        return set(ids)
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return {id_ for chunk in chunks for id_ in reach.filter(id__in=chunk)}


def _gather(ids: list[int], look: Look) -> dict[int, list[Any]]:
    """Return what `look` finds for each customer, asked in chunks that both databases take as one list."""
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        for customer_id, value in look(ids[start : start + CHUNK]):
            found[customer_id].append(value)
    return found


def _tags(ids: list[int]) -> Iterable[tuple[int, Any]]:
    found = CustomerTag._base_manager.filter(customer_id__in=ids)
    return found.order_by("tag__label").values_list("customer_id", "tag__label")


def _products(ids: list[int]) -> Iterable[tuple[int, Any]]:
    found = LicenseLine._base_manager.filter(subscription__customer_id__in=ids)
    return found.order_by("product_id").values_list("subscription__customer_id", "product__code").distinct()


def _ends(on: date) -> Look:
    def look(ids: list[int]) -> Iterable[tuple[int, Any]]:
        running = Subscription._base_manager.filter(customer_id__in=ids, end_date__gte=on)
        return running.exclude(cancelled_date__lte=on).values_list("customer_id", "end_date")

    return look
