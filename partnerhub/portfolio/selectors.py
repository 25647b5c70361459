"""Questions about what a partner manages. Scope first, the date passed in, frozen values out."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from partnerhub.portfolio.models import Customer, Product, SettingsVersion
from partnerhub.portfolio.shapes import SettingsChange
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.thresholds import DEFAULTS, SHIPPED_SETTINGS, Settings

CHUNK = 5000


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
