"""Access for some hours: asked for, approved or refused by the customer, ended early."""

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import Field

from partnerhub.api.door import ApiRequest, Number, answers, api, needs, problem
from partnerhub.api.setup_shapes import AccessOut, AnswerIn, AskAccessIn
from partnerhub.portfolio import selectors
from partnerhub.tenancy import approvals
from partnerhub.tenancy.approvals import WrongAccess
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.shapes import AccessShape
from partnerhub.terms.codes import AccessLevel
from partnerhub.terms.texts import mark

SEE, ACT = needs(Permission.VIEW_ACCESS), needs(Permission.VIEW_ACCESS, writes=True)
ANSWER = needs(Permission.APPROVE_ACCESS, writes=True)
APPROVE = needs(Permission.APPROVE_ACCESS, writes=True, needs_fresh=True)
REQUEST = answers(AccessOut, 404, 409, 422)


@api.get(
    "access-requests",
    auth=SEE,
    response=answers(list[AccessOut], 422),
    tags=["Access"],
    summary=mark("List access requests"),
)
def list_access(
    request: ApiRequest, before: Number | None = None, limit: Annotated[int, Field(ge=1, le=500)] = 50
) -> list[dict[str, Any]]:
    """Return the requests that the caller may see, newest first, below an id if one is given."""
    return [_as_object(one) for one in approvals.access_requests(request.scope, before=before, limit=limit)]


@api.post(
    "access-requests", auth=needs(Permission.REQUEST_ACCESS, writes=True), response=answers(AccessOut, 404, 422, status=201),
    tags=["Access"], summary=mark("Ask for access"),
)  # fmt: skip
def ask_access(request: ApiRequest, given: AskAccessIn) -> Any:
    """Ask a customer to let somebody in. Its own administrators are told and answer. The same `key` again asks nothing."""
    scope = request.scope
    if given.level not in AccessLevel.publics():
        return problem(
            422,
            gettext('no level "%(name)s"; there are %(known)s')
            % {"name": given.level, "known": ", ".join(AccessLevel.publics())},
        )
    (id_,) = selectors.ids_of_references(scope, Permission.FIND_CUSTOMERS, [given.customer_id])
    try:
        made = approvals.ask_for_access(
            scope, id_, level=AccessLevel.from_public(given.level), reason=given.reason, hours=given.hours,
            email=given.email, key=given.key,
        )  # fmt: skip
    except WrongAccess as wrong:
        return _wrong(wrong)
    return Status(201, get_access(request, made))


@api.get("access-requests/{request_id}", auth=SEE, response=answers(AccessOut, 404, 422), tags=["Access"],
         summary=mark("Get an access request"))  # fmt: skip
def get_access(request: ApiRequest, request_id: Number) -> dict[str, Any]:
    """Return one request that the caller may see."""
    return _as_object(approvals.access_request(request.scope, request_id))


@api.post(
    "access-requests/{request_id}/approve", auth=APPROVE, response=REQUEST, tags=["Access"], summary=mark("Approve access")
)
def approve_access(request: ApiRequest, request_id: Number, given: AnswerIn) -> Any:
    """Let somebody in from now on. Answered by somebody else already, it answers 409."""
    scope = request.scope
    return _acted(request, request_id, lambda: approvals.approve_access(
        scope, request_id, hours=given.hours, answer=given.answer
    ))  # fmt: skip


@api.post(
    "access-requests/{request_id}/refuse", auth=ANSWER, response=REQUEST, tags=["Access"], summary=mark("Refuse access")
)
def refuse_access(request: ApiRequest, request_id: Number, given: AnswerIn) -> Any:
    """Let nobody in."""
    return _acted(request, request_id, lambda: approvals.refuse_access(request.scope, request_id, answer=given.answer))


@api.post(
    "access-requests/{request_id}/withdraw", auth=ACT, response=REQUEST, tags=["Access"], summary=mark("Take a request back")
)
def withdraw_access(request: ApiRequest, request_id: Number) -> Any:
    """Take a request back that nobody answered."""
    return _acted(request, request_id, lambda: approvals.withdraw_access(request.scope, request_id))


@api.post("access-requests/{request_id}/end", auth=ACT, response=REQUEST, tags=["Access"], summary=mark("End access"))
def end_access(request: ApiRequest, request_id: Number) -> Any:
    """End an approved access before its time."""
    return _acted(request, request_id, lambda: approvals.end_access(request.scope, request_id))


def _acted(request: ApiRequest, request_id: int, act: Callable[[], None]) -> Any:
    try:
        act()
    except WrongAccess as wrong:
        return _wrong(wrong)
    return get_access(request, request_id)


def _wrong(wrong: WrongAccess) -> Any:
    return problem(422, str(wrong), errors=[{"pointer": f"/{wrong.field}", "detail": str(wrong)}])


def _as_object(one: AccessShape) -> dict[str, Any]:
    coded = {"role": one.role.public, "level": one.level.public, "state": one.state.public}
    return {name: getattr(one, name) for name in AccessOut.model_fields} | coded
