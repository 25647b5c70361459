"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass
from datetime import date, datetime

from partnerhub.terms.statuses import Status


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as the list shows it. What it bought is empty for whom it is none of their business."""

    id: int
    reference: str
    name: str
    statuses: tuple[Status, ...]
    tags: tuple[str, ...]
    managed_by: str
    country: str | None
    domain: str | None
    last_admin_sign_in_at: datetime | None
    products: tuple[str, ...] = ()
    next_end_date: date | None = None
    expires_date: date | None = None
    renews_date: date | None = None
    licenses: int | None = None
    assigned: int | None = None
    console_url: str | None = None
    may_launch: bool = False


@dataclass(frozen=True, slots=True)
class FacetShape:
    """What the list can be filtered by: each value with how many customers have it, and how many have none."""

    name: str
    label: str
    values: tuple[tuple[str, int], ...]
    none: int


@dataclass(frozen=True, slots=True)
class PresetShape:
    """A comparison that people begin with, as the line has it, and how many customers match it."""

    facet: str
    operator: str
    number: int
    count: int

    @property
    def line(self) -> str:
        """Return the line of filters that asks for them."""
        return f"{self.facet}{self.operator}{self.number}"


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A page of the customer list. `total` counts all customers in reach that match; `after` asks for what follows."""

    rows: tuple[CustomerRow, ...]
    total: int
    after: str | None = None
    facets: tuple[FacetShape, ...] = ()
    presets: tuple[PresetShape, ...] = ()


@dataclass(frozen=True, slots=True)
class TagShape:
    """A tag, and how many customers in reach carry it."""

    label: str
    description: str
    customers: int


@dataclass(frozen=True, slots=True)
class TagRunShape:
    """What one call of tagging did so far: how many customers it changed, were so already, or were left out."""

    id: str
    label: str
    adds: bool
    changed: int
    unchanged: int
    left_out: int
    total: int
    done: int
    is_finished: bool
    is_undone: bool
    undoes: bool


@dataclass(frozen=True, slots=True)
class TagOutcome:
    """What became of one customer of a call of tagging: changed, unchanged, left_out or waiting. Places count from 1."""

    place: int
    reference: str
    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ViewShape:
    """A saved view of the customer list, and whether it is the reader's own or somebody shares it."""

    id: int
    name: str
    line: str
    sort: str
    columns: tuple[str, ...]
    is_dense: bool
    is_shared: bool
    is_own: bool
    owner: str


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One version of a partner's thresholds: who made it, when, and what it changed."""

    version: int
    changed_by: str
    changed_at: datetime
    changes: tuple[tuple[str, int, int], ...]  # (name, before, after)


@dataclass(frozen=True, slots=True)
class TrialShape:
    """A trial, or the paid subscription that one became: whose it is, and its first and last day."""

    reference: str
    customer_reference: str
    customer: str
    start_date: date
    end_date: date
    cancelled_date: date | None = None
