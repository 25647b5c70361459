"""Reading and writing records in bulk, as files spell them. Whoever calls audits; nothing here opens a transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from partnerhub.kit import clock
from partnerhub.kit.bulk import select_in
from partnerhub.kit.words import sort_name
from partnerhub.portfolio import tables
from partnerhub.portfolio.administrators import store_administrators, store_users, stored_administrators, stored_users
from partnerhub.portfolio.facts import past_state
from partnerhub.portfolio.listing.changes import note_changed
from partnerhub.portfolio.models import (
    Customer,
    CustomerTag,
    LicenseLine,
    PartnerFacts,
    PastState,
    Setup,
    Subscription,
    Tag,
)
from partnerhub.portfolio.services import refresh_customer
from partnerhub.portfolio.tables import TABLES, Record, Table, ids_by_reference, rows_of, upsert
from partnerhub.tenancy import services as tenancy
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

CHUNK = 2000
Key = tuple[str, ...]


def stored_records(scope: Scope, kind: str, keys: Sequence[Key]) -> dict[Key, Record]:
    """Return the records with these keys as they are now. Unknown keys are left out."""
    scope.require(Permission.IMPORT_RECORDS)
    if kind == "administrators":
        return stored_administrators(scope, keys)
    if kind == "users":
        return stored_users(scope, keys)
    if kind == "tags":
        return {key: {"customer_id": key[0], "tag": key[1]} for key in _stored_tags(scope, keys)}
    table = TABLES[kind]
    paths = [_readable(field) for field in table.fields]
    first = table.by_column[table.key[0]]
    found = rows_of(table.model, scope).filter(**{f"{_readable(first)}__in": {key[0] for key in keys}})
    for place, column in enumerate(table.key[1:], start=1):
        others = {key[place] for key in keys}
        if "" not in others:
            found = found.filter(**{f"{_readable(table.by_column[column])}__in": others})
    records = (_as_record(table, row) for row in found.values_list(*paths).iterator(CHUNK))
    wanted = set(keys)
    return {key: record for record in records if (key := _key_of(table, record)) in wanted}


def decided_in_the_hub(scope: Scope, kind: str, keys: Sequence[Key]) -> dict[Key, Record]:
    """Return what the set-up of orders decided about some records: no file takes it back.

    Only subscriptions have such values: whose order it is, and how far it is set up.
    """
    scope.require(Permission.IMPORT_RECORDS)
    if kind != "subscriptions":
        return {}
    found = Setup.objects.filter(partner_id=scope.partner_id, subscription__reference__in=[key[0] for key in keys])
    mapped = found.filter(mapped_at__isnull=False).values_list(
        "subscription__reference", "customer__reference", "subscription__setup_state"
    )
    return {(reference,): {"customer_id": customer, "setup_state": state.lower()} for reference, customer, state in mapped}


def _readable(field: tables.Field) -> str:
    if field.refers_to is None:
        return field.path
    return field.path.removesuffix("_id") + ("__code" if field.column == "product" else "__reference")


def _as_record(table: Table, row: Sequence[object]) -> Record:
    return {field.column: field.read(stored) for field, stored in zip(table.fields, row, strict=True)}


def _key_of(table: Table, record: Record) -> Key:
    return tuple(str(record[column]) for column in table.key)


def _stored_tags(scope: Scope, keys: Sequence[Key]) -> Iterator[Key]:
    found = CustomerTag._base_manager.filter(
        tag__partner_id=scope.partner_id, customer__reference__in={key[0] for key in keys}
    )
    yield from set(found.values_list("customer__reference", "tag__label")) & set(keys)


def store_records(scope: Scope, kind: str, rows: Sequence[Record], on: date) -> set[int]:
    """Write records, new and changed ones alike, and return the ids of the customers whose facts they touch."""
    scope.require(Permission.IMPORT_RECORDS)
    if not rows:
        return set()
    store = {"customers": _store_customers, "subscriptions": _store_subscriptions, "licenses": _store_licenses,
             "orders": _store_orders, "people": _store_people, "tags": _store_tags,
             "administrators": store_administrators, "users": store_users}.get(kind)  # fmt: skip
    if store is not None:
        return store(scope, rows, on)
    table = TABLES[kind]
    upsert(table, scope.partner_id, rows, _resolve(scope, table, rows))
    return set()


def _resolve(scope: Scope, table: Table, rows: Iterable[Record]) -> dict[str, dict[str, int]]:
    """Return, per referring column, reference → id for every reference that the rows make."""
    referring = [field for field in table.fields if field.refers_to]
    return {
        field.column: ids_by_reference(scope, field.refers_to, {str(row[field.column]) for row in rows})
        for field in referring
        if field.refers_to
    }


def _customers_of_subscriptions(ids: Iterable[int]) -> set[int]:
    found = Subscription._base_manager.filter(id__in=list(ids))
    return set(found.values_list("customer_id", flat=True))


def _store_customers(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    known = ids_by_reference(scope, Customer, {str(row["customer_id"]) for row in rows})
    new = [row for row in rows if row["customer_id"] not in known]
    made = tenancy.add_customer_organizations(scope, [str(row["name"]) for row in new])
    _rename(scope, {known[str(row["customer_id"])]: str(row["name"]) for row in rows if row["customer_id"] in known})
    ids = known | {str(row["customer_id"]): id_ for row, id_ in zip(new, made, strict=True)}
    _free_uuids(scope, {str(row["customer_id"]): str(row["org_uuid"]) for row in rows if row["org_uuid"]})
    numbered = [_numbered(row, ids[str(row["customer_id"])]) for row in rows]
    upsert(tables.CUSTOMERS, scope.partner_id, numbered, {}, organization_id="organization", sort_name="sort")
    return set(ids.values())


def _free_uuids(scope: Scope, wanted: dict[str, str]) -> None:
    """Take org_uuids from customers that give them up in the same import, so that they can change hands."""
    held = rows_of(Customer, scope).filter(org_uuid__in=wanted.values()).values_list("reference", "org_uuid")
    giving = [reference for reference, org_uuid in held if wanted.get(reference) != org_uuid]
    rows_of(Customer, scope).filter(reference__in=giving).update(org_uuid=None)


def _numbered(row: Record, organization_id: int) -> Record:
    return row | {"organization": organization_id, "sort": sort_name(str(row["name"]))}


def _rename(scope: Scope, names: dict[int, str]) -> None:
    found = rows_of(Customer, scope).filter(organization_id__in=names).values_list("organization_id", "name")
    tenancy.rename_organizations(scope, {id_: names[id_] for id_, name in found if names[id_] != name})


def _store_subscriptions(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    ids = _resolve(scope, tables.SUBSCRIPTIONS, rows)
    references = [row["subscription_id"] for row in rows]
    before = rows_of(Subscription, scope).filter(reference__in=references)
    old = {
        s.reference: s
        for s in before.only("id", "reference", "customer_id", "setup_state", "payment_state", "state_from_date")
    }
    past, dated = [], []
    for row in rows:
        was = old.get(str(row["subscription_id"]))
        since = max(on, was.state_from_date) if was else on  # a clock that stepped back makes no overlap
        if was and _same_state(was, row):
            since = was.state_from_date
        elif was and was.state_from_date < on:
            past.append(past_state(was, on))
        dated.append(row | {"since": since.isoformat()})
    PastState.objects.bulk_create(past, ignore_conflicts=True)
    upsert(tables.SUBSCRIPTIONS, scope.partner_id, dated, ids, state_from_date="since")
    return set(ids["customer_id"].values()) | {was.customer_id for was in old.values()}


def _same_state(was: Subscription, row: Record) -> bool:
    return (was.setup_state.lower(), was.payment_state.lower()) == (row["setup_state"], row["payment_state"])


def _store_licenses(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    """Write the rows that are the current state of their lines. Days long past change nothing of what is so today."""
    ids = _resolve(scope, tables.LICENSES, rows)
    lines = LicenseLine._meta.db_table
    sql = f"SELECT subscription_id, product_id, row_date FROM {lines} WHERE subscription_id IN"
    newest = {(line[0], line[1]): str(line[2]) for line in select_in(sql, list(ids["subscription_id"].values()))}
    subscriptions, products = ids["subscription_id"], ids["product"]
    current = [
        row for row in rows
        if str(row["date"]) >= newest.get((subscriptions[str(row["subscription_id"])], products[str(row["product"])]), "")
    ]  # fmt: skip
    upsert(tables.LICENSES, scope.partner_id, current, ids)
    return _customers_of_subscriptions(subscriptions[str(row["subscription_id"])] for row in current)


def _store_orders(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    """Write orders. The key of an order without a product is another constraint than that of one with."""
    ids = _resolve(scope, tables.ORDERS, rows)
    whole = tables.Table(
        "orders", tables.ORDERS.model, tables.ORDERS.fields, tables.ORDERS.key,
        "(partner_id, reference, subscription_id) WHERE product_id IS NULL",
    )  # fmt: skip
    upsert(tables.ORDERS, scope.partner_id, [row for row in rows if row["product"] != ""], ids)
    upsert(whole, scope.partner_id, [row for row in rows if row["product"] == ""], ids)
    return set()


def _store_people(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    ids = _resolve(scope, tables.PEOPLE, rows)
    found_by = [row | {"search": sort_name(f"{row['name']} {row['email']} {row['person_id']}")} for row in rows]
    upsert(tables.PEOPLE, scope.partner_id, found_by, ids, search_text="search")
    return set()


def _store_tags(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    customers = ids_by_reference(scope, Customer, {str(row["customer_id"]) for row in rows})
    labels = {str(row["tag"]) for row in rows}
    Tag.objects.bulk_create([Tag(partner_id=scope.partner_id, label=label) for label in labels], ignore_conflicts=True)
    tags = dict(Tag.objects.filter(partner_id=scope.partner_id, label__in=labels).values_list("label", "id"))
    CustomerTag.objects.bulk_create(
        [CustomerTag(tag_id=tags[str(r["tag"])], customer_id=customers[str(r["customer_id"])]) for r in rows],
        ignore_conflicts=True,
    )
    note_changed(scope.partner_id, set(customers.values()))
    return set()


def mark_unjudged(scope: Scope, customer_ids: Iterable[int]) -> None:
    """Note that facts of these customers changed, so that their statuses are judged again."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        rows_of(Customer, scope).filter(organization_id__in=ids[start : start + CHUNK]).update(judged_date=None)
    note_changed(scope.partner_id, ids)


def known_references(scope: Scope, kind: str, references: Sequence[str]) -> set[str]:
    """Return those of some references that name a record of the partner."""
    return set(ids_by_reference(scope, TABLES[kind].model, references))


def owners_of(scope: Scope, kind: str, column: str, values: Sequence[str]) -> dict[str, str]:
    """Return, for each of some values that a record of the partner has in a column, the reference of that record."""
    table = TABLES[kind]
    path = table.by_column[column].path
    found: dict[str, str] = {}
    for start in range(0, len(values), CHUNK):
        some = rows_of(table.model, scope).filter(**{f"{path}__in": values[start : start + CHUNK]})
        found.update(some.values_list(path, "reference"))
    return found


def customer_names(scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield (reference, name) of every customer of the partner."""
    scope.require(Permission.IMPORT_RECORDS)
    yield from rows_of(Customer, scope).values_list("reference", "name").iterator(CHUNK)


def customers_named(scope: Scope, names: Iterable[str]) -> dict[str, int]:
    """Return name → customer for those of some names that are the partner's id of a customer, or its org_uuid."""
    wanted = list(names)
    by_uuid = f"SELECT org_uuid, organization_id FROM {Customer._meta.db_table} WHERE partner_id = %s AND org_uuid IN"
    return dict(select_in(by_uuid, wanted, (scope.partner_id,))) | ids_by_reference(scope, Customer, wanted)


def facts_version(scope: Scope) -> int:
    """Return the number of the newest change of a partner's records."""
    found = PartnerFacts.objects.filter(partner_id=scope.partner_id).values_list("version", flat=True).first()
    return found or 0


def note_facts_changed(scope: Scope, customer_id: int, on: date) -> None:
    """Note that an act changed the facts of one customer: it is judged anew, and what was prepared before is out of date.

    Part of an act that audits itself.
    """
    mark_unjudged(scope, [customer_id])
    refresh_customer(scope, customer_id, on=on)
    newest = {"version": F("version") + 1, "changed_at": clock.now()}
    PartnerFacts.objects.filter(partner_id=scope.partner_id).update(**newest)


@transaction.atomic
def claim_version(scope: Scope, expected: int) -> int:
    """Take the next number for a change that was prepared against an expected one. Raise FactsChanged if it is past."""
    PartnerFacts.objects.get_or_create(partner_id=scope.partner_id, defaults={"changed_at": clock.now()})
    taken = PartnerFacts.objects.filter(partner_id=scope.partner_id, version=expected).update(
        version=expected + 1, changed_at=clock.now()
    )
    if not taken:
        raise FactsChanged
    return expected + 1


class FactsChanged(Exception):
    """Another change of the partner's records came first; prepare again."""
