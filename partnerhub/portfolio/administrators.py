"""Administrators and users as files spell them, between the records and the rights and people that they become."""

from collections.abc import Sequence
from datetime import date, datetime

from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.tables import Record, ids_by_reference, rows_of
from partnerhub.tenancy import selectors, services
from partnerhub.tenancy.ends import end_after, last_day_before
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import GrantRow
from partnerhub.tenancy.users import services as people
from partnerhub.tenancy.users.selectors import own_addresses
from partnerhub.terms.codes import Role

Key = tuple[str, ...]


def stored_administrators(scope: Scope, keys: Sequence[Key]) -> dict[Key, Record]:
    """Return the grants with these (email, role, customer_id) as they are now."""
    grants = selectors.grants_of_emails(scope, {key[0] for key in keys})
    ids = {grant.customer_id for grant in grants if grant.customer_id}
    references = dict(rows_of(Customer, scope).filter(organization_id__in=ids).values_list("organization_id", "reference"))
    found = {}
    for grant in grants:
        customer = references.get(grant.customer_id, "") if grant.customer_id else ""
        found[grant.email, grant.role.public, customer] = {
            "email": grant.email, "name": grant.name, "role": grant.role.public, "customer_id": customer,
            "ends_date": str(last_day_before(grant.ends_at) or ""),
        }  # fmt: skip
    return {key: found[key] for key in keys if key in found}


def store_administrators(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    """Give the rights that the rows describe. They touch no customer's facts."""
    customers = ids_by_reference(scope, Customer, {str(row["customer_id"]) for row in rows if row["customer_id"]})
    services.store_grants(
        scope,
        [
            GrantRow(
                str(row["email"]), str(row["name"]), Role.from_public(str(row["role"])),
                customers.get(str(row["customer_id"])), _end_of(str(row["ends_date"])),
            )
            for row in rows
        ],
    )  # fmt: skip
    return set()


def stored_users(scope: Scope, keys: Sequence[Key]) -> dict[Key, Record]:
    """Return the people of the own organization with these addresses as they are now."""
    names = own_addresses(scope, [key[0] for key in keys])
    return {(email,): {"email": email, "name": name} for email, name in names.items()}


def store_users(scope: Scope, rows: Sequence[Record], on: date) -> set[int]:
    """Add people of the own organization. They touch no customer's facts."""
    people.store_users(scope, [(str(row["email"]), str(row["name"])) for row in rows])
    return set()


def _end_of(day: str) -> datetime | None:
    return end_after(date.fromisoformat(day)) if day else None
