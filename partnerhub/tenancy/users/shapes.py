"""What leaves the room about people."""

from dataclasses import dataclass
from datetime import datetime

from partnerhub.terms.codes import Role, UserStatus


@dataclass(frozen=True, slots=True)
class UserShape:
    """One person as the partner's administrators see them. `home` names the organization of somebody from outside."""

    id: int
    email: str
    name: str
    status: UserStatus
    home: str
    is_own: bool
    roles: tuple[Role, ...]
    has_passkey: bool
    has_app: bool
    needs_second_factor: bool
    last_sign_in_at: datetime | None
    invitation_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserHead:
    """Who somebody is. `home` names the organization of somebody from outside."""

    id: int
    email: str
    name: str
    home: str


@dataclass(frozen=True, slots=True)
class UserPage:
    """Some of the people that were asked for, how many there are, and after whom the next ones come."""

    users: tuple[UserShape, ...]
    total: int
    after: int | None


@dataclass(frozen=True, slots=True)
class InvitationTarget:
    """Whom an invitation is for, where to, and from whom."""

    person_id: int
    name: str
    email: str
    partner: str
    invited_by: str
