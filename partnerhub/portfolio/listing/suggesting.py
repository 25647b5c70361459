"""What may come next while somebody types a line of filters: facets, and values with how many customers have them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from partnerhub.portfolio.listing.facets import BY_NAME, FACETS, Facet
from partnerhub.portfolio.listing.line import Asked, Condition, Unreadable, read_line
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.portfolio.shapes import FacetShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

MOST = 10
LAST_TOKEN = re.compile(r'(?:"(?:[^"]|"")*(?:"|$)|[^\s"])*$')


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way to go on: the whole line then, and what it adds. A facet without a value is one that a value belongs to."""

    line: str
    facet: Facet
    value: str = ""
    count: int | None = None


def suggestions(scope: Scope, line: str, *, on: date) -> list[Suggestion]:
    """Return how a line may go on from its last word: the best first, no more than ten. Nothing for whom must not list."""
    if not scope.may(Permission.LIST_CUSTOMERS):
        return []
    found = LAST_TOKEN.search(line)
    token = found[0] if found else ""
    before = line[: len(line) - len(token)]
    minus, word = ("-", token[1:]) if token.startswith("-") else ("", token)
    name, colon, values = word.partition(":")
    facets = customer_list(scope, on=on, asked=_readable(before), limit=0, with_facets=True).facets
    if colon and name in BY_NAME:
        *kept, last = values.split(",")
        one = [facet for facet in facets if facet.name == name]
        return list(_values(one, before + minus, kept, last))[:MOST]
    names = [facet for facet in FACETS if facet.name.startswith(word.lower()) and scope.may(facet.needs)]
    heads = [Suggestion(f"{before}{minus}{facet.name}{'>=' if facet.is_number else ':'}", facet) for facet in names]
    return [*heads, *(_values(facets, before + minus, [], word) if word else ())][:MOST]


def _readable(line: str) -> Asked:
    try:
        return read_line(line)
    except Unreadable:
        return Asked()


def _values(facets: Sequence[FacetShape], before: str, kept: Sequence[str], prefix: str) -> Iterator[Suggestion]:
    """Yield the values that begin like this, the most frequent first."""
    wanted = prefix.strip('"').casefold()
    found = [
        (count, facet.name, value) for facet in facets for value, count in facet.values
        if value.casefold().startswith(wanted) and value not in kept and count
    ]  # fmt: skip
    for count, name, value in sorted(found, key=lambda one: (-one[0], one[1:])):
        condition = Condition(name, (*kept, value)) if kept else Condition(name, (value,))
        yield Suggestion(f"{before}{condition} ", BY_NAME[name], value, count)
