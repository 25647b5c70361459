"""What leaves the set-up: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime


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
    """An order that is (or was) to be set up, as lists show it: whose it is, since when it waits, what it holds.

    An own one is an order of the partner's own organization.
    """

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
    is_own: bool = False


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
