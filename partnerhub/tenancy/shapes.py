"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass
from datetime import date, datetime

from partnerhub.terms.codes import Basis, Role


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
class GrantShape:
    """One live role of one person, and where it holds. `without` names the customers that it leaves out."""

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


@dataclass(frozen=True, slots=True)
class PlannedGrant:
    """A role to be given: on customers, on a group, or (neither) as widely as the role reaches.

    A delegated right for which no last day is said ends after 365 days.
    """

    email: str
    role: Role
    name: str = ""
    customer_ids: tuple[int, ...] = ()
    group_id: int | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedReach:
    """What a planned right would reach (no ids: every customer of the partner), and its last day, if it has one."""

    ids: frozenset[int] | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class GroupShape:
    """A group of customers: those in the caller's reach by id, how many live rights rest on it, its line if it has one."""

    id: int
    name: str
    customers: tuple[tuple[int, str], ...]
    grants: int
    line: str = ""
