"""What a customer's organization is from within: its card, its people. For its own administrators and who launched it."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.models import CustomerPerson, LicenseHolder
from partnerhub.portfolio.selectors import card_within
from partnerhub.portfolio.shapes import CustomerCard, PeoplePage, PersonRow
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import PersonKind, PersonStatus

PAGE = 50
SEE_PEOPLE = Permission.VIEW_ANALYTICS  # who uses what: neither for provisioning nor for a help desk that was not let in


class UnknownPerson(ValueError):
    """A page was asked for behind a person who is not there."""


def organization_card(scope: Scope, customer_id: int, *, on: date) -> CustomerCard:
    """Return an organization with its statuses, the facts behind them, and its subscriptions. Raise OutOfReach."""
    return card_within(scope, Permission.VIEW_SUBSCRIPTIONS, customer_id, on=on)


def people_of(scope: Scope, customer_id: int, *, words: str = "", after: str = "", limit: int = PAGE) -> PeoplePage:
    """Return a page of an organization's people by name, each with the products that they hold licenses of.

    `after` is the `after` of the page before. Raise Forbidden, or UnknownPerson for an `after` of nobody.
    """
    found = CustomerPerson.objects.all().within(scope, SEE_PEOPLE).filter(customer_id=customer_id)
    for word in words.split():
        begins = Q(name__istartswith=word) | Q(name__icontains=f" {word}") | Q(email__istartswith=sort_name(word))
        found = found.filter(begins)
    total = found.count()
    if after:
        place = found.filter(reference=after).values_list("name", "id").first()
        if place is None:
            raise UnknownPerson(after)
        found = found.filter(Q(name__gt=place[0]) | Q(name=place[0], id__gt=place[1]))
    rows = list(found.order_by("name", "id")[: limit + 1])
    shown = tuple(_rows(rows[:limit]))
    return PeoplePage(shown, total, shown[-1].reference if len(rows) > limit else None)


def _rows(people: list[CustomerPerson]) -> list[PersonRow]:
    held = defaultdict(list)
    licenses = LicenseHolder._base_manager.filter(person__in=people).order_by("product__label")
    for person_id, label in licenses.values_list("person_id", "product__label").distinct():
        held[person_id].append(label)
    return [
        PersonRow(
            one.reference, one.name, one.email or "", PersonKind(one.kind).public, PersonStatus(one.status).public,
            one.last_sign_in_at, tuple(held[one.id]),
        )
        for one in people
    ]  # fmt: skip
