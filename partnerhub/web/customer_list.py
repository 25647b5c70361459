"""What the customer list shows, every text and address finished: heads, rows, columns, exports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.portfolio.statuses import Reason
from partnerhub.reports.exporting import CHOICES, words_of
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Look
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.hot import addresses
from partnerhub.web.list_state import COLUMNS, CUSTOMER, NAMES, Column, ListState
from partnerhub.web.spoken import spoken

FIRST_PRODUCTS = 2


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """A row of the list, every text finished."""

    name: str
    reference: str
    url: str
    why_url: str
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


def shown_rows(rows: Iterable[CustomerRow], labels: Mapping[str, str]) -> list[ShownCustomer]:
    """Return customers as the list shows them. `labels` says how products are called."""
    url, why_url = addresses("customer"), addresses("customer_why")
    return [_shown(row, labels, url(row.reference), why_url(row.reference)) for row in rows]


def shown(row: CustomerRow, labels: Mapping[str, str]) -> ShownCustomer:
    """Return one customer as the list shows it."""
    return shown_rows([row], labels)[0]


def _shown(row: CustomerRow, labels: Mapping[str, str], url: str, why_url: str) -> ShownCustomer:
    at = row.last_admin_sign_in_at
    products = tuple(label for code, label in labels.items() if code in row.products)
    managed_by = ManagedBy.from_public(row.managed_by)
    return ShownCustomer(
        row.name, row.reference, url, why_url, tuple(spoken(status.look) for status in row.statuses),
        products[:FIRST_PRODUCTS], products[FIRST_PRODUCTS:],
        bar_of(row.licenses, row.assigned or 0, None, None) if row.licenses else None,
        share_of(row.assigned, row.licenses) if row.licenses else "",
        figures.day(row.next_end_date), figures.day(row.expires_date), figures.day(row.renews_date),
        gettext(managed_by.label), managed_by is not ManagedBy.PARTNER, row.tags,
        figures.day(at.date() if at else None), row.country or "", row.domain or "", row.may_launch,
    )  # fmt: skip


def share_of(part: int | None, whole: int | None) -> str:
    """Return how many of how many."""
    return gettext("%(part)s of %(whole)s") % {"part": figures.count(part), "whole": figures.count(whole)}


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
        Head(
            one.name, gettext(one.label), state.sorted_by(one.sort).url() if one.may_sort(scope) else "", _sorted(one, state)
        )
        for one in columns
    ]


def _sorted(column: Column, state: ListState) -> str:
    if not column.sort or column.sort != state.sort.name:
        return "none"
    return "descending" if state.sort.descending else "ascending"


def chooser(state: ListState) -> list[tuple[str, str, bool]]:
    """Return all columns for the chooser, those that are shown first and in their order."""
    names = [*state.columns, *(column.name for column in COLUMNS if column.name not in state.columns)]
    return [(name, gettext(NAMES[name].label), name in state.columns) for name in names]


def why(reasons: Iterable[Reason]) -> list[tuple[Look, str, str]]:
    """Return the reasons for statuses: how the status looks, the fact behind it, and its day."""
    return [(spoken(reason.status.look), reason.fact, figures.day(reason.on) if reason.on else "") for reason in reasons]


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
    shown, url = urlencode(parameters | {"rows": "shown"}), reverse("customers_export")
    for form in CHOICES:
        yield gettext("%(form)s, as shown") % {"form": words_of(form)}, f"{url}?{shown}&format={form}"
    for form in CHOICES:
        yield gettext("%(form)s, everything") % {"form": words_of(form)}, f"{url}?format={form}"


def hidden(parameters: Mapping[str, str], leave_out: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a form has to carry along of the state."""
    return [(name, value) for name, value in parameters.items() if name not in set(leave_out)]
