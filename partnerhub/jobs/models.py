"""What the queue library lacks: a lease on running work, and the days on which scheduled work was started."""

from django.db import models
from django_tasks_db.models import DBTaskResult


class Lease(models.Model):
    """The right of one worker to one job for a few seconds. The attempt number fences off a worker thought dead."""

    job = models.OneToOneField(DBTaskResult, models.CASCADE, primary_key=True, related_name="lease")
    attempt = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()


class Occasion(models.Model):
    """The newest day for which a piece of daily work was put into the queue."""

    name = models.CharField(max_length=100, primary_key=True)
    day = models.DateField()


class OutgoingMail(models.Model):
    """A mail to one person, waiting to be sent. What it says is kept only until then."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "due_at"], name="mails_by_when_they_are_due")]
