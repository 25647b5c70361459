"""P10: something is wrong with calling files: what is refused, set aside and named, what waits, and what is told."""

import csv
from datetime import UTC, datetime, time, timedelta

import duckdb
import pytest

from partnerhub.pipeline import manifest
from partnerhub.pipeline.call_parts import ROWS, call_parts, rows_of_parts
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.calling.taking import aside_file
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.models import ImportState
from tests.files.builders import zipped
from tests.ingest.sending import codes, counts, put, went_in
from tests.ingest.vendor import everything_kept, export, kept, leg, measured, statistics, table
from tests.world import customer, licenses, subscription

GOOD = leg("good")
OTHER_VENDOR = b"Ticket,Opened,Agent,Mood\n1,2026-11-17,Ann,fine\n"


@pytest.fixture
def harbor(world):
    """Let Harbor have bought Calling, so that its calls are reported."""
    world.take_in(subscriptions=[subscription("S", "HARBOR", world.today)],
                  licenses=[licenses("S", world.today - timedelta(days=60), 9, 4, product="calling")])  # fmt: skip
    return world


def usage(world) -> dict[str, object]:
    (row,) = world.rows("usage", report="calling")
    return row


REFUSED = {
    "a ZIP that breaks off": ("a.zip", zipped({"calls.csv": export(GOOD)})[:-40], "E_DAMAGED"),
    "a file of another vendor": ("a.csv", OTHER_VENDOR, "E_HEADER_MISSING"),
    "a file with nothing in it": ("a.csv", b"", "E_EMPTY"),
    "JSON that breaks off": ("a.json", b'{"items": [{"Report ID": "r1", "Correl', "E_JSON"),
    "text that is not UTF-8": ("a.csv", export(leg("r1", User="Åsa")).decode().encode("latin-1"), "E_ENCODING"),
}


@pytest.mark.parametrize("trouble", REFUSED)
def test_a_file_that_is_wrong_as_a_whole_is_refused_and_takes_its_companions_along(trouble, world, tmp_path):
    name, content, code = REFUSED[trouble]
    before = everything_kept(world)
    run = world.bring(put(tmp_path, {name: content, "fine.csv": export(GOOD)}))
    assert run.state == ImportState.REFUSED
    assert code in [found for found, *_ in codes(run)]
    assert everything_kept(world) == before


ASIDE = {
    "without an id": ({"Report_ID": ""}, "E_REQUIRED", "report_id", ""),
    "with NA for an id": ({"Report_ID": "NA"}, "E_REQUIRED", "report_id", "NA"),
    "without a start": ({"Start_time": "NA"}, "E_REQUIRED", "start_time", "NA"),
    "that lasted less than nothing": ({"Duration": "-5"}, "E_NUMBER_RANGE", "duration", "-5"),
    "of a length in words": ({"Duration": "long"}, "E_NUMBER", "duration", "long"),
    "of a day that does not exist": ({"Start_time": "2026-02-30T10:00:00Z"}, "E_DATE", "start_time", "2026-02-30T10:00:00Z"),
    "of a year long past": ({"Start_time": "1924-02-03T10:00:00Z"}, "E_DATE_RANGE", "start_time", "1924-02-03T10:00:00Z"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", ASIDE)
def test_a_record_that_is_wrong_is_set_aside_with_its_line_and_the_rest_goes_in(trouble, world, tmp_path):
    change, code, column, value = ASIDE[trouble]
    run = went_in(world.bring(put(tmp_path, {"calls.csv": export(GOOD, leg("r2", **change), leg("r3"))})))
    assert codes(run) == [(code, 3, column, value)]
    assert run.summary["calls"] == {"new": 2, "changed": 0, "unchanged": 0, "aside": 1}
    assert kept(world, "report_id") == [("good",), ("r3",)]
    with aside_file(run).open(newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["file"], row["line"], row["code"]) == ("calls.csv", "3", code)
    assert "HARBOR" in row["row"]


def test_a_strict_import_refuses_what_would_be_set_aside(world, tmp_path):
    run = world.bring(put(tmp_path, {"calls.csv": export(GOOD, leg("r2", Duration="-5"))}), strict=True)
    assert (run.state, codes(run)) == (ImportState.REFUSED, [("E_NUMBER_RANGE", 3, "duration", "-5")])
    assert kept(world) == []


def test_a_strict_import_refuses_a_file_that_went_in_with_rows_set_aside(world, tmp_path):
    files = put(tmp_path, {"calls.csv": export(GOOD, leg("r2", Duration="-5"))})
    went_in(world.bring(files))
    run = world.bring(files, strict=True)
    assert (run.state, codes(run)) == (ImportState.REFUSED, [("E_NUMBER_RANGE", 3, "duration", "-5")])
    assert kept(world, "report_id") == [("good",)]


def test_what_is_wrong_with_one_of_several_files_is_taken_out_of_that_one(world, tmp_path):
    bad = leg("bad", Start_time="1970-01-01T00:00:00Z")
    files = {"a.csv": export(GOOD, leg("r2")), "b.csv": export(leg("r2"), bad, leg("r3")), "c.csv": export(bad, leg("r3"))}
    run = went_in(world.bring(put(tmp_path, files)))
    where = [(found, line, column) for found, line, column, _ in codes(run)]
    assert where == [("E_DATE_RANGE", 3, "start_time"), ("E_DATE_RANGE", 2, "start_time")]
    assert run.summary["calls"] == {"new": 3, "changed": 0, "unchanged": 2, "aside": 2}
    assert sorted(kept(world, "report_id")) == [("good",), ("r2",), ("r3",)]


@pytest.mark.parametrize("measure", ["packet_loss", "jitter", "latency", "duration"])
def test_a_measurement_below_nothing_is_set_aside(measure, world, tmp_path):
    run = went_in(world.bring(put(tmp_path, {"m.csv": table(measured("r1"), measured("r2", **{measure: "-1"}))})))
    assert codes(run) == [("E_NUMBER_RANGE", 3, measure, "-1")]
    assert kept(world, "m_report_id") == [("r1",)]


def test_ids_that_a_row_says_twice_are_kept_once_and_read_whole(world, tmp_path):
    files = {"c.csv": export(leg("r1"), leg("r2")), "m.csv": table(measured("r1"), measured("elsewhere"))}
    went_in(world.bring(put(tmp_path, files)))
    names = "report_id, call_id, m_report_id, media_id"
    stored = duckdb.execute(f"SELECT {names} FROM {rows_of_parts(call_parts(world.acme.id, ROWS))} ORDER BY ALL").fetchall()
    whole = kept(world, names)
    assert {row[1:] for row in stored if row[0] == "r1"} == {("", "", "")}
    (measured_leg,) = [row for row in whole if row[0] == "r1"]
    assert measured_leg[2:] == ("r1", "r1") and measured_leg[1]
    assert [row[2:] for row in whole if row[0] is None] == [("elsewhere", "elsewhere")]
    again = went_in(world.bring(put(tmp_path, files | {"c.csv": export(leg("r1"), leg("r2"), leg("r3"))})))
    assert again.summary["calls"] == {"new": 1, "changed": 0, "unchanged": 2}


def test_times_without_a_zone_are_read_as_utc_and_this_is_said_once(world, tmp_path):
    legs = [leg(f"r{n}", Start_time="2026-11-14T23:59:59", Answer_time="NA") for n in range(3)]
    run = went_in(world.bring(put(tmp_path, {"calls.csv": export(*legs)})))
    assert codes(run) == [("W_NO_ZONE", 2, "", "2026-11-14T23:59:59")]
    assert {str(started) for (started,) in kept(world, "started_at")} == {"2026-11-14 23:59:59"}


def test_counts_and_averages_of_a_queue_that_disagree_are_warned_of_with_queue_and_day(world, tmp_path):
    queue = statistics(offered=11, answered_wait_seconds=80, **{"Avg Wait Time": "25"})
    run = went_in(world.bring(put(tmp_path, {"q.csv": table(queue)})))
    assert sorted(code for code, *_ in codes(run)) == ["W_AVERAGES", "W_COUNTS"]
    assert {fault.params["key"] for fault in run.faults.all()} == {"Sales, 2026-11-17"}
    assert kept(world, "offered, answered_wait_seconds", "queues") == [(11, 80.0)]  # what the file says counts


def test_rows_of_a_customer_that_does_not_exist_wait_are_counted_and_join_when_it_comes(harbor, tmp_path):
    files = {"c.csv": export(leg("r1", Org_UUID="late"), GOOD), "m.csv": table(measured("r1", org_uuid="LATE")),
             "q.csv": table(statistics(customer_id="LATE"))}  # fmt: skip
    run = went_in(harbor.bring(put(tmp_path, files)))
    assert {kind: found.get("waiting", 0) for kind, found in run.summary.items()} == {"calls": 1, "media": 1, "queues": 1}
    assert (len(kept(harbor)), len(kept(harbor, source="calls waiting"))) == (1, 1)
    harbor.take_in(customers=[customer("LATE", org_uuid="late")])
    assert {kind: len(rows) for kind, rows in everything_kept(harbor).items()} == {
        "calls": 2, "queues": 1, "calls waiting": 0, "media waiting": 0, "queues waiting": 0,
    }  # fmt: skip
    assert kept(harbor, "report_id, m_report_id") == [("good", None), ("r1", "r1")]


def test_a_lost_week_is_a_gap_in_the_course_and_a_lost_day_is_told(harbor, tmp_path):
    days = [harbor.today - timedelta(days=back) for back in (1, 2, 3, 4, 5, 6, 20)]  # the 7th day of last week is lost
    legs = [leg(f"r{day}", Start_time=f"{day}T10:00:00Z") for day in days]
    went_in(harbor.bring(put(tmp_path, {"calls.csv": export(*legs)})))
    harbor.build()
    block = harbor.ask(report="calling", blocks=("users_by_volume",)).blocks[0]
    assert [row["light"] for row in block.rows] == [None, None, None, None, None, 1, None, 1]
    assert block.notes == ("nothing was recorded in 6 of 8 weeks", "1 of 7 days of the week of 2026-11-15 holds no record")


def test_late_data_raises_the_version_of_a_closed_week_and_the_page_says_so(harbor, tmp_path):
    went_in(harbor.bring(put(tmp_path, {"calls.csv": export(GOOD)})))
    harbor.build()
    assert usage(harbor)["calls"] == 1
    went_in(harbor.bring(put(tmp_path, {"more.csv": export(GOOD, leg("late"))})))
    harbor.build()
    assert usage(harbor)["calls"] == 2
    block = harbor.ask(report="calling", blocks=("users_by_volume",)).blocks[0]
    assert "the week of 2026-11-15 was computed anew after late facts" in block.notes


def test_the_same_file_again_closes_nothing_anew(harbor, tmp_path):
    paths = put(tmp_path, {"calls.csv": export(GOOD), "m.csv": table(measured("good"))})
    went_in(harbor.bring(paths))
    harbor.build()
    before = manifest.load(harbor.acme.id).call_weeks
    assert counts(went_in(harbor.bring(paths))) == {"calls": (0, 0, 1), "media": (0, 0, 1)}
    assert harbor.build().weeks == 0
    assert manifest.load(harbor.acme.id).call_weeks == before


def test_ce_03_a_week_closes_on_sunday_at_midnight_also_when_the_hub_was_down_over_it_and_once(harbor, tmp_path, clock):
    """CE-02, CE-03: until then the week before is the last one."""
    went_in(harbor.bring(put(tmp_path, {"calls.csv": export(GOOD, leg("r2", Start_time="2026-11-22T00:00:00Z"))})))
    harbor.build(harbor.today - timedelta(days=1))  # Saturday, the 21st
    assert "2026-11-15" not in manifest.load(harbor.acme.id).call_weeks
    for day in (harbor.today + timedelta(days=2), harbor.today + timedelta(days=3)):  # down until Tuesday
        clock.move_to(datetime.combine(day, time(9), UTC))
        harbor.build(day)
        weeks = manifest.load(harbor.acme.id).call_weeks
        assert {week: built.version for week, built in weeks.items()} == {"2026-11-15": 1}


def test_an_administrator_sends_calls_of_their_own_customers_and_of_nobody_else(world, tmp_path):
    """Rows of others, and of nobody that is known, are set aside alike: the answer tells nothing about who exists."""
    rows = [GOOD, leg("r2", Org_UUID="ORCHARD"), leg("r3", Org_UUID="NOBODY")]
    run = runs.import_paths(world.adam, put(tmp_path, {"calls.csv": export(*rows)}), Options(), dry_run=False)
    went_in(run)
    assert [(code, line) for code, line, *_ in codes(run)] == [("E_REF_CUSTOMER", 3), ("E_REF_CUSTOMER", 4)]
    assert (kept(world, "report_id"), kept(world, source="calls waiting")) == ([("good",)], [])
