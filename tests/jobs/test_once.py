"""Asking twice has one effect: builds, commits, imports (P8)."""

from django.core.files.base import ContentFile

from partnerhub.jobs import worker
from partnerhub.pipeline import manifest, uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.models import ImportRun
from partnerhub.pipeline.tasks import build_today, check_import, commit_import, nightly
from partnerhub.portfolio.models import Customer
from partnerhub.tenancy.models import AuditEntry


def sent(world) -> str:
    """Return the id of an import of one new customer that is checked and in order."""
    file = ContentFile(b"customer_id,name\nNEW,New Customer\n", name="new.csv")
    run = uploads.take_upload(world.alice, [file], Options())
    worker.run_all()
    return str(run)


def test_building_twice_builds_once(world):
    for _ in range(2):
        build_today.enqueue(world.acme.id)
    assert worker.run_one()
    built = manifest.load(world.acme.id)
    assert worker.run_one()
    assert manifest.load(world.acme.id).number == built.number > 0


def test_two_nightly_runs_build_once(world):
    for _ in range(2):
        nightly.enqueue()
    assert worker.run_one()
    built = [manifest.load(partner.id).number for partner in (world.acme, world.globex)]
    assert worker.run_one()
    assert [manifest.load(partner.id).number for partner in (world.acme, world.globex)] == built


def test_asking_twice_for_a_commit_puts_one_job_into_the_queue(world):
    run = sent(world)
    waiting = worker.DBTaskResult.objects.ready()
    assert uploads.ask_for_commit(world.alice, run) and waiting.count() == 1
    assert not uploads.ask_for_commit(world.alice, run) and waiting.count() == 1


def test_a_commit_that_is_run_again_changes_nothing_and_leaves_one_entry_in_the_trail(world):
    run = sent(world)
    uploads.ask_for_commit(world.alice, run)
    worker.run_all()
    entries = AuditEntry.objects.count()
    commit_import.enqueue(world.acme.id, run, world.alice.actor, world.alice.person_id, "")
    worker.run_all()
    assert Customer._base_manager.filter(reference="NEW").count() == 1
    assert AuditEntry.objects.count() == entries
    assert ImportRun.objects.get(id=run).state == "COMMITTED"


def test_a_check_that_is_run_again_does_not_open_a_committed_import(world):
    run = sent(world)
    uploads.ask_for_commit(world.alice, run)
    worker.run_all()
    check_import.enqueue(world.acme.id, run)
    worker.run_all()
    assert ImportRun.objects.get(id=run).state == "COMMITTED"
    assert not uploads.ask_for_commit(world.alice, run)


def test_a_commit_whose_worker_died_after_the_work_was_done_changes_nothing_when_taken_again(world, clock, monkeypatch):
    run = sent(world)
    uploads.ask_for_commit(world.alice, run)
    with monkeypatch.context() as patched:
        patched.setattr(worker, "_finish", lambda *outcome, **more: None)  # it died before it could say so
        assert worker.run_one()
    entries = AuditEntry.objects.filter(act__startswith="import").count()
    clock.shift(worker.LEASE * 2)
    assert worker.run_all() > 0
    assert AuditEntry.objects.filter(act__startswith="import").count() == entries
    assert Customer._base_manager.filter(reference="NEW").count() == 1
