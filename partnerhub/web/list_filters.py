"""The filters of the customer list, every text and address finished: facets with counts, comparisons, questions, what is in
force, and what may come next while somebody types."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from partnerhub.portfolio.listing.facets import BY_NAME, NUMBERS, Facet
from partnerhub.portfolio.listing.line import Condition, read_line
from partnerhub.portfolio.shapes import CustomerPage, FacetShape, PresetShape
from partnerhub.tenancy.scope import Scope
from partnerhub.terms import standings
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Look, Status
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.hot import drawn
from partnerhub.web.list_state import ListState
from partnerhub.web.spoken import spoken

QUESTIONS = (
    (mark("Who has gone quiet?"), "status:no_recent_activity"),
    (mark("Which trials end and need follow-up?"), "trial:expiring_soon"),
    (mark("Whose trial ended without a subscription?"), "trial:ended -subscription:active"),
    (mark("Who is over the limit?"), "status:license_overage"),
    (mark("What renews within 30 days?"), "renews<=30"),
    (mark("Who has not paid?"), "status:suspended"),
    (mark("Who assigns less than half?"), "assigned<50"),
    (mark("Who has no tag?"), "no:tag"),
)
SHOWN_VALUES = 40
GROUPS = ("subscription", "trial", "organization")  # the statuses, told apart
MORE = ("type", "managed_by", "country")  # asked for less often: together behind one menu
SIGNS = {"<": mark("below"), "<=": mark("at most"), ">": mark("above"), ">=": mark("at least"), "=": mark("exactly")}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with how many have it, and the addresses that ask for it, or rule it out, or not any more."""

    label: str
    count: str
    url: str
    chosen: bool
    not_url: str = ""
    ruled_out: bool = False
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet with its values. Those beyond the first are found by typing."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: int
    hidden: int = 0

    @property
    def values(self) -> SafeString:
        """Return the values drawn, one a line."""
        return drawn("facet.html", facet=self)


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything to filter by: statuses as a row of their own and in their groups, other facets, comparisons."""

    statuses: tuple[Choice, ...]
    groups: tuple[ShownFacet, ...]
    facets: tuple[ShownFacet, ...]
    more: tuple[ShownFacet, ...]
    numbers: tuple[ShownFacet, ...]

    @property
    def chosen_groups(self) -> int:
        """Return how many values of the three groups are asked for."""
        return sum(facet.chosen for facet in self.groups)

    @property
    def chosen_more(self) -> int:
        """Return how many values of the facets behind one menu are asked for."""
        return sum(facet.chosen for facet in self.more)

    @property
    def chosen_numbers(self) -> int:
        """Return how many comparisons are in force."""
        return sum(facet.chosen for facet in self.numbers)


def filters(page: CustomerPage, state: ListState, labels: Mapping[str, str]) -> Filters:
    """Return the filters, each with its most frequent values and those that are asked for."""
    found = {one.name: _facet(one, state, labels) for one in page.facets}
    statuses = found.pop("status", None)
    groups = tuple(found.pop(name) for name in GROUPS if name in found)
    numbers = tuple(_number(BY_NAME[name], page, state) for name in dict.fromkeys(one.facet for one in page.presets))
    more = tuple(found.pop(name) for name in MORE if name in found)
    shown = tuple(one for one in statuses.choices if one.look) if statuses else ()
    return Filters(shown, groups, tuple(found.values()), more, numbers)


def _facet(facet: FacetShape, state: ListState, labels: Mapping[str, str]) -> ShownFacet:
    asked = state.asked
    chosen, ruled_out = asked.values_of(facet.name), asked.values_of(facet.name, negated=True)
    values = facet.values
    if not BY_NAME[facet.name].closed:
        values = tuple(sorted(values, key=lambda value: (value[0] not in chosen | ruled_out, -value[1], value[0])))
    choices = [_choice(facet.name, code, count, state, labels) for code, count in values[:SHOWN_VALUES]]
    none = Condition(facet.name)
    if facet.none and facet.name not in GROUPS:
        asks = none in asked.conditions
        others = tuple(one for one in asked.conditions if one.facet != facet.name)
        url = state.asking(replace(asked, conditions=others if asks else (*others, none))).url()
        choices.append(Choice(gettext("None"), figures.count(facet.none), url, asks))
    hidden = max(0, len(values) - SHOWN_VALUES)
    return ShownFacet(facet.name, gettext(facet.label), tuple(choices), len(chosen) + len(ruled_out), hidden)


def _choice(name: str, code: str, count: int, state: ListState, labels: Mapping[str, str]) -> Choice:
    asked = state.asked
    return Choice(
        label_of(name, code, labels), figures.count(count), state.asking(asked.toggled(name, code)).url(),
        code in asked.values_of(name), state.asking(asked.toggled(name, code, negated=True)).url(),
        code in asked.values_of(name, negated=True), spoken(Status(code).look) if name == "status" else None,
    )  # fmt: skip


def _number(facet: Facet, page: CustomerPage, state: ListState) -> ShownFacet:
    choices = tuple(_preset(one, state) for one in page.presets if one.facet == facet.name)
    in_force = sum(one.facet == facet.name for one in state.asked.conditions)
    return ShownFacet(facet.name, gettext(facet.label), choices, in_force)


def _preset(preset: PresetShape, state: ListState) -> Choice:
    wanted = Condition(preset.facet, operator=preset.operator, number=preset.number)
    label = f"{gettext(SIGNS[preset.operator])} {figures.count(preset.number)}"
    url = state.asking(state.asked.compared(wanted)).url()
    return Choice(label, figures.count(preset.count), url, wanted in state.asked.conditions)


def label_of(facet: str, code: str, labels: Mapping[str, str]) -> str:
    """Return a value of a facet as people read it."""
    if facet in {"status", "organization"}:
        return gettext(Status(code).look.label)
    if facet in GROUPS:
        return gettext(standings.label_of(code))
    if facet == "managed_by":
        return gettext(ManagedBy.from_public(code).label)
    if facet == "type":
        return gettext(code.capitalize())
    return labels.get(code, code) if facet == "product" else code


@dataclass(frozen=True, slots=True)
class Applied:
    """A condition in force, and the address without it."""

    words: str
    url: str


def applied(state: ListState, labels: Mapping[str, str]) -> Iterator[Applied]:
    """Yield the conditions in force, in words."""
    for one in state.asked.conditions:
        yield Applied(_words(one, labels), state.asking(state.asked.without_one(one)).url())


def _words(one: Condition, labels: Mapping[str, str]) -> str:
    facet = gettext(BY_NAME[one.facet].label)
    if one.operator:
        words = f"{facet} {one.operator} {one.number}"
    elif one.values:
        words = f"{facet}: {', '.join(label_of(one.facet, value, labels) for value in one.values)}"
    else:
        words = gettext("%(facet)s: none") % {"facet": facet}
    return gettext("not %(condition)s") % {"condition": words} if one.negated else words


def questions(state: ListState, scope: Scope) -> list[tuple[str, str, bool]]:
    """Return the questions that the caller may ask: words, address, whether it is the one asked."""
    lines = [(words, read_line(line)) for words, line in QUESTIONS]
    return [
        (gettext(words), state.asking(asked).url(), asked == state.asked)
        for words, asked in lines
        if all(scope.may(BY_NAME[one.facet].needs) for one in asked.conditions)
    ]


def numbers(scope: Scope) -> list[tuple[str, str]]:
    """Return the facets that are compared: name and label."""
    return [(facet.name, gettext(facet.label)) for facet in NUMBERS if scope.may(facet.needs)]
