"""The codes a record may carry. Stored in capitals, written in files and answers in small letters."""

from enum import StrEnum
from typing import Self

from partnerhub.terms.texts import mark


class Code(StrEnum):
    """A closed set of codes; each knows its public spelling and its label."""

    @property
    def public(self) -> str:
        """Return the code as files and answers spell it."""
        return self.value.lower()

    @property
    def label(self) -> str:
        """Return the code as people read it."""
        return self.value.replace("_", " ").capitalize()

    @classmethod
    def publics(cls) -> tuple[str, ...]:
        """Return every public spelling, in the order of declaration."""
        return tuple(code.public for code in cls)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (stored, label) pairs for a database column."""
        return [(code.value, code.label) for code in cls]

    @classmethod
    def from_public(cls, text: str) -> Self:
        """Return the code that a file or an answer spells this way."""
        return cls(text.upper())


class ManagedBy(Code):
    """On what the partner's access to a customer rests. SELF marks the partner's own organization."""

    PARTNER = "PARTNER"
    EXTERNAL = "EXTERNAL"
    BOTH = "BOTH"
    SELF = "SELF"


class SubscriptionKind(Code):
    """A paid term, or a time-limited free one."""

    SUBSCRIPTION = "SUBSCRIPTION"
    TRIAL = "TRIAL"


class BusinessVertical(Code):
    """What a customer's business is, as it is said when a trial is started."""

    EDUCATION = "EDUCATION"
    FINANCE = "FINANCE"
    GOVERNMENT = "GOVERNMENT"
    HEALTH = "HEALTH"
    MANUFACTURING = "MANUFACTURING"
    RETAIL = "RETAIL"
    SERVICES = "SERVICES"
    TECHNOLOGY = "TECHNOLOGY"
    OTHER = "OTHER"


class SetupState(Code):
    """How far an order's services are set up."""

    PENDING = "PENDING"
    PARTIAL = "PARTIAL"
    DONE = "DONE"


class PaymentState(Code):
    """Whether a subscription is paid for."""

    PAID = "PAID"
    UNPAID = "UNPAID"
    PAST_DUE = "PAST_DUE"


class OrderAction(Code):
    """What an order does to a subscription."""

    NEW = "NEW"
    ADD = "ADD"
    REDUCE = "REDUCE"
    RENEW = "RENEW"
    CANCEL = "CANCEL"


class InvoiceState(Code):
    """Where an invoice stands."""

    OPEN = "OPEN"
    PAID = "PAID"
    PAST_DUE = "PAST_DUE"
    VOID = "VOID"


class PersonKind(Code):
    """What a customer's license can be given to."""

    USER = "USER"
    WORKSPACE = "WORKSPACE"
    VIRTUAL_LINE = "VIRTUAL_LINE"


class PersonStatus(Code):
    """Whether a customer's person can use what was given to it."""

    ACTIVE = "ACTIVE"
    INVITED = "INVITED"
    SUSPENDED = "SUSPENDED"


class UserStatus(Code):
    """How far somebody of a partner is in: added, invited, come in, or shut out."""

    NOT_INVITED = "NOT_INVITED"
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class Role(Code):
    """Who may do what in the hub; the last one belongs to a customer's own administrators."""

    FULL_ADMIN = "FULL_ADMIN"
    ADMIN = "ADMIN"
    READ_ONLY = "READ_ONLY"
    HELP_DESK_BASIC = "HELP_DESK_BASIC"
    HELP_DESK_ADVANCED = "HELP_DESK_ADVANCED"
    PROVISIONING = "PROVISIONING"
    CUSTOMER_ADMIN = "CUSTOMER_ADMIN"

    @property
    def label(self) -> str:
        """Return the role as people read it."""
        return ROLE_LABELS[self]

    @property
    def reaches_every_customer(self) -> bool:
        """Say whether holding the role is enough to reach all customers of the partner."""
        return self in {Role.FULL_ADMIN, Role.READ_ONLY, Role.HELP_DESK_BASIC, Role.HELP_DESK_ADVANCED}


ROLE_LABELS = {
    Role.FULL_ADMIN: mark("Partner full administrator"),
    Role.ADMIN: mark("Partner administrator"),
    Role.READ_ONLY: mark("Partner read-only administrator"),
    Role.HELP_DESK_BASIC: mark("Help desk administrator (basic)"),
    Role.HELP_DESK_ADVANCED: mark("Help desk administrator (advanced)"),
    Role.PROVISIONING: mark("Provisioning administrator"),
    Role.CUSTOMER_ADMIN: mark("Customer administrator"),
}
HUB_ROLES = tuple(role for role in Role if role is not Role.CUSTOMER_ADMIN)


class TokenScope(Code):
    """What an API token may do at most; the person's own rights limit it further."""

    READ = "READ"
    WRITE = "WRITE"


class Protocol(Code):
    """What an organization's provider of identities speaks."""

    OPENID_CONNECT = "OPENID_CONNECT"
    SAML = "SAML"

    @property
    def label(self) -> str:
        """Return its name, which is the same in every language."""
        return {Protocol.OPENID_CONNECT: "OpenID Connect", Protocol.SAML: "SAML"}[self]


class Basis(Code):
    """On what somebody's access to customers rests. APPROVAL: a customer let them in for some hours."""

    ALL = "ALL"
    GROUP = "GROUP"
    CUSTOMER = "CUSTOMER"
    APPROVAL = "APPROVAL"


class AccessLevel(Code):
    """How far a customer lets somebody of the partner in."""

    READ = "READ"
    FULL = "FULL"

    @property
    def label(self) -> str:
        """Return the level as people read it."""
        return {AccessLevel.READ: mark("Look only"), AccessLevel.FULL: mark("Look and mend")}[self]


class AccessState(Code):
    """What became of a request for access."""

    ASKED = "ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    ENDED = "ENDED"


class Family(Code):
    """The two sides of the product toggle."""

    MEETINGS = "MEETINGS"
    CALLING = "CALLING"


# Labels that are made of the codes themselves stand nowhere as a text: named here, they can be translated.
MADE_LABELS = (
    mark("Partner"), mark("External"), mark("Both"), mark("Self"),
    mark("Subscription"), mark("Trial"),
    mark("Education"), mark("Finance"), mark("Government"), mark("Health"), mark("Manufacturing"), mark("Retail"),
    mark("Services"), mark("Technology"), mark("Other"),
    mark("Pending"), mark("Partial"), mark("Done"),
    mark("Paid"), mark("Unpaid"), mark("Past due"),
    mark("New"), mark("Add"), mark("Reduce"), mark("Renew"), mark("Cancel"), mark("Open"), mark("Void"),
    mark("User"), mark("Workspace"), mark("Virtual line"),
    mark("Active"), mark("Invited"), mark("Not invited"), mark("Suspended"),
    mark("Read"), mark("Write"), mark("All"), mark("Group"), mark("Customer"), mark("Approval"),
    mark("Asked"), mark("Approved"), mark("Refused"), mark("Withdrawn"), mark("Lapsed"), mark("Ended"),
)  # fmt: skip
