"""Questions about the partner's own organization: profile, brand, logo, and what stands in the records as its own."""

from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef

from partnerhub.portfolio.customer.selectors import subscriptions_of
from partnerhub.portfolio.models import Customer, OwnOrganization, Setup
from partnerhub.portfolio.own.shapes import Logo, OwnOrganizationShape, OwnProfile, OwnServices
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.uptake import judge_uptake
from partnerhub.portfolio.workspace import SEE_TERMS, organization_card
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy

PROFILE = tuple(OwnProfile.__slots__)
LONGEST_NAME = 80
STEPS = ("profiled_at", "branded_at", "staffed_at")
IS_SET_UP = Exists(Setup.objects.filter(partner_id=OuterRef("partner_id"), customer__isnull=True, finished_at__isnull=False))


def own_organization(scope: Scope) -> OwnOrganizationShape:
    """Return the own organization as far as it is known. Raise Forbidden."""
    scope.require(Permission.VIEW_ORGANIZATION)
    found = OwnOrganization.objects.filter(partner_id=scope.partner_id).annotate(is_set_up=IS_SET_UP)
    row = found.values(*PROFILE, *STEPS, "version", "logo_digest", "is_set_up").first()
    if row is None:
        return OwnOrganizationShape(OwnProfile())
    return OwnOrganizationShape(OwnProfile(**{name: row.pop(name) for name in PROFILE}), **row)


def suggested_profile(scope: Scope, known: OwnProfile) -> OwnProfile:
    """Return a profile with what the records say of the own organization, wherever it says nothing itself."""
    found = Customer.objects.all().within(scope, SEE_TERMS).filter(managed_by=ManagedBy.SELF).order_by("organization_id")
    name, country, domain = found.values_list("name", "country", "domain").first() or (scope.partner_name, "", "")
    return replace(
        known, name=known.name or name[:LONGEST_NAME], country=known.country or country or "",
        domain=known.domain or domain or "",
    )  # fmt: skip


def logo_of(scope: Scope) -> Logo:
    """Return the logo. For everybody who may come in. Raise OutOfReach where there is none."""
    found = OwnOrganization.objects.filter(partner_id=scope.partner_id, logo__isnull=False)
    row = found.values_list("logo", "logo_type", "logo_digest").first()
    if row is None or row[0] is None:
        raise OutOfReach("a logo")
    return Logo(bytes(row[0]), row[1], row[2])


def own_services(scope: Scope, *, on: date) -> OwnServices:
    """Return what the own organization bought, as far as the caller's role reaches that. Nothing is no mistake."""
    if not scope.may(SEE_TERMS):
        return OwnServices()
    found = Customer.objects.all().within(scope, SEE_TERMS).filter(managed_by=ManagedBy.SELF)
    ids = list(found.order_by("organization_id").values_list("organization_id", flat=True))
    cards = [organization_card(scope, id_, on=on) for id_ in ids]
    terms = sorted((one for card in cards for one in card.terms), key=lambda one: one.is_over)
    if not ids or len(scope.held_among(Permission.VIEW_ANALYTICS, ids)) < len(ids):
        return OwnServices(tuple(terms))
    rows = [row for id_ in ids for row in subscriptions_of(scope, id_, on=on) if row.is_held(on)]
    known = [line for row in rows for line in row.lines if line.is_counted and line.used_7d is not None]
    return OwnServices(
        tuple(terms), tuple(reason for card in cards for reason in card.reasons),
        judge_uptake([count for row in rows for count in row.counts(on)], settings_in_force(scope)),
        sum(line.used_7d or 0 for line in known), sum(line.total for line in known),
    )  # fmt: skip
