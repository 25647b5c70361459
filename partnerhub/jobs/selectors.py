"""Questions about the queue."""

from datetime import datetime, timedelta

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from partnerhub.jobs.models import OutgoingMail
from partnerhub.kit import clock


def mail_state() -> tuple[int, datetime | None, str]:
    """Return how many mails could not be sent yet, since when the oldest waits, and what was wrong with the newest try."""
    waiting = OutgoingMail.objects.filter(sent_at=None, tries__gt=0)
    oldest = waiting.order_by("made_at").values_list("made_at", flat=True).first()
    problem = waiting.order_by("-due_at").values_list("problem", flat=True).first()
    return waiting.count(), oldest, problem or ""


def queue_state() -> tuple[int, int]:
    """Return how many jobs wait or run, and how many failed within the last day."""
    waiting = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).count()
    since = clock.now() - timedelta(days=1)
    return waiting, DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=since).count()
