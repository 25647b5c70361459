"""Groups of customers, put together by hand, through which roles are given. Each act leaves one entry in the trail."""

from collections.abc import Sequence

from django.db import transaction

from partnerhub.tenancy import audit
from partnerhub.tenancy.granting import NAMED_IN_THE_TRAIL, require_customers
from partnerhub.tenancy.models import CustomerGroup, GroupMember, Organization
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, Stale
from partnerhub.tenancy.scope import Scope, live_grants

MANAGE = Permission.MANAGE_ADMINISTRATORS
LONGEST = 100


class WrongGroup(ValueError):
    """A group that cannot be: the text says why."""


@transaction.atomic
def create_group(scope: Scope, name: str) -> int:
    """Add an empty group and return its id. Raise WrongGroup when its name cannot be, or is there already."""
    name = _checked_name(scope, name)
    group = CustomerGroup.objects.create(partner_id=scope.partner_id, name=name)
    audit.record(scope, "group.created", name)
    return group.id


@transaction.atomic
def rename_group(scope: Scope, group_id: int, name: str, *, seen: str | None = None) -> None:
    """Give a group another name. `seen` is the name that the caller saw. Raise WrongGroup, OutOfReach or Stale."""
    group = _group(scope, group_id)
    if seen is not None and seen != group.name:
        raise Stale({"name": group.name}, {"name": name})
    if " ".join(name.split()) == group.name:
        return
    before, group.name = group.name, _checked_name(scope, name)
    group.save(update_fields=["name"])
    audit.record(scope, "group.renamed", group.name, before=before)


@transaction.atomic
def change_members(scope: Scope, group_id: int, *, add: Sequence[int] = (), remove: Sequence[int] = ()) -> tuple[int, int]:
    """Put customers into a group and take others out; return how many came and how many went. Raise OutOfReach.

    Every right on the group holds on the new customers at once, and no longer on those that left.
    """
    group = _group(scope, group_id)
    require_customers(scope, (*add, *remove), MANAGE)
    inside = set(GroupMember.objects.filter(group=group).values_list("customer_id", flat=True))
    came, went = sorted(set(add) - inside), sorted(set(remove) & inside - set(add))
    if not came and not went:
        return 0, 0
    GroupMember.objects.bulk_create([GroupMember(group=group, customer_id=id_) for id_ in came], batch_size=400)
    GroupMember.objects.filter(group=group, customer_id__in=went).delete()
    audit.record(
        scope, "group.changed", group.name, customer_ids=[*came, *went], added=len(came), removed=len(went),
        some_added=_names(came), some_removed=_names(went),
    )  # fmt: skip
    return len(came), len(went)


@transaction.atomic
def delete_group(scope: Scope, group_id: int) -> str:
    """Remove a group on which no live right rests, and return its name. Raise WrongGroup or OutOfReach."""
    group = _group(scope, group_id)
    if live_grants(scope.made_at).filter(group=group).exists():
        raise WrongGroup("roles were given on this group; revoke them first")
    name, size = group.name, GroupMember.objects.filter(group=group).count()
    group.delete()
    audit.record(scope, "group.deleted", name, customers=size)
    return name


def _group(scope: Scope, group_id: int) -> CustomerGroup:
    scope.require(MANAGE)
    Organization.objects.select_for_update().get(id=scope.partner_id)  # nobody gives a role on it while it goes
    group = CustomerGroup.objects.filter(id=group_id, partner_id=scope.partner_id).first()
    if group is None:
        raise OutOfReach("a group")
    return group


def _checked_name(scope: Scope, text: str) -> str:
    scope.require(MANAGE)
    name = " ".join(text.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise WrongGroup(f"a group needs a name of at most {LONGEST} printable signs")
    if CustomerGroup.objects.filter(partner_id=scope.partner_id, name=name).exists():
        raise WrongGroup(f'there is a group "{name}" already')
    return name


def _names(ids: Sequence[int]) -> list[str]:
    found = Organization.objects.filter(id__in=list(ids)[:NAMED_IN_THE_TRAIL])
    return list(found.order_by("name").values_list("name", flat=True))
