"""What the API takes and gives, for the checks at its door and for its description."""

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from partnerhub.api.door import Natural as Small
from partnerhub.api.door import Text


class ColumnOut(BaseModel):
    """A column of a block."""

    name: str
    label: str
    unit: str = Field(
        description="count, ratio, days, months, hours, seconds, minutes, percent, milliseconds, text, date, boolean"
    )
    help: str


class CurrentOut(BaseModel):
    """How many customers behind a block have figures new enough to be current."""

    customers: int
    of: int


class BlockOut(BaseModel):
    """A block with its values: one row for kpis, one a line for tables, one a week for charts."""

    name: str
    kind: str = Field(description="kpis, table or chart")
    title: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    total_rows: int
    current: CurrentOut | None
    settings: dict[str, int] = Field(description="thresholds that decide what the block counts, as they were in force")
    notes: list[str]


class ReportOut(BaseModel):
    """A report with its values, as of a day."""

    report: str
    title: str
    as_of: date
    product: str | None
    partner: str
    settings_version: int
    blocks: list[BlockOut]


class ReportName(BaseModel):
    """A report that can be asked for."""

    name: str
    title: str
    blocks: list[str]


class ExplanationOut(BaseModel):
    """What a number means and what it was computed from."""

    column: str
    label: str
    help: str
    value: Any
    formula: str
    numerator: Any
    denominator: Any
    population: str
    settings: dict[str, int]
    settings_version: int
    as_of: date
    rows: list[dict[str, Any]]
    total_rows: int


class CustomerOut(BaseModel):
    """A customer with its statuses."""

    customer_id: str
    customer: str
    statuses: list[str]
    tags: list[str]
    managed_by: str
    products: list[str]
    country: str | None
    domain: str | None
    next_end_date: date | None
    expires_date: date | None
    renews_date: date | None
    licenses: int | None
    assigned: int | None
    last_admin_sign_in_at: datetime | None
    console_url: str | None


class FacetOut(BaseModel):
    """What the list can be filtered by: how many of those that match have each value, and how many have none."""

    name: str
    label: str
    values: dict[str, int]
    none: int


class CustomersOut(BaseModel):
    """A page of customers. `after` asks for the next one; `total` counts all that match; facets come when asked for."""

    items: list[CustomerOut]
    total: int
    after: str | None
    facets: list[FacetOut] | None = None


class CountsOut(BaseModel):
    """What an import does to one kind of record."""

    kind: str
    new: int
    changed: int
    unchanged: int
    aside: int = Field(0, description="rows of calling files that were set aside")
    waiting: int = Field(0, description="rows of calling files whose customer is not known yet")
    ignored: int = Field(0, description="rows of calling files that count nowhere")


class FaultOut(BaseModel):
    """One thing wrong in one place of one file."""

    code: str
    file: str
    line: int | None
    column: str
    value: str
    message: str
    advice: str


class ImportOut(BaseModel):
    """An import: where it stands, what it would do or did, what is wrong with it."""

    id: uuid.UUID
    state: str = Field(description="waiting, checking, ready, refused, committing, committed, discarded or failed")
    actor: str
    files: list[str]
    summary: list[CountsOut]
    errors: int
    warnings: int
    stage: str
    problem: str
    created_at: datetime
    finished_at: datetime | None
    faults: list[FaultOut]


class ImportsOut(BaseModel):
    """A page of imports, newest first."""

    items: list[ImportOut]
    has_more: bool


class ThresholdOut(BaseModel):
    """One threshold with its value in force."""

    name: str
    label: str
    help: str
    unit: str
    value: int
    default: int
    least: int
    most: int


class SettingsOut(BaseModel):
    """The thresholds in force, at one version."""

    version: int
    thresholds: list[ThresholdOut]


class SettingsIn(BaseModel):
    """New values of some thresholds, and the version that they are based on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: int
    values: dict[str, int]


class AuditOut(BaseModel):
    """One act of the trail."""

    number: int
    at: datetime
    actor: str
    address: str
    act: str
    subject: str
    details: dict[str, Any]
    hash: str


class TrialOut(BaseModel):
    """A trial, or the subscription that one became."""

    subscription_id: str
    customer_id: str
    customer: str
    start_date: date
    end_date: date
    cancelled_date: date | None


class StartTrialIn(BaseModel):
    """A trial to be started: products of the catalogue by code, with how many licenses of each."""

    model_config = ConfigDict(extra="forbid")

    products: dict[str, Small]
    administrator_email: Text = Field(max_length=254)
    vertical: Text = "other"
    days: Small = 30
    key: uuid.UUID | None = Field(default=None, description="a UUID of your own; sent twice, it starts one trial")


class CancelTrialIn(BaseModel):
    """The end date that the caller decided on, if they want to be told that it changed."""

    model_config = ConfigDict(extra="forbid")

    seen_end_date: date | None = None


class ExtendTrialIn(CancelTrialIn):
    """How many days a trial lasts from today."""

    days: Small


class ConvertTrialIn(CancelTrialIn):
    """The term of the paid subscription: months from today, or its last day."""

    months: Small = 0
    end_date: date | None = None
    auto_renews: bool = False


class GrantOut(BaseModel):
    """One live right: a role, what it rests on, and its last day."""

    id: int
    email: str
    name: str
    role: str
    basis: str = Field(description="all, group, customer or approval")
    customer_id: str | None
    group: str | None
    group_customers: int | None
    without: list[str] = Field(description="names of customers that the right leaves out")
    without_customers: list[str] = Field(description="their ids")
    level: str | None = Field(description="of a right that a customer approved: read or full")
    ends_at: datetime | None = Field(description="the instant; ends_date is the last whole day")
    ends_date: date | None


class GrantIn(BaseModel):
    """A role to be given: on customers, on a group, or (neither) as widely as the role reaches."""

    model_config = ConfigDict(extra="forbid")

    email: Text
    role: Text
    name: Text = ""
    customers: list[Text] = Field(default=[], max_length=10_000)
    group_id: int | None = Field(default=None, ge=1, le=10**12)
    without: list[Text] = Field(default=[], max_length=10_000, description="ids of customers that it leaves out")
    ends_date: date | None = None
