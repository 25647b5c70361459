"""Resources: searched, read, written in versions."""

from collections.abc import Callable, Collection
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from partnerhub.api.door import ApiRequest, Natural, Text, answers, api, needs, problem
from partnerhub.guidance import selectors, services
from partnerhub.guidance.selectors import ORIGINAL, Wanted
from partnerhub.guidance.shapes import ResourceShape
from partnerhub.guidance.writing import ResourceText, WrongText
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.terms.resources import Audience, ResourceKind, Topic
from partnerhub.terms.texts import LANGUAGES

READ, WRITE = needs(Permission.READ_RESOURCES), needs(Permission.CHANGE_SETTINGS, writes=True)


def _without_nul(text: str) -> str:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("no text has such signs")
    return text


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    """Return the check that a text is one of some codes, or empty."""

    def known_one(text: str) -> str:
        if text and text not in known:
            raise ValueError(f"one of {', '.join(known)}")
        return text

    return known_one


Lines = Annotated[str, AfterValidator(_without_nul)]
Language = Annotated[Text, AfterValidator(_one_of(LANGUAGES))]
TopicCode = Annotated[Text, AfterValidator(_one_of(Topic.publics()))]
AudienceCode = Annotated[Text, AfterValidator(_one_of(Audience.publics()))]
KindCode = Annotated[Text, AfterValidator(_one_of(ResourceKind.publics()))]


class ResourceListed(BaseModel):
    """A resource as search finds it."""

    name: str
    language: str
    title: str
    summary: str
    url: str = Field(description="where a resource of the kind link leads")
    topic: str
    audience: str
    kind: str
    products: list[str]
    featured: int | None
    quick: int | None
    own: bool = Field(description="written by the partner, or its version of a shipped one")


class ResourceIn(BaseModel):
    """A text in one language, and the version of it that it was changed from: 0 when the partner has none of its own."""

    version: Natural
    title: Text
    summary: Text = ""
    body: Lines = ""
    url: Text = ""
    topic: Annotated[TopicCode, Field(min_length=1)]
    audience: Annotated[AudienceCode, Field(min_length=1)] = Audience.EVERYONE.public
    kind: Annotated[KindCode, Field(min_length=1)] = ResourceKind.GUIDE.public
    products: list[Text] = []
    featured: Natural | None = None
    quick: Natural | None = None


class ResourceOut(ResourceListed):
    """A resource to be read, in Markdown, and the languages in which it is there. Version 0: as shipped, never changed."""

    version: int
    body: str
    languages: list[str]


@api.get("resources", auth=READ, response=answers(list[ResourceListed], 422), tags=["Help"], summary="Search resources")
def list_resources(
    request: ApiRequest, q: Text = "", topic: TopicCode = "", product: Text = "", audience: AudienceCode = "",
    kind: KindCode = "", language: Language = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the resources that have, for each word, a word that begins so; the best first, without words by title."""
    found = selectors.library(request.scope, Wanted(q, topic, product, audience, language, kind), language or ORIGINAL)
    return [
        {
            "name": row.name, "language": row.language, "title": row.title, "summary": row.summary, "url": row.url,
            "topic": row.topic.public, "audience": row.audience.public, "kind": row.kind.public,
            "products": list(row.products), "featured": row.featured, "quick": row.quick, "own": row.is_own,
        }
        for row in found.rows
    ]  # fmt: skip


@api.get("resources/{name}", auth=READ, response=answers(ResourceOut, 404, 422), tags=["Help"], summary="Read a resource")
def get_resource(request: ApiRequest, name: Text, language: Language = "en") -> dict[str, Any]:
    """Return a resource in a language; in the original one where it is not there in this."""
    return _as_object(selectors.resource(request.scope, name, language))


@api.put(
    "resources/{name}", auth=WRITE, response=answers(ResourceOut, 404, 409, 422), tags=["Help"], summary="Write a resource"
)
def put_resource(request: ApiRequest, name: Text, text: ResourceIn, language: Language = "en") -> Any:
    """Keep a text as a new version; a new name makes a new resource. Based on another version than the newest: 409."""
    given = ResourceText(
        name, language, text.title, text.summary, text.body, text.url, Topic.from_public(text.topic),
        Audience.from_public(text.audience), ResourceKind.from_public(text.kind), tuple(text.products), text.featured,
        text.quick,
    )  # fmt: skip
    try:
        services.save_resource(request.scope, given, based_on=text.version)
    except WrongText as wrong:
        return problem(422, f"{wrong.field}: {wrong}")
    return get_resource(request, name, language)


@api.delete(
    "resources/{name}", auth=WRITE, response=answers(ResourceOut, 404, 409, 422), tags=["Help"], summary="Hide a resource"
)
def delete_resource(request: ApiRequest, name: Text, version: Natural, language: Language = "en") -> dict[str, Any]:
    """Take a text out of the partner's resources and return what it was. Saving it again shows it again."""
    before = get_resource(request, name, language)
    if before["language"] != language:
        raise OutOfReach("a resource")
    services.hide_resource(request.scope, name, language, based_on=version)
    return before


def _as_object(found: ResourceShape) -> dict[str, Any]:
    text = found.text
    return {
        "name": text.name, "language": text.language, "title": text.title, "summary": text.summary, "url": text.url,
        "topic": text.topic.public, "audience": text.audience.public, "kind": text.kind.public,
        "products": list(text.products), "featured": text.featured, "quick": text.quick, "own": found.is_own,
        "body": text.body, "languages": list(found.languages), "version": found.version,
    }  # fmt: skip
