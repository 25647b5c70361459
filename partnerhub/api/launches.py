"""Launches: entering a customer's organization for a time, and what is within. Tied to the token, or to the session."""

from typing import Annotated, Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import Field

from partnerhub.api.door import ApiRequest, Natural, Text, answers, api, launch_key, needs, note_launch, problem
from partnerhub.api.setup_shapes import LaunchOut, OrganizationOut, PeopleOut
from partnerhub.api.shapes import AuditOut
from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.workspace import UnknownPerson, organization_card, people_of
from partnerhub.reports.answer import Unanswerable
from partnerhub.tenancy import launching
from partnerhub.tenancy.launching import Inside
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.selectors import organization_entries
from partnerhub.tenancy.shapes import LaunchShape
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import LAUNCH_HOURS

LAUNCH = Permission.LAUNCH_CUSTOMERS
WITHIN = needs(Permission.VIEW_SUBSCRIPTIONS)
FOUND = answers(LaunchOut, 404)


@api.post(
    "customers/{path:customer_id}/launch", auth=needs(LAUNCH, writes=True),
    response=answers(LaunchOut, 404, 422, status=201), tags=["Launches"], summary=mark("Launch an organization"),
)  # fmt: skip
def launch_customer(request: ApiRequest, customer_id: Text) -> Any:
    """Enter a customer's organization for some hours. One launched before is left; every act in it is in its trail, too."""
    scope = request.scope
    (id_,) = selectors.ids_of_references(scope, Permission.FIND_CUSTOMERS, [customer_id])
    key, until = launch_key(request)
    hours = selectors.settings_in_force(scope)[LAUNCH_HOURS]
    made, _ = launching.launch_customer(scope, id_, key=key, hours=hours, until=until)
    note_launch(request, made)
    return Status(201, _as_object(made))


@api.get("launch", auth=WITHIN, response=FOUND, tags=["Launches"], summary=mark("Get the launch"))
def get_launch(request: ApiRequest) -> Any:
    """Return the launch that lives; 404 when there is none."""
    return problem(404) if request.scope.launch is None else _as_object(request.scope.launch)


@api.delete("launch", auth=needs(Permission.VIEW_SUBSCRIPTIONS, writes=True), response=FOUND, tags=["Launches"],
            summary=mark("Leave the organization"))  # fmt: skip
def delete_launch(request: ApiRequest) -> Any:
    """End the launch that lives and return it; 404 when there is none."""
    launch = request.scope.launch
    if launch is None:
        return problem(404)
    launching.end_launch(request.scope)
    note_launch(request, None)
    return _as_object(launch)


@api.get("workspace", auth=WITHIN, response=answers(OrganizationOut, 404, 422), tags=["Launches"],
         summary=mark("Get the organization"))  # fmt: skip
def get_workspace(request: ApiRequest, organization: Text = "") -> dict[str, Any]:
    """Return the organization that was launched, or the caller's own: statuses with reasons, and what it has.

    `organization` says which of several, by the partner's id.
    """
    inside = _inside(request, organization)
    card = organization_card(inside.scope, inside.customer_id, on=clock.today())
    statuses = list(dict.fromkeys(str(one.status) for one in card.reasons))
    return {
        "customer_id": card.reference, "customer": card.name, "country": card.country, "domain": card.domain,
        "statuses": statuses,
        "reasons": [{"status": str(one.status), "fact": one.fact, "date": one.on} for one in card.reasons],
        "subscriptions": [
            {"subscription_id": one.reference, **{name: getattr(one, name) for name in TERM},
             "lines": [{name: getattr(line, name) for name in line.__slots__} for line in one.lines]}
            for one in card.terms
        ],
    }  # fmt: skip


TERM = ("kind", "start_date", "end_date", "auto_renews", "setup_state", "payment_state", "cancelled_date")


@api.get("workspace/people", auth=WITHIN, response=answers(PeopleOut, 404, 422), tags=["Launches"],
         summary=mark("List its people"))  # fmt: skip
def list_people(
    request: ApiRequest, organization: Text = "", q: Text = "", after: Text = "",
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:  # fmt: skip
    """Return the people of the organization by name, with the products that they hold licenses of."""
    inside = _inside(request, organization)
    try:
        page = people_of(inside.scope, inside.customer_id, words=q, after=after, limit=limit)
    except UnknownPerson:
        raise Unanswerable(gettext('after: nobody "%(name)s" to go on from') % {"name": after}) from None
    items = [
        {"person_id": one.reference, **{name: getattr(one, name) for name in one.__slots__ if name != "reference"}}
        for one in page.rows
    ]
    return {"items": items, "total": page.total, "after": page.after}


@api.get("workspace/trail", auth=WITHIN, response=answers(list[AuditOut], 404, 422), tags=["Launches"],
         summary=mark("Read its trail"))  # fmt: skip
def list_trail(
    request: ApiRequest, organization: Text = "", before: Natural | None = None,
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return what was done in the organization, newest first, below a number if one is given."""
    inside = _inside(request, organization)
    found = organization_entries(inside.scope, inside.customer_id, before=before, limit=limit)
    return [{name: getattr(one, name) for name in one.__slots__} for one in found]


def _inside(request: ApiRequest, reference: str) -> Inside:
    scope = request.scope
    if not reference:
        return launching.inside_of(scope)
    (id_,) = selectors.ids_of_references(scope, Permission.VIEW_SUBSCRIPTIONS, [reference])
    return launching.inside_of(scope, id_)


def _as_object(launch: LaunchShape) -> dict[str, Any]:
    return {
        "id": launch.id, "customer": launch.customer, "person": launch.person, "role": launch.role.public,
        "permissions": sorted(launch.permissions), "started_at": launch.started_at, "ends_at": launch.ends_at,
        "ended_at": launch.ended_at,
    }  # fmt: skip
