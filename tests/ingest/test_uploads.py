"""Files that come over a page or the API: stored, checked, committed once, whatever is pressed twice or dies (P8)."""

import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from partnerhub.jobs.worker import run_all
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.ingest.selectors import ImportShape, import_history, import_run
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.pipeline.tasks import check_import, commit_import
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.records import claim_version, facts_version
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import OutOfReach
from tests.files.state import everything_kept, files_under
from tests.ingest.sending import as_csv, committed_entries, records

NEW = {"customer_id": "NEW", "name": "New Ltd", "org_uuid": "u-new"}


@pytest.fixture
def upload(world) -> Callable[..., uuid.UUID]:
    """Return a function that takes rows of customers as an upload of alice's."""

    def taken(*rows: dict, name: str = "c.csv", **options: str) -> uuid.UUID:
        return uploads.take_upload(world.alice, [ContentFile(as_csv(rows or (NEW,)), name=name)], Options(**options))

    return taken


@pytest.fixture
def shown(world) -> Callable[[uuid.UUID], ImportShape]:
    """Return a function that shows an import to alice."""
    return lambda run_id: import_run(world.alice, run_id, faults=50)


@pytest.fixture
def checked(upload) -> Callable[..., uuid.UUID]:
    """Return a function that takes an upload and has it checked."""

    def taken(*rows: dict, **options: str) -> uuid.UUID:
        run_id = upload(*rows, **options)
        run_all()
        return run_id

    return taken


def is_in(customer_id: str = "NEW") -> bool:
    return Customer._base_manager.filter(reference=customer_id).exists()


def test_an_upload_is_checked_shown_and_committed_when_asked(world, upload, shown):
    before = records(world)
    run_id = upload()
    assert shown(run_id).state == "waiting"
    run_all()
    preview = shown(run_id)
    assert (preview.state, preview.summary, preview.changes) == ("ready", (("customers", 1, 0, 0),), 1)
    assert records(world) == before
    assert uploads.ask_for_commit(world.alice, run_id)
    run_all()
    done = shown(run_id)
    assert (done.state, done.summary, done.actor) == ("committed", preview.summary, "alice@acme.example")
    assert is_in()


def test_p8_a_commit_that_is_asked_for_twice_has_one_effect(world, checked):
    run_id = checked()
    assert [uploads.ask_for_commit(world.alice, run_id) for _ in range(3)] == [True, False, False]
    run_all()
    assert not uploads.ask_for_commit(world.alice, run_id)
    assert run_all() == 0
    assert committed_entries() == 3  # two of them brought the small world


def test_p8_a_worker_that_does_its_job_again_changes_nothing(world, checked, shown):
    run_id = checked()
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    before = everything_kept()
    check_import.call(world.acme.id, str(run_id))
    commit_import.call(world.acme.id, str(run_id), "alice@acme.example", world.alice.person_id, "")
    after = everything_kept()
    assert (after["records"], after["lake"]) == (before["records"], before["lake"])
    assert shown(run_id).state == "committed"


@pytest.mark.parametrize("state", [ImportState.CHECKING, ImportState.COMMITTING])
def test_p8_a_job_whose_worker_died_is_finished_by_the_next(state, world, checked, shown):
    run_id = checked()
    ImportRun.objects.filter(id=run_id).update(state=state)
    if state == ImportState.CHECKING:
        check_import.call(world.acme.id, str(run_id))
        assert shown(run_id).state == "ready"
    else:
        commit_import.call(world.acme.id, str(run_id), "alice@acme.example", world.alice.person_id, "")
        assert (shown(run_id).state, is_in()) == ("committed", True)


def test_the_trail_says_who_asked_for_the_commit_and_the_chain_holds(world, checked):
    run_id = checked()
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    entries = AuditEntry.objects.filter(subject=str(run_id)).order_by("number")
    assert [(e.act, e.actor, e.person_id) for e in entries] == [
        (act, "alice@acme.example", world.alice.person_id) for act in ("import.uploaded", "import.committed")
    ]
    assert list(audit.broken_entries(world.acme.id)) == []


def test_wrong_files_are_refused_and_cannot_be_committed(world, checked, shown):
    before = records(world)
    run_id = checked({"customer_id": "NEW", "name": ""})
    found = shown(run_id)
    assert (found.state, found.errors, [(f.line, f.column, f.code) for f in found.faults]) == (
        "refused", 1, [(2, "name", "E_REQUIRED")],
    )  # fmt: skip
    assert not uploads.ask_for_commit(world.alice, run_id)
    assert run_all() == 0
    assert records(world) == before


def test_a_commit_is_checked_again_when_records_changed_meanwhile(world, checked, shown):
    run_id = checked()
    world.take_in(customers=[{"customer_id": "NEW", "name": "Newer Ltd"}])
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    assert shown(run_id).summary == (("customers", 0, 1, 0),)
    assert Customer._base_manager.get(reference="NEW").name == "New Ltd"


def test_a_commit_that_no_longer_fits_is_refused_and_says_why(world, checked, shown):
    run_id = checked()
    world.take_in(customers=[{"customer_id": "OTHER", "name": "Other", "org_uuid": "u-new"}])
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    found = shown(run_id)
    assert (found.state, [fault.code for fault in found.faults]) == ("refused", ["E_DUPLICATE_KEY"])
    assert not is_in()


class Meddling:
    """A reporter of progress that changes the records right before the commit takes its number."""

    def __init__(self, world, times: int) -> None:
        self.scope, self.left = world.system(), times

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == "storing" and self.left and not done:
            self.left -= 1
            claim_version(self.scope, facts_version(self.scope))


def test_records_that_change_under_a_commit_have_it_prepared_again(world):
    path = world.write("customers", [NEW])
    run = runs.import_paths(world.system(), [path], Options(), dry_run=False, progress=Meddling(world, 2))
    assert (run.state, run.summary["customers"]["new"], is_in()) == (ImportState.COMMITTED, 1, True)
    assert committed_entries() == 3


def test_records_that_never_stop_changing_leave_the_import_out(world):
    before, path = records(world), world.write("customers", [NEW])
    with pytest.raises(runs.FactsChanged):
        runs.import_paths(world.system(), [path], Options(), dry_run=False, progress=Meddling(world, runs.TRIES))
    assert records(world) == before
    assert sorted(run.state for run in import_history(world.alice, page=1, size=9)[0]) == ["committed", "failed"]


@pytest.mark.parametrize("rows", [[NEW], [{"customer_id": "NEW", "name": ""}]], ids=["ready", "refused"])
def test_an_import_that_is_given_up_stays_in_the_history_without_its_files(
    rows, world, checked, shown, django_capture_on_commit_callbacks
):
    run_id = checked(*rows)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.discard(world.alice, run_id)
    uploads.discard(world.alice, run_id)
    assert shown(run_id).state == "discarded"
    assert files_under(settings.UPLOADS_DIR) == {}
    assert not uploads.ask_for_commit(world.alice, run_id)
    assert AuditEntry.objects.filter(act="import.discarded").count() == 1


def test_an_import_that_is_given_up_while_its_commit_waits_is_not_committed(world, checked, shown):
    run_id = checked()
    uploads.ask_for_commit(world.alice, run_id)
    ImportRun.objects.filter(id=run_id).update(state=ImportState.DISCARDED)
    run_all()
    assert (shown(run_id).state, is_in()) == ("discarded", False)


def test_a_committed_import_cannot_be_given_up(world, checked, shown):
    run_id = checked()
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    uploads.discard(world.alice, run_id)
    assert shown(run_id).state == "committed"


def test_the_files_of_a_committed_import_are_kept_as_they_came(world, upload):
    content = as_csv([NEW | {"notes": "no kind knows this column"}])
    run_id = uploads.take_upload(world.alice, [ContentFile(content, name="c.csv")], Options())
    run_all()
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    (source,) = runs.stored_sources(ImportRun.objects.get(id=run_id))
    assert (source.name, source.path.read_bytes()) == ("c.csv", content)


def test_an_abandoned_upload_waits_and_is_in_nobodys_way(world, checked, shown):
    waiting = checked()
    world.take_in(customers=[{"customer_id": "OTHER", "name": "Other"}])
    assert shown(waiting).state == "ready"
    uploads.ask_for_commit(world.alice, waiting)
    run_all()
    assert (is_in("NEW"), is_in("OTHER")) == (True, True)


class Breaking(ContentFile):
    """A file whose sender goes away in the middle."""

    def chunks(self, chunk_size=None):
        yield b"customer_id"
        raise ConnectionResetError


def test_an_upload_that_breaks_off_leaves_nothing(world):
    before = ImportRun.objects.count()
    with pytest.raises(ConnectionResetError):
        uploads.take_upload(world.alice, [ContentFile(as_csv([NEW]), name="a.csv"), Breaking(b"", name="b.csv")], Options())
    assert (ImportRun.objects.count(), files_under(settings.UPLOADS_DIR)) == (before, {})
    assert list(settings.UPLOADS_DIR.iterdir()) == []


def test_what_a_sender_calls_a_file_is_shown_and_leads_nowhere(world, upload, shown):
    for name in ("../../secret", "a/b.csv", "c\u202e.csv", "x" * 900):
        run_id = upload(name=name)
        run_all()
        (path,) = [source.path for source in runs.stored_sources(ImportRun.objects.get(id=run_id))]
        assert path.parent == settings.UPLOADS_DIR / run_id.hex
        assert shown(run_id).state == "ready"


def test_an_upload_whose_files_were_lost_is_told_and_changes_nothing(world, upload, shown):
    run_id = upload()
    (source,) = runs.stored_sources(ImportRun.objects.get(id=run_id))
    source.path.unlink()
    run_all()
    assert (shown(run_id).state, [fault.code for fault in shown(run_id).faults]) == ("refused", ["E_DAMAGED"])


def test_a_kind_that_is_named_counts_for_the_commit_too(world, checked, shown):
    run_id = checked({"customer_id": "HARBOR", "name": "Harbor Foods", "tag": "vip"}, kind="tags")
    uploads.ask_for_commit(world.alice, run_id)
    run_all()
    assert shown(run_id).summary == (("tags", 1, 0, 0),)


def test_another_partner_finds_no_such_import(world, upload):
    run_id = upload()
    for act in (uploads.ask_for_commit, uploads.discard):
        with pytest.raises(OutOfReach):
            act(world.carol, run_id)
