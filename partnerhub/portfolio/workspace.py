"""What a customer's organization is from within: its card, its people. For its own administrators and who launched it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.facts import facts_of_rows
from partnerhub.portfolio.models import Customer, CustomerPerson, LicenseHolder, LicenseLine, Subscription
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.statuses import Reason, judge
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import PaymentState, PersonKind, PersonStatus, SetupState, SubscriptionKind

PAGE = 50
SEE_TERMS = Permission.VIEW_SUBSCRIPTIONS
SEE_PEOPLE = Permission.VIEW_ANALYTICS  # who uses what: neither for provisioning nor for a help desk that was not let in


class UnknownPerson(ValueError):
    """A page was asked for behind a person who is not there."""


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """One license line of an organization, with its current state."""

    product: str
    total: int
    assigned: int
    used_7d: int | None
    row_date: date


@dataclass(frozen=True, slots=True)
class OrganizationTerm:
    """One subscription or trial of an organization, with its lines."""

    reference: str
    kind: str
    start_date: date
    end_date: date
    auto_renews: bool
    setup_state: str
    payment_state: str
    cancelled_date: date | None
    lines: tuple[OrganizationLine, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class OrganizationCard:
    """An organization as it is from within: the reasons for its statuses, in their order, and what it has."""

    id: int
    reference: str
    name: str
    country: str | None
    domain: str | None
    console_url: str | None
    reasons: tuple[Reason, ...]
    terms: tuple[OrganizationTerm, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of an organization's people, with the products that they hold licenses of."""

    reference: str
    name: str
    email: str
    kind: str
    status: str
    last_sign_in_at: datetime | None
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of an organization's people, by name. `after` asks for what follows; `total` counts all that match."""

    rows: tuple[PersonRow, ...]
    total: int
    after: str | None = None


def organization_card(scope: Scope, customer_id: int, *, on: date) -> OrganizationCard:
    """Return an organization with the statuses that it has and why, and with its terms, those that run first.

    Statuses are for who sees figures, the address of its console for who launches it. Raise OutOfReach.
    """
    found = Customer.objects.all().within(scope, SEE_TERMS).filter(organization_id=customer_id).first()
    if found is None:
        raise OutOfReach("an organization")
    lines = list(
        LicenseLine.objects.all().within(scope, SEE_TERMS).filter(subscription__customer_id=customer_id)
        .select_related("product").order_by("product__label")
    )  # fmt: skip
    reasons = _reasons(scope, found, lines, on) if scope.may(Permission.VIEW_ANALYTICS, customer_id) else ()
    return OrganizationCard(
        customer_id, found.reference, found.name, found.country, found.domain, found.console_url, reasons,
        tuple(_terms(scope, customer_id, lines, on)),
    )  # fmt: skip


def _reasons(scope: Scope, found: Customer, lines: Sequence[LicenseLine], on: date) -> tuple[Reason, ...]:
    counted: defaultdict[int, tuple[tuple[str, int, int], ...]] = defaultdict(tuple)
    for line in lines:
        if line.product.counts_for_overage:
            counted[line.subscription_id] += ((line.product.code, line.total, line.assigned),)
    id_ = found.organization_id
    facts = facts_of_rows([(id_, found.created_date, found.last_admin_sign_in_at)], on, counted)
    return judge(facts[id_], on, settings_in_force(scope))


def _terms(scope: Scope, customer_id: int, lines: Sequence[LicenseLine], on: date) -> list[OrganizationTerm]:
    own: defaultdict[int, list[OrganizationLine]] = defaultdict(list)
    for line in lines:
        shape = OrganizationLine(line.product.label, line.total, line.assigned, line.used_7d, line.row_date)
        own[line.subscription_id].append(shape)
    found = Subscription.objects.all().within(scope, SEE_TERMS).filter(customer_id=customer_id)
    terms = [
        OrganizationTerm(
            one.reference, SubscriptionKind(one.kind).public, one.start_date, one.end_date, one.auto_renews,
            SetupState(one.setup_state).public, PaymentState(one.payment_state).public, one.cancelled_date,
            tuple(own[one.id]), one.end_date < on or bool(one.cancelled_date and one.cancelled_date <= on),
        )
        for one in found.order_by("-end_date", "id")
    ]  # fmt: skip
    return sorted(terms, key=lambda one: one.is_over)


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
