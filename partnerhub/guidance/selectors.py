"""Questions about resources: those that can be found, one to be read, what it said before, where texts lead nowhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from partnerhub.guidance import searching
from partnerhub.guidance.links import broken_links, listed, problem_of
from partnerhub.guidance.models import Resource, ResourceVersion
from partnerhub.guidance.reach import codes_in, own_text, shipped_text, text_of, visible
from partnerhub.guidance.shapes import BrokenText, EditedText, Library, ResourceRow, ResourceShape, VersionShape
from partnerhub.guidance.writing import ResourceText
from partnerhub.kit.words import sort_name
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import Audience, ResourceKind, ResourceState, Topic

ORIGINAL = "en"
FILTERS = ("topic", "product", "audience", "kind")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, and one value of each filter that is used, by public codes."""

    search: str = ""
    topic: str = ""
    product: str = ""
    audience: str = ""
    language: str = ""
    kind: str = ""


def library(scope: Scope, wanted: Wanted, language: str) -> Library:
    """Return the resources that somebody looks for, each in the language asked for, else the reader's, else the original.

    With words the best come first, without them they come by title. Counts are of what words and the other filters leave.
    """
    rows = _rows(visible(scope))
    words = searching.wanted_words(wanted.search)
    every = _best(rows, wanted.language, language)
    if wanted.search.strip():
        matching = searching.matching(words) if words else set()
        every = [row for row in every if row.id in matching]
    shown = [row for row in every if _fits(row, wanted)]
    shown.sort(key=lambda row: (-searching.rank(words, row.title, row.summary), sort_name(row.title), row.name))
    counts = {name: _counts(every, wanted, name) for name in FILTERS}
    counts["language"] = dict(Counter(row.language for row in rows))
    return Library(tuple(shown), counts)


def _rows(found: QuerySet[Resource]) -> list[ResourceRow]:
    return [
        ResourceRow(
            one.id, one.name, one.language, one.title, one.summary, one.url, Topic(one.topic), Audience(one.audience),
            ResourceKind(one.kind), codes_in(one.products), one.featured, one.quick, one.partner_id is not None,
        )
        for one in found.defer("body", "words")
    ]  # fmt: skip


def _best(rows: Iterable[ResourceRow], wanted: str, language: str) -> list[ResourceRow]:
    """Return one text per name: in the language asked for and no other, or in the reader's, the original, or any."""
    if wanted:
        return [row for row in rows if row.language == wanted]
    best: dict[str, ResourceRow] = {}
    for row in sorted(rows, key=lambda row: (row.language != language, row.language != ORIGINAL, row.language)):
        best.setdefault(row.name, row)
    return list(best.values())


def _values(row: ResourceRow, name: str) -> tuple[str, ...]:
    return row.products if name == "product" else (getattr(row, name).public,)


def _fits(row: ResourceRow, wanted: Wanted, *, without: str = "") -> bool:
    asked = {name: getattr(wanted, name) for name in FILTERS if name != without}
    return all(not value or value in _values(row, name) for name, value in asked.items())


def _counts(rows: Iterable[ResourceRow], wanted: Wanted, name: str) -> dict[str, int]:
    return dict(Counter(value for row in rows if _fits(row, wanted, without=name) for value in _values(row, name)))


def promoted(scope: Scope, language: str) -> tuple[list[ResourceRow], list[ResourceRow]]:
    """Return the quick links and the featured resources, each in its order."""
    rows = _best(_rows(visible(scope).filter(Q(featured__isnull=False) | Q(quick__isnull=False))), "", language)
    quick = sorted((row for row in rows if row.quick), key=lambda row: (row.quick or 0, row.title))
    return quick, sorted((row for row in rows if row.featured), key=lambda row: (row.featured or 0, row.title))


def resource(scope: Scope, name: str, language: str) -> ResourceShape:
    """Return a resource in a language, else in the original one, else in any. Raise OutOfReach."""
    found = {one.language: one for one in visible(scope).filter(name=name)}
    one = next((found[code] for code in (language, ORIGINAL, *sorted(found)) if code in found), None)
    if one is None:
        raise OutOfReach("a resource")
    own = one if one.partner_id is not None else own_text(scope, name, one.language)
    version = own.version if own else 0
    return ResourceShape(text_of(one), version, own is one, tuple(sorted(found)), one.changed_by, one.changed_at)


def edited_text(scope: Scope, name: str, language: str) -> EditedText:
    """Return a text to be changed, hidden ones too; one that is missing in this language begins as the original.

    Raise OutOfReach when there is none of the name.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    own, shipped = own_text(scope, name, language), shipped_text(name, language)
    counts = own if own and own.state != ResourceState.SHIPPED else shipped
    version = own.version if own else 0
    if counts is None:
        other = resource(scope, name, ORIGINAL).text
        return EditedText(other.in_language(language), version, "", is_changed=False, has_news=False)
    state = ResourceState(counts.state)
    is_changed = shipped is not None and counts is own
    has_news = is_changed and counts.digest != (shipped.digest if shipped else "")
    return EditedText(text_of(counts), version, state, is_changed=is_changed, has_news=has_news)


def hidden_resources(scope: Scope) -> list[tuple[str, str, str]]:
    """Return (name, language, title) of the texts that the partner hides."""
    scope.require(Permission.VIEW_SETTINGS)
    found = Resource.objects.filter(partner_id=scope.partner_id, state=ResourceState.HIDDEN).order_by("title", "language")
    return list(found.values_list("name", "language", "title"))


def resource_versions(scope: Scope, name: str, language: str) -> list[VersionShape]:
    """Return what the partner's own text said from change to change, newest first. Raise OutOfReach for no such resource."""
    scope.require(Permission.VIEW_SETTINGS)
    if own_text(scope, name, language) is None and not visible(scope).filter(name=name).exists():
        raise OutOfReach("a resource")
    found = ResourceVersion.objects.filter(
        resource__partner_id=scope.partner_id, resource__name=name, resource__language=language
    )
    return [
        VersionShape(one.version, _kept(name, language, one.content), one.changed_by, one.changed_at)
        for one in found.order_by("-version")
    ]


def _kept(name: str, language: str, kept: dict[str, object]) -> ResourceText:
    """Return a text as a version keeps it: under the names of its columns."""
    return text_of(Resource(name=name, language=language, **kept))


def resource_names(scope: Scope) -> set[str]:
    """Return the names of all resources that can be read."""
    return set(visible(scope).values_list("name", flat=True))


def broken_texts(scope: Scope) -> list[BrokenText]:
    """Return the resources with links that lead nowhere, by title."""
    scope.require(Permission.VIEW_SETTINGS)
    every = [text_of(one) for one in visible(scope).order_by("title", "language")]
    names = {text.name for text in every}
    return [BrokenText(text.name, text.language, text.title, wrong) for text in every if (wrong := _problems(text, names))]


def _problems(text: ResourceText, names: set[str]) -> tuple[str, ...]:
    problem = problem_of(text.url, names) if text.url else ""
    return (*([f"{text.url}: {problem}"] if problem else []), *listed(broken_links(text.body, names)))
