"""Questions about the queue."""

from datetime import timedelta

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from partnerhub.kit import clock


def queue_state() -> tuple[int, int]:
    """Return how many jobs wait or run, and how many failed within the last day."""
    waiting = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).count()
    since = clock.now() - timedelta(days=1)
    return waiting, DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=since).count()
