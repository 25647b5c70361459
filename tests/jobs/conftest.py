"""A queue of its own for each test."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from partnerhub.jobs import worker
from tests.jobs import tasks


@pytest.fixture(autouse=True)
def done(db) -> list[str]:
    """Return what jobs have noted."""
    tasks.done.clear()
    return tasks.done


@pytest.fixture
def job_of() -> Callable[[object], worker.Job]:
    """Return a function that reads a job's row as it is now."""
    return lambda result: worker.DBTaskResult.objects.get(id=result.id)


@pytest.fixture
def past(clock) -> Callable[..., None]:
    """Return a function that lets time pass."""
    return lambda **much: clock.shift(timedelta(**much))


@pytest.fixture
def killed(past) -> Callable[[], None]:
    """Return a function that plays a worker: it takes the next job, is killed, and its lease ends."""

    def killed() -> None:
        assert worker.take() is not None
        past(seconds=worker.LEASE.total_seconds() + 1)

    return killed
