"""Groups of customers, put together by hand or by a line of filters, through which roles are given.

Each act leaves one entry in the trail. Who a line finds is not for this room to say: the members are told to it.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext

from partnerhub.tenancy import audit
from partnerhub.tenancy.granting import NAMED_IN_THE_TRAIL, require_customers
from partnerhub.tenancy.models import CustomerGroup, GroupMember, Organization
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, Stale
from partnerhub.tenancy.scope import Scope, live_grants
from partnerhub.terms.texts import mark

MANAGE = Permission.MANAGE_ADMINISTRATORS
LONGEST, LONGEST_LINE = 100, 1000
PLACED_AT_ONCE = 400


class WrongGroup(ValueError):
    """A group that cannot be: the text says why."""


@transaction.atomic
def create_group(scope: Scope, name: str, *, line: str = "") -> int:
    """Add an empty group and return its id. Raise WrongGroup when its name cannot be, or is there already."""
    name = _checked_name(scope, name)
    group = CustomerGroup.objects.create(partner_id=scope.partner_id, name=name, line=line)
    audit.record(scope, "group.created", name, line=line)
    return group.id


@transaction.atomic
def change_line(scope: Scope, group_id: int, line: str, *, seen: str | None = None) -> None:
    """Let a group by filters follow another line. Raise WrongGroup for one put together by hand, OutOfReach or Stale."""
    group = _group(scope, group_id)
    if not group.line:
        raise WrongGroup(gettext("this group is put together by hand"))
    if seen is not None and seen != group.line:
        said = mark("line")
        raise Stale({said: group.line}, {said: line})
    if line != group.line:
        before, group.line = group.line, line
        group.save(update_fields=["line"])
        audit.record(scope, "group.line_changed", group.name, before=before, after=line)


def lines_of_groups(scope: Scope) -> list[tuple[int, str]]:
    """Return (id, line) of the partner's groups by filters."""
    scope.require(Permission.EDIT_TAGS)
    found = CustomerGroup.objects.filter(partner_id=scope.partner_id).exclude(line="")
    return list(found.order_by("id").values_list("id", "line"))


def rewrite_line(scope: Scope, group_id: int, line: str) -> None:
    """Write a line in other words that mean the same. Part of an act that audits itself."""
    scope.require(Permission.EDIT_TAGS)
    CustomerGroup.objects.filter(id=group_id, partner_id=scope.partner_id).exclude(line="").update(line=line)


def place_members(scope: Scope, group_id: int, found: Collection[int], *, among: Collection[int] | None = None) -> None:
    """Let a group by filters have just these of some customers, by default of all. Part of an act that audits itself."""
    inside = GroupMember.objects.filter(group_id=group_id)
    if among is not None:
        ids = list(among)
        parts = [ids[start : start + PLACED_AT_ONCE] for start in range(0, len(ids), PLACED_AT_ONCE)]
        have = {id_ for part in parts for id_ in inside.filter(customer_id__in=part).values_list("customer_id", flat=True)}
    else:
        have = set(inside.values_list("customer_id", flat=True))
    came, went = sorted(set(found) - have), sorted(have - set(found))
    rows = [GroupMember(group_id=group_id, customer_id=id_) for id_ in came]
    GroupMember.objects.bulk_create(rows, batch_size=PLACED_AT_ONCE, ignore_conflicts=True)
    for start in range(0, len(went), PLACED_AT_ONCE):
        inside.filter(customer_id__in=went[start : start + PLACED_AT_ONCE]).delete()


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
    if group.line:
        raise WrongGroup(gettext("the customers of this group follow from its line; change that instead"))
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
        raise WrongGroup(gettext("roles were given on this group; revoke them first"))
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
        raise WrongGroup(gettext("a group needs a name of at most %(most)s printable signs") % {"most": LONGEST})
    if CustomerGroup.objects.filter(partner_id=scope.partner_id, name=name).exists():
        raise WrongGroup(gettext('there is a group "%(name)s" already') % {"name": name})
    return name


def _names(ids: Sequence[int]) -> list[str]:
    found = Organization.objects.filter(id__in=list(ids)[:NAMED_IN_THE_TRAIL])
    return list(found.order_by("name").values_list("name", flat=True))
