"""Administrators: who has access to what, and roles given and revoked, one act a call."""

from typing import Any

from django.utils.translation import gettext
from ninja.responses import Status

from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem
from partnerhub.api.setup_shapes import ExclusionsIn, ReachOut
from partnerhub.api.shapes import GrantIn, GrantOut
from partnerhub.portfolio import selectors
from partnerhub.tenancy import access, exclusions, granting
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import GrantShape, PlannedGrant
from partnerhub.terms.codes import Role
from partnerhub.terms.texts import mark

VIEW, MANAGE = Permission.VIEW_ADMINISTRATORS, Permission.MANAGE_ADMINISTRATORS
RULE = needs(MANAGE, writes=True, needs_fresh=True)


@api.get(
    "administrators", auth=needs(VIEW), response=answers(list[GrantOut]), tags=["Administrators"],
    summary=mark("List administrators"),
)  # fmt: skip
def list_administrators(request: ApiRequest) -> list[dict[str, Any]]:
    """Return every live right, by person, with its role and what it rests on."""
    return _as_objects(request.scope, access.administrators(request.scope))


@api.post(
    "administrators/grants", auth=RULE, response=answers(list[GrantOut], 404, 422, status=201),
    tags=["Administrators"], summary=mark("Give a role"),
)  # fmt: skip
def post_grant(request: ApiRequest, given: GrantIn) -> Any:
    """Give a role on all customers, on named ones or on a group, and return the new rights.

    Rights on customers, and those of people from other organizations, end: after 365 days when no `ends_date` is sent.
    """
    scope = request.scope
    if given.role not in Role.publics():
        return problem(
            422,
            gettext('no role "%(name)s"; there are %(known)s') % {"name": given.role, "known": ", ".join(Role.publics())},
        )
    ids = selectors.ids_of_references(scope, MANAGE, given.customers)
    role = Role.from_public(given.role)
    left_out = selectors.ids_of_references(scope, MANAGE, given.without)
    plan = PlannedGrant(given.email, role, given.name, ids, given.group_id, given.ends_date, left_out)
    try:
        made = set(granting.grant_role(scope, plan))
    except granting.WrongGrant as wrong:
        return problem(422, str(wrong))
    return Status(201, _as_objects(scope, [one for one in access.administrators(scope) if one.id in made]))


@api.get(
    "administrators/grants/{grant_id}", auth=needs(VIEW), response=answers(GrantOut, 404, 422), tags=["Administrators"],
    summary=mark("Get a role"),
)  # fmt: skip
def get_grant(request: ApiRequest, grant_id: Number) -> dict[str, Any]:
    """Return one live right."""
    found = [one for one in access.administrators(request.scope) if one.id == grant_id]
    if not found:
        raise OutOfReach("a right")
    return _as_objects(request.scope, found)[0]


@api.delete(
    "administrators/grants/{grant_id}", auth=RULE, response=answers(GrantOut, 404, 409, 422),
    tags=["Administrators"], summary=mark("Revoke a role"),
)  # fmt: skip
def delete_grant(request: ApiRequest, grant_id: Number, ends_date: Text | None = None) -> Any:
    """Take a right away and return what it was.

    With `ends_date` (empty for none), a right that has another end by now stays: 409. So does the last full administrator.
    """
    scope = request.scope
    before = [one for one in access.administrators(scope) if one.id == grant_id]
    try:
        granting.revoke_grant(scope, grant_id, seen=ends_date)
    except LastFullAdministrator:
        return problem(409, gettext("somebody has to stay full administrator without an end"))
    return _as_objects(scope, before)[0]


@api.put(
    "administrators/grants/{grant_id}/exclusions", auth=needs(MANAGE, writes=True, needs_fresh=True),
    response=answers(GrantOut, 404, 409, 422), tags=["Administrators"], summary=mark("Leave customers out"),
)  # fmt: skip
def put_exclusions(request: ApiRequest, grant_id: Number, given: ExclusionsIn) -> Any:
    """Let a right on all customers, or on a group, leave out these customers and no others, and return it.

    With `seen`, a right that leaves out others by now stays: 409. So does the last full administrator.
    """
    scope = request.scope
    ids = selectors.ids_of_references(scope, MANAGE, given.customers)
    seen = None if given.seen is None else selectors.ids_of_references(scope, MANAGE, given.seen)
    try:
        exclusions.change_exclusions(scope, grant_id, ids, seen=seen)
    except granting.WrongGrant as wrong:
        return problem(422, str(wrong))
    except LastFullAdministrator:
        return problem(409, gettext("somebody has to stay full administrator without an end"))
    return _as_objects(scope, [one for one in access.administrators(scope) if one.id == grant_id])[0]


@api.get(
    "administrators/grants/{grant_id}/reach", auth=needs(MANAGE), response=answers(ReachOut, 404, 422),
    tags=["Administrators"], summary=mark("Ask what a right would reach"),
)  # fmt: skip
def get_reach(request: ApiRequest, grant_id: Number, without: Text = "") -> Any:
    """Return how many customers a right would reach if it left out those with these ids, with commas between them."""
    scope = request.scope
    ids = selectors.ids_of_references(scope, MANAGE, [one.strip() for one in without.split(",") if one.strip()])
    try:
        reach = exclusions.planned_exclusions(scope, grant_id, ids)
    except granting.WrongGrant as wrong:
        return problem(422, str(wrong))
    every = selectors.count_among(scope, MANAGE, None)
    seen = every - len(reach.left_out_ids) if reach.ids is None else selectors.count_among(scope, MANAGE, reach.ids)
    return {"customers": seen, "of": every}


def _as_objects(scope: Scope, grants: list[GrantShape]) -> list[dict[str, Any]]:
    ids = {one.customer_id for one in grants if one.customer_id}
    names = selectors.customer_names(scope, VIEW, ids.union(*(one.left_out_ids for one in grants)))
    return [
        {
            "id": one.id, "email": one.email, "name": one.name, "role": one.role.public, "basis": one.basis.public,
            "customer_id": names[one.customer_id][0] if one.customer_id in names else None,
            "group": one.group or None, "group_customers": one.customers, "without": list(one.without),
            "without_customers": [names[id_][0] for id_ in one.left_out_ids if id_ in names],
            "level": one.level.public if one.level else None, "ends_at": one.ends_at,
            "ends_date": one.last_day,
        }
        for one in grants
    ]  # fmt: skip
