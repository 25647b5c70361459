"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass
from datetime import date, datetime

from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.codes import AccessLevel, AccessState, Basis, Role


@dataclass(frozen=True, slots=True)
class Brand:
    """How the hub looks to everybody of a partner: under which name and color, with which logo (its digest's beginning),
    in which language where nobody chose another.
    """

    name: str = ""
    accent: str = ""
    logo: str = ""
    is_launched: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class PartnerShape:
    """A partner of this instance."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PersonShape:
    """Somebody who can sign in, with the partner they belong to."""

    id: int
    email: str
    name: str
    home: PartnerShape
    language: str = ""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One role to be given: on a customer, or (no customer) as widely as the role reaches."""

    email: str
    name: str
    role: Role
    customer_id: int | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditShape:
    """One act as the trail shows it."""

    number: int
    at: datetime
    actor: str
    address: str
    act: str
    subject: str
    details: dict[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class LaunchShape:
    """A visit to a customer's organization: who is there in which role, with which permissions at most, until when."""

    id: int
    customer_id: int
    customer: str
    person: str
    role: Role
    permissions: frozenset[Permission]
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessShape:
    """A request to be let into a customer's organization: who asks for whom, why, for how long, and what became of it.

    The last three say what the one who looks at it may do about it.
    """

    id: int
    customer_id: int
    customer: str
    email: str
    name: str
    asked_by: str
    role: Role
    level: AccessLevel
    reason: str
    hours: int
    asked_at: datetime
    lapses_at: datetime
    state: AccessState
    answer: str
    answered_by: str
    answered_at: datetime | None
    ends_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    may_answer: bool = False
    may_withdraw: bool = False
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class GrantShape:
    """One live role of one person, and where it holds. `without` names the customers that it leaves out.

    A right that a customer approved has a level, and ends at an instant instead of with a day.
    """

    id: int
    email: str
    name: str
    role: Role
    basis: Basis
    customer_id: int | None
    customer: str
    group: str
    customers: int | None  # how many a group has; on other bases nothing
    without: tuple[str, ...]
    last_day: date | None
    level: AccessLevel | None = None
    ends_at: datetime | None = None
    left_out_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    """A role to be given: on customers, on a group, or (neither) as widely as the role reaches; but not on some.

    A delegated right for which no last day is said ends after 365 days.
    """

    email: str
    role: Role
    name: str = ""
    customer_ids: tuple[int, ...] = ()
    group_id: int | None = None
    last_day: date | None = None
    left_out_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedReach:
    """What a planned right would reach (no ids: every customer but those left out), and its last day, if it has one."""

    ids: frozenset[int] | None
    last_day: date | None
    left_out_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupShape:
    """A group of customers: those in the caller's reach by id, how many live rights rest on it, its line if it has one."""

    id: int
    name: str
    customers: tuple[tuple[int, str], ...]
    grants: int
    line: str = ""
