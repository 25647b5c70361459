"""Questions about what a partner manages. Scope first, the date passed in, frozen values out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import F, QuerySet

from partnerhub.portfolio.facts import facts_of_rows
from partnerhub.portfolio.models import Customer, LicenseLine, Product, SettingsVersion, Subscription
from partnerhub.portfolio.rows import rows_of_found
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
    (row,) = rows_of_found(scope, [customer])
    return CustomerCard(row, reasons, tuple(_subscriptions(scope, customer_id)))


def customer_names(scope: Scope, permission: Permission, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return (the partner's id, name) of those of some customers that are in reach."""
    found = visible_customers(scope, permission).filter(organization_id__in=list(ids))
    return {id_: (reference, name) for id_, reference, name in found.values_list("organization_id", "reference", "name")}


def _subscriptions(scope: Scope, customer_id: int) -> Iterator[SubscriptionRow]:
    scoped = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    lines: dict[int, list[LineRow]] = defaultdict(list)
    for line in LicenseLine._base_manager.filter(subscription__customer_id=customer_id).select_related("product"):
        shape = LineRow(line.product.label, line.total, line.assigned, line.used_7d, line.row_date, line.product.code)
        lines[line.subscription_id].append(shape)
    found = scoped.filter(customer_id=customer_id).annotate(trial=F("converted_from__reference"))
    for s in found.order_by("-end_date", "id"):
        yield SubscriptionRow(
            s.reference, s.kind.lower(), s.start_date, s.end_date, s.auto_renews, s.setup_state.lower(),
            s.payment_state.lower(), s.cancelled_date, tuple(lines[s.id]), s.trial,
        )  # fmt: skip
