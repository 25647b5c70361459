"""What the customer list shows, every text and address finished: heads, rows, filters, questions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from partnerhub.portfolio.listing.facets import BY_NAME, NUMBERS
from partnerhub.portfolio.listing.line import Condition, read_line
from partnerhub.portfolio.shapes import CustomerPage, CustomerRow, FacetShape
from partnerhub.reports.exporting import CHOICES
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Look, Status
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.list_state import COLUMNS, CUSTOMER, NAMES, Column, ListState

QUESTIONS = (
    (mark("Who has gone quiet?"), "status:no_recent_activity"),
    (mark("Which trials end and need follow-up?"), "type:trial status:expiring_soon"),
    (mark("Who is over the limit?"), "status:license_overage"),
    (mark("What renews within 30 days?"), "renews<=30"),
    (mark("Who has not paid?"), "status:suspended"),
    (mark("Who assigns less than half?"), "assigned<50"),
    (mark("Who has no tag?"), "no:tag"),
)
SHOWN_VALUES = 40
FIRST_PRODUCTS = 2


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """A row of the list, every text finished."""

    name: str
    reference: str
    url: str
    statuses: tuple[Look, ...]
    products: tuple[str, ...]
    more_products: tuple[str, ...]
    bar: Bar | None
    licenses: str
    ends: str
    expires: str
    renews: str
    managed: str
    is_shared: bool
    tags: tuple[str, ...]
    last_sign_in: str
    country: str
    domain: str
    may_launch: bool


def shown(row: CustomerRow, labels: Mapping[str, str]) -> ShownCustomer:
    """Return a customer as the list shows it. `labels` says how products are called."""
    at = row.last_admin_sign_in_at
    products = tuple(label for code, label in labels.items() if code in row.products)
    managed_by = ManagedBy.from_public(row.managed_by)
    return ShownCustomer(
        row.name, row.reference, reverse("customer", args=[row.reference]), tuple(status.look for status in row.statuses),
        products[:FIRST_PRODUCTS], products[FIRST_PRODUCTS:],
        bar_of(row.licenses, row.assigned or 0, None, None) if row.licenses else None,
        f"{figures.count(row.assigned)} of {figures.count(row.licenses)}" if row.licenses else "",
        figures.day(row.next_end_date), figures.day(row.expires_date), figures.day(row.renews_date),
        managed_by.label, managed_by is not ManagedBy.PARTNER, row.tags,
        figures.day(at.date() if at else None), row.country or "", row.domain or "", row.may_launch,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its label, the address that sorts by it, and how it is sorted now."""

    name: str
    label: str
    url: str
    sorted: str


def heads(scope: Scope, state: ListState) -> list[Head]:
    """Return the heads of the columns that are shown, that of the customer first."""
    columns = [CUSTOMER, *(NAMES[name] for name in state.columns)]
    return [
        Head(one.name, one.label, state.sorted_by(one.sort).url() if one.may_sort(scope) else "", _sorted(one, state))
        for one in columns
    ]


def _sorted(column: Column, state: ListState) -> str:
    if not column.sort or column.sort != state.sort.name:
        return "none"
    return "descending" if state.sort.descending else "ascending"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with how many have it, and the address that asks for it, or not any more."""

    label: str
    count: str
    url: str
    chosen: bool
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet with its values. Those beyond the first are found by typing."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: int
    hidden: int


def facets(page: CustomerPage, state: ListState, labels: Mapping[str, str]) -> list[ShownFacet]:
    """Return the facets, each with its most frequent values and those that are asked for."""
    return [_facet(one, state, labels) for one in page.facets]


def _facet(facet: FacetShape, state: ListState, labels: Mapping[str, str]) -> ShownFacet:
    chosen = state.asked.values_of(facet.name)
    values = facet.values
    if not BY_NAME[facet.name].closed:
        values = tuple(sorted(values, key=lambda value: (value[0] not in chosen, -value[1], value[0])))
    choices = [_choice(facet.name, code, count, state, labels) for code, count in values[:SHOWN_VALUES]]
    none = Condition(facet.name)
    if facet.none:
        asks = none in state.asked.conditions
        others = tuple(one for one in state.asked.conditions if one.facet != facet.name)
        url = state.asking(replace(state.asked, conditions=others if asks else (*others, none))).url()
        choices.append(Choice(mark("None"), figures.count(facet.none), url, asks))
    return ShownFacet(facet.name, facet.label, tuple(choices), len(chosen), max(0, len(values) - SHOWN_VALUES))


def _choice(name: str, code: str, count: int, state: ListState, labels: Mapping[str, str]) -> Choice:
    url = state.asking(state.asked.toggled(name, code)).url()
    look = Status(code).look if name == "status" else None
    return Choice(label_of(name, code, labels), figures.count(count), url, code in state.asked.values_of(name), look)


def label_of(facet: str, code: str, labels: Mapping[str, str]) -> str:
    """Return a value of a facet as people read it."""
    if facet == "status":
        return Status(code).look.label
    if facet == "managed_by":
        return ManagedBy.from_public(code).label
    if facet == "type":
        return code.capitalize()
    return labels.get(code, code) if facet == "product" else code


@dataclass(frozen=True, slots=True)
class Applied:
    """A condition in force, and the address without it."""

    words: str
    url: str


def applied(state: ListState, labels: Mapping[str, str]) -> Iterator[Applied]:
    """Yield the conditions in force, in words."""
    for one in state.asked.conditions:
        rest = tuple(other for other in state.asked.conditions if other != one)
        yield Applied(_words(one, labels), state.asking(replace(state.asked, conditions=rest)).url())


def _words(one: Condition, labels: Mapping[str, str]) -> str:
    facet = BY_NAME[one.facet]
    if one.operator:
        words = f"{facet.label} {one.operator} {one.number}"
    elif one.values:
        words = f"{facet.label}: {', '.join(label_of(one.facet, value, labels) for value in one.values)}"
    else:
        words = f"{facet.label}: none"
    return f"not {words}" if one.negated else words


def questions(state: ListState, scope: Scope) -> list[tuple[str, str, bool]]:
    """Return the questions that the caller may ask: words, address, whether it is the one asked."""
    lines = [(words, read_line(line)) for words, line in QUESTIONS]
    return [
        (words, state.asking(asked).url(), asked == state.asked)
        for words, asked in lines
        if all(scope.may(BY_NAME[one.facet].needs) for one in asked.conditions)
    ]


def numbers(scope: Scope) -> list[tuple[str, str]]:
    """Return the facets that are compared, for the help of the line: name and label."""
    return [(facet.name, facet.label) for facet in NUMBERS if scope.may(facet.needs)]


def chooser(state: ListState) -> list[tuple[str, str, bool]]:
    """Return all columns for the chooser, those that are shown first and in their order."""
    names = [*state.columns, *(column.name for column in COLUMNS if column.name not in state.columns)]
    return [(name, NAMES[name].label, name in state.columns) for name in names]


def suggestion(state: ListState) -> tuple[str, str] | None:
    """Return what was probably meant by a line that cannot be read, and its address."""
    if state.wrong is None or not state.wrong.suggestion:
        return None
    place, meant = state.wrong.place, state.wrong.suggestion
    rest = state.line[place:]
    wrong = next((sign for sign in rest if not (sign.isalnum() or sign == "_")), "")
    behind = rest[rest.index(wrong) :] if wrong else ""
    line = f"{state.line[:place]}{meant}{behind}"
    return line, f"{reverse('customers')}?{urlencode({'q': line})}"


def exports(state: ListState) -> Iterator[tuple[str, str]]:
    """Yield what can be taken away: words and address, the view first."""
    parameters = {name: value for name, value in state.parameters().items() if name != "after"}
    shown = urlencode(parameters | {"rows": "shown"})
    for form in CHOICES:
        yield f"{form.upper()}, as shown", f"{reverse('customers_export')}?{shown}&format={form}"
    for form in CHOICES:
        yield f"{form.upper()}, everything", f"{reverse('customers_export')}?format={form}"


def hidden(parameters: Mapping[str, str], leave_out: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a form has to carry along of the state."""
    return [(name, value) for name, value in parameters.items() if name not in set(leave_out)]
