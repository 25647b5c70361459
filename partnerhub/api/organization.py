"""The partner's own organization: what it is called, where it is, in which color it shows. Without its logo."""

from dataclasses import asdict
from typing import Any

from partnerhub.api.door import ApiRequest, answers, api, needs, problem
from partnerhub.api.setup_shapes import OwnOrganizationIn, OwnOrganizationOut
from partnerhub.portfolio.own.selectors import own_organization
from partnerhub.portfolio.own.services import WrongProfile, change_own
from partnerhub.portfolio.own.shapes import OwnOrganizationShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

TAGS = ["Hub"]


@api.get(
    "organization", auth=needs(Permission.VIEW_ORGANIZATION), response=answers(OwnOrganizationOut), tags=TAGS,
    summary=mark("Get the own organization"),
)  # fmt: skip
def get_organization(request: ApiRequest) -> dict[str, Any]:
    """Return the partner's own organization with its version, and whether it is launched."""
    return _as_object(own_organization(request.scope))


@api.patch(
    "organization", auth=needs(Permission.CHANGE_SETTINGS, writes=True), response=answers(OwnOrganizationOut, 409, 422),
    tags=TAGS, summary=mark("Change the own organization"),
)  # fmt: skip
def patch_organization(request: ApiRequest, change: OwnOrganizationIn) -> Any:
    """Change some of it. Based on a version that is no longer the newest, it answers 409 with the current one."""
    try:
        made = change_own(request.scope, seen=change.version, changes=change.changes)
    except WrongProfile as wrong:
        return problem(422, str(wrong), errors=[{"pointer": f"/{wrong.field}", "detail": str(wrong)}])
    return _as_object(made)


def _as_object(own: OwnOrganizationShape) -> dict[str, Any]:
    return {"version": own.version, "launched": own.is_set_up, "logo": bool(own.logo_digest), **asdict(own.profile)}
