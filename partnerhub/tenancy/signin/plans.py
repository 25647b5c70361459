"""An organization's provider as it is passed around: as it is to be, as it is seen, and what it takes to speak to it."""

from dataclasses import dataclass
from datetime import datetime

from partnerhub.terms.codes import Protocol


class WrongProvider(ValueError):
    """A provider that cannot be: the text says why."""


@dataclass(frozen=True, slots=True)
class ProviderShape:
    """An organization's provider as its administrators see it: whether there is a secret, never which.

    `good_until` is the end of the last of its certificates.
    """

    name: str
    issuer: str
    client_id: str
    has_secret: bool
    domains: tuple[str, ...]
    version: int
    protocol: Protocol
    sso_url: str
    certificates: str
    good_until: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedProvider:
    """A provider as it is to be. An empty secret leaves the one that is kept. SAML has a place and certificates instead."""

    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    protocol: Protocol = Protocol.OPENID_CONNECT
    sso_url: str = ""
    certificates: str = ""


@dataclass(frozen=True, slots=True)
class ProviderKeys:
    """What it takes to speak to a provider. For the sign-in library alone; it goes onto no page and into no log.

    `certificates` are those that have not expired, one PEM each.
    """

    id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    protocol: Protocol
    sso_url: str
    certificates: tuple[str, ...]
