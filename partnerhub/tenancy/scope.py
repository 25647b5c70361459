"""The Scope: with whose eyes a question is asked. Frozen, made once per request or command, taken first by every
selector, service and reader."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from partnerhub.kit import clock
from partnerhub.tenancy.models import Grant, GrantExclusion, GroupMember, Organization, OrganizationKind
from partnerhub.tenancy.permissions import EVERYTHING, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden
from partnerhub.terms.codes import HUB_ROLES, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role the caller holds, and where: on all customers, on those of one group, or (neither) on named ones."""

    role: Role
    everyone: bool = False
    group_id: int | None = None
    grant_id: int | None = None
    has_exclusions: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return what the role carries."""
        return ROLES[self.role]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one caller may see and do at one partner, at one moment."""

    partner_id: int
    partner_name: str
    actor: str
    made_at: datetime
    person_id: int | None = None
    held: tuple[Held, ...] = ()
    reason: str = ""
    address: str = ""
    _reached_ids: dict[tuple[int, ...] | None, dict[Held, set[int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def system(cls, partner_id: int, partner_name: str, reason: str) -> Scope:
        """Return the scope of commands, jobs and nightly runs. The doors never construct it."""
        return cls(partner_id, partner_name, f"system ({getpass.getuser()})", clock.now(), reason=reason)

    @property
    def is_system(self) -> bool:
        """Say whether nobody in particular is asking."""
        return bool(self.reason)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the caller's roles at this partner, each once, in the order of the role table."""
        mine = {held.role for held in self.held}
        return tuple(role for role in Role if role in mine)

    @property
    def needs_second_factor(self) -> bool:
        """Say whether the caller reaches into other organizations: whoever holds a role of the hub does."""
        return any(held.role in HUB_ROLES for held in self.held)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return everything the caller may do, be it on one customer only."""
        if self.is_system:
            return EVERYTHING
        return frozenset[Permission]().union(*(held.permissions for held in self.held))

    def may(self, permission: Permission, customer_id: int | None = None) -> bool:
        """Say whether the caller holds a permission, at all or on one customer."""
        if permission not in self.permissions:
            return False
        if customer_id is None:
            return True
        return bool(self.held_among(permission, (customer_id,)))

    def may_wherever(self, permission: Permission, other: Permission) -> bool:
        """Say whether the caller holds a permission on every customer on which they hold another one."""
        return self.is_system or all(permission in held.permissions for held in self.held if other in held.permissions)

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the caller holds the permission."""
        if not self.may(permission):
            raise Forbidden(permission)

    def customers(self, permission: Permission) -> QuerySet[Organization, int] | None:
        """Return the ids of customers on which the caller holds a permission, as a query to nest in another one.

        None means every customer of the partner. Raise Forbidden when no role of the caller carries the permission.
        """
        self.require(permission)
        held = [one for one in self.held if permission in one.permissions]
        if self.is_system or any(one.everyone and not one.has_exclusions for one in held):
            return None
        reached = Q(pk__in=[])
        for one in held:
            reached |= self._reached(one)
        found = Organization.objects.filter(reached, parent_id=self.partner_id, kind=OrganizationKind.CUSTOMER)
        return found.values_list("id", flat=True)

    def customer_ids(self, permission: Permission) -> frozenset[int] | None:
        """Return the same as ids, asked once for as long as the scope lives. None means every customer of the partner."""
        return None if self.customers(permission) is None else self._ids(permission, None)

    def held_among(self, permission: Permission, ids: Sequence[int]) -> frozenset[int]:
        """Return those of some customers on which the caller holds a permission, asked once like all of them."""
        if not self.may(permission):
            return frozenset()
        return frozenset(ids) if self.customers(permission) is None else self._ids(permission, tuple(ids))

    def _ids(self, permission: Permission, among: tuple[int, ...] | None) -> frozenset[int]:
        """Return what the roles with a permission reach. One query asks for all roles, whatever the permission."""
        if among not in self._reached_ids:
            every = self._reached_ids.get(None)
            self._reached_ids[among] = (
                self._ids_by_role(among) if every is None
                else {held: ids.intersection(among or ()) for held, ids in every.items()}
            )  # fmt: skip
        found = self._reached_ids[among]
        return frozenset[int]().union(*(ids for held, ids in found.items() if permission in held.permissions))

    def _ids_by_role(self, among: tuple[int, ...] | None) -> dict[Held, set[int]]:
        ours = Organization.objects.filter(parent_id=self.partner_id, kind=OrganizationKind.CUSTOMER)
        ours = ours if among is None else ours.filter(id__in=among)
        each = [
            ours.filter(self._reached(held)).annotate(by=Value(place)).values_list("by", "id")
            for place, held in enumerate(self.held)
        ]
        found: dict[Held, set[int]] = {held: set() for held in self.held}
        for place, id_ in each[0].union(*each[1:], all=True):
            found[self.held[place]].add(id_)
        return found

    def _reached(self, held: Held) -> Q:
        """Return what one held role reaches, minus what its own grant excludes. Exclusions never cross grants."""
        excluded = Q(id__in=GrantExclusion.objects.filter(grant=held.grant_id).values("customer_id"))
        if held.everyone:
            return ~excluded
        if held.group_id is not None:
            return Q(id__in=GroupMember.objects.filter(group_id=held.group_id).values("customer_id")) & ~excluded
        named = live_grants(self.made_at).filter(
            person=self.person_id, partner=self.partner_id, role=held.role, customer__isnull=False
        )
        return Q(id__in=named.values("customer_id"))


def live_grants(at: datetime) -> QuerySet[Grant]:
    """Return the grants in force at a moment, of people who are active."""
    return Grant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), person__is_active=True)


def held_by(person_id: int, partner_id: int, at: datetime) -> tuple[Held, ...]:
    """Return what a person holds at a partner at a moment. However many customers were named, a role is one entry."""
    is_wide = Q(customer__isnull=True)
    excludes = Exists(GrantExclusion.objects.filter(grant_id=OuterRef("id")))
    found = live_grants(at).filter(person_id=person_id, partner_id=partner_id).annotate(
        wide_id=Case(When(is_wide, then="id")), excludes=Case(When(is_wide, then=excludes), default=False),
    )  # fmt: skip
    held = []
    for code, group_id, wide_id, excludes_some in found.values_list("role", "group_id", "wide_id", "excludes").distinct():
        role = Role(code)
        everyone = wide_id is not None and group_id is None and role.reaches_every_customer
        held.append(Held(role, everyone, group_id, wide_id, bool(excludes_some)))
    return tuple(held)


def scope_at(person_id: int, actor: str, partner: Organization, *, address: str = "") -> Scope | None:
    """Return a person's scope at a partner as of now, or None when they hold nothing there any more."""
    at = clock.now()
    held = held_by(person_id, partner.id, at)
    if not held:
        return None
    return Scope(partner.id, partner.name, actor, at, person_id=person_id, held=held, address=address)


def partners_of(person_id: int) -> QuerySet[Organization]:
    """Return the partners at which a person holds at least one live grant, by name."""
    partner_ids = live_grants(clock.now()).filter(person_id=person_id).values("partner_id")
    return Organization.objects.filter(id__in=partner_ids).order_by("name")
