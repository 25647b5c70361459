"""The state of the customer list as its address has it: what is asked, in which order, with which columns."""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.portfolio.listing.facets import BY_NAME
from partnerhub.portfolio.listing.finding import COMPARE, SORTS, Sort
from partnerhub.portfolio.listing.line import Asked, Condition, Unreadable, read_line
from partnerhub.reports.customer_list import COLUMNS as EXPORTED
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import Status

LONGEST_LINE = 1000
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list that can be shown or not. `sort` is the order it gives, if any."""

    name: str
    label: str
    sort: str = ""
    usual: bool = True

    def may_sort(self, scope: Scope) -> bool:
        """Say whether the caller may put the list in the order of this column."""
        if not self.sort or self.sort == "name":
            return bool(self.sort)
        return scope.may_wherever(BY_NAME[self.sort].needs, Permission.LIST_CUSTOMERS)


LABELS = {column.name: column.label for column in EXPORTED}


def label_of_column(name: str) -> str:
    """Return what a column is called, in the reader's language."""
    return gettext(LABELS[name])


def column(name: str, sort: str = "", *, usual: bool = True) -> Column:
    """Return a column of the list, called as it is called in the export."""
    return Column(name, LABELS[name], sort, usual)


CUSTOMER = column("customer", "name")
COLUMNS = (
    column("statuses", "status"),
    column("products"),
    column("licenses", "assigned"),
    column("next_end_date", "ends"),
    column("expires_date", "expires", usual=False),
    column("renews_date", "renews", usual=False),
    column("managed_by", "managed_by", usual=False),
    column("tags"),
    column("last_admin_sign_in_at", "quiet"),
    column("country", "country", usual=False),
    column("domain", usual=False),
)
NAMES = {one.name: one for one in COLUMNS}
USUAL = tuple(one.name for one in COLUMNS if one.usual)


@dataclass(frozen=True, slots=True)
class ListState:
    """What the list shows. `wrong` says why the line could not be read; then nothing is asked."""

    line: str = ""
    asked: Asked = field(default_factory=Asked)
    sort: Sort = field(default_factory=Sort)
    after: str = ""
    columns: tuple[str, ...] = USUAL
    dense: bool = False
    wrong: Unreadable | None = None

    def parameters(self) -> dict[str, str]:
        """Return what differs from the plain list."""
        given = {"q": str(self.asked) if self.wrong is None else self.line, "after": self.after}
        if self.sort != Sort():
            given["sort"] = ("-" if self.sort.descending else "") + self.sort.name
        if self.columns != USUAL:
            given["columns"] = ",".join(self.columns) or "none"
        return {name: value for name, value in (given | {"dense": "1" if self.dense else ""}).items() if value}

    def url(self) -> str:
        """Return the address of the list in this state."""
        query = urlencode(self.parameters())
        return reverse("customers") + (f"?{query}" if query else "")

    def asking(self, asked: Asked) -> "ListState":
        """Return the state with something else asked, from its first page on."""
        return replace(self, asked=asked, after="", wrong=None)

    def sorted_by(self, name: str) -> "ListState":
        """Return the state in the order of a column; the other way round if it is in that order already."""
        turned = self.sort.name == name and not self.sort.descending
        return replace(self, sort=Sort(name, turned), after="")


def list_state(query: QueryDict) -> ListState:
    """Return the state that an address describes. Unknown columns and orders are left out."""
    line = query.get("q", "").strip()[:LONGEST_LINE]
    if query.get("status") in set(Status):  # a link that names one status, as in a bookmark or a mail
        line = f"{line} status:{query['status']}".strip()
    wrong, asked = None, Asked()
    try:
        asked = read_line(line)
    except Unreadable as unreadable:
        wrong = unreadable
    given = query.get("sort", "")
    sort = Sort(given.removeprefix("-"), given.startswith("-"))
    return ListState(
        line, asked, sort if sort.name in SORTS else Sort(), query.get("after", ""), _columns(query),
        query.get("dense") == "1", wrong,
    )  # fmt: skip


def changed_by_form(state: ListState, query: QueryDict) -> ListState | None:
    """Return the state after what a small form of the list asks for: a comparison to be added, a column to be moved.

    None when no form asks for anything. A comparison that cannot be read changes nothing.
    """
    facet, operator, number = (query.get(name, "").strip() for name in ("with", "is", "than"))
    if facet in BY_NAME and operator:
        if not (BY_NAME[facet].is_number and operator in COMPARE and NUMBER.fullmatch(number)):
            return state
        return state.asking(state.asked.compared(Condition(facet, operator=operator, number=int(number))))
    for name, step in (("left", -1), ("right", 1)):
        column = query.get(name, "")
        if column in state.columns:
            return replace(state, columns=_moved(state.columns, column, step))
    return None


def _moved(columns: tuple[str, ...], name: str, step: int) -> tuple[str, ...]:
    """Return the columns with one of them a step further, if it is not at the end."""
    order = [one for one in columns if one != name]
    order.insert(max(0, columns.index(name) + step), name)
    return tuple(order)


def _columns(query: QueryDict) -> tuple[str, ...]:
    """Return the columns in their order: from one text with commas, or from the boxes of the chooser."""
    given = [name for text in query.getlist("columns") for name in text.split(",")]
    return tuple(dict.fromkeys(name for name in given if name in NAMES)) if given else USUAL
