"""The questions of the customer list: a page of those that match, how many they are, and the counts of every facet."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from partnerhub.kit.sequences import MadeLater
from partnerhub.portfolio.listing.facets import BY_NAME
from partnerhub.portfolio.listing.finding import FacetCounts, Finding, Sort
from partnerhub.portfolio.listing.keeper import listing_among
from partnerhub.portfolio.listing.line import Asked, Condition
from partnerhub.portfolio.models import Customer, Tag
from partnerhub.portfolio.rows import customer_rows
from partnerhub.portfolio.shapes import CustomerPage, CustomerRow, FacetShape, PresetShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

PAGE = 50
EVERYTHING = Asked()
BY_THE_NAME = Sort()


class UnknownPlace(ValueError):
    """A page was asked for behind a customer that is not there."""


def customer_list(
    scope: Scope, *, on: date, asked: Asked = EVERYTHING, sort: Sort = BY_THE_NAME, after: str = "",
    limit: int | None = PAGE, needs: Sequence[Permission] = (), with_facets: bool = False,
) -> CustomerPage:  # fmt: skip
    """Return a page of the customers that match, with the count of all of them. No limit returns every one.

    `after` is the `after` of the page before; `needs` leaves out customers on which the caller lacks a further permission.
    Who may find but not list customers has to search: Forbidden. Raise UnknownPlace for an `after` of nobody.
    """
    tags = _tags(scope)
    finding = Finding(scope, _by_tag_ids(asked, tags), on, tuple(needs))
    ids, more = finding.page(sort, _place(scope, after) if after else None, limit)
    rows = tuple(customer_rows(scope, ids, _carried(finding, ids, tags)))
    facets = tuple(_facet(one, tags) for one in finding.facets()) if with_facets else ()
    presets = tuple(_presets(finding)) if with_facets else ()
    return CustomerPage(rows, finding.total(), rows[-1].reference if more and rows else None, facets, presets)


def every_customer(
    scope: Scope, *, on: date, asked: Asked = EVERYTHING, sort: Sort = BY_THE_NAME, needs: Sequence[Permission] = ()
) -> MadeLater[int, CustomerRow]:
    """Return all customers that match, in order, each read from the records when it is its turn.

    Who they are is found now; what they are like then. Raises as `customer_list` does.
    """
    tags = _tags(scope)
    finding = Finding(scope, _by_tag_ids(asked, tags), on, tuple(needs))
    ids, _ = finding.page(sort, None, None)
    return MadeLater(ids, lambda some: list(customer_rows(scope, some, _carried(finding, some, tags))))


def _carried(finding: Finding, ids: Sequence[int], tags: dict[str, str]) -> dict[int, tuple[str, ...]]:
    """Return the labels of the tags that some customers carry, by label."""
    labels = {code: label for label, code in tags.items()}
    carried = zip(ids, finding.columns.codes_of("tag", ids), strict=True)
    return {id_: tuple(sorted(labels[code] for code in codes if code in labels)) for id_, codes in carried}


def _presets(finding: Finding) -> Iterator[PresetShape]:
    for facet, found in finding.presets():
        yield from (PresetShape(facet.name, one.operator, one.number, count) for one, count in found)


def matching_ids(scope: Scope, *, on: date, asked: Asked, needs: Sequence[Permission] = ()) -> list[int]:
    """Return the ids of all customers that match and on which the caller holds all permissions, by name."""
    ids, _ = Finding(scope, _by_tag_ids(asked, _tags(scope)), on, tuple(needs)).page(BY_THE_NAME, None, None)
    return ids


def among(scope: Scope, asked: Asked, customer_ids: Collection[int] | None, *, on: date) -> set[int]:
    """Return which of some customers match, as the records have them now; None asks for all of the partner."""
    only = None if customer_ids is None else listing_among(scope.partner_id, customer_ids)
    ids, _ = Finding(scope, _by_tag_ids(asked, _tags(scope)), on, only=only).page(BY_THE_NAME, None, None)
    return set(ids)


def tag_counts(scope: Scope, on: date) -> dict[str, int]:
    """Return every tag that a customer carries whose tags the caller sees, with how many such customers there are."""
    counts = Finding(scope, EVERYTHING, on, base=Permission.VIEW_TAGS).counts(BY_NAME["tag"]).counts
    return {label: counts[code] for label, code in _tags(scope).items() if code in counts}


def _place(scope: Scope, after: str) -> tuple[str, int]:
    found = Customer._base_manager.filter(partner_id=scope.partner_id, reference=after)
    place = found.values_list("sort_name", "organization_id").first()
    if place is None:
        raise UnknownPlace(after)
    return place


def _tags(scope: Scope) -> dict[str, str]:
    """Return label → the code of a tag in the columns."""
    return {label: str(id_) for label, id_ in Tag.objects.filter(partner_id=scope.partner_id).values_list("label", "id")}


def _by_tag_ids(asked: Asked, tags: dict[str, str]) -> Asked:
    """Return what is asked with tags as the columns know them. No customer has a tag that does not exist."""
    return replace(asked, conditions=tuple(_of_tags(one, tags) for one in asked.conditions))


def _of_tags(condition: Condition, tags: dict[str, str]) -> Condition:
    if condition.facet != "tag" or not condition.values:
        return condition
    return replace(condition, values=tuple(tags.get(label, "") for label in condition.values))


def _facet(found: FacetCounts, tags: dict[str, str]) -> FacetShape:
    counts = found.counts
    if found.facet.name == "tag":
        counts = {label: counts[code] for label, code in tags.items() if code in counts}
    known = BY_NAME[found.facet.name].closed or sorted(counts)
    return FacetShape(found.facet.name, found.facet.label, tuple((code, counts.get(code, 0)) for code in known), found.none)
