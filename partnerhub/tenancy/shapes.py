"""What leaves the room: frozen values. Models never cross its border."""

from dataclasses import dataclass
from datetime import datetime

from partnerhub.terms.codes import Role


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
