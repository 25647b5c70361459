"""Acts on partners, people and their rights. Each leaves one entry in the trail."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from partnerhub.kit import clock
from partnerhub.kit.bulk import insert_rows
from partnerhub.kit.words import sort_name
from partnerhub.tenancy import audit
from partnerhub.tenancy.ends import default_last_day, end_after
from partnerhub.tenancy.models import (
    ApiToken,
    Grant,
    Organization,
    OrganizationKind,
    Person,
    SignInLink,
)
from partnerhub.tenancy.people import known_or_new
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import SecondFactorMissing
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.selectors import lasting_full_administrators, oldest_full_administrator, partners
from partnerhub.tenancy.shapes import GrantRow, PartnerShape, PersonShape
from partnerhub.tenancy.signin.factors import has_second_factor, needs_second_factor
from partnerhub.terms.codes import Role, TokenScope

LINK_LIFE = timedelta(minutes=15)
HINT = 8
DEFAULT_PARTNER = "My partner"


class LinkRefused(Exception):
    """The one-time link was used, has ended, or never existed. Which of them is not told."""


@transaction.atomic
def ensure_partner(name: str | None, *, default: str = DEFAULT_PARTNER) -> PartnerShape:
    """Return the partner with this name, made when it does not exist. Without a name: the only one, or the default."""
    known = partners()
    wanted = (name or (known[0].name if len(known) == 1 else default)).strip()
    for partner in known:
        if partner.name.casefold() == wanted.casefold():
            return partner
    made = Organization.objects.create(name=wanted, kind=OrganizationKind.PARTNER, created_at=clock.now())
    audit.record(Scope.system(made.id, made.name, "first use"), "partner.created", made.name)
    return PartnerShape(made.id, made.name)


def add_customer_organizations(scope: Scope, names: list[str]) -> list[int]:
    """Create the identities of new customers, in order, and return their ids. Part of an act that audits itself."""
    scope.require(Permission.ADD_CUSTOMERS)
    at = connection.ops.adapt_datetimefield_value(clock.now())
    rows = [(scope.partner_id, OrganizationKind.CUSTOMER.value, name, at) for name in names]
    table = Organization._meta.db_table
    return [id_ for (id_,) in insert_rows(table, ("parent_id", "kind", "name", "created_at"), rows, then="RETURNING id")]


def show_partner(scope: Scope, **brand: str | bool) -> None:
    """Let the hub look otherwise to everybody of the partner (see Brand). Part of an act that checks and audits."""
    names = {"name": "shown_name"}
    Organization.objects.filter(id=scope.partner_id).update(**{names.get(one, one): value for one, value in brand.items()})


def rename_organizations(scope: Scope, names: dict[int, str]) -> None:
    """Give customer organizations their new names. Part of an act that audits itself."""
    scope.require(Permission.EDIT_CUSTOMERS)
    mine = Organization.objects.filter(parent_id=scope.partner_id)
    Organization.objects.bulk_update(
        [Organization(id=one.id, name=names[one.id]) for one in mine.filter(id__in=names)], ["name"], batch_size=400
    )


@transaction.atomic
def make_link(scope: Scope, person: PersonShape | None) -> str:
    """Return a secret that signs a person in once, within 15 minutes.

    Without a person it lets the first full administrator of the partner introduce themselves.
    """
    secret = secrets.token_urlsafe(32)
    at = clock.now()
    SignInLink.objects.create(
        partner_id=scope.partner_id, person_id=person.id if person else None, digest=digest(secret), created_at=at,
        ends_at=at + LINK_LIFE,
    )  # fmt: skip
    audit.record(scope, "link.made", person.email if person else "first administrator")
    return secret


def link_target(secret: str) -> tuple[PartnerShape, PersonShape | None]:
    """Return whom a link is for, without using it up. Raise LinkRefused."""
    link = _open_link(secret)
    partner = PartnerShape(link.partner_id, link.partner.name)
    person = PersonShape(link.person.id, link.person.email, link.person.name, partner) if link.person else None
    if person is None and oldest_full_administrator(partner.id):
        raise LinkRefused  # somebody else was first
    return partner, person


@transaction.atomic
def use_link(secret: str, *, email: str = "", name: str = "", address: str = "") -> int:
    """Use a link up and return the id of the person to sign in; the first administrator is made on the way.

    Raise LinkRefused when the link was used before, has ended, or another person became the first administrator.
    """
    link = _open_link(secret)
    taken = SignInLink.objects.filter(id=link.id, used_at__isnull=True).update(used_at=clock.now())
    if not taken:
        raise LinkRefused
    person = link.person or _first_administrator(link.partner, email, name)
    scope = Scope(link.partner_id, link.partner.name, person.email, clock.now(), person_id=person.id, address=address)
    audit.record(scope, "link.used", person.email)
    return person.id


def _open_link(secret: str) -> SignInLink:
    at = clock.now()
    found = SignInLink.objects.filter(digest=digest(secret), used_at__isnull=True, ends_at__gt=at)
    link = found.select_related("partner", "person").first()
    if link is None or (link.person and not link.person.is_active):
        raise LinkRefused
    return link


def _first_administrator(partner: Organization, email: str, name: str) -> Person:
    Organization.objects.select_for_update().get(id=partner.id)  # two browsers, one first administrator
    if oldest_full_administrator(partner.id):
        raise LinkRefused
    person = known_or_new(email.strip().lower(), name, partner.id)
    if person.home_id != partner.id or not person.is_active:
        raise LinkRefused  # the address is somebody else's; the link must not sign in as them
    Grant.objects.create(person=person, partner=partner, role=Role.FULL_ADMIN, created_at=clock.now())
    return person


@transaction.atomic
def make_token(
    scope: Scope, person: PersonShape, kind: TokenScope, days: int, *, name: str = "", is_proven: bool = False
) -> str:
    """Return a new API token for a person, shown this once. It can never do more than the person.

    `is_proven` says that the person asks in a session with two factors. Otherwise they must have set up a second one, if
    they reach into another organization. Raise SecondFactorMissing.
    """
    two = is_proven or has_second_factor(person.id)
    if not two and needs_second_factor(person.id, scope.partner_id):
        raise SecondFactorMissing
    secret = f"hub_{secrets.token_urlsafe(32)}"
    at = clock.now()
    ApiToken.objects.create(
        person_id=person.id, partner_id=scope.partner_id, name=name, digest=digest(secret), hint=secret[:HINT], scope=kind,
        second_factor=two, created_at=at, ends_at=at + timedelta(days=days),
    )  # fmt: skip
    audit.record(scope, "token.made", person.email, kind=kind.public, days=days, hint=secret[:HINT], name=name)
    return secret


def store_grants(scope: Scope, rows: Iterable[GrantRow]) -> None:
    """Create people and grants, or move a grant's end. Part of an act that audits itself.

    A right of somebody from another organization always ends. Raise LastFullAdministrator when nobody would be left.
    """
    scope.require(Permission.MANAGE_ADMINISTRATORS)
    had_one = bool(lasting_full_administrators(scope))
    for row in rows:
        person = known_or_new(row.email, row.name or row.email, scope.partner_id)
        is_own = person.home_id == scope.partner_id
        if row.name and person.name != row.name and is_own:
            Person.objects.filter(id=person.id).update(name=row.name, sort_name=sort_name(row.name))
        ends_at = row.ends_at or (None if is_own else end_after(default_last_day(clock.today())))
        Grant.objects.update_or_create(
            person=person, partner_id=scope.partner_id, role=row.role, customer_id=row.customer_id, group=None,
            access=None, defaults={"ends_at": ends_at}, create_defaults={"ends_at": ends_at, "created_at": clock.now()},
        )  # fmt: skip
    if had_one and not lasting_full_administrators(scope):
        raise LastFullAdministrator


def grant_to_maker(scope: Scope, customer_id: int, permission: Permission) -> None:
    """Give the caller their own role on a customer they made, unless a role of theirs with the permission reaches all.

    Part of an act that audits itself. The grant ends like every right on one customer; a scope made before does not know it.
    """
    carrying = [held for held in scope.held if permission in held.permissions]
    if scope.person_id is None or not carrying or any(held.everyone for held in carrying):
        return
    Grant.objects.get_or_create(
        person_id=scope.person_id, partner_id=scope.partner_id, role=carrying[0].role, customer_id=customer_id, access=None,
        defaults={"ends_at": end_after(default_last_day(clock.today())), "created_at": clock.now()},
    )  # fmt: skip


class LastFullAdministrator(Exception):
    """The change would leave a partner without a full administrator who stays."""
