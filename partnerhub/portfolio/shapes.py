"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass, field
from datetime import date, datetime

from partnerhub.portfolio.statuses import Reason
from partnerhub.terms.statuses import Status


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as the list shows it."""

    id: int
    reference: str
    name: str
    statuses: tuple[Status, ...]
    tags: tuple[str, ...]
    managed_by: str
    products: tuple[str, ...]
    country: str | None
    domain: str | None
    next_end_date: date | None
    last_admin_sign_in_at: datetime | None
    console_url: str | None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A page of the customer list. `total` counts all customers in reach that match; `after` asks for what follows."""

    rows: tuple[CustomerRow, ...]
    total: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One license line with its current state."""

    product: str
    total: int
    assigned: int
    used_7d: int | None
    row_date: date


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
