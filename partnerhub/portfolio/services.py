"""Acts on what a partner manages. Statuses follow from facts and are never an act of their own."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from partnerhub.kit import clock
from partnerhub.kit.bulk import insert_rows, update_rows
from partnerhub.portfolio.facts import facts_of, product_sets
from partnerhub.portfolio.grouping import place_members
from partnerhub.portfolio.listing.changes import note_changed
from partnerhub.portfolio.listing.keeper import save_listing
from partnerhub.portfolio.models import Customer, CustomerStatus, LicenseLine, Product, SettingsVersion
from partnerhub.portfolio.outlook import outlook
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.statuses import CustomerFacts, judge, statuses_of
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms import products, thresholds
from partnerhub.terms.statuses import Status, as_bits, from_bits

CHUNK = 2000


def refresh_statuses(scope: Scope, *, on: date) -> int:
    """Judge every customer whose facts changed, or who was not judged on this day yet; return how many were judged.

    Works in short transactions, so pages go on meanwhile, and can be stopped anywhere: the rest is judged next time.
    """
    settings = settings_in_force(scope)
    judged, after = 0, 0
    while True:
        done, after = _judge_chunk(scope, on, after, settings)
        judged += done
        if done < CHUNK:
            break
    if judged:  # a day further, a line of filters finds others though nothing changed
        place_members(scope.partner_id, on=on)
    save_listing(scope.partner_id)
    return judged


def refresh_customer(scope: Scope, customer_id: int, *, on: date) -> None:
    """Judge one customer at once, inside the transaction of the act that changed its facts."""
    one = Customer._base_manager.filter(partner_id=scope.partner_id, organization_id=customer_id)
    _judge_some(scope, on, one, settings_in_force(scope))


def _judge_chunk(scope: Scope, on: date, after: int, settings: thresholds.Settings) -> tuple[int, int]:
    waiting = Customer._base_manager.filter(partner_id=scope.partner_id, organization_id__gt=after)
    return _judge_some(scope, on, waiting, settings, after)


@transaction.atomic
def _judge_some(
    scope: Scope, on: date, some: QuerySet[Customer], settings: thresholds.Settings, after: int = 0
) -> tuple[int, int]:
    waiting = some.select_for_update().exclude(judged_date=on).order_by("organization_id")
    stored = {row[0]: row[1:] for row in waiting.values_list("organization_id", "judged_date", *JUDGED)[:CHUNK]}
    chunk = Customer._base_manager.filter(organization_id__in=stored)
    facts, products = facts_of(chunk, on), product_sets(stored)
    now = {id_: _judged(facts[id_], on, settings, products.get(id_, "")) for id_ in stored}  # by id on both databases
    bits = {id_: row[1] for id_, row in stored.items()}
    _write_history({id_: frozenset(from_bits(row[0])) for id_, row in now.items() if row[0] != bits[id_]}, bits, on)
    changed = {id_ for id_, row in now.items() if row != stored[id_][1:]}
    _store_judgement({id_: now[id_] for id_ in sorted(changed)}, on)
    Customer._base_manager.filter(organization_id__in=stored.keys() - changed).update(judged_date=on)
    note_changed(scope.partner_id, {*changed, *(id_ for id_, row in stored.items() if row[0] is None)})
    return len(stored), max(stored, default=after)


JUDGED = (
    "status_bits", "products", "kinds", "standings", "next_end_date", "expires_date", "renews_date", "licenses", "assigned",
)  # fmt: skip
Judgement = tuple[int, str, int, int, date | None, date | None, date | None, int, int]


def _judged(facts: CustomerFacts, on: date, settings: thresholds.Settings, products: str) -> Judgement:
    """Return the stored columns of JUDGED, in their order."""
    bits, ahead = as_bits(statuses_of(judge(facts, on, settings))), outlook(facts.terms, on, settings)
    days = (ahead.ends, ahead.expires, ahead.renews)
    return bits, products, ahead.kinds, ahead.standings, *days, ahead.licenses, ahead.assigned


def _store_judgement(judged: Mapping[int, Judgement], on: date) -> None:
    """Store what customers were found to be, each row written once: it stands in many indexes."""
    columns = ("organization_id", *JUDGED, "judged_date")
    update_rows(Customer, columns, [(id_, *row, on) for id_, row in judged.items()])


def _write_history(changed: Mapping[int, frozenset[Status]], before: Mapping[int, int], on: date) -> None:
    begun: list[tuple[int, str, str]] = []
    ended: set[tuple[int, Status]] = set()
    for id_, statuses in changed.items():
        were = frozenset(from_bits(before[id_]))
        new = sorted(statuses - were, key=lambda status: status.precedence)
        begun += [(id_, status.value, on.isoformat()) for status in new]
        ended |= {(id_, status) for status in were - statuses}
    if ended:
        open_rows = CustomerStatus.objects.filter(customer_id__in={id_ for id_, _ in ended}, to_date__isnull=True)
        over = [row.id for row in open_rows if (row.customer_id, Status(row.status)) in ended]
        CustomerStatus.objects.filter(id__in=over).update(to_date=on)
    insert_rows(CustomerStatus._meta.db_table, ("customer_id", "status", "from_date"), begun)


@transaction.atomic
def store_derived_use(scope: Scope, rows: Iterable[tuple[str, str, int, int]]) -> int:
    """Note on license lines how many licenses call records show as used in 7 and 90 days; return how many changed.

    A line whose own rows say it keeps what they say. Like statuses it follows from facts and is no act of its own.
    """
    scope.require(Permission.IMPORT_CALLING)
    found = LicenseLine._base_manager.filter(partner_id=scope.partner_id).select_related(None)
    named = found.values_list("id", "subscription__reference", "product__code", "derived_7d", "derived_90d")
    wanted = {(reference, code): (seven, ninety) for reference, code, seven, ninety in rows}
    changed = [
        LicenseLine(id=id_, derived_7d=after[0], derived_90d=after[1])
        for id_, reference, code, seven, ninety in named.iterator(CHUNK)
        if (after := wanted.get((reference, code), (None, None))) != (seven, ninety)
    ]
    LicenseLine._base_manager.bulk_update(changed, ["derived_7d", "derived_90d"], batch_size=CHUNK // 10)
    return len(changed)


@transaction.atomic
def change_settings(scope: Scope, *, values: Mapping[str, int], based_on: int) -> int:
    """Store a new version of the partner's thresholds and return its number.

    Raise ValueError naming the threshold that is out of its limits, and Stale when somebody changed them meanwhile.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    before = settings_in_force(scope)
    if based_on != before.version:
        raise Stale(current={"version": before.version, **before.complete()}, sent=dict(values))
    for name, value in values.items():
        _check(name, value)
    after = before.complete() | dict(values)
    if after == before.complete():
        return before.version
    SettingsVersion.objects.create(
        partner_id=scope.partner_id, version=before.version + 1, values=after, changed_by=scope.actor,
        changed_at=clock.now(),
    )  # fmt: skip
    was = before.complete()
    changes = {name: [was[name], value] for name, value in after.items() if value != was[name]}
    audit.record(scope, "settings.changed", f"version {before.version + 1}", changes=changes)
    Customer._base_manager.filter(partner_id=scope.partner_id).update(judged_date=None)
    return before.version + 1


def _check(name: str, value: int) -> None:
    threshold = thresholds.BY_NAME.get(name)
    if threshold is None:
        raise ValueError(f"{name}: no such setting")
    if not threshold.least <= value <= threshold.most:
        raise ValueError(f"{threshold.label} ({name}): {value} is outside {threshold.least} to {threshold.most}")


def ensure_catalogue(shipped: Iterable[products.CatalogueProduct] = products.SHIPPED) -> None:
    """Add the shipped products that the catalogue lacks. What a deployment changed in it stays."""
    Product.objects.bulk_create(
        [
            Product(code=p.code, label=p.label, family=p.family or "", counts_for_overage=p.counts_for_overage)
            for p in shipped
        ],
        ignore_conflicts=True,
    )
