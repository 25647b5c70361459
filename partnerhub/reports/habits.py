"""Where somebody's day begins, and when they were there last: kept for each person and partner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from partnerhub.kit import clock
from partnerhub.reports.models import Habit
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

AWAY = timedelta(minutes=30)  # who was away for so long comes for another visit
OFTEN = timedelta(minutes=5)  # within a visit its end is not written down more often


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: when the one before ended, if there was one, and whether the reader's day begins here."""

    before_at: datetime | None
    begins_here: bool


def begins_with_overview(scope: Scope) -> bool:
    """Say whether the caller's day begins with the overview instead of the list of customers."""
    return Habit.objects.filter(partner_id=scope.partner_id, person=scope.person_id, begins_here=True).exists()


@transaction.atomic
def begin_with_overview(scope: Scope, *, begins: bool) -> None:
    """Have the caller's day begin with the overview, or with the list again. Choosing what is chosen changes nothing."""
    scope.require(Permission.FIND_CUSTOMERS)
    assert scope.person_id is not None  # the hub's own work has no day that begins
    habit, _ = Habit.objects.get_or_create(partner_id=scope.partner_id, person_id=scope.person_id)
    if Habit.objects.filter(id=habit.id, begins_here=not begins).update(begins_here=begins):
        audit.record(scope, "beginning.chosen", "overview" if begins else "customers")


def visit(scope: Scope) -> Visit:
    """Note that the caller looks at the overview now, and return what is known of the visit before."""
    assert scope.person_id is not None  # only people look at pages
    known, now = _known(scope), clock.now()
    found = _told(known)
    if known is None:
        Habit.objects.bulk_create(
            [Habit(partner_id=scope.partner_id, person_id=scope.person_id, seen_at=now)], ignore_conflicts=True
        )
    elif known.seen_at is None or now - known.seen_at >= OFTEN:
        Habit.objects.filter(id=known.id, seen_at=known.seen_at).update(before_at=found.before_at, seen_at=now)
    return found


def visit_before(scope: Scope) -> Visit:
    """Return what a look at the overview now would be told of the visit before. Asking is no visit."""
    return _told(_known(scope))


def _known(scope: Scope) -> Habit | None:
    return Habit.objects.filter(partner_id=scope.partner_id, person=scope.person_id).first()


def _told(known: Habit | None) -> Visit:
    if known is None:
        return Visit(None, begins_here=False)
    is_another = known.seen_at is None or clock.now() - known.seen_at >= AWAY
    return Visit(known.seen_at if is_another else known.before_at, known.begins_here)
