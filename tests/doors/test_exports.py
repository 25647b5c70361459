"""Exports: a text stays a text, whatever it looks like, and nothing is cut."""

import csv
import io
import json
import tempfile
from html import unescape
from pathlib import Path

import duckdb
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerhub.reports import written
from partnerhub.web.pages import analytics
from tests.doors.conftest import Doors, let_go
from tests.doors.reading import csv_tables
from tests.world import customer, licenses, subscription

FORMULAS = (
    "=1+1",
    "+x",
    "-x",
    "@x",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "'quoted'",
    "https://x.example",
)
GUARDED = ("=", "+", "-", "@")


@pytest.fixture
def doors(world) -> Doors:
    """Return the doors of a partner whose customers have names that a spreadsheet would run."""
    on, ids = world.today, [f"F{number}" for number in range(len(FORMULAS))]
    world.take_in(
        customers=[customer(id_, name) for id_, name in zip(ids, FORMULAS, strict=True)],
        subscriptions=[subscription(f"S-{id_}", id_, on, added_date=on) for id_ in ids],
        licenses=[licenses(f"S-{id_}", on, 10, 5) for id_ in ids],
        tags=[{"customer_id": id_, "tag": "=1+1"} for id_ in ids],
    )
    world.build()
    return Doors(world)


ADDRESSES = ("/customers/export/?format=", "/analytics/subscriptions/export/?block=recent&format=")


@pytest.mark.parametrize("address", ADDRESSES)
def test_formulas_in_names_are_guarded_texts_in_csv(doors, address):
    text = doors.browser("alice").get(f"{address}csv").getvalue().decode()
    assert text.startswith("\ufeff")
    ((names, rows),) = csv_tables(text)
    found = {row[names.index("customer")] for row in rows}
    for name in FORMULAS:
        assert (f"'{name}" if name.startswith(GUARDED) else name) in found
    assert not any(cell.startswith(GUARDED) for row in rows for cell in row)


@pytest.mark.parametrize("address", ADDRESSES)
def test_formulas_in_names_are_texts_in_a_workbook(doors, address):
    book = openpyxl.load_workbook(io.BytesIO(doors.browser("alice").get(f"{address}xlsx").getvalue()))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    found = {cell.value: cell.data_type for cell in cells}
    assert all(found[name] == "s" for name in FORMULAS)


@pytest.mark.parametrize("address", ADDRESSES)
def test_columnar_files_hold_names_as_they_are(doors, address, tmp_path):
    path = tmp_path / "export.parquet"
    path.write_bytes(doors.browser("alice").get(f"{address}parquet").getvalue())
    found = duckdb.connect().execute("SELECT customer FROM read_parquet($1)", [str(path)]).fetchall()
    assert set(FORMULAS) <= {name for (name,) in found}


def test_errors_of_an_import_are_guarded_texts_too(doors):
    from django.core.files.base import ContentFile

    from partnerhub.jobs.worker import run_all
    from partnerhub.pipeline import uploads
    from partnerhub.pipeline.ingest.prepare import Options

    content = b"customer_id,name,created_date\nX,X,=1+1\nY,Y,@x\nZ,Z,-5\n"
    run = uploads.take_upload(doors.world.alice, [ContentFile(content, name="=evil.csv")], Options())
    run_all()
    text = doors.browser("alice").get(f"/imports/{run}/errors/").getvalue().decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["file", "line", "column", "code", "value", "message", "advice"]
    assert [row[4] for row in rows[1:]] == ["'=1+1", "'@x", "'-5"] and {row[0] for row in rows[1:]} == {"'=evil.csv"}


def test_the_command_prints_names_as_they_are(doors, capsys):
    from django.core.management import call_command

    call_command("report", "customers", partner="Acme", format="csv")
    ((names, rows),) = csv_tables(capsys.readouterr().out)
    assert set(FORMULAS) <= {row[names.index("customer")] for row in rows}


def test_names_do_not_break_pages(doors):
    text = doors.browser("alice").get("/customers/").content.decode()
    assert '=HYPERLINK("http://evil.example"' in unescape(text) and '"http://evil' not in text
    assert "<script" not in text.replace('<script src="/static/', "")


def test_an_export_as_shown_has_the_rows_that_are_shown_and_one_of_all_has_all(doors):
    browser, address = doors.browser("alice"), "/analytics/subscriptions/export/?block=recent&format=csv"
    shown = csv_tables(browser.get(f"{address}&rows=shown&q=f1&size=10").getvalue().decode())[0][1]
    everything = csv_tables(browser.get(f"{address}&rows=all&q=f1&size=10").getvalue().decode())[0][1]
    plain = csv_tables(browser.get(f"{address}&rows=all").getvalue().decode())[0][1]
    assert len(shown) == 1 and everything == plain and len(plain) > len(FORMULAS)


def test_nothing_of_an_export_is_left_on_the_disk(doors, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    browser = doors.browser("alice")
    for form in ("csv", "xlsx", "parquet", "pdf"):
        answer = browser.get(f"/analytics/subscriptions/export/?format={form}")
        if answer.streaming:
            answer.getvalue()
            let_go(answer)
    assert [path.name for path in tmp_path.glob("hub-export-*")] == []


def test_an_export_is_called_after_what_it_holds(doors):
    answer = doors.browser("alice").get("/analytics/subscriptions/export/?block=recent&format=xlsx&product=calling")
    assert answer["Content-Disposition"] == 'attachment; filename="subscriptions-recent-calling-2026-11-22.xlsx"'


def test_an_export_that_nobody_reads_leaves_nothing_behind(doors, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for address in ("/analytics/subscriptions/export/?format=xlsx", "/customers/export/?format=parquet"):
        answer = doors.browser("alice").head(address)
        let_go(answer)
        assert answer.status_code == 200
    whole = doors.browser("alice").get("/customers/export/")
    assert b"".join(whole.streaming_content)
    let_go(whole)
    assert [path.name for path in tmp_path.glob("hub-export-*")] == []


def test_an_export_that_fails_or_is_forgotten_leaves_nothing_behind(doors, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def full(*asked: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(analytics, "exported", full)
        assert doors.browser("alice").get("/customers/export/?format=xlsx").status_code == 500
    assert list(tmp_path.glob("hub-export-*")) == []
    forgotten = analytics.Pieces(iter([b"x"]), Path(tempfile.mkdtemp(prefix="hub-export-")))
    assert list(tmp_path.glob("hub-export-*"))
    del forgotten
    assert list(tmp_path.glob("hub-export-*")) == []


def test_the_list_is_exported_as_it_is_shown_or_whole(doors):
    """Rows, order and columns follow the view; everything is everything."""
    browser = doors.browser("alice")
    view = {"q": "no:tag", "sort": "-name", "columns": "country,statuses", "rows": "shown"}
    shown = rows_of(browser.get("/customers/export/", view))
    assert list(shown[0]) == ["customer_id", "customer", "country", "statuses"]
    assert [row["customer_id"] for row in shown] == ["QUARRY", "ORCHARD", "HARBOR"]
    one = rows_of(browser.get("/customers/export/", view | {"q": "quarry"}))
    assert [row["customer_id"] for row in one] == ["QUARRY"]
    whole = rows_of(browser.get("/customers/export/", view | {"rows": "all"}))
    assert {row["customer_id"] for row in whole} >= {"HARBOR", "ORCHARD", "QUARRY"}
    assert set(whole[0]) > set(shown[0])


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_json_lines_say_what_the_api_says(doors):
    browser, program = doors.browser("alice"), doors.program("alice")
    text = browser.get("/customers/export/?format=jsonl").getvalue().decode()
    told = [json.loads(line) for line in text.splitlines()]
    rows = program.get("/api/v1/reports/customers").json()["blocks"][0]["rows"]
    assert told == rows and len(told) > len(FORMULAS)
    text = browser.get("/analytics/subscriptions/export/?format=jsonl").getvalue().decode()
    told = [json.loads(line) for line in text.splitlines()]
    blocks = program.get("/api/v1/reports/subscriptions").json()["blocks"]
    assert told == [{"block": block["name"]} | row for block in blocks for row in block["rows"]]


def test_a_long_list_is_read_while_it_is_sent(doors, monkeypatch, django_assert_max_num_queries):
    """The first rows go out before the last ones were read."""
    monkeypatch.setattr(written, "CHUNK", 2)
    browser = doors.browser("alice")
    pieces = iter(browser.get("/customers/export/?format=csv"))
    with django_assert_max_num_queries(8):
        assert next(pieces) and next(pieces) and next(pieces)
    with CaptureQueriesContext(connection) as rest:
        assert len(list(pieces)) > 2
    assert len(rest) > 4


@pytest.mark.parametrize(("language", "heading"), [("en", "Customer"), ("sv", "Kund")])
def test_headings_are_names_of_columns_or_words_of_the_reader_by_choice(doors, language, heading):
    browser = doors.browser("alice", headers={"Accept-Language": language})
    for address in ("/customers/export/?rows=shown", "/analytics/subscriptions/export/?block=expiring"):
        named, worded = (
            csv_tables(browser.get(f"{address}&format={form}").getvalue().decode())[0] for form in ("csv", "csv-words")
        )
        assert heading in worded[0] and "customer" in named[0] and len(worded[0]) == len(named[0])
        assert worded[1] == named[1]
