"""Thresholds and the trail."""

from typing import Annotated, Any

from pydantic import Field

from partnerhub.api.door import ApiRequest, Number, answers, api, needs, problem
from partnerhub.api.shapes import AuditOut, SettingsIn, SettingsOut
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio import selectors, services
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import THRESHOLDS


@api.get(
    "settings", auth=needs(Permission.VIEW_SETTINGS), response=answers(SettingsOut), tags=["Hub"],
    summary=mark("Get the thresholds"),
)  # fmt: skip
def get_settings(request: ApiRequest) -> dict[str, Any]:
    """Return every threshold with its value in force."""
    return _as_object(request.scope)


@api.put(
    "settings", auth=needs(Permission.CHANGE_SETTINGS, writes=True), response=answers(SettingsOut, 409, 422),
    tags=["Hub"], summary=mark("Change thresholds"),
)  # fmt: skip
def put_settings(request: ApiRequest, change: SettingsIn) -> Any:
    """Store a new version of some thresholds. Based on a version that is no longer the newest, it answers 409."""
    try:
        services.change_settings(request.scope, values=change.values, based_on=change.version)
    except ValueError as wrong:
        return problem(422, str(wrong))
    build_today.enqueue(request.scope.partner_id)
    return _as_object(request.scope)


def _as_object(scope: Scope) -> dict[str, Any]:
    in_force = selectors.settings_in_force(scope)
    thresholds = [
        {
            "name": t.name, "label": t.label, "help": t.help, "unit": str(t.unit), "value": in_force[t],
            "default": t.default, "least": t.least, "most": t.most,
        }
        for t in THRESHOLDS
    ]  # fmt: skip
    return {"version": in_force.version, "thresholds": thresholds}


@api.get(
    "audit", auth=needs(Permission.VIEW_OWN_AUDIT), response=answers(list[AuditOut], 422), tags=["Hub"],
    summary=mark("Read the trail"),
)  # fmt: skip
def get_audit(
    request: ApiRequest, before: Number | None = None, limit: Annotated[int, Field(ge=1, le=500)] = 50
) -> list[dict[str, Any]]:
    """Return the newest acts that the caller may see, newest first, below a number if one is given."""
    found = audit_entries(request.scope, before=before, limit=limit)
    return [{name: getattr(entry, name) for name in entry.__slots__} for entry in found]
