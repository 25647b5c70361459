"""The set-up that every organization and every order goes through: a look at the plan, terms to accept, "Get started".

Which organization it is about is a parameter, so that the steps serve customers, their orders and the own organization. What
was done is stored at once: a set-up can be left and resumed, by somebody else too. Each act leaves one entry in the trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.models import AcceptedTerms, Customer, OwnOrganization, Setup, Subscription
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.setup.products import products_of
from partnerhub.portfolio.setup.shapes import AcceptedShape, PlanLine, SetupShape
from partnerhub.tenancy import audit
from partnerhub.tenancy import services as tenancy
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.agreements import SHIPPED_AGREEMENT, Agreement
from partnerhub.terms.codes import ManagedBy, SubscriptionKind

SET_UP = Permission.SET_UP_ORDERS
SET_UP_OWN = Permission.CHANGE_SETTINGS  # the partner's own organization


class WrongSetup(WrongOrder):
    """A step that cannot be taken: `field` is what is wrong about it, the text says why."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is set up: an organization, or (with a subscription) one order of it.

    The partner's own organization is no customer and has no id; what it bought stands in the records under one that is its.
    """

    customer_id: int | None
    customer_reference: str
    customer: str
    order_id: int | None = None
    order: str = ""
    is_own: bool = False

    @property
    def name(self) -> str:
        """Return what the trail calls it."""
        return self.order or self.customer


def organization_to_set_up(scope: Scope, reference: str) -> Subject:
    """Return a customer whose set-up is the caller's. Raise OutOfReach, or Forbidden when it is in sight only."""
    within = Customer.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS).exclude(managed_by=ManagedBy.SELF)
    seen = within.filter(reference=reference).first()
    if seen is None:
        raise OutOfReach("a customer")
    if not scope.may(SET_UP, seen.organization_id):
        raise Forbidden("this customer")
    return Subject(seen.organization_id, seen.reference, seen.name)


def own_to_set_up(scope: Scope, name: str) -> Subject:
    """Return the partner's own organization, under the name that it goes by. Raise Forbidden."""
    scope.require(SET_UP_OWN)
    return Subject(None, "", name, is_own=True)


def agreement_in_force(scope: Scope) -> Agreement:
    """Return the terms that are to be accepted at the partner: those that ship with the hub."""
    scope.require(SET_UP)
    return SHIPPED_AGREEMENT


def plan_of(scope: Scope, subject: Subject, *, on: date) -> list[PlanLine]:
    """Return what was ordered: of the order alone, or everything of the organization that is not over; newest first."""
    found = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    if subject.customer_id is None:
        found = found.filter(customer__managed_by=ManagedBy.SELF)
    else:
        found = found.filter(customer_id=subject.customer_id)
    found = found.filter(end_date__gte=on) if subject.order_id is None else found.filter(id=subject.order_id)
    rows = [one for one in found.order_by("-added_date", "-id") if not (one.cancelled_date and one.cancelled_date <= on)]
    products = products_of(scope, [one.id for one in rows])
    return [
        PlanLine(
            one.reference, SubscriptionKind(one.kind).public, tuple((p.label, p.quantity) for p in products[one.id]),
            one.start_date, one.end_date, one.auto_renews,
        )
        for one in rows
    ]  # fmt: skip


def setup_of(scope: Scope, subject: Subject) -> SetupShape:
    """Return how far a set-up is."""
    scope.require(SET_UP)
    return shape_of(scope, _stored(scope, subject).select_related("ordered_for").first())


def shape_of(scope: Scope, setup: Setup | None) -> SetupShape:
    """Return a stored set-up as it leaves the room; the customer whom the order named only if the caller reaches it."""
    if setup is None:
        return SetupShape()
    named = setup.ordered_for
    in_reach = named is not None and (named == setup.customer or scope.may(SET_UP, named.organization_id))
    return SetupShape(
        setup.version, named.name if named and in_reach else "", setup.contact, setup.mapped_at, setup.mapped_by,
        setup.reviewed_at, setup.begun_at, setup.begun_by, setup.finished_at, setup.finished_by,
    )  # fmt: skip


def accepted_terms(scope: Scope, subject: Subject) -> AcceptedShape | None:
    """Return who accepted the terms in force for an organization, if somebody did."""
    found = _accepted(scope, subject)
    return AcceptedShape(found.version, found.actor, found.accepted_at) if found else None


def _accepted(scope: Scope, subject: Subject) -> AcceptedTerms | None:
    """What was accepted for the own organization holds for its orders, too."""
    found = AcceptedTerms.objects.filter(partner_id=scope.partner_id, version=agreement_in_force(scope).version)
    whose = Q(customer__isnull=True) if subject.is_own else Q(customer_id=subject.customer_id)
    return found.filter(whose).first()


def _stored(scope: Scope, subject: Subject) -> QuerySet[Setup]:
    mine = Setup.objects.filter(partner_id=scope.partner_id)
    if subject.order_id is not None:
        return mine.filter(subscription_id=subject.order_id)
    if subject.customer_id is None:
        return mine.filter(customer__isnull=True)
    return mine.filter(customer_id=subject.customer_id, subscription__isnull=True)


def setup_to_change(scope: Scope, subject: Subject) -> Setup:
    """Return the stored set-up of a subject, locked and made when there is none. Part of an act that checks and audits."""
    if subject.customer_id is None:  # two who begin wait for each other
        OwnOrganization.objects.select_for_update().get_or_create(partner_id=scope.partner_id)
    else:
        Customer._base_manager.select_for_update().get(organization_id=subject.customer_id)
    found = _stored(scope, subject).first()
    if found is None:
        found = Setup.objects.create(
            partner_id=scope.partner_id, customer_id=subject.customer_id, subscription_id=subject.order_id
        )
    return found


def require_version(setup: Setup, version: int, current: Mapping[str, object], sent: Mapping[str, object]) -> None:
    """Raise Stale, with both versions in words, when the set-up is not as the caller saw it."""
    if version != setup.version:
        raise Stale({"version": setup.version, **current}, {"version": version, **sent})


@transaction.atomic
def review_plan(scope: Scope, subject: Subject, *, version: int) -> None:
    """Note that the plan was looked at and is right. Once is enough. Raise Stale."""
    setup = _checked(scope, subject)
    if setup.reviewed_at is None:
        require_version(setup, version, {"plan": gettext("not reviewed")}, {"plan": gettext("reviewed")})
        setup.reviewed_at = clock.now()
        advance(setup)
        audit.record(scope, "setup.plan_reviewed", subject.name, customer_id=subject.customer_id)


@transaction.atomic
def get_started(scope: Scope, subject: Subject, *, agreement: str, version: int) -> None:
    """Accept the terms of a version for the organization, unless somebody did, and begin. Begun twice, it is begun once.

    Raise WrongSetup when the terms were not accepted, Stale when others are in force by now.
    """
    setup = _checked(scope, subject)
    terms = agreement_in_force(scope)
    if setup.begun_at is not None and setup.begun_by == scope.actor:
        return
    require_version(setup, version, {"begun": setup.begun_by or "not yet"}, {"begun": scope.actor})
    known = _accepted(scope, subject)
    if known is None and not agreement:
        raise WrongSetup("agreement", gettext("accept the terms to get started"))
    if known is None and agreement != terms.version:
        words = gettext("version %(number)s")
        raise Stale({"terms": words % {"number": terms.version}}, {"terms": words % {"number": agreement}})
    if known is None:
        AcceptedTerms.objects.create(
            partner_id=scope.partner_id, customer_id=None if subject.is_own else subject.customer_id,
            version=terms.version, digest=terms.digest,
            person_id=scope.person_id, actor=scope.actor, address=scope.address, accepted_at=clock.now(),
        )  # fmt: skip
    setup.reviewed_at = setup.reviewed_at or clock.now()
    setup.begun_at, setup.begun_by = clock.now(), scope.actor
    advance(setup)
    accepted: dict[str, Any] = {"accepted_terms": terms.version} if known is None else {"terms": terms.version}
    audit.record(scope, "setup.begun", subject.name, customer_id=subject.customer_id, **accepted)


@transaction.atomic
def finish_setup(scope: Scope, subject: Subject, *, version: int) -> None:
    """Note that an organization is set up. Done twice, it is done once. Raise WrongSetup before it was begun, Stale."""
    setup = _checked(scope, subject)
    if setup.finished_at is not None:
        return
    require_version(setup, version, {"finished": "not yet"}, {"finished": "yes"})
    if setup.begun_at is None:
        raise WrongSetup("agreement", gettext("get started first"))
    setup.finished_at, setup.finished_by = clock.now(), scope.actor
    advance(setup)
    if subject.is_own:
        tenancy.show_partner(scope, is_launched=True)
    audit.record(scope, "setup.finished", subject.name, customer_id=subject.customer_id)


def _checked(scope: Scope, subject: Subject) -> Setup:
    scope.require(SET_UP)
    if subject.customer_id is None:
        scope.require(SET_UP_OWN)
    elif not scope.may(SET_UP, subject.customer_id):
        raise Forbidden("this customer")
    return setup_to_change(scope, subject)


def advance(setup: Setup) -> None:
    """Store a set-up under its next version."""
    setup.version += 1
    setup.save()
