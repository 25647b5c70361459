"""How fresh every source is: when its newest file was taken in, and up to which day it has rows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from partnerhub.kit import clock
from partnerhub.kit.dates import saturday_of
from partnerhub.pipeline import lake, manifest
from partnerhub.pipeline.call_parts import QUEUE_ROWS, ROWS
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.pipeline.models import ImportRun, ImportState, LakePart
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

LOOKED_THROUGH = 200  # of the newest imports: whoever sends every kind of file each day has them all among these


@dataclass(frozen=True, slots=True)
class SourceAge:
    """One kind of file: when the newest was taken in, up to which day it has rows if they have days, whether that is old."""

    kind: str
    taken_at: datetime | None
    newest_day: date | None = None
    is_stale: bool = False


def source_ages(scope: Scope, *, current_days: int) -> list[SourceAge]:
    """Return the age of every source that the partner has, by name.

    Rows of days are stale when the newest is more than `current_days` old; records hold until others are sent.
    """
    scope.require(Permission.VIEW_ANALYTICS)
    runs = ImportRun.objects.filter(partner_id=scope.partner_id, state=ImportState.COMMITTED).order_by("-finished_at")
    taken: dict[str, datetime | None] = {}
    for summary, at in runs.values_list("summary", "finished_at")[:LOOKED_THROUGH]:
        for kind in summary:
            taken.setdefault(kind, at)
    today = clock.today()
    parts = LakePart.objects.filter(partner_id=scope.partner_id, day__lte=today).values_list("source").order_by()
    days = {  # a part of a week is named by its Sunday
        source: min(saturday_of(day), today) if source in (ROWS, QUEUE_ROWS) else day
        for source, day in parts.annotate(day_=Max("day")) if source in taken or source == lake.LICENSES
    }  # fmt: skip
    return [
        SourceAge(kind, taken.get(kind), days.get(kind), kind in days and (today - days[kind]).days > current_days)
        for kind in sorted(taken.keys() | days.keys())
    ]


def figures_built(scope: Scope) -> tuple[date | None, bool]:
    """Return up to which day the partner's figures are built, if at all, and whether that is older than it should be."""
    scope.require(Permission.VIEW_ANALYTICS)
    today = clock.today()
    try:
        newest = manifest.load(scope.partner_id).newest_day(today)
    except MartsMissing:
        newest = None
    return newest, newest is None or newest < today
