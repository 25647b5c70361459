"""The partner help desk: how it is reached, and requests to it."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, Natural, Number, Text, answers, api, needs, problem
from partnerhub.api.resources import READ, WRITE, Lines
from partnerhub.guidance import asking
from partnerhub.guidance.asking import TooMany, WrongRequest
from partnerhub.guidance.desk import Desk, WrongDesk, change_desk, help_desk
from partnerhub.guidance.hours import Hours, standing
from partnerhub.guidance.shapes import HelpPlan, HelpRequestShape
from partnerhub.kit import clock
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import HelpState
from partnerhub.terms.texts import mark

ASK = needs(Permission.READ_RESOURCES, writes=True)


class DeskIn(BaseModel):
    """The help desk, and the version that it was changed from. Hours are those of the zone: {"mon": ["08:00", "17:00"]}."""

    version: Natural
    name: Text
    products: list[Text] = []
    email: Text = ""
    phone: Text = ""
    chat_url: Text = ""
    ticket_url: Text = ""
    note: Lines = ""
    zone: Text = "UTC"
    days: dict[Text, tuple[Text, Text]] = {}
    closed: list[date] = []


class DeskOut(BaseModel):
    """The help desk as it is set up, and whether somebody is there now."""

    version: int
    name: str
    products: list[str]
    email: str
    phone: str
    chat_url: str
    ticket_url: str
    note: str
    zone: str
    days: dict[str, list[str]]
    closed: list[date]
    open_now: bool | None = Field(description="null where no hours are given")
    changes_at: datetime | None = Field(description="when that changes")


class RequestIn(BaseModel):
    """A request for help. `page` is the address within the hub that it is about."""

    subject: Text
    message: Lines
    product: Text = ""
    page: Text = ""


class RequestOut(BaseModel):
    """A request, word for word as it was sent."""

    id: int
    sender: str
    sent_to: str
    subject: str
    text: str
    state: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None


class StateIn(BaseModel):
    """Whether a request was answered."""

    answered: bool


@api.get("help-desk", auth=READ, response=answers(DeskOut), tags=["Help"], summary=mark("Get the help desk"))
def get_desk(request: ApiRequest) -> dict[str, Any]:
    """Return how the help desk is reached, and whether somebody is there now."""
    return _desk(request.scope)


@api.put("help-desk", auth=WRITE, response=answers(DeskOut, 409, 422), tags=["Help"], summary=mark("Set up the help desk"))
def put_desk(request: ApiRequest, desk: DeskIn) -> Any:
    """Keep a new version of the help desk. Based on a version that is no longer the newest, it answers 409."""
    hours = Hours(desk.zone, dict(desk.days), tuple(sorted(set(desk.closed))))
    given = Desk(
        desk.version, desk.name, tuple(desk.products), desk.email, desk.phone, desk.chat_url, desk.ticket_url, desk.note,
        hours,
    )  # fmt: skip
    try:
        change_desk(request.scope, given)
    except WrongDesk as wrong:
        return problem(422, f"{wrong.field}: {wrong}")
    return _desk(request.scope)


def _desk(scope: Scope) -> dict[str, Any]:
    desk = help_desk(scope)
    now = standing(desk.hours, clock.now())
    is_open = now.is_open if desk.hours.days else None
    return {"version": desk.version, **desk.flat(), "open_now": is_open, "changes_at": now.changes_at}


@api.get(
    "help-requests",
    auth=READ,
    response=answers(list[RequestOut], 422),
    tags=["Help"],
    summary=mark("List requests for help"),
)
def list_requests(request: ApiRequest, state: Text = "", before: Number | None = None) -> Any:
    """Return the requests that the caller may see, newest first, below an id if one is given."""
    if state and state not in HelpState.publics():
        return problem(422, gettext("state: one of %(known)s") % {"known": ", ".join(HelpState.publics())})
    wanted = HelpState.from_public(state) if state else None
    return [_as_object(one) for one in asking.help_requests(request.scope, state=wanted, before=before)]


@api.get(
    "help-requests/{request_id}", auth=READ, response=answers(RequestOut, 404, 422), tags=["Help"],
    summary=mark("Get a request for help"),
)  # fmt: skip
def get_request(request: ApiRequest, request_id: Number) -> dict[str, Any]:
    """Return one request."""
    return _as_object(asking.help_request(request.scope, request_id))


@api.post(
    "help-requests",
    auth=ASK,
    response=answers(RequestOut, 422, 429, status=201),
    tags=["Help"],
    summary=mark("Ask for help"),
)
def post_request(request: ApiRequest, asked: RequestIn) -> Any:
    """Send a request to the help desk; the answer has every word of it. Who asks too often is told when to try again."""
    plan = HelpPlan(uuid.uuid4(), asked.subject, asked.message, asked.product, asked.page)
    try:
        id_ = asking.ask_for_help(request.scope, plan)
    except WrongRequest as wrong:
        return problem(422, f"{wrong.field}: {wrong}".removeprefix(": "))
    except TooMany as wait:
        refused = problem(429, gettext("ask again in %(n)s seconds") % {"n": wait.retry_seconds})
        refused["Retry-After"] = str(wait.retry_seconds)
        return refused
    return Status(201, get_request(request, id_))


@api.patch(
    "help-requests/{request_id}", auth=ASK, response=answers(RequestOut, 404, 422), tags=["Help"],
    summary=mark("Note whether a request was answered"),
)  # fmt: skip
def patch_request(request: ApiRequest, request_id: Number, state: StateIn) -> dict[str, Any]:
    """Note it; who asked may, and who sets the hub up."""
    return _as_object(asking.note_answered(request.scope, request_id, answered=state.answered))


def _as_object(one: HelpRequestShape) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__} | {"state": one.state.public}
