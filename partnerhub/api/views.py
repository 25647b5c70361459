"""Saved views of the customer list: a person's own, and those that others share."""

from typing import Any

from ninja.responses import Status
from pydantic import BaseModel

from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem
from partnerhub.portfolio import views
from partnerhub.portfolio.listing.line import Unreadable
from partnerhub.portfolio.shapes import ViewShape
from partnerhub.portfolio.views import ViewPlan, WrongView
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.terms.texts import mark

SEE, KEEP = needs(Permission.FIND_CUSTOMERS), needs(Permission.SAVE_VIEWS, writes=True)


class ViewIn(BaseModel):
    """A view: the line of filters and the order that the list of customers takes, and what its page shows."""

    name: Text
    q: Text = ""
    sort: Text = ""
    columns: list[Text] = []
    dense: bool = False
    shared: bool = False


class ViewOut(ViewIn):
    """A view that can be opened, and whose it is."""

    id: int
    own: bool
    owner: str


@api.get("views", auth=SEE, response=answers(list[ViewOut]), tags=["Views"], summary=mark("List views"))
def list_views(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the caller's own views and those that others share, by name."""
    return [_as_object(one) for one in views.visible_views(request.scope)]


@api.get("views/{view_id}", auth=SEE, response=answers(ViewOut, 404, 422), tags=["Views"], summary=mark("Get a view"))
def get_view(request: ApiRequest, view_id: Number) -> dict[str, Any]:
    """Return one view."""
    for one in views.visible_views(request.scope):
        if one.id == view_id:
            return _as_object(one)
    raise OutOfReach("a view")


@api.post("views", auth=KEEP, response=answers(ViewOut, 422, status=201), tags=["Views"], summary=mark("Keep a view"))
def post_view(request: ApiRequest, view: ViewIn) -> Any:
    """Keep a view under a name of the caller's; one that was called so before gives way."""
    plan = ViewPlan(view.name, view.q, view.sort, tuple(view.columns), view.dense, view.shared)
    try:
        id_ = views.save_view(request.scope, plan)
    except (WrongView, Unreadable) as wrong:
        return problem(422, str(wrong))
    return Status(201, get_view(request, id_))


@api.delete("views/{view_id}", auth=KEEP, response=answers(ViewOut, 404, 422), tags=["Views"], summary=mark("Delete a view"))
def delete_view(request: ApiRequest, view_id: Number) -> dict[str, Any]:
    """Remove a view and return what it was."""
    before = get_view(request, view_id)
    views.delete_view(request.scope, view_id)
    return before


def _as_object(one: ViewShape) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "q": one.line, "sort": one.sort, "columns": list(one.columns),
        "dense": one.is_dense, "shared": one.is_shared, "own": one.is_own, "owner": one.owner,
    }  # fmt: skip
