"""Users: the people of the own organization and those from outside who hold rights; added, invited, shut out, removed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.users import invitations, selectors, services
from partnerhub.tenancy.users.shapes import UserShape
from partnerhub.terms.codes import UserStatus
from partnerhub.terms.texts import mark

VIEW = needs(Permission.VIEW_USERS)
ADD = needs(Permission.MANAGE_USERS, writes=True)
CHANGE = needs(Permission.MANAGE_USERS, writes=True, needs_fresh=True)
ONE, TAGS = "users/{user_id}", ["Users"]
LAST_ONE = mark("somebody has to stay full administrator without an end")


class UserOut(BaseModel):
    """One person: how far in, with which roles, with which second factors."""

    id: int
    email: str
    name: str
    status: str = Field(description=", ".join(UserStatus.publics()))
    organization: str | None = Field(description="of an external administrator; null for the own organization")
    roles: list[str]
    has_passkey: bool
    has_app: bool
    needs_second_factor: bool
    last_sign_in_at: datetime | None
    invitation_ends_at: datetime | None


class UsersOut(BaseModel):
    """Some people by name, how many there are, and what `after` of the next call is to be."""

    users: list[UserOut]
    total: int
    after: int | None


class UserIn(BaseModel):
    """Somebody to be added, and invited by mail unless told otherwise."""

    email: Text
    name: Text
    invite: bool = True


class UserChange(BaseModel):
    """What is to be different: another name, or shut out (`suspended`) or taken up again."""

    name: Text | None = None
    suspended: bool | None = None


@api.get("users", auth=VIEW, response=answers(UsersOut, 422), tags=TAGS, summary=mark("List users"))
def list_users(
    request: ApiRequest, q: Text = "", belongs: Text = "all", status: Text = "", second_factor: bool | None = None,
    after: Number | None = None, limit: int = selectors.SIZE,
) -> Any:  # fmt: skip
    """Return people by name. `q` finds beginnings of words in names and of addresses; `belongs` is own, external or all."""
    if belongs not in {selectors.OWN, selectors.EXTERNAL, "all"}:
        return problem(422, gettext("belongs is own, external or all"))
    if status and status not in UserStatus.publics():
        return problem(
            422,
            gettext('no status "%(name)s"; there are %(known)s')
            % {"name": status, "known": ", ".join(UserStatus.publics())},
        )
    if not 1 <= limit <= selectors.MOST:
        return problem(422, gettext("limit is 1 to %(most)s") % {"most": selectors.MOST})
    wanted = UserStatus.from_public(status) if status else None
    page = selectors.users(
        request.scope, q=q[:200], belongs=belongs, status=wanted, factor=second_factor, after=after, size=limit
    )
    return {"users": [_as_object(one) for one in page.users], "total": page.total, "after": page.after}


@api.post("users", auth=ADD, response=answers(UserOut, 422, status=201), tags=TAGS, summary=mark("Add a user"))
def post_user(request: ApiRequest, given: UserIn) -> Any:
    """Add somebody to the own organization, with no role yet."""
    try:
        id_ = services.add_user(request.scope, given.email, given.name, invites=given.invite)
    except services.WrongUser as wrong:
        return problem(422, str(wrong))
    return Status(201, _one(request, id_))


@api.get(ONE, auth=VIEW, response=answers(UserOut, 404, 422), tags=TAGS, summary=mark("Get a user"))
def get_user(request: ApiRequest, user_id: Number) -> dict[str, Any]:
    """Return one person."""
    return _one(request, user_id)


@api.patch(ONE, auth=CHANGE, response=answers(UserOut, 404, 409, 422), tags=TAGS, summary=mark("Change a user"))
def patch_user(request: ApiRequest, user_id: Number, change: UserChange) -> Any:
    """Do one thing: rename somebody, suspend them, or take them up again. The last full administrator stays: 409."""
    if (change.name is None) == (change.suspended is None):
        return problem(422, gettext("one thing at a time: a name, or suspended"))
    try:
        if change.name is not None:
            services.rename_user(request.scope, user_id, change.name)
        elif change.suspended:
            services.suspend_user(request.scope, user_id)
        else:
            services.resume_user(request.scope, user_id)
    except services.WrongUser as wrong:
        return problem(422, str(wrong))
    except LastFullAdministrator:
        return problem(409, gettext(LAST_ONE))
    return _one(request, user_id)


@api.delete(ONE, auth=CHANGE, response=answers(UserOut, 404, 409, 422), tags=TAGS, summary=mark("Remove a user"))
def delete_user(request: ApiRequest, user_id: Number) -> Any:
    """Remove somebody for good and return who it was. What they did stays in the trail. The last full administrator: 409."""
    before = _one(request, user_id)
    try:
        services.remove_user(request.scope, user_id)
    except LastFullAdministrator:
        return problem(409, gettext(LAST_ONE))
    return before


@api.post(f"{ONE}/invite", auth=ADD, response=answers(UserOut, 404, 409, 422), tags=TAGS, summary=mark("Invite a user"))
def invite_user(request: ApiRequest, user_id: Number) -> Any:
    """Send an invitation, instead of the one before if there was one. Who came in already, or is suspended: 409."""
    if not invitations.invite(request.scope, [user_id]):
        return problem(409, gettext("they came in already, or are suspended"))
    return _one(request, user_id)


@api.delete(
    f"{ONE}/invitation", auth=ADD, response=answers(UserOut, 404, 422), tags=TAGS, summary=mark("Withdraw an invitation")
)
def withdraw_invitation(request: ApiRequest, user_id: Number) -> dict[str, Any]:
    """Make an open invitation void."""
    invitations.withdraw_invitation(request.scope, user_id)
    return _one(request, user_id)


@api.post(f"{ONE}/end-sessions", auth=CHANGE, response=answers(UserOut, 404, 422), tags=TAGS, summary=mark("End sessions"))
def end_sessions(request: ApiRequest, user_id: Number) -> dict[str, Any]:
    """End every session of somebody. They may sign in again."""
    services.end_user_sessions(request.scope, user_id)
    return _one(request, user_id)


@api.post(
    f"{ONE}/reset-second-factors", auth=CHANGE, response=answers(UserOut, 404, 422), tags=TAGS,
    summary=mark("Reset second factors"),
)  # fmt: skip
def reset_second_factors(request: ApiRequest, user_id: Number) -> dict[str, Any]:
    """Take off the second factors of somebody who lost them, and end their sessions: they set up new ones."""
    services.reset_factors(request.scope, user_id)
    return _one(request, user_id)


def _one(request: ApiRequest, user_id: int) -> dict[str, Any]:
    return _as_object(selectors.user(request.scope, user_id))


def _as_object(one: UserShape) -> dict[str, Any]:
    return {
        "id": one.id, "email": one.email, "name": one.name, "status": one.status.public, "organization": one.home or None,
        "roles": [role.public for role in one.roles], "has_passkey": one.has_passkey, "has_app": one.has_app,
        "needs_second_factor": one.needs_second_factor, "last_sign_in_at": one.last_sign_in_at,
        "invitation_ends_at": one.invitation_ends_at,
    }  # fmt: skip
