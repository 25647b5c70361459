"""Changing what is known of a customer organization. Every change has a version, so that two editors notice each other."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from partnerhub.kit.places import countries
from partnerhub.kit.words import WEB_ADDRESS, first_control, in_a_row, sort_name
from partnerhub.portfolio.customer.selectors import details_of
from partnerhub.portfolio.customer.shapes import CustomerDetails
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.records import note_facts_changed
from partnerhub.portfolio.selectors import visible_customers
from partnerhub.portfolio.tables import DETAILS
from partnerhub.tenancy import audit
from partnerhub.tenancy import services as tenancy
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import FieldForbidden, Forbidden, OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy

LONGEST = {"name": 200, "domain": 253, "console_url": 500, "org_uuid": 100}
KINDS_OF_ACCESS = tuple(code.public for code in ManagedBy if code is not ManagedBy.SELF)
# Beside EDIT_CUSTOMERS: on what the partner's access rests, and where it leads, is the partner's to say and not the
# customer's; by which id calling files know a customer is part of importing them.
FIELD_NEEDS = {
    "managed_by": Permission.LAUNCH_CUSTOMERS, "console_url": Permission.LAUNCH_CUSTOMERS,
    "org_uuid": Permission.IMPORT_RECORDS,
}  # fmt: skip


class WrongDetail(ValueError):
    """A detail that cannot be: `field` is which, the text says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def editable_details(scope: Scope, customer_id: int) -> tuple[str, ...]:
    """Return which details of a customer the caller may change, in order: none of them without the permission."""
    if not scope.may(Permission.EDIT_CUSTOMERS, customer_id):
        return ()
    return tuple(name for name in DETAILS if scope.may(FIELD_NEEDS.get(name, Permission.EDIT_CUSTOMERS), customer_id))


@transaction.atomic
def change_details(scope: Scope, reference: str, *, seen: int, changes: Mapping[str, str], on: date) -> CustomerDetails:
    """Change some details of a customer, decided on the version that was seen, and return them all.

    What is not named stays; what is the same already changes nothing, whatever version it was decided on. Raise Stale with
    both versions when somebody changed the details meanwhile; WrongDetail, FieldForbidden, Forbidden, OutOfReach.
    """
    customer = _to_edit(scope, reference)
    may = editable_details(scope, customer.organization_id)
    for name in changes:
        if name not in may:
            raise FieldForbidden(name)
    wanted = {name: _checked(name, text) for name, text in changes.items()}
    current = details_of(scope, customer)
    before = {name: value for name, value in asdict(current).items() if name in wanted and value != wanted[name]}
    if not before:
        return current
    if seen != customer.version:
        raise Stale(current=asdict(current), sent=wanted)
    after = {name: wanted[name] for name in before}
    _store(scope, customer, after)
    note_facts_changed(scope, customer.organization_id, on)
    audit.record(
        scope, "customer.changed", customer.reference, customer_id=customer.organization_id, before=before, after=after,
        version=customer.version,
    )  # fmt: skip
    return details_of(scope, customer)


def _to_edit(scope: Scope, reference: str) -> Customer:
    scope.require(Permission.EDIT_CUSTOMERS)
    seen = visible_customers(scope, Permission.OPEN_CUSTOMERS)
    customer = seen.select_for_update(of=("self",)).filter(reference=reference).first()
    if customer is None:
        raise OutOfReach("a customer")
    if not scope.may(Permission.EDIT_CUSTOMERS, customer.organization_id):
        raise Forbidden("the details of this customer")
    return customer


def _checked(name: str, text: str) -> str:
    """Return a detail as it is kept: what a file may say of it. Raise WrongDetail."""
    value = text.strip()
    if sign := first_control(value):
        raise WrongDetail(name, gettext("the sign %(sign)s cannot be stored") % {"sign": f"U+{ord(sign):04X}"})
    if len(value) > LONGEST.get(name, len(value)):
        fits = gettext("at most %(most)s signs fit; this has %(number)s")
        raise WrongDetail(name, fits % {"most": LONGEST[name], "number": len(value)})
    if name == "name" and not value:
        raise WrongDetail(name, gettext("a customer needs a name"))
    if name == "country":
        value = value.upper()
        if value and value not in countries():
            raise WrongDetail(name, gettext("a country is a code of two letters, for example SE"))
    if name == "managed_by":
        value = value.lower()
        if value not in KINDS_OF_ACCESS:
            raise WrongDetail(name, gettext("choose %(values)s") % {"values": in_a_row(KINDS_OF_ACCESS, gettext("or"))})
    if name == "console_url" and value and not WEB_ADDRESS.fullmatch(value):
        raise WrongDetail(name, gettext("an address begins with http:// or https://"))
    return value


def _store(scope: Scope, customer: Customer, after: Mapping[str, str]) -> None:
    for name, value in after.items():
        stored = value.upper() if name == "managed_by" else value
        setattr(customer, name, stored or None)
    customer.version += 1
    fields = [*after, "version"]
    if "name" in after:
        customer.sort_name = sort_name(customer.name)
        fields.append("sort_name")
        tenancy.rename_organizations(scope, {customer.organization_id: customer.name})
    try:
        with transaction.atomic():
            customer.save(update_fields=fields)
    except IntegrityError:  # of all these only the id of calling files belongs to one customer alone
        raise WrongDetail("org_uuid", gettext("another customer has this id")) from None
