"""What became of customers since a moment: statuses that came and went, customers that are new."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q

from partnerhub.portfolio.models import CustomerStatus
from partnerhub.portfolio.selectors import visible_customers
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import Status


@dataclass(frozen=True, slots=True)
class StatusNews:
    """How many customers have a status since a day that they had not before, and how many have it no more."""

    status: Status
    begun: int
    ended: int


def status_news(scope: Scope, since: date) -> list[StatusNews]:
    """Return every status that came or went on a day or later, in order of precedence; of customers in sight.

    Days count whole, as statuses are judged. What came and went on one day was never there at the end of one.
    """
    scope.require(Permission.VIEW_ANALYTICS)
    ours = visible_customers(scope, Permission.VIEW_ANALYTICS).values("organization_id")
    lately = CustomerStatus.objects.filter(customer_id__in=ours).exclude(to_date=F("from_date"))
    begun, ended = Q(from_date__gte=since, to_date__isnull=True), Q(to_date__gte=since, from_date__lt=since)
    found = lately.filter(begun | ended).values_list("status").annotate(b=Count("id", begun), e=Count("id", ended))
    news = (StatusNews(Status(status), came, went) for status, came, went in found.order_by())
    return sorted(news, key=lambda one: one.status.precedence)


def new_customers(scope: Scope, since: datetime) -> int:
    """Return how many customers in sight the hub has known only since a moment."""
    return visible_customers(scope).filter(organization__created_at__gt=since).count()
