"""Launches: entering a customer's organization as a delegated administrator, for some hours, in one session.

Each start and each end leaves one entry in the trail of the partner and one in that of the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.access import end_of_right, require_customer
from partnerhub.tenancy.models import Launch, Organization
from partnerhub.tenancy.permissions import INSIDE, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Held, Scope
from partnerhub.tenancy.shapes import LaunchShape
from partnerhub.terms.codes import Role

LAUNCH = Permission.LAUNCH_CUSTOMERS
SIGNED_OUT = "signed out"
ANOTHER = "another organization was launched"
ITS_SESSION = "its session was ended"
ITS_TIME = "its time was over"
ITS_RIGHT = "the right to it ended"


@dataclass(frozen=True, slots=True)
class Inside:
    """An organization from within: whose, and the scope in which it is looked at. `launched`: by somebody of the partner.

    `own` are the (id, name) of those that the caller administrates themselves, where that is how they came in.
    """

    customer_id: int
    customer: str
    scope: Scope
    launched: bool
    own: tuple[tuple[int, str], ...] = ()


@transaction.atomic
def launch_customer(
    scope: Scope, customer_id: int, *, key: str, hours: int, until: datetime | None = None
) -> tuple[LaunchShape, str]:
    """Enter a customer's organization, and return the launch and the name of the one that it replaced, if any.

    `key` is the digest of the session or token that it is tied to, `until` when that ends. It lasts so many hours at most,
    and no longer than the right to it. The same customer again changes nothing. Raise OutOfReach or Forbidden.
    """
    scope.require(LAUNCH)
    customer = Organization.objects.filter(id=customer_id, parent_id=scope.partner_id).first()
    if customer is None or not scope.may(Permission.FIND_CUSTOMERS, customer_id):
        raise OutOfReach("a customer")
    if not scope.may(LAUNCH, customer_id):
        raise Forbidden("this customer")
    Organization.objects.select_for_update().get(id=scope.partner_id)  # two clicks, one launch
    before = _open_under(key)
    if before and before.customer_id == customer_id and before.ends_at > clock.now():
        return _shape(before), ""
    if before:
        _close(scope, before, ANOTHER)
    made = _start(scope, customer, key, _end(scope, customer_id, hours, until))
    left = before.customer.name if before and before.customer_id != customer_id else ""
    return made, left


def _end(scope: Scope, customer_id: int, hours: int, until: datetime | None) -> datetime:
    right_ends = end_of_right(scope, LAUNCH, customer_id)
    return min(at for at in (clock.now() + timedelta(hours=hours), right_ends, until) if at is not None)


def _start(scope: Scope, customer: Organization, key: str, ends_at: datetime) -> LaunchShape:
    mine = sorted(permission for permission in INSIDE if scope.may(permission, customer.id))
    made = Launch.objects.create(
        partner_id=scope.partner_id, customer=customer, person_id=scope.person_id or 0, key_digest=key,
        role=scope.roles_on(LAUNCH, customer.id)[0], permissions=" ".join(mine), address=scope.address,
        started_at=clock.now(), ends_at=ends_at,
    )  # fmt: skip
    audit.record_in_both(
        scope, "launch.started", customer.name, customer_id=customer.id, launch=made.id, role=Role(made.role).public,
        until=ends_at.isoformat(timespec="minutes"),
    )  # fmt: skip
    return _shape(made)


@transaction.atomic
def end_launch(scope: Scope) -> str:
    """Leave the organization that the caller acts in, and return its name. Nowhere launched, nothing happens."""
    if scope.launch is None:
        return ""
    launch = Launch.objects.select_related("customer").get(id=scope.launch.id)
    _close(scope, launch, "")
    return launch.customer.name


@transaction.atomic
def end_under(key: str, *, address: str = "", cause: str = SIGNED_OUT) -> None:
    """End what is open under a key, which goes."""
    launch = _open_under(key)
    if launch:
        person, partner = launch.person, launch.partner
        scope = Scope(partner.id, partner.name, person.email, clock.now(), person_id=person.id, address=address)
        _close(scope, launch, cause)


def end_overdue(scope: Scope) -> int:
    """Write down the ends of launches whose time was over and after which nobody came back; return how many."""
    found = Launch.objects.filter(partner_id=scope.partner_id, ended_at__isnull=True, ends_at__lte=clock.now())
    keys = list(found.values_list("key_digest", flat=True))
    for key in keys:
        end_under(key, cause=ITS_TIME)
    return len(keys)


def in_launch(scope: Scope, key: str) -> Scope:
    """Return the scope as that of somebody who acts in a customer's organization, if a launch lives under the key.

    What has ended meanwhile is noted as such: its time, or the right to it.
    """
    launch = _open_under(key)
    if launch is None or launch.person_id != scope.person_id:
        return scope
    inside = replace(scope, launch=_shape(launch))
    cause = _over(inside, launch)
    if not cause:
        return inside
    end_under(key, address=scope.address, cause=cause)
    return scope


def _over(scope: Scope, launch: Launch) -> str:
    """Return why a launch is over, or nothing while it lives."""
    if launch.ends_at <= scope.made_at:
        return ITS_TIME
    ours = launch.partner_id == scope.partner_id
    return "" if ours and scope.may(LAUNCH, launch.customer_id) else ITS_RIGHT


def inside_of(scope: Scope, customer_id: int | None = None, own: Sequence[tuple[int, str]] | None = None) -> Inside:
    """Return the organization that the caller is inside of: the one they launched, or one that they administrate themselves.

    Without an id it is the launched one, or else the first of their own by name; `own` are those, where they were asked for.
    Raise OutOfReach.
    """
    launch = scope.launch
    if launch and customer_id in {None, launch.customer_id}:
        narrow = scope.narrowed(launch.customer_id, launch.role, launch.permissions)
        return Inside(launch.customer_id, launch.customer, narrow, launched=True)
    own = own_organizations(scope) if own is None else own
    found = next(((id_, name) for id_, name in own if customer_id in {None, id_}), None)
    if found is None:
        raise OutOfReach("an organization")
    id_, name = found
    role = Role.CUSTOMER_ADMIN  # the one role that makes an organization somebody's own, so it carries all of this there
    narrow = replace(scope, held=(Held(role, customer_id=id_, only=ROLES[role]),))
    return Inside(id_, name, narrow, launched=False, own=tuple(own))


def own_organizations(scope: Scope) -> list[tuple[int, str]]:
    """Return (id, name) of the customers whose own administrator the caller is, by name."""
    if not scope.may(Permission.APPROVE_ACCESS) or scope.is_system:
        return []
    reach = scope.customers(Permission.APPROVE_ACCESS)
    found = Organization.objects.none() if reach is None else Organization.objects.filter(id__in=reach)
    return list(found.order_by("name", "id").values_list("id", "name"))


def launches_of(scope: Scope, customer_id: int, *, limit: int = 20) -> list[LaunchShape]:
    """Return the newest launches of a customer's organization, for whoever may read its trail. Raise OutOfReach."""
    require_customer(scope, Permission.VIEW_AUDIT, customer_id)
    found = Launch.objects.filter(partner_id=scope.partner_id, customer_id=customer_id).select_related("customer", "person")
    return [_shape(one) for one in found.order_by("-started_at", "-id")[:limit]]


def _open_under(key: str) -> Launch | None:
    found = Launch.objects.filter(key_digest=key, ended_at__isnull=True)
    return found.select_related("customer", "person", "partner").first()


def _close(scope: Scope, launch: Launch, cause: str) -> None:
    ended_at = min(clock.now(), launch.ends_at)
    if Launch.objects.filter(id=launch.id, ended_at__isnull=True).update(ended_at=ended_at):
        why = {"because": cause} if cause else {}
        audit.record_in_both(
            replace(scope, launch=None), "launch.ended", launch.customer.name, customer_id=launch.customer_id,
            launch=launch.id, **why,
        )  # fmt: skip


def _shape(launch: Launch) -> LaunchShape:
    permissions = frozenset(Permission(name) for name in launch.permissions.split())
    return LaunchShape(
        launch.id, launch.customer_id, launch.customer.name, launch.person.email, Role(launch.role), permissions,
        launch.started_at, launch.ends_at, launch.ended_at,
    )  # fmt: skip
