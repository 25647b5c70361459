"""Giving, ending and taking away roles, one act a time. Each leaves one entry in the trail.

Nobody gives, changes or takes a right that is more than their own, nobody raises themselves, and a full administrator who
stays is always left.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.access import basis_of
from partnerhub.tenancy.ends import DELEGATED_DAYS_AT_MOST, default_last_day, end_after, last_day_before, may_end_on
from partnerhub.tenancy.models import (
    AccessRequest,
    CustomerGroup,
    Grant,
    GrantExclusion,
    GroupMember,
    Organization,
    Person,
)
from partnerhub.tenancy.people import known_or_new
from partnerhub.tenancy.permissions import CUSTOMERS_OWN, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.scope import Scope, live_grants
from partnerhub.tenancy.selectors import lasting_full_administrators
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import PlannedGrant, PlannedReach
from partnerhub.tenancy.users.invitations import post_invitation
from partnerhub.terms.codes import AccessState, Basis, Role
from partnerhub.terms.texts import mark

MANAGE, ASSIGN = Permission.MANAGE_ADMINISTRATORS, Permission.ASSIGN_CUSTOMERS
NAMED_IN_THE_TRAIL = 20
LONGEST_NAME = 200


class WrongGrant(ValueError):
    """A right that cannot be: the text says why."""


@dataclass(frozen=True, slots=True)
class _Checked:
    email: str
    name: str
    role: Role
    ids: frozenset[int] | None  # the customers that the right would reach; None is all of the partner
    customer_ids: tuple[int, ...]
    group_id: int | None
    ends_at: datetime | None
    left_out_ids: tuple[int, ...]


def planned_reach(scope: Scope, plan: PlannedGrant) -> PlannedReach:
    """Return which customers a planned right would reach, and until when, without giving it.

    Raise whatever giving it would raise.
    """
    checked = _checked(scope, plan, MANAGE)
    return PlannedReach(checked.ids, last_day_before(checked.ends_at), checked.left_out_ids)


@transaction.atomic
def grant_role(scope: Scope, plan: PlannedGrant, *, needs: Permission = MANAGE) -> list[int]:
    """Give a role and return the ids of the new rights. What the person holds already stays as it is; who is new is invited.

    `needs` is what the caller must hold: with ASSIGN_CUSTOMERS alone, known people get customers and nobody is invited.
    Raise WrongGrant, OutOfReach or Forbidden.
    """
    _lock(scope)
    checked = _checked(scope, plan, needs)
    is_new = not Person.objects.filter(email=checked.email).exists()
    person = known_or_new(checked.email, checked.name or checked.email, scope.partner_id)
    made = [id_ for place in checked.customer_ids or (None,) if (id_ := _give(scope, checked, person, place)) is not None]
    if not made:
        raise WrongGrant(gettext("%(email)s holds this right already; change its end instead") % {"email": checked.email})
    if is_new:
        post_invitation(scope, person)
    audit.record(
        scope, "role.granted", person.email, customer_ids=checked.customer_ids, role=checked.role.public,
        customers=names_of(checked.customer_ids), given=len(made), group=_group_name(checked.group_id),
        until=_day(checked.ends_at), left_out=names_of(checked.left_out_ids),
    )  # fmt: skip
    return made


@transaction.atomic
def revoke_grant(scope: Scope, grant_id: int, *, seen: str | None = None, customer_id: int | None = None) -> str:
    """Take a right away and return whose it was. `seen` is the last day that the caller saw ("" for none).

    With a customer the right must be on that one, and ASSIGN_CUSTOMERS is enough. Raise OutOfReach, Forbidden, Stale or
    LastFullAdministrator.
    """
    had_one, grant = right_to_change(scope, grant_id, customer_id)
    _require_seen(grant, seen, "revoked")
    details = _described(grant)
    ended = {"state": AccessState.ENDED, "ended_by": scope.actor, "ended_at": clock.now()}
    AccessRequest.objects.filter(id=grant.access_id or 0).update(**ended)
    grant.delete()
    keep_one(scope, had_one)
    if grant.access_id is not None and grant.customer_id is not None:  # the customer approved it, so it is told, too
        audit.record_in_both(scope, "role.revoked", grant.person.email, customer_id=grant.customer_id, **details)
    else:
        audit.record(scope, "role.revoked", grant.person.email, customer_id=grant.customer_id, **details)
    return grant.person.email


@transaction.atomic
def change_end(
    scope: Scope, grant_id: int, last_day: date | None, *, seen: str | None = None, customer_id: int | None = None
) -> str:
    """Give a right another last day, or none, and return whose it is. The same end again changes nothing.

    Raise as revoking does, and WrongGrant for an end that cannot be.
    """
    had_one, grant = right_to_change(scope, grant_id, customer_id)
    _require_seen(grant, seen, str(last_day or ""))
    if grant.access_id is not None:
        raise WrongGrant(gettext("what a customer approved ends as it said; revoke it, or ask again"))
    is_delegated = basis_of(grant) is not Basis.ALL or grant.person.home_id != scope.partner_id
    after = _checked_end(last_day, is_delegated=is_delegated)
    before = grant.ends_at
    if after == before:
        return grant.person.email
    if grant.person_id == scope.person_id and before and (after is None or after > before):
        raise Forbidden("nobody makes their own rights last longer")
    Grant.objects.filter(id=grant.id).update(ends_at=after)
    keep_one(scope, had_one)
    details = _described(grant) | {"until": {"before": _day(before), "after": _day(after)}}
    audit.record(scope, "role.end_changed", grant.person.email, customer_id=grant.customer_id, **details)
    return grant.person.email


def _checked(scope: Scope, plan: PlannedGrant, needs: Permission) -> _Checked:
    scope.require(needs)
    email, name = _checked_email(plan.email), " ".join(plan.name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongGrant(gettext("a name has at most %(most)s signs, all of them printable") % {"most": LONGEST_NAME})
    _check_place(plan)
    ids = _planned_ids(scope, plan, needs)
    require_as_much(scope, plan.role, ids)
    known = Person.objects.filter(email=email).first()
    if known and known.id == scope.person_id:
        raise Forbidden("nobody raises themselves")
    if known is None and not scope.may(MANAGE):
        raise Forbidden("inviting somebody takes more than assigning customers")
    if plan.role.reaches_every_customer:
        _require_own_organization(scope)
    is_foreign = known is not None and known.home_id != scope.partner_id
    is_delegated = ids is not None or is_foreign
    last_day = plan.last_day or (default_last_day(clock.today()) if is_delegated else None)
    ends_at = _checked_end(last_day, is_delegated=is_delegated)
    left_out_ids = _checked_left_out(scope, plan, ids)
    reached = ids if ids is None else ids - set(left_out_ids)
    return _Checked(email, name, plan.role, reached, plan.customer_ids, plan.group_id, ends_at, left_out_ids)


def _checked_left_out(scope: Scope, plan: PlannedGrant, ids: frozenset[int] | None) -> tuple[int, ...]:
    if not plan.left_out_ids:
        return ()
    if plan.customer_ids:
        raise WrongGrant(gettext("leave a customer out by not naming it"))
    require_customers(scope, plan.left_out_ids, MANAGE)
    return plan.left_out_ids if ids is None else tuple(id_ for id_ in plan.left_out_ids if id_ in ids)


def _checked_email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise WrongGrant(gettext("say the e-mail address of one person")) from None
    return email


def _check_place(plan: PlannedGrant) -> None:
    places = bool(plan.customer_ids) + (plan.group_id is not None)
    if plan.role.reaches_every_customer and places:
        said = gettext("%(role)s is a role on all customers; name neither customers nor a group")
        raise WrongGrant(said % {"role": gettext(plan.role.label)})
    if not plan.role.reaches_every_customer and places != 1:
        said = gettext("%(role)s is a role on named customers or on one group; say which")
        raise WrongGrant(said % {"role": gettext(plan.role.label)})


def _planned_ids(scope: Scope, plan: PlannedGrant, needs: Permission) -> frozenset[int] | None:
    if plan.role.reaches_every_customer:
        return None
    if plan.group_id is not None:
        if not CustomerGroup.objects.filter(id=plan.group_id, partner_id=scope.partner_id).exists():
            raise OutOfReach("a group")
        return frozenset(GroupMember.objects.filter(group_id=plan.group_id).values_list("customer_id", flat=True))
    require_customers(scope, plan.customer_ids, needs)
    return frozenset(plan.customer_ids)


def require_customers(scope: Scope, ids: tuple[int, ...], needs: Permission) -> None:
    """Raise OutOfReach unless all of these are customers of the partner on which the caller holds a permission."""
    ours = Organization.objects.filter(parent_id=scope.partner_id, id__in=ids).count()
    if ours < len(set(ids)) or len(scope.held_among(needs, ids)) < len(set(ids)):
        raise OutOfReach("a customer")


def require_as_much(scope: Scope, role: Role, ids: frozenset[int] | None) -> None:
    """Raise Forbidden unless the caller may do everything that the role may, wherever it would hold.

    What only a customer's own administrators may do is not the partner's to have or to lack.
    """
    for permission in ROLES[role] - CUSTOMERS_OWN:
        mine = scope.customer_ids(permission)
        if mine is not None and (ids is None or not ids <= mine):
            raise Forbidden("nobody gives more than they hold")


def require_as_much_as(scope: Scope, grant: Grant) -> None:
    """Raise Forbidden unless the caller may do everything that a right permits, wherever it holds."""
    require_as_much(scope, Role(grant.role), ids_below(grant))


def _require_own_organization(scope: Scope) -> None:
    """Somebody of another organization helps with customers; who rules the partner is for its own people to say."""
    if not scope.is_system and not Person.objects.filter(id=scope.person_id or 0, home_id=scope.partner_id).exists():
        raise Forbidden("roles on all customers are given by the partner's own people")


def _checked_end(last_day: date | None, *, is_delegated: bool) -> datetime | None:
    if last_day is None:
        if is_delegated:
            raise WrongGrant(gettext("a delegated right needs a last day"))
        return None
    if not may_end_on(last_day, clock.today()):
        said = gettext("the last day is today at the soonest and %(most)s days on at the latest")
        raise WrongGrant(said % {"most": DELEGATED_DAYS_AT_MOST})
    return end_after(last_day)


def _give(scope: Scope, checked: _Checked, person: Person, customer_id: int | None) -> int | None:
    """Create one right, or renew one that has ended. None when it is held already."""
    place = {
        "person_id": person.id, "partner_id": scope.partner_id, "role": checked.role, "customer_id": customer_id,
        "group_id": checked.group_id,
    }  # fmt: skip
    old = Grant.objects.filter(**{name: value for name, value in place.items() if value is not None})
    nowhere = {f"{name}__isnull": True for name in ("customer_id", "group_id") if place[name] is None}
    found = old.filter(**nowhere, access__isnull=True).first()
    if found and (found.ends_at is None or found.ends_at > clock.now()):
        return None
    if found is None:
        found = Grant.objects.create(**place, created_at=clock.now(), ends_at=checked.ends_at)
    GrantExclusion.objects.filter(grant=found).delete()  # a right that is given anew is what its preview says, no less
    GrantExclusion.objects.bulk_create(GrantExclusion(grant=found, customer_id=id_) for id_ in checked.left_out_ids)
    Grant.objects.filter(id=found.id).update(created_at=clock.now(), ends_at=checked.ends_at)
    return found.id


def right_to_change(scope: Scope, grant_id: int, customer_id: int | None) -> tuple[bool, Grant]:
    """Return a live right that the caller may change, and whether a full administrator stays now.

    Raise OutOfReach or Forbidden.
    """
    needs = MANAGE if customer_id is None else ASSIGN
    scope.require(needs)
    _lock(scope)
    found = live_grants(clock.now()).filter(id=grant_id, partner_id=scope.partner_id).select_related("person", "customer")
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    grant = found.first()
    if grant is None:
        raise OutOfReach("a right")
    if grant.customer_id is not None:
        require_customers(scope, (grant.customer_id,), needs)
    require_as_much(scope, Role(grant.role), ids_below(grant))
    return bool(lasting_full_administrators(scope)), grant


def ids_below(grant: Grant) -> frozenset[int] | None:
    """Return the customers that a right would reach if it left nobody out; None is all of the partner."""
    if grant.customer_id is not None:
        return frozenset({grant.customer_id})
    if grant.group_id is not None:
        return frozenset(GroupMember.objects.filter(group_id=grant.group_id).values_list("customer_id", flat=True))
    return None if Role(grant.role).reaches_every_customer else frozenset()


def _require_seen(grant: Grant, seen: str | None, sent: str) -> None:
    current = _day(grant.ends_at)
    if seen is not None and seen != current:
        said = mark("last day")
        raise Stale({said: current or "none"}, {said: sent or "none"})


def keep_one(scope: Scope, had_one: bool) -> None:
    """Raise LastFullAdministrator when there was a full administrator who stays, and none is left."""
    if had_one and not lasting_full_administrators(scope):
        raise LastFullAdministrator


def _lock(scope: Scope) -> None:
    Organization.objects.select_for_update().get(id=scope.partner_id)  # two who revoke each other would both succeed


def _described(grant: Grant) -> dict[str, Any]:
    names = [grant.customer.name] if grant.customer else []
    role = Role(grant.role).public
    return {"role": role, "customers": names, "group": _group_name(grant.group_id), "until": _day(grant.ends_at)}


def _group_name(group_id: int | None) -> str:
    return CustomerGroup.objects.values_list("name", flat=True).get(id=group_id) if group_id is not None else ""


def names_of(ids: Collection[int]) -> list[str]:
    """Return the names of the first of some customers, as the trail has them."""
    found = Organization.objects.filter(id__in=list(ids)).order_by("name")
    return list(found.values_list("name", flat=True)[:NAMED_IN_THE_TRAIL])


def _day(ends_at: datetime | None) -> str:
    return str(last_day_before(ends_at) or "")
