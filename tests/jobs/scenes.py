"""What several workers at one real database go through. `workers.py` plays a scene in a process of its own."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from partnerhub.jobs import schedule, worker
from partnerhub.jobs.models import Lease
from partnerhub.kit import clock
from tests.jobs import tasks


def together(*works: Callable[[], object]) -> None:
    """Run functions at the same time, each in a thread with a connection of its own."""

    def alone(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def crowd() -> None:
    """Four workers empty a queue: every job is done, and done once."""
    for number in range(40):
        tasks.note.enqueue(str(number))
    together(*[worker.run_all] * 4)
    assert Counter(tasks.done) == {str(number): 1 for number in range(40)}, Counter(tasks.done)


def orphan() -> None:
    """Two workers find the same orphan: one of them takes it, the other goes away with nothing."""
    tasks.note.enqueue("orphan")
    worker.take()
    Lease.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    taken, first_has_it = [], threading.Event()

    def first() -> None:
        with transaction.atomic():
            taken.append(worker.take())
            first_has_it.set()
            time.sleep(0.5)  # the other one looks while this transaction is still open

    def second() -> None:
        first_has_it.wait()
        taken.append(worker.take())

    together(first, second)
    assert [one is not None for one in taken] == [True, False], taken
    assert Lease.objects.get().attempt == 2


def midnight() -> None:
    """Four schedules strike at once: daily work is put into the queue once."""
    settings.DAILY = {"night": "tests.jobs.tasks.nightly"}
    together(*[schedule.enqueue_due] * 4)
    assert worker.run_all() == 1 and len(tasks.done) == 1, tasks.done


def forsaken() -> None:
    """Take a job, say so, and wait to be killed."""
    tasks.note.enqueue("forsaken")
    worker.take()
    Lease.objects.update(ends_at=clock.now() + timedelta(seconds=1))
    sys.stdout.write("taken\n")
    sys.stdout.flush()
    time.sleep(60)


def heirs() -> None:
    """Do what a killed process has left, as soon as its lease has ended."""
    while not worker.run_one():
        time.sleep(0.1)
    assert tasks.done == ["forsaken"] and Lease.objects.get().attempt == 2
