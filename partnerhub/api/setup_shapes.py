"""What the API takes and gives of orders, launches and access, for the checks at its door and for its description."""

import uuid
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from partnerhub.api.customer_shapes import ReasonOut
from partnerhub.api.door import Natural, Number, Text

KEY = Field(default=None, description="a UUID of your own; sent twice, it acts once")


class OrderedProductOut(BaseModel):
    """A product of an order, and who set it up when."""

    product: str
    label: str
    quantity: int | None
    has_line: bool = Field(description="whether there is a license line already")
    set_up_by: str
    set_up_at: datetime | None


class OrderOut(BaseModel):
    """An order that is, or was, to be set up."""

    subscription_id: str
    customer_id: str
    customer: str
    kind: str
    setup_state: str
    added_date: date
    start_date: date
    end_date: date
    auto_renews: bool
    products: list[OrderedProductOut]


class OrdersOut(BaseModel):
    """A page of orders, the oldest first. `after` asks for the next one; `total` counts all that match."""

    items: list[OrderOut]
    total: int
    after: str | None


class BecauseOut(BaseModel):
    """One reason for a suggestion: the fact, and its day if it has one."""

    fact: str
    date: date | None


class SuggestionOut(BaseModel):
    """A customer that may be the one that is meant, and why."""

    customer_id: str
    customer: str
    country: str | None
    domain: str | None
    reasons: list[BecauseOut]


class OrderDetailOut(OrderOut):
    """An order with how far its set-up is. `version` goes into every act; decided on an older one, it answers 409."""

    version: int
    contact: str
    ordered_for: str
    mapped_by: str
    mapped_at: datetime | None
    accepted_terms: str | None = Field(description="the version that was accepted for the customer, of those in force")
    begun_by: str
    begun_at: datetime | None
    finished_by: str
    finished_at: datetime | None
    is_fixed: bool = Field(description="whether something is set up, so that the order stays with its customer")
    suggestions: list[SuggestionOut]


class TermsOut(BaseModel):
    """The terms and conditions in force."""

    version: str
    title: str
    paragraphs: list[tuple[str, str]]


class NewCustomerIn(BaseModel):
    """A customer who is not in the records yet."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    country: Text
    domain: Text = ""


class AddCustomerIn(NewCustomerIn):
    """A customer to be added."""

    key: uuid.UUID | None = KEY


class AddedCustomerOut(BaseModel):
    """A customer that was added."""

    customer_id: str


class MapOrderIn(BaseModel):
    """Whose order it is: a known customer or a new one; and the contact for setting it up."""

    model_config = ConfigDict(extra="forbid")

    version: Natural
    customer_id: Text | None = None
    new_customer: NewCustomerIn | None = None
    contact: Text = ""
    key: uuid.UUID | None = KEY


class BeginSetupIn(BaseModel):
    """The version of the terms that is accepted; it may be left out when somebody accepted it before."""

    model_config = ConfigDict(extra="forbid")

    version: Natural
    accepted_terms: Text = ""


class SetUpProductsIn(BaseModel):
    """The products that are set up, by code; without them all that are left."""

    model_config = ConfigDict(extra="forbid")

    version: Natural
    products: list[Text] | None = Field(default=None, max_length=100)


class LaunchOut(BaseModel):
    """A launch of a customer's organization, and what it opens there."""

    id: int
    customer: str
    person: str
    role: str
    permissions: list[str]
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class OrganizationLineOut(BaseModel):
    """A license line of an organization."""

    product: str
    total: int
    assigned: int
    used_7d: int | None
    row_date: date


class OrganizationTermOut(BaseModel):
    """A subscription or trial of an organization."""

    subscription_id: str
    kind: str
    start_date: date
    end_date: date
    auto_renews: bool
    setup_state: str
    payment_state: str
    cancelled_date: date | None
    lines: list[OrganizationLineOut]


class OrganizationOut(BaseModel):
    """An organization from within."""

    customer_id: str
    customer: str
    country: str | None
    domain: str | None
    statuses: list[str]
    reasons: list[ReasonOut]
    subscriptions: list[OrganizationTermOut]


class PersonOut(BaseModel):
    """One of an organization's people."""

    person_id: str
    name: str
    email: str
    kind: str
    status: str
    last_sign_in_at: datetime | None
    products: list[str]


class PeopleOut(BaseModel):
    """A page of an organization's people, by name."""

    items: list[PersonOut]
    total: int
    after: str | None


class AccessOut(BaseModel):
    """A request to be let into a customer's organization, and what became of it."""

    id: int
    customer: str
    email: str
    name: str
    asked_by: str
    role: str
    level: str
    reason: str
    hours: int
    asked_at: datetime
    lapses_at: datetime
    state: str = Field(description="asked, approved, refused, withdrawn, lapsed or ended")
    answer: str
    answered_by: str
    answered_at: datetime | None
    ends_at: datetime | None
    ended_by: str
    ended_at: datetime | None


class AskAccessIn(BaseModel):
    """A request to a customer: for the caller, or by `email` for a colleague at the help desk."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Text
    level: Text = Field(default="read", description="read: look only; full: look and mend")
    reason: Text
    hours: Number
    email: Text = ""
    key: uuid.UUID | None = KEY


class AnswerIn(BaseModel):
    """An answer to a request: what to say about it, and for an approval its hours, or fewer than were asked for."""

    model_config = ConfigDict(extra="forbid")

    answer: Text = ""
    hours: Number | None = None


class ReachOut(BaseModel):
    """How many customers a right reaches, or would reach, out of all."""

    customers: int
    of: int


class ExclusionsIn(BaseModel):
    """The customers that a right leaves out, and no others; with `seen`, those it left out when the caller looked."""

    model_config = ConfigDict(extra="forbid")

    customers: list[Text] = Field(max_length=10_000)
    seen: list[Text] | None = Field(default=None, max_length=10_000)


class OwnOrganizationOut(BaseModel):
    """The partner's own organization. What is not known is empty; `logo` says whether there is one."""

    version: int
    launched: bool
    logo: bool
    name: str
    legal_name: str
    street: str
    postal_code: str
    city: str
    country: str
    domain: str
    phone: str
    language: str
    accent: str


class OwnOrganizationIn(BaseModel):
    """New values of some of what is kept, and the version that they are based on. An empty text makes it unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Natural
    name: Text | None = None
    legal_name: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country: Text | None = None
    domain: Text | None = None
    phone: Text | None = None
    language: Text | None = None
    accent: Text | None = None

    @property
    def changes(self) -> dict[str, str]:
        """Return what was sent; null is as if it were not there."""
        return self.model_dump(exclude={"version"}, exclude_none=True)
