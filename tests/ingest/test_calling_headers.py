"""Headers of calling files that nobody knows: the hub proposes what they mean, somebody confirms, and it remembers."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from partnerhub.jobs.worker import run_all
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.ingest.selectors import import_run
from partnerhub.pipeline.models import ImportState
from partnerhub.tenancy.refusals import OutOfReach
from tests.ingest.sending import codes, put, went_in
from tests.ingest.vendor import export, kept, leg, measured, table

STRANGE = {"Begun": "2026-11-17T10:00:00Z", "Report ID": "r1", "Org UUID": "HARBOR", "Jiter": "12", "Mood": "fine"}
CHOSEN = {"Begun": "start_time", "Jiter": "jitter"}


def test_a_file_whose_header_lacks_something_is_refused_with_a_proposal(world, tmp_path):
    run = world.bring(put(tmp_path, {"m.csv": table(STRANGE)}), kind="media")
    assert run.state == ImportState.REFUSED
    assert "start_time" in {column for code, _, column, _ in codes(run) if code.startswith("E_")}
    proposed = run.proposal["media"]
    assert (proposed["Org UUID"], proposed["Jiter"], proposed["Begun"]) == ("org_uuid", "jitter", "")
    assert kept(world) == []


def test_what_was_chosen_once_is_remembered_for_the_next_file(world, tmp_path):
    again = STRANGE | {"Report ID": "r2", "Jiter": "13"}
    went_in(world.bring(put(tmp_path, {"m.csv": table(STRANGE)}), kind="media", mapping={"media": CHOSEN}))
    went_in(world.bring(put(tmp_path, {"n.csv": table(again)}), kind="media"))
    assert kept(world, "m_report_id, jitter") == [("r1", 12.0), ("r2", 13.0)]


def test_a_guess_that_nobody_confirmed_is_not_remembered(world, tmp_path):
    """The name Mood is near to model; a file that goes in without it must not teach the hub that it is one."""
    for name in ("r1", "r2"):
        run = went_in(world.bring(put(tmp_path, {f"{name}.csv": table(measured(name, Mood="fine"))})))
        assert ("W_UNKNOWN_COLUMN", "Mood") in {(code, column) for code, _, column, _ in codes(run)}
    assert kept(world, "m_model", "calls") == [(None,), (None,)]


def test_a_column_that_somebody_ruled_out_stays_ruled_out(world, tmp_path):
    content = [table(measured(name, Mood="fine")) for name in ("r1", "r2")]
    went_in(world.bring(put(tmp_path, {"a.csv": content[0]}), mapping={"media": {"Mood": ""}}))
    assert codes(went_in(world.bring(put(tmp_path, {"b.csv": content[1]})))) == []


def test_what_was_chosen_for_a_file_that_did_not_go_in_is_not_remembered(world, tmp_path):
    world.bring(put(tmp_path, {"m.csv": table(STRANGE)}), kind="media", mapping={"media": CHOSEN}, dry_run=True)
    assert world.bring(put(tmp_path, {"n.csv": table(STRANGE)}), kind="media").state == ImportState.REFUSED


@pytest.fixture
def alice(world, settings) -> Client:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(world.person("alice"))
    return client


def uploaded(scope, content: bytes, **options: str):
    run_id = uploads.take_upload(scope, [ContentFile(content, name="m.csv")], Options(**options))
    run_all()
    return run_id


def test_on_the_page_columns_are_proposed_chosen_and_checked_anew(world, alice):
    run_id = uploaded(world.alice, table(STRANGE), kind="media")
    page = alice.get(reverse("import", args=[run_id])).content.decode()
    assert 'name="media:Begun"' in page and '<option value="jitter" selected>' in page
    alice.post(reverse("import_columns", args=[run_id]), {f"media:{header}": column for header, column in CHOSEN.items()})
    run_all()
    assert import_run(world.alice, run_id, faults=5).state == "ready"
    alice.post(reverse("import_commit", args=[run_id]))
    run_all()
    assert kept(world, "m_report_id, jitter") == [("r1", 12.0)]


def test_rows_that_were_set_aside_can_be_fetched_by_who_sent_them(world, alice):
    run_id = uploaded(world.alice, export(leg("r1"), leg("r2", Duration="-5")))
    alice.post(reverse("import_commit", args=[run_id]))
    run_all()
    sent = b"".join(alice.get(reverse("import_aside", args=[run_id])).streaming_content).decode("utf-8-sig")
    header, row = sent.splitlines()
    assert header == "file,line,column,code,value,row"
    assert row.startswith("m.csv,3,duration,E_NUMBER_RANGE,'-5,")  # a spreadsheet does not take it for a formula


def test_an_administrator_sees_the_imports_that_are_their_own_and_no_others(world):
    hers = uploaded(world.alice, table(measured("r1")))
    his = uploaded(world.adam, table(measured("r2")))
    assert import_run(world.adam, his, faults=5).state == "ready"
    with pytest.raises(OutOfReach):
        import_run(world.adam, hers, faults=5)
