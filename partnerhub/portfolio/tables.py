"""How each kind of record lies in the database: one declaration per kind, read and written through the same one.

Values travel as files spell them: dates and moments as ISO text, codes in small letters, unknown as an empty text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from partnerhub.kit.bulk import insert_rows, select_in
from partnerhub.portfolio.models import (
    Customer,
    CustomerPerson,
    Invoice,
    LicenseHolder,
    LicenseLine,
    Order,
    Product,
    Subscription,
)
from partnerhub.tenancy.scope import Scope

Value = str | int
Record = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Codec:
    """How one type of value is read from the database and written to it."""

    read: Callable[[Any], Value]
    write: Callable[[Any], Any]


def _write_moment(text: str) -> Any:
    return connection.ops.adapt_datetimefield_value(datetime.fromisoformat(text))


TEXT = Codec(str, str)
NUMBER = Codec(int, int)
CODE = Codec(lambda stored: str(stored).lower(), lambda text: str(text).upper())
DATE = Codec(lambda day: str(day.isoformat()), str)
FLAG = Codec(int, bool)
MOMENT = Codec(lambda at: at.astimezone(UTC).isoformat(timespec="seconds"), _write_moment)
AS_IT_IS = (TEXT, NUMBER, DATE)
AMOUNT = Codec(lambda amount: format(amount.normalize(), "f"), Decimal)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file, and where its value lies. `refers_to` names the table whose reference the value is."""

    column: str
    path: str
    codec: Codec = TEXT
    refers_to: type[models.Model] | None = None

    def read(self, stored: Any) -> Value:
        """Return the value as files spell it; unknown is an empty text."""
        return "" if stored is None else self.codec.read(stored)

    def write(self, values: Sequence[Value], ids: dict[str, int]) -> list[Any]:
        """Return values as the database keeps them; references become ids, an empty text becomes unknown."""
        if self.refers_to:
            return [None if value == "" else ids[str(value)] for value in values]
        if self.codec in AS_IT_IS:
            return [None if value == "" else value for value in values]
        write = self.codec.write
        return [None if value == "" else write(value) for value in values]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record: its model, its columns, and the columns of its key as the database constrains it.

    `update_if` is when a stored row gives way to a new one, `counts` what is counted on it then.
    """

    kind: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    conflict: str
    update_if: str = ""
    counts: str = ""

    @property
    def by_column(self) -> dict[str, Field]:
        """Return the fields by the name of their file column."""
        return {field.column: field for field in self.fields}


def customer_reference(path: str = "customer_id") -> Field:
    """Return the field that names a customer."""
    return Field("customer_id", path, refers_to=Customer)


SUBSCRIPTION = Field("subscription_id", "subscription_id", refers_to=Subscription)
PRODUCT = Field("product", "product_id", refers_to=Product)

# What people edit, too. A file that says nothing new of it leaves the version that somebody may be editing.
DETAILS = ("name", "domain", "country", "managed_by", "console_url", "org_uuid")
DIFFERS = " OR ".join(f"portfolio_customer.{name} IS DISTINCT FROM excluded.{name}" for name in DETAILS)

CUSTOMERS = Table(
    "customers", Customer,
    (
        Field("customer_id", "reference"), Field("name", "name"), Field("org_uuid", "org_uuid"),
        Field("country", "country"), Field("domain", "domain"), Field("managed_by", "managed_by", CODE),
        Field("created_date", "created_date", DATE), Field("last_admin_sign_in_at", "last_admin_sign_in_at", MOMENT),
        Field("console_url", "console_url"),
    ),
    ("customer_id",), "(partner_id, reference)",
    counts=f"version = portfolio_customer.version + CASE WHEN {DIFFERS} THEN 1 ELSE 0 END",
)  # fmt: skip
SUBSCRIPTIONS = Table(
    "subscriptions", Subscription,
    (
        Field("subscription_id", "reference"), customer_reference(), Field("kind", "kind", CODE),
        Field("start_date", "start_date", DATE), Field("end_date", "end_date", DATE),
        Field("added_date", "added_date", DATE), Field("auto_renews", "auto_renews", FLAG),
        Field("setup_state", "setup_state", CODE), Field("payment_state", "payment_state", CODE),
        Field("cancelled_date", "cancelled_date", DATE),
    ),
    ("subscription_id",), "(partner_id, reference)",
)  # fmt: skip
LICENSES = Table(
    "licenses", LicenseLine,
    (
        Field("date", "row_date", DATE), SUBSCRIPTION, PRODUCT, Field("total", "total", NUMBER),
        Field("assigned", "assigned", NUMBER), Field("used_7d", "used_7d", NUMBER), Field("used_90d", "used_90d", NUMBER),
    ),
    ("subscription_id", "product"), "(subscription_id, product_id)",
    update_if="excluded.row_date >= portfolio_licenseline.row_date",
)  # fmt: skip
ORDERS = Table(
    "orders", Order,
    (
        Field("order_id", "reference"), SUBSCRIPTION, PRODUCT, Field("ordered_date", "ordered_date", DATE),
        Field("action", "action", CODE), Field("quantity", "quantity", NUMBER),
    ),
    ("order_id", "subscription_id", "product"),
    "(partner_id, reference, subscription_id, product_id) WHERE product_id IS NOT NULL",
)  # fmt: skip
INVOICES = Table(
    "invoices", Invoice,
    (
        Field("invoice_id", "reference"), SUBSCRIPTION, Field("issued_date", "issued_date", DATE),
        Field("due_date", "due_date", DATE), Field("amount", "amount", AMOUNT), Field("currency", "currency"),
        Field("state", "state", CODE),
    ),
    ("invoice_id",), "(partner_id, reference)",
)  # fmt: skip
PEOPLE = Table(
    "people", CustomerPerson,
    (
        Field("person_id", "reference"), customer_reference(), Field("name", "name"), Field("email", "email"),
        Field("kind", "kind", CODE), Field("user_uuid", "user_uuid"), Field("status", "status", CODE),
        Field("created_date", "created_date", DATE), Field("last_sign_in_at", "last_sign_in_at", MOMENT),
    ),
    ("person_id",), "(partner_id, reference)",
)  # fmt: skip
HOLDERS = Table(
    "holders", LicenseHolder,
    (
        SUBSCRIPTION, PRODUCT, Field("person_id", "person_id", refers_to=CustomerPerson),
        Field("assigned_date", "assigned_date", DATE), Field("last_used_date", "last_used_date", DATE),
    ),
    ("subscription_id", "product", "person_id"), "(subscription_id, product_id, person_id)",
)  # fmt: skip

TABLES = {table.kind: table for table in (CUSTOMERS, SUBSCRIPTIONS, LICENSES, ORDERS, INVOICES, PEOPLE, HOLDERS)}


def rows_of(table: type[models.Model], scope: Scope) -> models.QuerySet[Any]:
    """Return all rows of a partner's table, for the room's own bulk work. The catalogue belongs to everyone."""
    every = table._base_manager.all()
    return every if table is Product else every.filter(partner_id=scope.partner_id)


def ids_by_reference(scope: Scope, table: type[models.Model], references: Iterable[str]) -> dict[str, int]:
    """Return the ids of the records with these references. What is unknown, or another partner's, is left out."""
    name = "code" if table is Product else "reference"
    meta = table._meta
    assert meta.pk is not None
    owner = "" if table is Product else "partner_id = %s AND "
    sql = f"SELECT {name}, {meta.pk.column} FROM {meta.db_table} WHERE {owner}{name} IN"
    return dict(select_in(sql, list(references), () if table is Product else (scope.partner_id,)))


def upsert(table: Table, partner_id: int, rows: Sequence[Record], ids: dict[str, dict[str, int]], **extra: str) -> None:
    """Write records: insert what is new, update what exists. `extra` adds (database column = key in the rows)."""
    names = ["partner_id", *(_column(table, field) for field in table.fields), *extra]
    changed = ", ".join(
        [*(f"{name} = excluded.{name}" for name in names if name != "partner_id"), *([table.counts] if table.counts else [])]
    )
    condition = f" WHERE {table.update_if}" if table.update_if else ""
    columns = [field.write([row[field.column] for row in rows], ids.get(field.column, {})) for field in table.fields]
    columns += [[row[key] for row in rows] for key in extra.values()]
    values = list(zip([partner_id] * len(rows), *columns, strict=True))
    then = f"ON CONFLICT {table.conflict} DO UPDATE SET {changed}{condition}"
    insert_rows(table.model._meta.db_table, names, values, then=then)


def _column(table: Table, field: Field) -> str:
    own = table.model._meta.get_field(field.path)
    assert isinstance(own, models.Field)  # never a relation that another table holds
    return str(own.column)
