"""Questions about the partner's own organization: profile, brand, logo, and what stands in the records as its own."""

from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef

from partnerhub.portfolio.customer.selectors import subscriptions_of
from partnerhub.portfolio.customer.shapes import SubscriptionRow
from partnerhub.portfolio.models import Customer, OwnOrganization, Setup
from partnerhub.portfolio.own.shapes import Logo, OwnOrganizationShape, OwnProfile, OwnServices
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.statuses import CustomerFacts, Reason, judge
from partnerhub.portfolio.uptake import judge_uptake
from partnerhub.portfolio.workspace import SEE_TERMS, OrganizationLine, OrganizationTerm
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
    found = Customer.objects.all().within(scope, SEE_TERMS).filter(managed_by=ManagedBy.SELF).order_by("organization_id")
    records = list(found.values_list("organization_id", "created_date", "last_admin_sign_in_at"))
    bought = {id_: subscriptions_of(scope, id_, on=on) for id_, _, _ in records}
    terms = sorted((_term(row, on) for rows in bought.values() for row in rows), key=lambda one: one.is_over)
    if not records or len(scope.held_among(Permission.VIEW_ANALYTICS, list(bought))) < len(bought):
        return OwnServices(tuple(terms))
    settings = settings_in_force(scope)
    reasons: list[Reason] = []
    for id_, created, signed_in in records:
        facts = CustomerFacts(tuple(row.term for row in bought[id_]), created, signed_in and signed_in.date())
        reasons += judge(facts, on, settings)
    held = [row for rows in bought.values() for row in rows if row.is_held(on)]
    known = [line for row in held for line in row.lines if line.is_counted and line.used_7d is not None]
    return OwnServices(
        tuple(terms), tuple(reasons), judge_uptake([count for row in held for count in row.counts(on)], settings),
        sum(line.used_7d or 0 for line in known), sum(line.total for line in known),
    )  # fmt: skip


def _term(row: SubscriptionRow, on: date) -> OrganizationTerm:
    """Return a subscription or trial as it is shown from within."""
    lines = (OrganizationLine(line.product, line.total, line.assigned, line.used_7d, line.row_date) for line in row.lines)
    return OrganizationTerm(
        row.reference, row.kind, row.start_date, row.end_date, row.auto_renews, row.setup_state, row.payment_state,
        row.cancelled_date, tuple(lines), row.is_over(on),
    )  # fmt: skip
