"""Takes jobs from the queue and runs them. A job whose worker died is taken up again when its lease has ended."""

import logging
import threading
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connection, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from partnerhub.jobs.mail import send_next
from partnerhub.jobs.models import Lease
from partnerhub.jobs.schedule import enqueue_due
from partnerhub.kit import clock

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 5.0
ATTEMPTS = 3
PAUSE_SECONDS = 0.5

Job = DBTaskResult[Any, Any]

log = logging.getLogger(__name__)


def run_until(stopped: threading.Event) -> None:
    """Work until told to stop: start what the schedule asks for, then take jobs one after the other."""
    while not stopped.is_set():
        close_old_connections()
        try:
            enqueue_due()
            worked = send_next() or run_one()
        except Exception:
            log.exception("the queue could not be reached; trying again")
            worked = False
        if not worked:
            stopped.wait(PAUSE_SECONDS)


def run_all() -> int:
    """Run everything that is ready, now and in this process, and return how many jobs that were."""
    done = 0
    while run_one():
        done += 1
    return done


def run_one() -> bool:
    """Run the next ready job. Return False when there was none."""
    taken = take()
    if taken is None:
        return False
    job, attempt = taken
    with Heartbeat(job, attempt):
        try:
            result = job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        except Exception as wrong:
            log.exception("job %s failed", job.task_path)
            _finish(job, attempt, wrong=wrong)
        else:
            _finish(job, attempt, result=result)
    return True


@transaction.atomic
def take() -> tuple[Job, int] | None:
    """Claim the next ready job under a fresh lease, after putting back those whose lease has ended."""
    _put_back_orphans()
    job = DBTaskResult.objects.ready().get_locked()
    if job is None:
        return None
    lease, _ = Lease.objects.get_or_create(job=job, defaults={"ends_at": clock.now()})
    lease.attempt += 1
    lease.ends_at = clock.now() + LEASE
    lease.save()
    job.claim(f"attempt-{lease.attempt}")
    return job, lease.attempt


def _put_back_orphans() -> None:
    """Put back or give up what dead workers held. The leases are locked: two workers that looked at once would otherwise
    both put a job back, the second one after the first has taken it again."""
    ended = Lease.objects.select_for_update(skip_locked=True, of=("self",)).filter(ends_at__lt=clock.now())
    for lease in ended.filter(job__status=TaskResultStatus.RUNNING).select_related("job"):
        if lease.attempt >= ATTEMPTS:
            lease.job.set_failed(TimeoutError(f"given up: its worker died {ATTEMPTS} times"))
        else:
            DBTaskResult.objects.filter(id=lease.job_id).update(status=TaskResultStatus.READY)


@transaction.atomic
def _finish(job: Job, attempt: int, *, result: object = None, wrong: Exception | None = None) -> None:
    """Write the outcome, unless the lease was lost and somebody else is at it."""
    if not Lease.objects.select_for_update().filter(job=job, attempt=attempt).exists():
        log.warning("job %s went to another worker; this outcome is dropped", job.task_path)
    elif wrong is not None:
        job.set_failed(wrong)
    else:
        job.set_successful(result)


class Heartbeat:
    """Renews a lease from a thread of its own for as long as the block runs."""

    def __init__(self, job: Job, attempt: int) -> None:
        self.job_id = job.id
        self.attempt = attempt
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *exc: object) -> None:
        self.done.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.done.wait(RENEW_SECONDS):
            try:
                self.renew()
            except Exception:
                log.exception("a lease could not be renewed; trying again")
            finally:
                connection.close()

    def renew(self) -> None:
        """Let the lease end later, unless it was lost: then somebody else's attempt is under way."""
        Lease.objects.filter(job_id=self.job_id, attempt=self.attempt).update(ends_at=clock.now() + LEASE)
