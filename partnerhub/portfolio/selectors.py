"""Questions about what a partner manages. Scope first, the date passed in, frozen values out."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db.models import F, QuerySet

from partnerhub.portfolio.facts import facts_of_rows
from partnerhub.portfolio.models import Customer, Product, SettingsVersion, Subscription
from partnerhub.portfolio.rows import row_of_found
from partnerhub.portfolio.shapes import (
    CustomerCard,
    LineRow,
    SettingsChange,
    SubscriptionRow,
)
from partnerhub.portfolio.statuses import Reason, judge
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.thresholds import DEFAULTS, SHIPPED_SETTINGS, Settings

CHUNK = 5000
OWN_FIELDS = (
    "reference", "kind", "start_date", "end_date", "auto_renews", "setup_state", "payment_state", "cancelled_date",
)  # fmt: skip
LINE_FIELDS = (
    "lines__product__label", "lines__total", "lines__assigned", "lines__used_7d", "lines__row_date", "lines__product__code",
)  # fmt: skip


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
    """Return product code → the name that people read, in the order of the catalogue."""
    return dict(Product.objects.order_by("id").values_list("code", "label"))


def product_codes() -> list[str]:
    """Return the codes of the catalogue, in order."""
    return list(Product.objects.order_by("code").values_list("code", flat=True))


def visible_customers(scope: Scope, permission: Permission = Permission.FIND_CUSTOMERS) -> QuerySet[Customer]:
    """Return the customers on which the caller holds a permission: the base of every filter. Not the own organization."""
    return Customer.objects.all().within(scope, permission).exclude(managed_by=ManagedBy.SELF)


def has_customers(scope: Scope) -> bool:
    """Say whether any customer is in reach."""
    return visible_customers(scope).exists()


def customer_card(scope: Scope, customer_id: int, *, on: date) -> CustomerCard:
    """Return one customer with its statuses, the facts behind them, and its subscriptions. Raise OutOfReach."""
    return _card(scope, visible_customers(scope).filter(organization_id=customer_id).first(), on)


def customer_card_named(scope: Scope, reference: str, *, on: date) -> CustomerCard:
    """Return the same for the customer with the partner's id. Raise OutOfReach."""
    return _card(scope, visible_customers(scope).filter(reference=reference).first(), on)


def _card(scope: Scope, customer: Customer | None, on: date) -> CustomerCard:
    if customer is None:
        raise OutOfReach("a customer")
    customer_id = customer.organization_id
    reasons: tuple[Reason, ...] = ()
    if scope.may(Permission.VIEW_ANALYTICS, customer_id):
        facts = facts_of_rows([(customer_id, customer.created_date, customer.last_admin_sign_in_at)], on)[customer_id]
        reasons = judge(facts, on, settings_in_force(scope))
    return CustomerCard(row_of_found(scope, customer), reasons, tuple(_subscriptions(scope, customer_id)))


def ids_of_references(scope: Scope, permission: Permission, references: Iterable[str]) -> tuple[int, ...]:
    """Return the ids of the customers with these partner's ids, in order. One out of reach refuses all: OutOfReach."""
    wanted = list(dict.fromkeys(references))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        some = visible_customers(scope, permission).filter(reference__in=wanted[start : start + CHUNK])
        found.update(some.values_list("reference", "organization_id"))
    if len(found) < len(wanted):
        raise OutOfReach("one of the customers")
    return tuple(found[reference] for reference in wanted)


def count_among(scope: Scope, permission: Permission, ids: Collection[int] | None) -> int:
    """Return how many of some customers are customers in reach; None asks for all of them."""
    if ids is None:
        return visible_customers(scope, permission).count()
    every = list(ids)
    parts = (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
    return sum(visible_customers(scope, permission).filter(organization_id__in=part).count() for part in parts)


def customer_names(scope: Scope, permission: Permission, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return (the partner's id, name) of those of some customers that are in reach."""
    found = visible_customers(scope, permission).filter(organization_id__in=list(ids))
    return {id_: (reference, name) for id_, reference, name in found.values_list("organization_id", "reference", "name")}


def _subscriptions(scope: Scope, customer_id: int) -> Iterator[SubscriptionRow]:
    """Yield a customer's subscriptions, each with its lines, asked for at once: a subscription without lines is one row."""
    scoped = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    scoped = scoped.filter(customer_id=customer_id).order_by("-end_date", "id", "lines__id")
    found = scoped.annotate(trial=F("converted_from__reference"))
    for _, rows in groupby(found.values("id", "trial", *OWN_FIELDS, *LINE_FIELDS), key=itemgetter("id")):
        ours = list(rows)
        lines = tuple(LineRow(*(row[name] for name in LINE_FIELDS)) for row in ours if row["lines__total"] is not None)
        own = {name: ours[0][name] for name in OWN_FIELDS}
        coded = {name: str(own[name]).lower() for name in ("kind", "setup_state", "payment_state")}
        yield SubscriptionRow(**(own | coded), lines=lines, converted_from=ours[0]["trial"])
