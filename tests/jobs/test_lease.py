"""A job belongs to one worker at a time, and to another one when that worker has died (P7, P8)."""

from datetime import timedelta

import pytest
from django.db import transaction

from partnerhub.jobs import worker
from partnerhub.jobs.models import Lease
from partnerhub.jobs.selectors import queue_state
from partnerhub.kit import clock as now
from tests.jobs.tasks import fail, note


def test_jobs_are_run_in_the_order_in_which_they_came(done):
    for number in range(3):
        note.enqueue(f"job {number}")
    assert worker.run_all() == 3
    assert done == ["job 0", "job 1", "job 2"] and not worker.run_one()


def test_a_job_of_a_transaction_that_is_taken_back_was_never_there(done):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note.enqueue("lost")
        raise ZeroDivisionError
    assert worker.run_all() == 0 and done == []


def test_a_job_that_one_worker_holds_is_not_there_for_another_one():
    note.enqueue("held")
    assert worker.take() is not None
    assert worker.take() is None


def test_a_job_of_a_killed_worker_is_taken_again_when_its_lease_has_ended_and_not_before(done, past):
    note.enqueue("again")
    worker.take()
    past(seconds=worker.LEASE.total_seconds() - 1)
    assert not worker.run_one() and done == []
    past(seconds=2)
    assert worker.run_one() and done == ["again"]


def test_a_worker_that_was_only_slow_cannot_write_over_the_outcome_of_the_one_that_took_over(done, past, job_of):
    sent = note.enqueue("once")
    slow, attempt = worker.take()
    past(minutes=1)
    assert worker.run_one()
    worker._finish(slow, attempt, wrong=RuntimeError("too late"))
    job = job_of(sent)
    assert (job.status, job.return_value, job.traceback) == ("SUCCESSFUL", "once", "")


def test_a_slow_worker_does_not_finish_a_job_that_another_one_is_still_at(past, job_of):
    sent = note.enqueue("still under way")
    slow, attempt = worker.take()
    past(minutes=1)
    assert worker.take() is not None
    worker._finish(slow, attempt, result="too early")
    assert job_of(sent).status == "RUNNING"


def test_a_job_that_kills_its_worker_each_time_is_given_up_and_says_so(done, killed, job_of):
    sent = note.enqueue("deadly")
    for _ in range(worker.ATTEMPTS):
        killed()
    assert worker.take() is None and done == []
    job = job_of(sent)
    assert (job.status, len(job.worker_ids)) == ("FAILED", worker.ATTEMPTS)
    assert "given up: its worker died 3 times" in job.traceback
    assert queue_state() == (0, 1)


def test_a_job_that_was_given_up_does_not_hold_up_the_others(done, killed):
    note.enqueue("deadly")
    for _ in range(worker.ATTEMPTS):
        killed()
    note.enqueue("next")
    assert worker.run_all() == 1 and done == ["next"]


def test_an_error_is_kept_counted_and_not_tried_again(done, job_of, caplog):
    sent = fail.enqueue("water and oil")
    note.enqueue("next")
    assert worker.run_all() == 2 and done == ["water and oil", "next"]
    job = job_of(sent)
    assert job.status == "FAILED" and job.exception_class_path == "builtins.ValueError"
    assert "water and oil does not go together" in job.traceback
    assert queue_state() == (0, 1)
    assert "tests.jobs.tasks.fail failed" in caplog.text


def test_errors_of_yesterday_no_longer_count(past):
    fail.enqueue("old")
    worker.run_all()
    past(days=1, seconds=1)
    assert queue_state() == (0, 0)


def test_a_job_of_an_older_version_whose_work_is_gone_fails_and_does_not_stop_the_worker(done, job_of):
    sent = note.enqueue("gone")
    note.enqueue("next")
    worker.DBTaskResult.objects.filter(id=sent.id).update(task_path="tests.jobs.tasks.no_such_work")
    assert worker.run_all() == 2 and done == ["next"]
    assert job_of(sent).status == "FAILED" and "no_such_work" in job_of(sent).traceback


def test_a_lease_survives_a_clock_that_is_set_back_and_ends_all_the_same(done, past):
    note.enqueue("held")
    worker.take()
    past(hours=-1)
    assert worker.take() is None
    past(hours=1, minutes=1)
    assert worker.run_one() and done == ["held"]


def test_the_heartbeat_prolongs_the_lease_of_its_own_attempt_only(monkeypatch, past):
    monkeypatch.setattr(worker, "LEASE", timedelta(seconds=40))
    note.enqueue("long")
    job, attempt = worker.take()
    beat = worker.Heartbeat(job, attempt)
    past(seconds=20)
    beat.renew()
    assert Lease.objects.get(job=job).ends_at == now.now() + timedelta(seconds=40)
    past(seconds=30)
    assert worker.take() is None, "the lease was renewed 30 seconds ago"
    past(seconds=11)
    _, second = worker.take()
    ends = Lease.objects.get(job=job).ends_at
    past(seconds=5)
    beat.renew()
    assert second == attempt + 1 and Lease.objects.get(job=job).ends_at == ends
