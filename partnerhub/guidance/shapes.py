"""What leaves the room: frozen values. Models never cross its border."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from partnerhub.guidance.writing import ResourceText
from partnerhub.terms.resources import Audience, HelpState, ResourceKind, Topic


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A resource as lists show it, in one language. `is_own`: the partner wrote it, or its version of a shipped one."""

    id: int
    name: str
    language: str
    title: str
    summary: str
    url: str
    topic: Topic
    audience: Audience
    kind: ResourceKind
    products: tuple[str, ...]
    featured: int | None
    quick: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Library:
    """Resources that were asked for, best first, and how many there would be for each value of each filter."""

    rows: tuple[ResourceRow, ...]
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """A resource to be read; `languages` are all in which it can be. Version 0: the partner never wrote one of its own."""

    text: ResourceText
    version: int
    is_own: bool
    languages: tuple[str, ...]
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EditedText:
    """A text to be changed, on which version of the partner's own (0: there was none). `state` is empty for a new one."""

    text: ResourceText
    version: int
    state: str
    is_changed: bool  # the partner's text stands in the place of a shipped one
    has_news: bool  # the shipped one is another by now than the one that it was written from


@dataclass(frozen=True, slots=True)
class VersionShape:
    """A partner's text as it was from one change to the next."""

    version: int
    text: ResourceText
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class BrokenText:
    """A resource with links that lead nowhere, in words."""

    name: str
    language: str
    title: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpRequestShape:
    """A request to the help desk, word for word as it was sent."""

    id: int
    sender: str
    sent_to: str
    subject: str
    text: str
    state: HelpState
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class HelpPlan:
    """A request that is about to be sent. `page` is the address within the hub that it is about."""

    key: uuid.UUID
    subject: str
    message: str
    product: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """A request as it is sent: to whom, and every word of it."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class DeskChange:
    """A change of the help desk: which of its parts are others since."""

    version: int
    changed: tuple[str, ...]
    changed_by: str
    changed_at: datetime
