"""Leaving customers out of a right on all of them or on a group: "all but these". It limits that right alone, never another.

Each change leaves one entry in the trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from partnerhub.tenancy import audit
from partnerhub.tenancy.access import basis_of
from partnerhub.tenancy.ends import last_day_before
from partnerhub.tenancy.granting import (
    MANAGE,
    WrongGrant,
    ids_below,
    keep_one,
    names_of,
    require_customers,
    right_to_change,
)
from partnerhub.tenancy.models import Grant, GrantExclusion
from partnerhub.tenancy.refusals import Forbidden, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import PlannedReach
from partnerhub.terms.codes import Basis, Role
from partnerhub.terms.texts import mark


@dataclass(frozen=True, slots=True)
class _Change:
    grant: Grant
    had_one: bool
    before: frozenset[int]
    after: frozenset[int]


def planned_exclusions(scope: Scope, grant_id: int, ids: Sequence[int]) -> PlannedReach:
    """Return what a right would reach if it left these customers out, and no others. Raise as changing it would."""
    with transaction.atomic():
        change = _checked(scope, grant_id, ids)
        reached = ids_below(change.grant)
        left = None if reached is None else reached - change.after
        return PlannedReach(left, last_day_before(change.grant.ends_at), tuple(sorted(change.after)))


@transaction.atomic
def change_exclusions(scope: Scope, grant_id: int, ids: Sequence[int], *, seen: Sequence[int] | None = None) -> str:
    """Let a right leave out these customers and no others, and return whose it is. The same again changes nothing.

    `seen` are those it left out when the caller looked. Raise OutOfReach, Forbidden, WrongGrant, Stale or
    LastFullAdministrator.
    """
    change = _checked(scope, grant_id, ids)
    grant, before, after = change.grant, change.before, change.after
    if before == after:
        return grant.person.email
    if seen is not None and frozenset(seen) != before:
        said = mark("left out")
        raise Stale({said: names_of(before)}, {said: names_of(after)})
    GrantExclusion.objects.filter(grant=grant, customer_id__in=before - after).delete()
    GrantExclusion.objects.bulk_create(GrantExclusion(grant=grant, customer_id=id_) for id_ in sorted(after - before))
    keep_one(scope, change.had_one)
    audit.record(
        scope, "role.exclusions_changed", grant.person.email, role=Role(grant.role).public,
        left_out={"before": names_of(before), "after": names_of(after)}, number=len(after),
    )  # fmt: skip
    return grant.person.email


def left_out_of(scope: Scope, grant_id: int) -> tuple[int, ...]:
    """Return the customers that a right leaves out, for whoever may change it. Raise OutOfReach or Forbidden."""
    with transaction.atomic():
        _, grant = right_to_change(scope, grant_id, None)
        return tuple(sorted(_left_out(grant)))


def _left_out(grant: Grant) -> frozenset[int]:
    return frozenset(GrantExclusion.objects.filter(grant=grant).values_list("customer_id", flat=True))


def _checked(scope: Scope, grant_id: int, ids: Sequence[int]) -> _Change:
    had_one, grant = right_to_change(scope, grant_id, None)
    if basis_of(grant) in {Basis.CUSTOMER, Basis.APPROVAL}:
        raise WrongGrant(gettext("this right is on one customer; revoke it instead"))
    before, after = _left_out(grant), frozenset(ids)
    require_customers(scope, tuple(before | after), MANAGE)
    reached = ids_below(grant)
    after = after if reached is None else after & (reached | before)  # of a group: its members; who left it stays noted
    if grant.person_id == scope.person_id and not after >= before:
        raise Forbidden("nobody lets themselves see more")
    return _Change(grant, had_one, before, after)
