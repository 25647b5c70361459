"""Call records, measurements and queue statistics in every format, width and spelling: the rows are the same."""

import json

import pytest

from tests.files.builders import parquet_of, workbook, zipped
from tests.ingest.sending import codes, counts, put, went_in
from tests.ingest.vendor import (
    NEW,
    OLD,
    UNHEARD_OF,
    WIDEST,
    cells_of,
    everything_kept,
    export,
    kept,
    leg,
    measured,
    statistics,
    table,
)

LEGS = [
    leg("r1"),
    leg("r2", Correlation_ID="call of r1", User_UUID="u-bo", Client_type="WXC_CLIENT", Model="NA"),
    leg("r3", Answered="FALSE", Answer_time="NA", Duration="0", Start_time="2026-11-14T23:59:59.999Z"),
    leg("r4", Answered="NA", Answer_indicator="Yes-PostRedirection", Related_reason="CallPark"),
]


@pytest.fixture
def expected(world, tmp_path):
    """Return the rows after the legs came as the console exports them, and take them back."""
    return rows_after(world, put(tmp_path / "expected", {"calls.csv": export(*LEGS)}))


def rows_after(world, paths):
    went_in(world.bring(paths))
    return everything_kept(world)


def as_objects(rows, header=NEW) -> list[dict[str, object]]:
    return [dict(zip(header, cells, strict=True)) for cells in cells_of(rows, header)]


def camel(name: str) -> str:
    first, *others = name.split()
    return first.lower() + "".join(other.capitalize() for other in others)


FORMS = {
    "an early export with 56 columns": ("a.csv", export(*LEGS, header=OLD)),
    "a late export with 83 columns": ("a.csv", export(*LEGS, header=NEW)),
    "columns in another order": ("a.csv", export(*LEGS, header=NEW[::-1])),
    "all in capitals": ("a.csv", export(*LEGS).replace(export(header=NEW), export(header=NEW).upper())),
    "a byte order mark": ("a.csv", b"\xef\xbb\xbf" + export(*LEGS)),
    "UTF-16": ("a.csv", export(*LEGS).decode().encode("utf-16")),
    "commas behind every row": ("a.csv", export(*LEGS, trailing=3)),
    "semicolons": ("a.csv", export(*LEGS, separator=";")),
    "empty cells for NA": ("a.csv", export(*LEGS).replace(b"NA", b"")),
    "no line end at the end": ("a.csv", export(*LEGS).rstrip()),
    "a name that says nothing": ("download (3)", export(*LEGS)),
    "a ZIP": ("a.zip", zipped({"reports/2026/a.csv": export(*LEGS)})),
    "the API's answer": ("a.json", json.dumps({"items": as_objects(LEGS)}).encode()),
    "a list of objects": ("a.json", json.dumps(as_objects(LEGS)).encode()),
    "JSON Lines": ("a.jsonl", "\n".join(json.dumps(one) for one in as_objects(LEGS)).encode()),
    "names like the API's": ("a.json", json.dumps(
        {"items": [{camel(name): value for name, value in one.items()} for one in as_objects(LEGS)]}).encode()),
    "Parquet": ("a.parquet", parquet_of(NEW, cells_of(LEGS, NEW))),
    "a workbook": ("a.xlsx", workbook(list(NEW), *cells_of(LEGS, NEW))),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_export_makes_the_same_rows(form, world, expected, tmp_path, request):
    """Overlapping files add nothing, so the same rows in another form leave the lake as it is."""
    name, content = FORMS[form]
    run = went_in(world.bring(put(tmp_path / "form", {name: content})))
    assert counts(run) == {"calls": (0, 0, len(LEGS))}
    assert everything_kept(world) == expected


@pytest.mark.parametrize("form", FORMS)
def test_a_first_file_of_any_form_makes_rows_of_all_legs(form, world, tmp_path):
    name, content = FORMS[form]
    run = went_in(world.bring(put(tmp_path, {name: content})))
    assert counts(run) == {"calls": (len(LEGS), 0, 0)}
    assert kept(world, "report_id, call_id, is_connected, client_type, user_key, seconds") == [
        ("r1", "call of r1", 1, "WXC_DEVICE", "u-ann", 60),
        ("r2", "call of r1", 1, "WXC_CLIENT", "u-bo", 60),
        ("r3", "call of r3", 0, "WXC_DEVICE", "u-ann", 0),
        ("r4", "call of r4", 1, "WXC_DEVICE", "u-ann", 60),
    ]


def test_what_nobody_has_heard_of_is_said_and_kept_with_the_row(world, tmp_path):
    odd = leg("r1", **{"Zodiac sign": "Libra", "Tide": "high", "Client type": "WXCC", "Related reason": "BrandNewReason"})
    run = went_in(world.bring(put(tmp_path, {"calls.csv": export(odd, header=WIDEST)})))
    assert [(code, column) for code, _, column, _ in codes(run)] == [("W_UNKNOWN_COLUMN", name) for name in UNHEARD_OF]
    ((extra, client, reason),) = kept(world, "extra, client_type, related_reason")
    assert json.loads(extra)["Zodiac sign"] == "Libra" and json.loads(extra)["Tide"] == "high"
    assert (client, reason) == ("WXCC", "BrandNewReason")


def test_a_header_in_the_hubs_own_names_needs_no_confirmation(world, tmp_path):
    files = {"m.csv": table(measured("r1")), "q.csv": table(statistics()), "c.csv": export(leg("r1"))}
    run = went_in(world.bring(put(tmp_path, files)))
    assert counts(run) == {"calls": (1, 0, 0), "media": (1, 0, 0), "queues": (1, 0, 0)}


@pytest.mark.parametrize("written", ["90", "00:01:30", "1:30", "90.0"])
def test_seconds_may_be_written_as_a_clock(written, world, tmp_path):
    queue = statistics(answered_wait_seconds=written)
    went_in(world.bring(put(tmp_path, {"q.csv": table(queue)})))
    assert kept(world, "answered_wait_seconds", "queues") == [(90.0,)]


@pytest.mark.parametrize("written", ["12.5", "12.5%", "12.5 %"])
def test_percentages_may_carry_their_sign(written, world, tmp_path):
    went_in(world.bring(put(tmp_path, {"m.csv": table(measured("r1", packet_loss=written))})))
    assert kept(world, "packet_loss") == [(12.5,)]


def test_names_that_differ_in_a_unit_or_a_vendor_mean_the_same(world, tmp_path):
    vendor = {
        "Report ID": "r1", "Org UUID": "HARBOR", "Start Date": "2026-11-17T10:00:00Z", "Device Type": "desk_phone",
        "Audio Packet Loss (%)": "3", "Audio Jitter (ms)": "20", "Round trip (ms)": "90", "Duration(s)": "45",
    }  # fmt: skip
    went_in(world.bring(put(tmp_path, {"quality export.csv": table(vendor)})))
    columns = "packet_loss, jitter, latency, media_seconds, endpoint_type"
    assert kept(world, columns) == [(3.0, 20.0, 90.0, 45.0, "desk_phone")]


def test_averages_of_queues_become_totals(world, tmp_path):
    vendor = {"Call Queue": "Sales", "Day": "2026-11-17", "Org UUID": "HARBOR", "Total Calls": 12, "Answered Calls": 8,
              "Abandoned Calls": 4, "Avg Wait Time": "00:00:10", "Avg Abandoned Time": "7.5"}  # fmt: skip
    went_in(world.bring(put(tmp_path, {"queue stats.csv": table(vendor)})))
    columns = "offered, answered, abandoned, answered_wait_seconds, abandoned_wait_seconds"
    assert kept(world, columns, "queues") == [(12, 8, 4, 80.0, 30.0)]
