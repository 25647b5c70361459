"""Tags: all of them, made, changed, merged and deleted; hung on many customers at once, and taken back."""

from typing import Annotated, Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, Natural, Text, answers, api, needs, problem
from partnerhub.kit import clock
from partnerhub.portfolio import tagging, tags, tasks
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.shapes import TagRunShape
from partnerhub.reports.customer_list import COLUMNS
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.terms.texts import mark

VIEW, EDIT = needs(Permission.VIEW_TAGS), needs(Permission.EDIT_TAGS, writes=True)
LABEL = "tags/{path:label}"
SUBJECT = [next(column.label for column in COLUMNS if column.name == "tags")]


class TagOut(BaseModel):
    """A tag, what it means, and how many customers in reach carry it."""

    label: str
    description: str
    customers: int


class TagIn(BaseModel):
    """A tag: at most 25 signs, no commas or quotes."""

    label: Text
    description: Text = ""


class MergeIn(BaseModel):
    """The tag that takes the place of another one."""

    into: Text


class TaggingIn(BaseModel):
    """Whom to tag: named customers, or all that a line of filters in `q` asks for. `adds` false takes the tag off."""

    customers: list[Text] = Field(default=[], max_length=10_000)
    q: Text | None = None
    adds: bool = True


class TagRunOut(BaseModel):
    """What a call of tagging did so far. More than some customers are tagged in the background: ask until `finished`."""

    id: str
    label: str
    adds: bool
    changed: int
    unchanged: int
    left_out: int
    done: int
    total: int
    finished: bool
    undone: bool


class OutcomeOut(BaseModel):
    """What became of one customer: changed, unchanged, left_out or waiting."""

    customer_id: str
    customer: str
    outcome: str


class OutcomesOut(TagRunOut):
    """A run with what became of some of its customers, in its order; `next` is the `after` of those that follow."""

    items: list[OutcomeOut]
    next: int | None


@api.get("tags", auth=VIEW, response=answers(list[TagOut]), tags=SUBJECT, summary=mark("List tags"))
def list_tags(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the tags that customers in reach carry, by label."""
    return [_as_object(one) for one in tags.visible_tags(request.scope, clock.today())]


@api.post("tags", auth=EDIT, response=answers(TagOut, 422, status=201), tags=SUBJECT, summary=mark("Create a tag"))
def create_tag(request: ApiRequest, tag: TagIn) -> Any:
    """Add a tag."""
    try:
        tags.create_tag(request.scope, label=tag.label, description=tag.description)
    except tags.WrongTag as wrong:
        return problem(422, str(wrong))
    return Status(201, {"label": tags.checked_label(tag.label), "description": tag.description, "customers": 0})


@api.post(
    "tags/{path:label}/customers", auth=EDIT, response=answers(TagRunOut, 404, 422, status=202), tags=SUBJECT,
    summary=mark("Tag customers"),
)  # fmt: skip
def tag_customers(request: ApiRequest, label: Text, given: TaggingIn) -> Any:
    """Hang a tag on customers, or take it off. One named customer out of reach refuses the whole call."""
    if bool(given.customers) == (given.q is not None):
        return problem(422, gettext("name customers, or say a line of filters in q"))
    try:
        asked = None if given.q is None else read_line(given.q)
        run = tagging.tag_customers(
            request.scope, label=label, adds=given.adds, references=given.customers, asked=asked, on=clock.today()
        )
    except (tags.WrongTag, ValueError) as wrong:
        return problem(422, str(wrong))
    return _begun(request, run)


def _begun(request: ApiRequest, run: TagRunShape) -> Any:
    if not run.is_finished:
        tasks.go_on_tagging.enqueue(request.scope.partner_id, request.scope.person_id, request.scope.address, run.id)
    return Status(202, _run_as_object(run))


@api.post(
    "tags/{path:label}/merge", auth=EDIT, response=answers(TagOut, 404, 422), tags=SUBJECT, summary=mark("Merge a tag")
)
def merge_tag(request: ApiRequest, label: Text, given: MergeIn) -> Any:
    """Give every customer of a tag another one instead, and remove the first."""
    try:
        tags.merge_tags(request.scope, label, into=given.into)
    except tags.WrongTag as wrong:
        return problem(422, str(wrong))
    return _tag(request, given.into)


@api.get(LABEL, auth=VIEW, response=answers(TagOut, 404, 422), tags=SUBJECT, summary=mark("Get a tag"))
def get_tag(request: ApiRequest, label: Text) -> dict[str, Any]:
    """Return one tag."""
    return _tag(request, label)


@api.put(LABEL, auth=EDIT, response=answers(TagOut, 404, 422), tags=SUBJECT, summary=mark("Change a tag"))
def put_tag(request: ApiRequest, label: Text, tag: TagIn) -> Any:
    """Rename or describe a tag, for every customer that carries it."""
    try:
        tags.change_tag(request.scope, label, new_label=tag.label, description=tag.description)
    except tags.WrongTag as wrong:
        return problem(422, str(wrong))
    return _tag(request, tags.checked_label(tag.label))


@api.delete(LABEL, auth=EDIT, response=answers(TagOut, 404, 422), tags=SUBJECT, summary=mark("Delete a tag"))
def delete_tag(request: ApiRequest, label: Text) -> Any:
    """Remove a tag from every customer, and return what it was."""
    before = {one.label: one for one in tags.visible_tags(request.scope, clock.today())}
    number = tags.delete_tag(request.scope, label)
    description = before[label].description if label in before else ""
    return {"label": label, "description": description, "customers": number}


def _tag(request: ApiRequest, label: str) -> dict[str, Any]:
    for one in tags.visible_tags(request.scope, clock.today()):
        if one.label == label:
            return _as_object(one)
    raise OutOfReach("a tag")


def _as_object(one: Any) -> dict[str, Any]:
    return {"label": one.label, "description": one.description, "customers": one.customers}


@api.get(
    "tag-runs/{run_id}", auth=needs(Permission.EDIT_TAGS), response=answers(OutcomesOut, 404, 422), tags=SUBJECT,
    summary=mark("Get a call of tagging"),
)  # fmt: skip
def get_tag_run(
    request: ApiRequest, run_id: Text, after: Natural = 0, limit: Annotated[int, Field(ge=1, le=1000)] = 100
) -> dict[str, Any]:
    """Return how far a call of tagging is and what became of its customers, behind a place."""
    run = tagging.tag_run(request.scope, run_id)
    outcomes = tagging.tag_outcomes(request.scope, run_id, after=after, limit=limit)
    items = [{"customer_id": one.reference, "customer": one.name, "outcome": one.outcome} for one in outcomes]
    return _run_as_object(run) | {"items": items, "next": after + limit if after + limit < run.total else None}


@api.post(
    "tag-runs/{run_id}/undo", auth=EDIT, response=answers(TagRunOut, 404, 422, status=202), tags=SUBJECT,
    summary=mark("Undo a call of tagging"),
)  # fmt: skip
def undo_tag_run(request: ApiRequest, run_id: Text) -> Any:
    """Take back what one call of tagging changed, once, within a day."""
    try:
        return _begun(request, tagging.undo_tagging(request.scope, run_id))
    except tags.WrongTag as wrong:
        return problem(422, str(wrong))


def _run_as_object(run: TagRunShape) -> dict[str, Any]:
    return {
        "id": run.id, "label": run.label, "adds": run.adds, "changed": run.changed, "unchanged": run.unchanged,
        "left_out": run.left_out, "done": run.done, "total": run.total, "finished": run.is_finished, "undone": run.is_undone,
    }  # fmt: skip
