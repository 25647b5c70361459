"""Adding customers by hand: after a look at those in reach that may be the same, and once however often it is sent."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction

from partnerhub.portfolio.models import AddedCustomer, Customer
from partnerhub.portfolio.ordering import NewCustomer, add_customer, checked_customer
from partnerhub.portfolio.records import note_facts_changed
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

ADD = Permission.ADD_CUSTOMERS


def add_new_customer(scope: Scope, new: NewCustomer, *, on: date, key: uuid.UUID | None = None) -> str:
    """Add a customer and return the id that it got. Whoever reaches named customers only is assigned to it.

    The same key again returns what it added. Raise WrongOrder or Forbidden.
    """
    scope.require(ADD)
    key = key or uuid.uuid4()
    before = added_with(scope, key)
    if before is not None:
        return before.reference
    new = checked_customer(new)
    try:
        return _add(scope, new, on, key)
    except IntegrityError:  # two at the same moment: the database let one through
        before = added_with(scope, key)
        if before is None:
            raise
        return before.reference


@transaction.atomic
def _add(scope: Scope, new: NewCustomer, on: date, key: uuid.UUID) -> str:
    made = add_customer(scope, new, on, by=ADD)
    note_added(scope, made, key)
    note_facts_changed(scope, made.organization_id, on)
    audit.record(scope, "customer.added", made.name, customer_id=made.organization_id, customer=made.reference)
    return made.reference


def added_with(scope: Scope, key: uuid.UUID | None) -> Customer | None:
    """Return the customer that the caller added by a form. Inside the room."""
    if key is None:
        return None
    mine = AddedCustomer.objects.filter(partner_id=scope.partner_id, person=scope.person_id, key=key)
    found = mine.select_related("customer").first()
    return found.customer if found else None


def is_added(scope: Scope, key: uuid.UUID | None) -> bool:
    """Say whether the caller added a customer by this form before: then there is nothing left to ask about it."""
    return added_with(scope, key) is not None


def note_added(scope: Scope, customer: Customer, key: uuid.UUID | None) -> None:
    """Note by which form a customer was added. Part of an act that audits itself."""
    AddedCustomer.objects.create(
        customer=customer, partner_id=scope.partner_id, person_id=scope.person_id, key=key or uuid.uuid4()
    )
