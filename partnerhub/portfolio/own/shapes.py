"""The own organization as it leaves the room."""

from dataclasses import dataclass
from datetime import datetime

from partnerhub.portfolio.statuses import Reason
from partnerhub.portfolio.uptake import Judged
from partnerhub.portfolio.workspace import OrganizationTerm


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What an organization is called, where it is, in which language and color it shows. What is not known is empty."""

    name: str = ""
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    domain: str = ""
    phone: str = ""
    language: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class OwnOrganizationShape:
    """The own organization with its version, and since when the steps of its set-up are done that are about it."""

    profile: OwnProfile
    version: int = 0
    logo_digest: str = ""
    profiled_at: datetime | None = None
    branded_at: datetime | None = None
    staffed_at: datetime | None = None
    is_set_up: bool = False


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture with its type and digest."""

    content: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class OwnServices:
    """What the own organization bought: its terms, those that run first; what is judged of them, where that may be seen.

    `used_7d` are licenses of which that is known, out of `used_total`.
    """

    terms: tuple[OrganizationTerm, ...] = ()
    reasons: tuple[Reason, ...] = ()
    judged: Judged | None = None
    used_7d: int = 0
    used_total: int = 0
