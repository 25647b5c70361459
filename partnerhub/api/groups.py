"""Groups of customers: put together by hand or by a line of filters. Roles are given on them."""

from typing import Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem
from partnerhub.portfolio import grouping, selectors
from partnerhub.tenancy import access, groups
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.shapes import GroupShape
from partnerhub.terms.texts import mark

VIEW = needs(Permission.VIEW_ADMINISTRATORS)
MANAGE = needs(Permission.MANAGE_ADMINISTRATORS, writes=True, needs_fresh=True)
ONE = "administrators/groups/{group_id}"


class GroupOut(BaseModel):
    """A group: how many customers in reach it has, how many live rights rest on it, and the line it follows, if any."""

    id: int
    name: str
    q: str | None
    size: int
    rights: int


class GroupIn(BaseModel):
    """A new group. With a line of filters in `q` it has whoever the line finds; without one it is filled by hand."""

    name: Text
    q: Text = ""


class GroupChange(BaseModel):
    """What is to be different: another name, another line, customers that come or go (only where there is no line)."""

    name: Text | None = None
    q: Text | None = None
    add: list[Text] = Field(default=[], max_length=10_000)
    remove: list[Text] = Field(default=[], max_length=10_000)


@api.get(
    "administrators/groups",
    auth=VIEW,
    response=answers(list[GroupOut]),
    tags=["Administrators"],
    summary=mark("List groups"),
)
def list_groups(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the partner's groups by name."""
    return [_as_object(one) for one in access.customer_groups(request.scope)]


@api.post(
    "administrators/groups", auth=MANAGE, response=answers(GroupOut, 422, status=201), tags=["Administrators"],
    summary=mark("Create a group"),
)  # fmt: skip
def post_group(request: ApiRequest, given: GroupIn) -> Any:
    """Add a group, empty or of whoever a line finds."""
    scope = request.scope
    try:
        line = given.q.strip()
        id_ = grouping.create_group_by_line(scope, given.name, line) if line else groups.create_group(scope, given.name)
    except groups.WrongGroup as wrong:
        return problem(422, str(wrong))
    return Status(201, _one(request, id_))


@api.get(ONE, auth=VIEW, response=answers(GroupOut, 404, 422), tags=["Administrators"], summary=mark("Get a group"))
def get_group(request: ApiRequest, group_id: Number) -> dict[str, Any]:
    """Return one group."""
    return _one(request, group_id)


@api.patch(ONE, auth=MANAGE, response=answers(GroupOut, 404, 422), tags=["Administrators"], summary=mark("Change a group"))
def patch_group(request: ApiRequest, group_id: Number, change: GroupChange) -> Any:
    """Do one thing to a group: rename it, let it follow another line, or let customers come and go."""
    if sum([change.name is not None, change.q is not None, bool(change.add or change.remove)]) != 1:
        return problem(422, gettext("one thing at a time: a name, a line in q, or customers that come and go"))
    try:
        _change(request, group_id, change)
    except groups.WrongGroup as wrong:
        return problem(422, str(wrong))
    return _one(request, group_id)


def _change(request: ApiRequest, group_id: int, change: GroupChange) -> None:
    scope = request.scope
    if change.name is not None:
        groups.rename_group(scope, group_id, change.name)
    elif change.q is not None:
        grouping.change_group_line(scope, group_id, change.q)
    else:
        come, go = (
            selectors.ids_of_references(scope, Permission.MANAGE_ADMINISTRATORS, some)
            for some in (change.add, change.remove)
        )
        groups.change_members(scope, group_id, add=come, remove=go)


@api.delete(ONE, auth=MANAGE, response=answers(GroupOut, 404, 422), tags=["Administrators"], summary=mark("Delete a group"))
def delete_group(request: ApiRequest, group_id: Number) -> Any:
    """Remove a group on which no live right rests, and return what it was."""
    before = _one(request, group_id)
    try:
        groups.delete_group(request.scope, group_id)
    except groups.WrongGroup as wrong:
        return problem(422, str(wrong))
    return before


def _one(request: ApiRequest, group_id: int) -> dict[str, Any]:
    for one in access.customer_groups(request.scope):
        if one.id == group_id:
            return _as_object(one)
    raise OutOfReach("a group")


def _as_object(one: GroupShape) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "q": one.line or None, "size": len(one.customers), "rights": one.grants}
