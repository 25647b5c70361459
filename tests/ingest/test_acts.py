"""What an import leaves beside records: one entry in the trail, one in the history; and what it leaves alone (P7, P13)."""

from datetime import timedelta

import pytest

from partnerhub.pipeline.ingest.selectors import import_history
from partnerhub.pipeline.models import ImportRun, ImportState, LakePart
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import Forbidden
from tests.conftest import NOW
from tests.files.builders import zipped
from tests.files.state import everything_kept
from tests.ingest.sending import EVERYTHING, FORMATS, as_csv, counts, put, went_in

BAD = {"tags.csv": as_csv([{"customer_id": "HARBOR", "tag": "t" * 26}])}


@pytest.fixture
def paths(tmp_path):
    """Return good files of every kind."""
    return put(tmp_path / "good", {f"{kind}.csv": FORMATS["csv"](rows) for kind, rows in EVERYTHING.items()})


def entries(world) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(partner_id=world.acme.id).order_by("number"))


def test_p13_a_committed_import_leaves_exactly_one_entry_that_says_what_it_did(world, paths):
    before = entries(world)
    run = went_in(world.bring(paths))
    (entry,) = entries(world)[len(before) :]
    assert (entry.act, entry.subject, entry.at) == ("import.committed", str(run.id), NOW)
    assert entry.details["records"] == run.summary
    assert entry.details["files"] == [path.name for path in paths]
    assert entry.details["number_of_files"] == len(paths)
    assert list(audit.broken_entries(world.acme.id)) == []


def test_p13_an_import_of_many_files_names_the_first_and_counts_all(world, tmp_path):
    files = {f"{number:02}.csv": as_csv([{"customer_id": f"N{number}", "name": f"N {number}"}]) for number in range(25)}
    went_in(world.bring(put(tmp_path, files)))
    details = entries(world)[-1].details
    assert (details["files"], details["number_of_files"]) == (sorted(files)[:20], 25)


def test_the_same_again_is_an_act_too_but_changes_nothing(world, paths):
    went_in(world.bring(paths))
    before, known = everything_kept(), len(entries(world))
    again = went_in(world.bring(paths))
    after = everything_kept()
    trail = {"tenancy_auditentry", "tenancy_trailend"}
    assert {t: rows for t, rows in after["records"].items() if t not in trail} == {
        t: rows for t, rows in before["records"].items() if t not in trail
    }
    assert (after["lake"], after["marts"]) == (before["lake"], before["marts"])
    assert {kind: (new, changed) for kind, (new, changed, _) in counts(again).items()} == dict.fromkeys(EVERYTHING, (0, 0))
    assert len(entries(world)) == known + 1


def test_p7_a_refused_file_leaves_records_trail_lake_and_figures_byte_for_byte(world, paths, tmp_path):
    went_in(world.bring(paths))
    world.build()
    before, parts = everything_kept(), LakePart.objects.count()
    late = as_csv([dict(row) | {"assigned": 1} for row in EVERYTHING["licenses"]])
    good = {"customers.csv": as_csv([{"customer_id": "N", "name": "New"}]), "licenses.csv": late}
    run = world.bring(put(tmp_path / "bad", good | BAD))
    assert (run.state, run.errors) == (ImportState.REFUSED, 1)
    assert counts(run)["customers"] == (1, 0, 0)
    assert everything_kept() == before
    assert LakePart.objects.count() == parts


def test_p7_one_bad_file_in_a_zip_keeps_all_of_them_out(world, tmp_path):
    before = everything_kept()
    entries = {"customers.csv": as_csv([{"customer_id": "N", "name": "New"}])} | BAD
    run = world.bring(put(tmp_path, {"all.zip": zipped(entries)}))
    assert (run.state, run.faults.get().file) == (ImportState.REFUSED, "all.zip/tags.csv")
    assert everything_kept() == before


def test_a_dry_run_counts_and_changes_nothing(world, paths):
    world.build()
    before = everything_kept()
    run = world.bring(paths, dry_run=True)
    assert (run.state, run.errors) == (ImportState.DISCARDED, 0)
    assert counts(run) == {kind: (len(rows), 0, 0) for kind, rows in EVERYTHING.items()}
    assert everything_kept() == before
    assert counts(went_in(world.bring(paths))) == counts(run)


def test_a_dry_run_says_what_is_wrong_and_changes_nothing(world, tmp_path):
    before = everything_kept()
    run = world.bring(put(tmp_path, BAD), dry_run=True)
    assert (run.state, run.faults.get().code) == (ImportState.REFUSED, "E_TOO_LONG")
    assert everything_kept() == before


def test_the_history_says_who_when_with_which_files_and_what_changed(world, clock, tmp_path):
    first = put(
        tmp_path, {"a.csv": as_csv([{"customer_id": "HARBOR", "name": "Harbour"}, {"customer_id": "N", "name": "N"}])}
    )
    clock.shift(timedelta(hours=1))
    went_in(world.bring(first))
    clock.shift(timedelta(hours=1))
    world.bring(put(tmp_path, BAD))
    (refused, committed), more = import_history(world.alice, page=1, size=2)
    assert more
    assert (refused.state, refused.errors, refused.finished_at) == ("refused", 1, None)
    assert (committed.state, committed.summary) == ("committed", (("customers", 1, 1, 0),))
    assert committed.files == (("a.csv", first[0].stat().st_size),)
    assert committed.actor == world.system().actor
    assert (refused.created_at - committed.created_at, committed.finished_at) == (timedelta(hours=1), committed.created_at)


def test_the_history_is_paged_newest_first_and_is_the_partners_own(world, tmp_path):
    for number in range(3):
        world.bring(put(tmp_path / str(number), {f"{number}.csv": as_csv([{"customer_id": "N", "name": f"N {number}"}])}))
    pages = [import_history(world.alice, page=page, size=2) for page in (1, 2)]
    assert [more for _, more in pages] == [True, False]
    assert len({run.id for runs, _ in pages for run in runs}) == 4
    assert not {run.id for run in import_history(world.carol, page=1, size=9)[0]} & {r.id for runs, _ in pages for r in runs}


@pytest.mark.parametrize("name", ["rita", "hal", "petra", "cleo"])
def test_only_who_may_import_sees_the_history(name, world):
    with pytest.raises(Forbidden):
        import_history(getattr(world, name), page=1, size=9)


def test_an_administrator_of_some_customers_sees_only_what_they_sent_themselves(world):
    assert import_history(world.alice, page=1, size=9)[0]
    assert import_history(world.adam, page=1, size=9)[0] == []


def test_an_import_that_was_killed_is_noted_by_the_next(world, tmp_path):
    killed = ImportRun.objects.create(partner_id=world.acme.id, actor="system", created_at=NOW)
    went_in(world.bring(put(tmp_path, {"a.csv": as_csv([{"customer_id": "N", "name": "N"}])})))
    killed.refresh_from_db()
    assert (killed.state, "Nothing was changed" in killed.problem) == (ImportState.FAILED, True)
