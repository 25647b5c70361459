"""The overview: what needs attention, what ends, what waits, what is old, what changed. Every number is that of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from partnerhub.guidance.asking import unanswered
from partnerhub.kit import clock
from partnerhub.pipeline.freshness import SourceAge, figures_built, source_ages
from partnerhub.portfolio.listing.finding import Sort
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.portfolio.news import StatusNews, new_customers, status_news
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.shapes import CustomerRow, PresetShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.tenancy.shapes import AuditShape
from partnerhub.terms.statuses import Status

SOONEST, NEWEST, LOOKED_THROUGH = 6, 6, 40
WINDOW = timedelta(days=90)  # today counts, and so does the last day
LINES = ("expires", "renews")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the customers stand that the caller may see: how many, with which statuses, what ends soon and whose is next."""

    total: int
    statuses: Mapping[Status, int]
    ends: tuple[PresetShape, ...]
    soonest: tuple[CustomerRow, ...]

    @property
    def held(self) -> list[tuple[Status, int]]:
        """Return each status that somebody has with how many have it, in their order."""
        return [(status, number) for status in Status if (number := self.statuses.get(status, 0))]


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh everything is: each source, and the figures made of them."""

    sources: tuple[SourceAge, ...]
    built_day: date | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a visit: statuses, new customers, and what others did, newest first."""

    since: datetime
    statuses: tuple[StatusNews, ...]
    new_customers: int
    acts: tuple[AuditShape, ...]


def standing(scope: Scope) -> Standing | None:
    """Return how the customers stand; nothing for who may not see statuses of a whole list."""
    if not (scope.may(Permission.VIEW_ANALYTICS) and scope.may(Permission.LIST_CUSTOMERS)):
        return None
    today = clock.today()
    sort = Sort("ends") if scope.may_wherever(Permission.VIEW_SUBSCRIPTIONS, Permission.LIST_CUSTOMERS) else Sort()
    every = customer_list(scope, on=today, sort=sort, limit=SOONEST, with_facets=True)
    counts = next((dict(facet.values) for facet in every.facets if facet.name == "status"), {})
    ends = tuple(one for one in every.presets if one.facet in LINES)
    soon = tuple(row for row in every.rows if row.next_end_date and row.next_end_date <= today + WINDOW)
    return Standing(every.total, {Status(name): number for name, number in counts.items()}, ends, soon)


def renews(row: CustomerRow) -> bool:
    """Say whether a customer's next end is one that renews by itself; where some ends on the same day as well, it is not."""
    return row.next_end_date is not None and row.next_end_date == row.renews_date != row.expires_date


def waiting_for_help(scope: Scope) -> tuple[int, datetime | None] | None:
    """Return how many requests for help nobody answered and since when; nothing for who may not see any."""
    return unanswered(scope) if scope.may(Permission.READ_RESOURCES) else None


def fresh(scope: Scope) -> Fresh:
    """Return how fresh everything is."""
    current_days = settings_in_force(scope).complete()["current_days"]
    return Fresh(tuple(source_ages(scope, current_days=current_days)), *figures_built(scope))


def news(scope: Scope, since: datetime) -> News:
    """Return what happened since a moment, of what the caller may see; one's own acts are no news."""
    sees = scope.may(Permission.VIEW_ANALYTICS)
    acts = [one for one in audit_entries(scope, limit=LOOKED_THROUGH) if one.at > since and one.actor != scope.actor]
    return News(
        since, tuple(status_news(scope, since.date())) if sees else (), new_customers(scope, since), tuple(acts[:NEWEST])
    )
