"""The Scope: with whose eyes a question is asked. Frozen, made once per request or command, taken first by every
selector, service and reader."""

from __future__ import annotations

import getpass
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from partnerhub.kit import clock
from partnerhub.tenancy.models import Grant, GrantExclusion, GroupMember, Organization, OrganizationKind
from partnerhub.tenancy.permissions import EVERYTHING, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden
from partnerhub.tenancy.shapes import Brand, LaunchShape
from partnerhub.terms.codes import HUB_ROLES, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role the caller holds, and where: on all customers, on those of one group, on one, or (neither) on named ones.

    `only` are the permissions of a right that is less than a role: what a customer approved, or what a launch opened.
    """

    role: Role
    everyone: bool = False
    group_id: int | None = None
    grant_id: int | None = None
    has_exclusions: bool = False
    customer_id: int | None = None
    only: frozenset[Permission] | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return what the right carries."""
        return ROLES[self.role] if self.only is None else self.only


@dataclass(frozen=True, slots=True)
class Scope:
    """What one caller may see and do at one partner, at one moment. `launch` is the customer they act in, if any."""

    partner_id: int
    partner_name: str
    actor: str
    made_at: datetime
    person_id: int | None = None
    held: tuple[Held, ...] = ()
    reason: str = ""
    address: str = ""
    launch: LaunchShape | None = None
    brand: Brand = field(default_factory=Brand)
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
        return self.launch is not None or any(held.role in HUB_ROLES for held in self.held)

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

    def narrowed(self, customer_id: int, role: Role, permissions: frozenset[Permission]) -> Scope:
        """Return the scope with nothing but some permissions on one customer, of those that the caller holds there."""
        mine = frozenset(permission for permission in permissions if self.may(permission, customer_id))
        return replace(self, held=(Held(role, customer_id=customer_id, only=mine),))

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

    def roles_on(self, permission: Permission, customer_id: int) -> tuple[Role, ...]:
        """Return the roles through which the caller holds a permission on a customer, in the order of the role table."""
        if not self._ids(permission, (customer_id,)):
            return ()
        by_right = self._reached_ids[customer_id,]
        mine = {held.role for held, ids in by_right.items() if ids and permission in held.permissions}
        return tuple(role for role in Role if role in mine)

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
        found: dict[Held, set[int]] = {held: set() for held in self.held}
        each = []
        for place, held in enumerate(self.held):
            if held.customer_id is None:
                each.append(ours.filter(self._reached(held)).annotate(by=Value(place)).values_list("by", "id"))
            elif among is None or held.customer_id in among:  # one customer of the partner, known to be so
                found[held].add(held.customer_id)
        for place, id_ in each[0].union(*each[1:], all=True) if each else ():
            found[self.held[place]].add(id_)
        return found

    def _reached(self, held: Held) -> Q:
        """Return what one held role reaches, minus what its own grant excludes. Exclusions never cross grants."""
        if held.customer_id is not None:
            return Q(id=held.customer_id)
        excluded = Q(id__in=GrantExclusion.objects.filter(grant=held.grant_id).values("customer_id"))
        if held.everyone:
            return ~excluded
        if held.group_id is not None:
            return Q(id__in=GroupMember.objects.filter(group_id=held.group_id).values("customer_id")) & ~excluded
        named = live_grants(self.made_at).filter(
            person=self.person_id, partner=self.partner_id, role=held.role, customer__isnull=False, access__isnull=True
        )
        return Q(id__in=named.values("customer_id"))


WIDE_ROLES = [role for role in Role if role.reaches_every_customer]


def live_grants(at: datetime) -> QuerySet[Grant]:
    """Return the grants in force at a moment, of people who are active.

    What a customer approved comes on top of the role that asked for it, so it is in force for as long as that reaches.
    """
    return _unended(at).filter(Q(access__isnull=True) | Exists(_below_access(at)), person__is_active=True)


def _unended(at: datetime) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def _below_access(at: datetime) -> QuerySet[Grant]:
    """Return the person's grants of the same role that reach the customer of an approved access."""
    there = OuterRef(OuterRef("customer_id"))
    in_group = Exists(GroupMember.objects.filter(group=OuterRef("group_id"), customer_id=there))
    left_out = Exists(GrantExclusion.objects.filter(grant=OuterRef("id"), customer_id=there))
    wide = Q(customer__isnull=True) & ~left_out & (in_group | Q(group__isnull=True, role__in=WIDE_ROLES))
    mine = {name: OuterRef(name) for name in ("person_id", "partner_id", "role")}
    return _unended(at).filter(wide | Q(customer_id=OuterRef("customer_id")), access__isnull=True, **mine)


LOOK = ("partner__shown_name", "partner__accent", "partner__logo", "partner__is_launched", "partner__language")


class Partner(NamedTuple):
    """A partner at which somebody holds something, and how it looks."""

    id: int
    name: str
    brand: Brand = Brand()


def held_by(person_id: int, at: datetime) -> dict[Partner, tuple[Held, ...]]:
    """Return what a person holds at a moment, by partner in the order of names, asked at once.

    However many customers were named, a role is one entry.
    """
    is_wide = Q(customer__isnull=True)
    excludes = Exists(GrantExclusion.objects.filter(grant_id=OuterRef("id")))
    found = live_grants(at).filter(person_id=person_id).annotate(
        wide_id=Case(When(is_wide, then="id")), excludes=Case(When(is_wide, then=excludes), default=False),
        only_id=Case(When(access__isnull=False, then="customer_id")),
    )  # fmt: skip
    rows = found.order_by("partner__name", "partner_id").values_list(
        "partner_id", "partner__name", *LOOK, "role", "group_id", "wide_id", "excludes", "only_id", "access__permissions"
    )
    held: defaultdict[Partner, list[Held]] = defaultdict(list)
    for partner_id, name, *given in rows.distinct():
        held[Partner(partner_id, name, Brand(*given[: len(LOOK)]))].append(_held(*given[len(LOOK) :]))
    return {partner: tuple(every) for partner, every in held.items()}


def _held(
    code: str, group_id: int | None, wide_id: int | None, excludes: bool, only_id: int | None, permissions: str | None
) -> Held:
    role = Role(code)
    everyone = wide_id is not None and group_id is None and role.reaches_every_customer
    only = None if permissions is None else frozenset(Permission(name) for name in permissions.split())
    return Held(role, everyone, group_id, wide_id, bool(excludes), only_id, only)


def scope_at(person_id: int, actor: str, partner_id: int, *, address: str = "") -> Scope | None:
    """Return a person's scope at a partner as of now, or None when they hold nothing there any more."""
    at = clock.now()
    for partner, held in held_by(person_id, at).items():
        if partner.id == partner_id:
            return _scope(partner, held, person_id, actor, at, address)
    return None


def scope_of_caller(person_id: int, actor: str, chosen: int | None, *, address: str = "") -> Scope | None:
    """Return a person's scope at the partner they chose last, or at their first one by name. None when they hold nothing."""
    at = clock.now()
    every = held_by(person_id, at)
    partner = next((one for one in every if one.id == chosen), next(iter(every), None))
    if partner is None:
        return None
    return _scope(partner, every[partner], person_id, actor, at, address)


def _scope(partner: Partner, held: tuple[Held, ...], person_id: int, actor: str, at: datetime, address: str) -> Scope:
    return Scope(
        partner.id, partner.name, actor, at, person_id=person_id, held=held, address=address, brand=partner.brand
    )  # fmt: skip
