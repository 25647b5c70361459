"""What the pages of one customer are made of: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.portfolio.statuses import Reason, Term
from partnerhub.portfolio.uptake import Count
from partnerhub.terms.codes import PaymentState, SetupState, SubscriptionKind
from partnerhub.terms.statuses import Status
from partnerhub.terms.thresholds import Settings


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What is known of a customer organization itself, at one version of it."""

    version: int
    name: str
    domain: str
    country: str
    managed_by: str
    console_url: str
    org_uuid: str


@dataclass(frozen=True, slots=True)
class OpenedCustomer:
    """A customer that somebody opened: its row of the list, and what its head says beyond that."""

    row: CustomerRow
    details: CustomerDetails
    created_date: date | None
    known_tags: tuple[str, ...] = ()  # to choose from, for who may tag it

    @property
    def id(self) -> int:
        """Return the customer's key."""
        return self.row.id

    @property
    def reference(self) -> str:
        """Return the partner's id of it."""
        return self.row.reference


@dataclass(frozen=True, slots=True)
class LineRow:
    """One license line with its current state. Use is derived where it was counted from those who hold the licenses."""

    product: str
    code: str
    total: int
    assigned: int
    used_7d: int | None
    used_90d: int | None
    row_date: date
    family: str  # which side of the toggle counts it, if any
    is_counted: bool = True  # whether it can be over its limit, and says anything of how a customer uses what it bought
    use_is_derived: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One subscription or trial of a customer, with its lines."""

    reference: str
    kind: str
    start_date: date
    end_date: date
    added_date: date
    auto_renews: bool
    setup_state: str
    payment_state: str
    cancelled_date: date | None
    lines: tuple[LineRow, ...]
    converted_from: str | None = None

    def is_over(self, on: date) -> bool:
        """Say whether it has ended or was cancelled by a day. The end date is its last day."""
        return self.term.is_over(on)

    def is_held(self, on: date) -> bool:
        """Say whether its licenses are the customer's to use or to pay: it is active, or suspended."""
        return self.term.is_active(on) or self.term.is_suspended(on)

    @property
    def term(self) -> Term:
        """Return what the statuses depend on."""
        return Term(
            self.reference, SubscriptionKind.from_public(self.kind), self.start_date, self.end_date, self.auto_renews,
            SetupState.from_public(self.setup_state), PaymentState.from_public(self.payment_state), self.cancelled_date,
            tuple((line.code, line.total, line.assigned) for line in self.lines if line.is_counted),
        )  # fmt: skip

    def counts(self, on: date) -> tuple[Count, ...]:
        """Return what its lines bring to the question whether what was bought is taken up."""
        age = (on - self.added_date).days
        return tuple(Count(line.total, line.assigned, line.used_90d, age) for line in self.lines if line.is_counted)


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status that a customer had from one day to another; without an end it has it still."""

    status: Status
    from_date: date
    to_date: date | None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer with the reasons for its statuses, their history of 90 days, and what it bought.

    What is none of the caller's business is empty. `settings` are the thresholds that statuses are judged by.
    """

    opened: OpenedCustomer
    settings: Settings
    reasons: tuple[Reason, ...] = ()
    spans: tuple[StatusSpan, ...] = ()
    subscriptions: tuple[SubscriptionRow, ...] = ()

    @property
    def row(self) -> CustomerRow:
        """Return the customer as the list has it."""
        return self.opened.row

    @property
    def since(self) -> Mapping[Status, date]:
        """Return since when the customer has each of its statuses."""
        return {span.status: span.from_date for span in self.spans if span.to_date is None}


@dataclass(frozen=True, slots=True)
class HolderCounts:
    """How many hold a license of a line; how many of them did not use it for so many days, or never; how many did."""

    holders: int
    never: int
    idle_30: int
    idle_60: int
    idle_90: int
    used_7d: int
    used_90d: int


@dataclass(frozen=True, slots=True)
class HolderQuestion:
    """Which holders are asked for; empty asks for all.

    `product` is a code; `idle` is "never", or a number of days for which a license was not used; `search` looks into names,
    addresses and ids.
    """

    subscription: str = ""
    product: str = ""
    idle: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Somebody, or something, that holds a license of a line."""

    person_id: str
    name: str
    email: str
    kind: str
    status: str
    subscription: str
    product: str
    assigned_date: date | None
    last_used_date: date | None


@dataclass(frozen=True, slots=True)
class HolderPage:
    """A page of holders, those first who never used their license, then who used it longest ago. `after` asks for more."""

    rows: tuple[HolderRow, ...]
    total: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A bill for a subscription."""

    reference: str
    subscription: str
    issued_date: date
    due_date: date | None
    amount: Decimal
    currency: str
    state: str


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of invoices, newest first, with how many there are and what is owed: (currency, amount, invoices)."""

    rows: tuple[InvoiceRow, ...]
    total: int | None = None
    owed: tuple[tuple[str, Decimal, int], ...] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of an order."""

    reference: str
    subscription: str
    product: str
    ordered_date: date
    action: str
    quantity: int | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of the order history, newest first."""

    rows: tuple[OrderRow, ...]
    total: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class StartedRow:
    """Who started a trial in the hub, and what was said of it."""

    by: str
    administrator_email: str
    vertical: str
