"""Questions about partners, people and the trail."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet

from partnerhub.kit import clock
from partnerhub.tenancy.models import ApiToken, AuditEntry, Grant, Organization, OrganizationKind, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, SecondFactorMissing
from partnerhub.tenancy.scope import Scope, partners_of, scope_at
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.shapes import AuditShape, GrantRow, PartnerShape, PersonShape
from partnerhub.terms.codes import Role, TokenScope

USES_NOTED_EVERY = timedelta(hours=1)
PARTNER_KINDS = [OrganizationKind.PARTNER, OrganizationKind.SUB_PARTNER, OrganizationKind.DISTRIBUTOR]


def partners() -> list[PartnerShape]:
    """Return every partner of this instance, the oldest first. For commands and jobs, which act for all of them."""
    found = Organization.objects.filter(kind__in=PARTNER_KINDS).order_by("id")
    return [PartnerShape(partner.id, partner.name) for partner in found]


def partner_named(name: str | None) -> PartnerShape:
    """Return the partner with this name, or the only one when no name is given. Raise LookupError that says which exist."""
    known = partners()
    found = [partner for partner in known if name is None or partner.name.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f'"{partner.name}"' for partner in known) or "none yet"
    wanted = f'no partner is named "{name}"' if name else "several partners exist: say which with --partner"
    raise LookupError(f"{wanted} (partners: {names})")


def person_with_email(email: str) -> PersonShape:
    """Return the active person with this address. Raise LookupError when there is none."""
    found = Person.objects.filter(email=email.strip().lower(), is_active=True).select_related("home").first()
    if found is None:
        raise LookupError(f'nobody with the address "{email}" can sign in')
    return PersonShape(found.id, found.email, found.name, PartnerShape(found.home_id, found.home.name))


def oldest_full_administrator(partner_id: int) -> PersonShape | None:
    """Return the full administrator who was there first, if the partner has any."""
    found = (
        Person.objects.filter(grants__role="FULL_ADMIN", grants__partner_id=partner_id, is_active=True)
        .select_related("home")
        .order_by("grants__created_at", "id")
        .first()
    )
    if found is None:
        return None
    return PersonShape(found.id, found.email, found.name, PartnerShape(found.home_id, found.home.name))


def scope_of_person(person: PersonShape, partner_id: int) -> Scope:
    """Return the scope in which a person asks at a partner. Raise OutOfReach when they hold nothing there."""
    partner = partners_of(person.id).filter(id=partner_id).first()
    scope = partner and scope_at(person.id, person.email, partner)
    if not scope:
        raise OutOfReach(person.email)
    return scope


def scope_of_actor(partner_id: int, person_id: int | None, reason: str, *, address: str = "") -> Scope:
    """Return the scope in which background work goes on for somebody: with what they hold now, be it nothing any more.

    Without a person it is the hub's own work.
    """
    partner = Organization.objects.get(id=partner_id)
    if person_id is None:
        return Scope.system(partner.id, partner.name, reason)
    person = Person.objects.get(id=person_id)
    found = scope_at(person.id, person.email, partner, address=address)
    return found or Scope(partner.id, partner.name, person.email, clock.now(), person_id=person.id, address=address)


def grants_of_emails(scope: Scope, emails: Iterable[str]) -> list[GrantRow]:
    """Return what people with these addresses were granted at the partner, rights through groups left out."""
    scope.require(Permission.MANAGE_ADMINISTRATORS)
    found = Grant.objects.filter(partner_id=scope.partner_id, person__email__in=list(emails), group__isnull=True)
    return [
        GrantRow(grant.person.email, grant.person.name, Role(grant.role), grant.customer_id, grant.ends_at)
        for grant in found.select_related("person")
    ]


def lasting_full_administrators(scope: Scope) -> set[str]:
    """Return the addresses of the partner's full administrators whose right has no end."""
    found = Grant.objects.filter(
        partner_id=scope.partner_id, role=Role.FULL_ADMIN, ends_at__isnull=True, person__is_active=True
    )
    return set(found.values_list("person__email", flat=True))


def audit_entries(scope: Scope, *, before: int | None = None, limit: int = 50) -> list[AuditShape]:
    """Return the newest entries of the trail that the caller may see, newest first, below a number if one is given."""
    found = visible_entries(scope)
    if before is not None:
        found = found.filter(number__lt=before)
    return [
        AuditShape(e.number, e.at, e.actor, e.address, e.act, e.subject, e.details, e.hash)
        for e in found.order_by("-number")[:limit]
    ]


def visible_entries(scope: Scope) -> QuerySet[AuditEntry]:
    """Return all entries for whoever sees every customer, entries about own customers and own acts for others."""
    found = AuditEntry.objects.filter(partner_id=scope.partner_id)
    if not scope.may(Permission.VIEW_AUDIT):
        scope.require(Permission.VIEW_OWN_AUDIT)
        return found.filter(person=scope.person_id)
    reach = scope.customers(Permission.VIEW_AUDIT)
    if reach is None:
        return found
    return found.filter(customer_id__in=reach) | found.filter(person=scope.person_id)


def scope_of_token(secret: str, address: str) -> tuple[Scope, bool] | None:
    """Return the scope in which a token's person asks, and whether the token may write. None when it does not live.

    Raise SecondFactorMissing when it was given out on one factor and its person reaches into another organization by now.
    """
    now = clock.now()
    found = ApiToken.objects.filter(digest=digest(secret), ends_at__gt=now, person__is_active=True)
    token = found.select_related("person", "partner").first()
    scope = token and scope_at(token.person_id, token.person.email, token.partner, address=address)
    if not token or not scope:
        return None
    if scope.needs_second_factor and not token.second_factor:
        raise SecondFactorMissing
    if token.used_at is None or now - token.used_at >= USES_NOTED_EVERY:
        ApiToken.objects.filter(id=token.id).update(used_at=now)
    return scope, token.scope == TokenScope.WRITE
