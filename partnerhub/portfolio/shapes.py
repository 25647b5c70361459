"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass, field
from datetime import date, datetime

from partnerhub.portfolio.statuses import Reason
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
class CustomerPage:
    """A page of the customer list. `total` counts all customers in reach that match; `after` asks for what follows."""

    rows: tuple[CustomerRow, ...]
    total: int
    after: str | None = None
    facets: tuple[FacetShape, ...] = ()


@dataclass(frozen=True, slots=True)
class TagShape:
    """A tag, and how many customers in reach carry it."""

    label: str
    description: str
    customers: int


@dataclass(frozen=True, slots=True)
class TagRunShape:
    """What one call of tagging did: how many customers it changed, and how many were so already."""

    id: str
    label: str
    adds: bool
    changed: int
    unchanged: int


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
class LineRow:
    """One license line with its current state."""

    product: str
    total: int
    assigned: int
    used_7d: int | None
    row_date: date
    code: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One subscription or trial of a customer, with its lines."""

    reference: str
    kind: str
    start_date: date
    end_date: date
    auto_renews: bool
    setup_state: str
    payment_state: str
    cancelled_date: date | None
    lines: tuple[LineRow, ...]
    converted_from: str | None = None

    def is_over(self, on: date) -> bool:
        """Say whether it has ended or was cancelled by a day. The end date is its last day."""
        return self.end_date < on or (self.cancelled_date is not None and self.cancelled_date <= on)


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer with the reasons for its statuses and what it bought."""

    row: CustomerRow
    reasons: tuple[Reason, ...]
    subscriptions: tuple[SubscriptionRow, ...] = field(default_factory=tuple)


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


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a suggestion: the fact, and its day if it has one."""

    fact: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class SuggestedCustomer:
    """A customer in reach that may be the one that is meant, and why."""

    id: int
    reference: str
    name: str
    country: str | None
    domain: str | None
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class OrderedProduct:
    """A product of an order: how many licenses, whether it has a license line yet, and who set it up when."""

    code: str
    label: str
    quantity: int | None
    has_line: bool
    set_up_by: str = ""
    set_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order that is (or was) to be set up, as lists show it: whose it is, since when it waits, what it holds."""

    id: int
    reference: str
    customer_id: int
    customer_reference: str
    customer: str
    kind: str
    setup_state: str
    added_date: date
    start_date: date
    end_date: date
    auto_renews: bool
    products: tuple[OrderedProduct, ...]
    is_mapped: bool
    cancelled_date: date | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, the oldest first. `after` asks for what follows; `total` counts all that match."""

    rows: tuple[OrderRow, ...]
    total: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What a plan holds of one subscription or trial: its products with quantities, its term, how it goes on."""

    reference: str
    kind: str
    products: tuple[tuple[str, int | None], ...]
    start_date: date
    end_date: date
    auto_renews: bool


@dataclass(frozen=True, slots=True)
class AcceptedShape:
    """Terms that somebody accepted for an organization."""

    version: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetupShape:
    """A set-up as far as it is. What was not done yet is empty, as is a customer out of reach for whom it was ordered."""

    version: int = 0
    ordered_for: str = ""
    contact: str = ""
    mapped_at: datetime | None = None
    mapped_by: str = ""
    reviewed_at: datetime | None = None
    begun_at: datetime | None = None
    begun_by: str = ""
    finished_at: datetime | None = None
    finished_by: str = ""


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order with its set-up. Fixed: something is set up for this organization, so the order stays where it is.

    `country` and `domain` are those of its customer, for who looks for the right one.
    """

    row: OrderRow
    setup: SetupShape
    is_fixed: bool
    is_over: bool
    country: str | None
    domain: str | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of an organization's people, with the products that they hold licenses of."""

    reference: str
    name: str
    email: str
    kind: str
    status: str
    last_sign_in_at: datetime | None
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of an organization's people, by name. `after` asks for what follows; `total` counts all that match."""

    rows: tuple[PersonRow, ...]
    total: int
    after: str | None = None
