"""What the API takes and gives of one customer."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from partnerhub.api.door import MOST, Text
from partnerhub.api.shapes import CustomerOut

PLACE = "asks for the page behind this one, as `after`"


class ReasonOut(BaseModel):
    """Why a customer carries a status."""

    status: str
    fact: str
    date: date | None


class ReasonSinceOut(ReasonOut):
    """Why a customer carries a status, and since when it does."""

    since: date | None


class HeldOut(BaseModel):
    """How many hold a license of a line, how many of them did not use it for so many days, or never, and how many did."""

    holders: int
    never: int
    idle_30: int
    idle_60: int
    idle_90: int
    used_7d: int
    used_90d: int


class LineOut(BaseModel):
    """A license line with its current state."""

    product: str
    code: str
    total: int
    assigned: int
    available: int
    used_7d: int | None
    used_90d: int | None
    use_is_derived: bool
    row_date: date
    holders: HeldOut | None = None


class UptakeOut(BaseModel):
    """Whether what was bought is exceeded, wasted or used up, with the counts and the thresholds it rests on."""

    uptake: str = Field(description="exceeds, wastes, uses_up, starts, fits or nothing")
    sentence: str
    total: int
    assigned: int
    available: int
    beyond: int = Field(description="licenses over the limit of their own line")
    in_use: int = Field(description="of `settled` licenses on lines old and large enough: used in 90 days, or assigned")
    settled: int
    settings: dict[str, int]
    assignment_change: int | None = Field(default=None, description="in the 7 days before the newest built day")
    usage_change: int | None = None


class TrendOut(BaseModel):
    """How the licenses of Meetings and Calling together changed from one closed week to the newest."""

    as_of: date
    since: date | None
    until: date | None
    assigned: int | None
    used: int | None


class SubscriptionOut(BaseModel):
    """A subscription or trial."""

    subscription_id: str
    kind: str
    start_date: date
    end_date: date
    added_date: date
    auto_renews: bool
    renewal_not_confirmed: bool = Field(description="it was to renew by itself, and nothing says that it did")
    setup_state: str
    payment_state: str
    cancelled_date: date | None
    converted_from: str | None
    lines: list[LineOut]
    uptake: UptakeOut | None = Field(default=None, description="of those that are active or suspended")


class DetailsOut(BaseModel):
    """What is known of a customer organization, at one version."""

    version: int
    name: str
    domain: str
    country: str
    managed_by: str
    console_url: str
    org_uuid: str


class CustomerDetailOut(CustomerOut):
    """A customer with the facts behind its statuses and what it bought."""

    version: int
    org_uuid: str | None
    created_date: date | None
    reasons: list[ReasonSinceOut]
    uptake: UptakeOut | None
    subscriptions: list[SubscriptionOut]


class SubscriptionsOut(BaseModel):
    """Everything that a customer bought and whether it is taken up; the trend is for those who see analytics."""

    uptake: UptakeOut
    trend: TrendOut | None
    items: list[SubscriptionOut]


class HolderOut(BaseModel):
    """Somebody, or something, that holds a license."""

    person_id: str
    name: str
    email: str
    kind: str
    status: str
    subscription_id: str
    product: str
    assigned_date: date | None
    last_used_date: date | None


class HoldersOut(BaseModel):
    """A page of holders: who never used their license first, then who used it longest ago."""

    items: list[HolderOut]
    total: int
    after: str | None = Field(description=PLACE)


class InvoiceOut(BaseModel):
    """A bill for a subscription."""

    invoice_id: str
    subscription_id: str
    issued_date: date
    due_date: date | None
    amount: Decimal
    currency: str
    state: str


class OwedOut(BaseModel):
    """What is owed in one currency: the sum of open and past-due invoices."""

    currency: str
    amount: Decimal
    invoices: int


class InvoicesOut(BaseModel):
    """A page of invoices, newest first."""

    items: list[InvoiceOut]
    total: int
    owed: list[OwedOut]
    after: str | None = Field(description=PLACE)


class OrderOut(BaseModel):
    """One line of an order."""

    order_id: str
    subscription_id: str
    product: str
    ordered_date: date
    action: str
    quantity: int | None


class OrdersOut(BaseModel):
    """A page of the order history, newest first."""

    items: list[OrderOut]
    total: int
    after: str | None = Field(description=PLACE)


class TrialDetailOut(SubscriptionOut):
    """A trial, with what was said when it was started in the hub."""

    is_over: bool
    days_left: int | None
    converted_to: str | None
    started_by: str | None
    administrator_email: str | None
    vertical: str | None


class CustomerAdministratorOut(BaseModel):
    """Somebody who may manage the customer: role, what that rests on, and its last day."""

    id: int
    email: str
    name: str
    role: str
    basis: str = Field(description="all, group or customer")
    group: str | None
    ends_date: date | None


class DetailsIn(BaseModel):
    """New values of some details, and the version that they are based on. An empty text makes a detail unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=1, le=MOST)
    name: Text | None = None
    domain: Text | None = None
    country: Text | None = None
    managed_by: Text | None = None
    console_url: Text | None = None
    org_uuid: Text | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """Return what was sent; null is as if it were not there."""
        return self.model_dump(exclude={"version"}, exclude_none=True)
