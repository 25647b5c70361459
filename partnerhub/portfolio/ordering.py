"""What trials, orders and new customers have in common: what can be ordered, in which words, under which ids."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name, validate_email
from django.db import models
from django.utils.translation import gettext

from partnerhub.kit.places import countries
from partnerhub.kit.words import sort_name
from partnerhub.portfolio.models import Customer, LicenseLine, Order, Product, Subscription
from partnerhub.portfolio.tables import rows_of
from partnerhub.tenancy import services as tenancy
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import BusinessVertical, ManagedBy, OrderAction

MOST_LICENSES = 1_000_000
LONGEST_TRIAL = 730
LONGEST_NAME = 200


class WrongOrder(ValueError):
    """What somebody wants that cannot be: `field` is what is wrong about it, the text says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class WrongTrial(WrongOrder):
    """A trial that cannot be."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer who is not in the records yet."""

    name: str
    country: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class TrialOrder:
    """What somebody wants to try, and who looks after it at the customer."""

    products: Mapping[str, int]
    administrator_email: str
    vertical: str
    days: int = 30


def checked_customer(new: NewCustomer) -> NewCustomer:
    """Return a new customer as it is kept. Raise WrongOrder when there cannot be such a one."""
    name, country, domain = " ".join(new.name.split()), new.country.strip().upper(), new.domain.strip().lower()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongOrder("name", gettext("a customer needs a name of at most %(most)s signs") % {"most": LONGEST_NAME})
    if country not in countries():
        raise WrongOrder("country", gettext("a country is a code of two letters, for example SE"))
    if domain:
        _must(validate_domain_name, domain, "domain", gettext("a domain looks like harbor.example"))
    return NewCustomer(name, country, domain)


def checked_order(order: TrialOrder) -> TrialOrder:
    """Return an order as it is kept, products by their code. Raise WrongOrder for what cannot be."""
    email = checked_email(order.administrator_email, "administrator_email")
    if order.vertical.upper() not in set(BusinessVertical):
        problem = gettext("the business is one of %(values)s")
        raise WrongTrial("vertical", problem % {"values": ", ".join(BusinessVertical.publics())})
    checked_days(order.days)
    return TrialOrder(checked_products(order.products), email, order.vertical.upper(), order.days)


def checked_email(text: str, field: str) -> str:
    """Return an e-mail address as it is kept. Raise WrongOrder for another text."""
    email = text.strip().lower()
    _must(validate_email, email, field, gettext("an e-mail address looks like ada@harbor.example"))
    return email


def _must(check: object, text: str, field: str, problem: str) -> None:
    try:
        check(text)  # type: ignore[operator]
    except ValidationError:
        raise WrongOrder(field, problem) from None


def checked_days(days: int) -> int:
    """Return a number of days that a trial can have. Raise WrongTrial."""
    if not 1 <= days <= LONGEST_TRIAL:
        raise WrongTrial("days", gettext("a trial has 1 to %(most)s days") % {"most": LONGEST_TRIAL})
    return days


def checked_products(products: Mapping[str, int]) -> dict[str, int]:
    """Return products of the catalogue with how many licenses of each. Raise WrongTrial."""
    if not products:
        raise WrongTrial("products", gettext("choose at least one product"))
    known = set(Product.objects.filter(code__in=products).values_list("code", flat=True))
    for code, quantity in products.items():
        if code not in known:
            problem = gettext('there is no product "%(product)s" in the catalogue')
            raise WrongTrial("products", problem % {"product": code[:40]})
        if not 1 <= quantity <= MOST_LICENSES:
            problem = gettext("%(product)s: 1 to %(most)s licenses")
            raise WrongTrial("products", problem % {"product": code, "most": f"{MOST_LICENSES:,}"})
    return dict(sorted(products.items()))


def free_reference(scope: Scope, model: type[models.Model], prefix: str) -> str:
    """Return an id that no record of the partner has. Drawn, so that it tells nobody how much is sold."""
    while True:
        reference = f"{prefix}-{secrets.randbelow(10**8):08}"
        if not rows_of(model, scope).filter(reference=reference).exists():
            return reference


def add_customer(scope: Scope, new: NewCustomer, on: date, by: Permission = Permission.START_TRIALS) -> Customer:
    """Add a customer, and let the caller see it whose role reaches named customers only. Part of an act that audits.

    `by` is what the caller adds it for: the role that permits it is the one they get on the customer.
    """
    scope.require(Permission.ADD_CUSTOMERS)
    (id_,) = tenancy.add_customer_organizations(scope, [new.name])
    made = Customer(
        organization_id=id_, partner_id=scope.partner_id, reference=free_reference(scope, Customer, "H"), name=new.name,
        sort_name=sort_name(new.name), country=new.country, domain=new.domain or None, managed_by=ManagedBy.PARTNER,
        created_date=on,
    )  # fmt: skip
    made.save(force_insert=True)
    tenancy.grant_to_maker(scope, id_, by)
    return made


def add_lines(scope: Scope, term: Subscription, products: Mapping[str, int], on: date) -> None:
    """Write the license lines of what was ordered, none assigned yet."""
    ids = product_ids(products)
    LicenseLine._base_manager.bulk_create(
        LicenseLine(
            partner_id=scope.partner_id, subscription=term, product_id=ids[code], row_date=on, total=quantity, assigned=0
        )
        for code, quantity in products.items()
    )


def note_orders(scope: Scope, term: Subscription, action: OrderAction, quantities: Mapping[int, int], on: date) -> None:
    """Write one line per product (by its id) into the history of orders."""
    reference = free_reference(scope, Order, "O")
    Order._base_manager.bulk_create(
        Order(
            partner_id=scope.partner_id, subscription=term, product_id=product_id, reference=reference, ordered_date=on,
            action=action, quantity=quantity,
        )
        for product_id, quantity in quantities.items()
    )  # fmt: skip


def product_ids(codes: Mapping[str, int]) -> dict[str, int]:
    """Return product code → id."""
    return dict(Product.objects.filter(code__in=codes).values_list("code", "id"))
