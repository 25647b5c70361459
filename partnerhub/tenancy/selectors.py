"""Questions about partners, people and the trail."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerhub.kit import clock
from partnerhub.tenancy.access import require_customer
from partnerhub.tenancy.models import ApiToken, AuditCustomer, AuditEntry, Grant, Organization, OrganizationKind, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, SecondFactorMissing
from partnerhub.tenancy.scope import Scope, scope_at
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.shapes import AuditShape, GrantRow, PartnerShape, PersonShape
from partnerhub.terms.codes import Role, TokenScope

USES_NOTED_EVERY = timedelta(hours=1)
# What an entry tells of a customer that only some of those may know who see the entry.
CLOSED = {"console_url": Permission.LAUNCH_CUSTOMERS}
# What an entry about several customers tells those who see only some of them.
OF_NO_CUSTOMER = {"role", "until", "reason"}
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
    return PersonShape(found.id, found.email, found.name, PartnerShape(found.home_id, found.home.name), found.language)


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
    scope = scope_at(person.id, person.email, partner_id)
    if scope is None:
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
    found = scope_at(person.id, person.email, partner.id, address=address)
    return found or Scope(partner.id, partner.name, person.email, clock.now(), person_id=person.id, address=address)


def grants_of_emails(scope: Scope, emails: Iterable[str]) -> list[GrantRow]:
    """Return what people with these addresses were granted at the partner, rights through groups left out."""
    scope.require(Permission.MANAGE_ADMINISTRATORS)
    given = Grant.objects.filter(partner_id=scope.partner_id, group__isnull=True, access__isnull=True)
    found = given.filter(person__email__in=list(emails))
    return [
        GrantRow(grant.person.email, grant.person.name, Role(grant.role), grant.customer_id, grant.ends_at)
        for grant in found.select_related("person")
    ]


def lasting_full_administrators(scope: Scope) -> set[str]:
    """Return the addresses of the partner's full administrators whose right has no end and leaves out nobody."""
    found = Grant.objects.filter(
        partner_id=scope.partner_id,
        role=Role.FULL_ADMIN,
        ends_at__isnull=True,
        person__is_active=True,
        access__isnull=True,
        exclusions__isnull=True,
    )
    return set(found.values_list("person__email", flat=True))


def audit_entries(
    scope: Scope, *, before: int | None = None, limit: int = 50, customer_id: int | None = None
) -> list[AuditShape]:
    """Return the newest entries of the trail that the caller may see, newest first: of all of it, or about one customer.

    `before` is the number of the entry below which to go on.
    """
    found = visible_entries(scope)
    if customer_id is not None:
        found = found.filter(_about([customer_id] if scope.may(Permission.VIEW_OWN_AUDIT, customer_id) else []))
    if before is not None:
        found = found.filter(number__lt=before)
    return [_entry(one, _told(scope, one)) for one in found.order_by("-number")[:limit]]


def _entry(one: AuditEntry, details: dict[str, object]) -> AuditShape:
    return AuditShape(one.number, one.at, one.actor, one.address, one.act, one.subject, details, one.hash)


def organization_entries(scope: Scope, customer_id: int, *, before: int | None = None, limit: int = 50) -> list[AuditShape]:
    """Return the newest entries of a customer's own trail, newest first: what was done inside of it. Raise OutOfReach."""
    require_customer(scope, Permission.VIEW_AUDIT, customer_id)
    found = AuditEntry.objects.filter(partner_id=customer_id)
    found = found if before is None else found.filter(number__lt=before)
    return [_entry(one, one.details) for one in found.order_by("-number")[:limit]]


def visible_entries(scope: Scope) -> QuerySet[AuditEntry]:
    """Return all entries for whoever sees every customer, entries about own customers and own acts for others.

    What was done with the tags of a customer is for those who see its tags.
    """
    found = AuditEntry.objects.filter(partner_id=scope.partner_id)
    if not scope.may(Permission.VIEW_AUDIT):
        scope.require(Permission.VIEW_OWN_AUDIT)
        return found.filter(person=scope.person_id)
    reach = scope.customers(Permission.VIEW_AUDIT)
    if reach is None:
        return found
    shown = found.filter(_about(reach))
    if not scope.may_wherever(Permission.VIEW_TAGS, Permission.VIEW_AUDIT):
        shown = shown.exclude(Q(act__startswith="tag.") & ~_about(_reach(scope, Permission.VIEW_TAGS)))
    return found.filter(Q(id__in=shown.values("id")) | Q(person=scope.person_id))


def _about(customers: Iterable[int]) -> Q:
    """Return the condition that an entry is about one of some customers, alone or among others."""
    among = AuditCustomer.objects.filter(entry=OuterRef("pk"), customer_id__in=customers)
    return Q(customer_id__in=customers) | Q(Exists(among))


def _reach(scope: Scope, permission: Permission) -> Iterable[int]:
    """Return the customers on which the caller holds a permission, as a query to nest; none without the permission."""
    if not scope.may(permission):
        return ()
    every = Organization.objects.filter(parent_id=scope.partner_id).values_list("id", flat=True)
    reach = scope.customers(permission)
    return every if reach is None else reach


def _told(scope: Scope, entry: AuditEntry) -> dict[str, object]:
    """Return the details of an entry, without what the caller does not see of its customer, or of customers beside it."""
    details: dict[str, object] = entry.details
    if entry.customer_id is None and entry.person_id != scope.person_id and not _sees_everything(scope):
        return {name: value for name, value in details.items() if name in OF_NO_CUSTOMER}
    for name, needs in CLOSED.items():
        closed = not scope.may_wherever(needs, Permission.VIEW_AUDIT) and not scope.may(needs, entry.customer_id)
        if closed and any(isinstance(part, dict) and name in part for part in details.values()):
            details = {key: _without(part, name) for key, part in details.items()}
    return details


def _sees_everything(scope: Scope) -> bool:
    return scope.may(Permission.VIEW_AUDIT) and scope.customers(Permission.VIEW_AUDIT) is None


def _without(part: object, name: str) -> object:
    return {key: value for key, value in part.items() if key != name} if isinstance(part, dict) else part


def scope_of_token(secret: str, address: str) -> tuple[Scope, bool] | None:
    """Return the scope in which a token's person asks, and whether the token may write. None when it does not live.

    Raise SecondFactorMissing when it was given out on one factor and its person reaches into another organization by now.
    """
    now = clock.now()
    found = ApiToken.objects.filter(digest=digest(secret), ends_at__gt=now, person__is_active=True)
    token = found.select_related("person").first()
    scope = token and scope_at(token.person_id, token.person.email, token.partner_id, address=address)
    if not token or not scope:
        return None
    if scope.needs_second_factor and not token.second_factor:
        raise SecondFactorMissing
    if token.used_at is None or now - token.used_at >= USES_NOTED_EVERY:
        ApiToken.objects.filter(id=token.id).update(used_at=now)
    return scope, token.scope == TokenScope.WRITE
