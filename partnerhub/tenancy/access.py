"""Who has access to what, and why: the live rights at a partner, as far as the caller's own reach goes."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from partnerhub.kit import clock
from partnerhub.tenancy.ends import last_day_before
from partnerhub.tenancy.models import CustomerGroup, Grant, GrantExclusion, GroupMember, Organization, Person
from partnerhub.tenancy.permissions import ROLES, Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import WIDE_ROLES, Scope, live_grants
from partnerhub.tenancy.shapes import GrantShape, GroupShape
from partnerhub.terms.codes import HUB_ROLES, AccessLevel, Basis, Role

Reach = QuerySet[Organization, int] | None
CHUNK = 1000


def administrators(scope: Scope, *, email: str | None = None) -> list[GrantShape]:
    """Return every live right, by person, or those of one. Rights on customers out of the caller's reach are left out."""
    reach = scope.customers(Permission.VIEW_ADMINISTRATORS)
    found = _live(scope) if email is None else _live(scope).filter(person__email=email)
    if reach is not None:
        found = found.filter(Q(customer__isnull=True) | Q(customer_id__in=reach))
    return _shapes(found, reach)


def administrators_of(scope: Scope, customer_id: int) -> list[GrantShape]:
    """Return every live right of the partner's people that reaches a customer, without what it leaves out elsewhere.

    Raise OutOfReach.
    """
    permission = Permission.VIEW_CUSTOMER_ADMINISTRATORS
    found = reaching(scope, permission, customer_id).filter(role__in=HUB_ROLES)
    return _known(scope, customer_id, _shapes(found, scope.customers(permission), with_left_out=False))


def why_visible(scope: Scope, email: str, customer_id: int) -> list[GrantShape]:
    """Return the live rights through which somebody reaches a customer: none of them when they do not. Raise OutOfReach."""
    permission = Permission.VIEW_ADMINISTRATORS
    found = reaching(scope, permission, customer_id).filter(person__email=email.strip().lower())
    return _known(scope, customer_id, _shapes(found, scope.customers(permission)))


def customer_groups(scope: Scope) -> list[GroupShape]:
    """Return the partner's groups by name, each with its customers in the caller's reach."""
    reach = scope.customers(Permission.VIEW_ADMINISTRATORS)
    members = defaultdict(list)
    found = GroupMember.objects.filter(group__partner_id=scope.partner_id)
    found = found if reach is None else found.filter(customer_id__in=reach)
    for group_id, customer_id, name in found.order_by("customer__name", "customer_id").values_list(
        "group_id", "customer_id", "customer__name"
    ):
        members[group_id].append((customer_id, name))
    grants: dict[int | None, int] = defaultdict(int)
    for group_id in _live(scope).filter(group__isnull=False).values_list("group_id", flat=True):
        grants[group_id] += 1
    groups = CustomerGroup.objects.filter(partner_id=scope.partner_id).order_by("name")
    return [GroupShape(one.id, one.name, tuple(members[one.id]), grants[one.id], one.line) for one in groups]


def group_names(scope: Scope) -> list[tuple[int, str]]:
    """Return (id, name) of the partner's groups by name."""
    scope.require(Permission.VIEW_ADMINISTRATORS)
    return list(CustomerGroup.objects.filter(partner_id=scope.partner_id).order_by("name").values_list("id", "name"))


def end_of_right(scope: Scope, permission: Permission, customer_id: int) -> datetime | None:
    """Return when the caller's longest right with a permission on a customer ends, None for never. Raise OutOfReach."""
    mine = reaching(scope, permission, customer_id).filter(person_id=scope.person_id or 0).select_related("access")
    ends = [grant.ends_at for grant in mine if permission in carried_by(grant)]
    return None if None in ends else max((at for at in ends if at), default=None)


def require_customer(scope: Scope, permission: Permission, customer_id: int) -> None:
    """Raise Forbidden without a permission at all, OutOfReach unless it holds on this customer of the partner."""
    scope.require(permission)
    if not scope.may(permission, customer_id) or not _ours(scope, customer_id).exists():
        raise OutOfReach("a customer")


def own_administrators(customer_id: int) -> QuerySet[Person]:
    """Return the people who administrate a customer's organization themselves, by address."""
    own = live_grants(clock.now()).filter(customer_id=customer_id, role=Role.CUSTOMER_ADMIN)
    return Person.objects.filter(id__in=own.values("person_id")).order_by("email")


def carried_by(grant: Grant) -> frozenset[Permission]:
    """Return the permissions that a right carries."""
    if grant.access is None:
        return ROLES[Role(grant.role)]
    return frozenset(Permission(name) for name in grant.access.permissions.split())


def _live(scope: Scope) -> QuerySet[Grant]:
    return live_grants(scope.made_at).filter(partner_id=scope.partner_id)


def reaching(scope: Scope, permission: Permission, customer_id: int) -> QuerySet[Grant]:
    """Return the rights that reach a customer, as the scope of their people has it. Raise OutOfReach."""
    scope.require(permission)
    if not scope.may(permission, customer_id):
        raise OutOfReach("a customer")
    is_left_out = Exists(GrantExclusion.objects.filter(grant_id=OuterRef("id"), customer_id=customer_id))
    is_member = Exists(GroupMember.objects.filter(group_id=OuterRef("group_id"), customer_id=customer_id))
    is_wide = Q(group__isnull=True, role__in=WIDE_ROLES)
    reaches = Q(customer_id=customer_id) | Q(customer__isnull=True) & (is_member | is_wide) & ~is_left_out
    return _live(scope).filter(reaches, Exists(_ours(scope, customer_id)))


def _ours(scope: Scope, customer_id: int) -> QuerySet[Organization]:
    return Organization.objects.filter(id=customer_id, parent_id=scope.partner_id)


def _known(scope: Scope, customer_id: int, found: list[GrantShape]) -> list[GrantShape]:
    """Return what was found. Only when that is nothing there is a question left: whether there is such a customer."""
    if not found and not _ours(scope, customer_id).exists():
        raise OutOfReach("a customer")
    return found


def _shapes(found: QuerySet[Grant], reach: Reach, *, with_left_out: bool = True) -> list[GrantShape]:
    members = GroupMember.objects.filter(group_id=OuterRef("group_id"))
    members = members if reach is None else members.filter(customer_id__in=reach)
    size = members.order_by().values("group_id").annotate(size=Count("id")).values("size")
    found = found.select_related("person", "customer", "group", "access")
    found = found.order_by("person__name", "person__email", "id")
    without = _left_out(found, reach) if with_left_out else {}
    return [
        _shape(grant, size, without.get(grant.id, []))
        for grant, size in ((grant, grant.size) for grant in found.annotate(size=Subquery(size)))
    ]


def _shape(grant: Grant, size: int | None, without: list[tuple[int, str]]) -> GrantShape:
    return GrantShape(
        grant.id, grant.person.email, grant.person.name, Role(grant.role), basis_of(grant), grant.customer_id,
        grant.customer.name if grant.customer else "", grant.group.name if grant.group else "",
        (size or 0) if grant.group_id else None, tuple(name for _, name in without), last_day_before(grant.ends_at),
        AccessLevel(grant.access.level) if grant.access else None, grant.ends_at, tuple(id_ for id_, _ in without),
    )  # fmt: skip


def basis_of(grant: Grant) -> Basis:
    """Return on what a right rests. A role that names its customers and has none yet rests on customers, too."""
    if grant.access_id is not None:
        return Basis.APPROVAL
    if grant.group_id is not None:
        return Basis.GROUP
    return Basis.ALL if Role(grant.role).reaches_every_customer else Basis.CUSTOMER


def _left_out(found: QuerySet[Grant], reach: Reach) -> dict[int, list[tuple[int, str]]]:
    excluded = GrantExclusion.objects.filter(grant__in=found.order_by().values("id"))
    excluded = excluded if reach is None else excluded.filter(customer_id__in=reach)
    left_out = defaultdict(list)
    for grant_id, id_, name in excluded.order_by("customer__name").values_list("grant_id", "customer_id", "customer__name"):
        left_out[grant_id].append((id_, name))
    return left_out


def caring_for(scope: Scope, permission: Permission, customer_ids: Collection[int]) -> dict[int, list[str]]:
    """Return, per customer, the addresses of those whose rights name it, or its group, and carry a permission.

    A customer whom nobody's rights name is for the partner's full administrators. For the hub's own work: who may know of
    the customer is told of it, nobody else.
    """
    roles = [role for role in HUB_ROLES if permission in ROLES[role]]
    named = _live(scope).filter(role__in=roles, access=None)
    found: defaultdict[int, set[str]] = defaultdict(set)
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        direct = named.filter(customer_id__in=some).values_list("customer_id", "person__email")
        left_out = GrantExclusion.objects.filter(
            grant_id=OuterRef("id"), customer_id=OuterRef("group__members__customer_id")
        )
        grouped = named.filter(group__members__customer_id__in=some).exclude(Exists(left_out))
        for customer_id, email in [*direct, *grouped.values_list("group__members__customer_id", "person__email")]:
            found[customer_id].add(email)
    full = list(_live(scope).filter(role=Role.FULL_ADMIN).order_by("person__email").values_list("id", "person__email"))
    excluded = GrantExclusion.objects.filter(grant_id__in=[id_ for id_, _ in full]).values_list("grant_id", "customer_id")
    without = set(excluded)
    return {id_: sorted(found[id_]) or [email for grant, email in full if (grant, id_) not in without] for id_ in ids}
