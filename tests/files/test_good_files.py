"""Files that are unusual and sound: they go in as they are meant."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from partnerhub.portfolio.models import Customer, CustomerPerson, LicenseLine, Subscription
from tests.files.builders import SHEET, lines, parquet, parquet_of, saved, with_part, without_part, workbook, zipped
from tests.files.corpus import Content, csv_of, sheet_of

SWEDISH = "customer_id,name\nNEW,Åkeri Öst\n"
JSON = '{"customer_id": "NEW", "name": "Åkeri Öst"}\n'


@pytest.fixture
def taken_in(full_world, sent):
    """Return a function that imports one file, which must go in, and returns the run."""

    def take(content: Content, name: str = "file", **options: str):
        run = full_world.bring(sent({name: content if isinstance(content, bytes) else content()}), **options)
        assert run.state == "COMMITTED", [(f.code, f.line, f.column, f.value) for f in run.faults.all()]
        return run

    return take


def name_of(customer_id: str) -> str:
    return Customer._base_manager.get(reference=customer_id, partner__name="Acme").name


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SWEDISH.encode(), ""),
        (SWEDISH.encode("utf-8-sig"), ""),
        (SWEDISH.encode("utf-16"), ""),
        (b"\xfe\xff" + SWEDISH.encode("utf-16-be"), ""),
        (JSON.encode("utf-16"), ""),
        (JSON.encode("utf-8-sig"), ""),
        (SWEDISH.encode("cp1252"), "cp1252"),
        (SWEDISH.encode("utf-16-le"), "utf-16-le"),
        (SWEDISH.encode(), "cp1252"),
        (SWEDISH.encode("utf-8-sig"), "utf-8"),
        (SWEDISH.encode("utf-16"), "cp1252"),
        (SWEDISH.replace(",", ";").encode(), ""),
        (SWEDISH.replace(",", "\t").encode(), ""),
        (SWEDISH.replace("\n", "\r\n").encode(), ""),
        (SWEDISH.replace("\n", "\r").encode(), ""),
        (f"\n\n{SWEDISH}\n\n".encode(), ""),
        ('"customer_id";"name"\n"NEW";"Åkeri Öst"'.encode(), ""),
    ],
)
def test_a_text_is_read_in_its_encoding_and_dialect(content, encoding, taken_in):
    taken_in(content, encoding=encoding)
    assert name_of("NEW") == "Åkeri Öst"


def test_files_of_two_encodings_come_together_when_one_is_named(full_world, sent):
    files = {"a.csv": "customer_id,name\nA,Åsa\n".encode(), "b.csv": "customer_id,name\nB,Örjan\n".encode("cp1252")}
    full_world.bring(sent(files), encoding="windows-1252")
    assert [name_of("A"), name_of("B")] == ["Åsa", "Örjan"]


@pytest.mark.parametrize("header", ["Customer ID,NAME", "customerid, Name ", "CUSTOMER_ID,name", "customer-id,na me"])
def test_header_names_match_whatever_their_capitals_spaces_and_underscores(header, taken_in):
    taken_in(lines(header, "NEW,New"))
    assert name_of("NEW") == "New"


@pytest.mark.parametrize("first", ["PK", "MZ", "PAR", "GIF", "Rar"])
def test_a_header_may_begin_like_the_mark_of_another_format(first, taken_in):
    taken_in(lines(f"{first},customer_id,name", "1,NEW,New"))
    assert name_of("NEW") == "New"


def test_a_total_that_is_not_the_last_row_is_a_record(taken_in):
    taken_in(lines("customer_id,name", "Total,Total Energy", "NEW,New"))
    assert name_of("Total") == "Total Energy"


def test_a_cell_of_several_lines_in_a_column_that_nobody_knows_is_no_matter(taken_in):
    run = taken_in(lines("customer_id,notes,name", 'A,"one', 'two",Alfa', "NEW,,New"))
    assert [fault.code for fault in run.faults.all()] == ["W_UNKNOWN_COLUMN"]
    assert [name_of("A"), name_of("NEW")] == ["Alfa", "New"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("yes", True), ("JA", True), ("True", True), ("1", True), ("no", False), ("nej", False), ("0", False)],
)
def test_booleans_have_their_many_words(said, meant, taken_in):
    taken_in(csv_of("subscriptions", {"auto_renews": said}))
    assert Subscription._base_manager.get(reference="S9").auto_renews is meant


def test_a_workbook_has_typed_cells(taken_in):
    taken_in(sheet_of("licenses", {"date": date(2026, 11, 22), "total": 12.0, "used_7d": None}))
    line = LicenseLine._base_manager.get(subscription__reference="S1")
    assert (line.row_date, line.total, line.used_7d) == (date(2026, 11, 22), 12, None)


def test_a_time_without_an_offset_is_utc_in_every_format(taken_in):
    at = datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001  # spreadsheets know no zones
    taken_in(sheet_of("people", {"last_sign_in_at": at}))
    assert str(CustomerPerson._base_manager.get(reference="P9").last_sign_in_at) == "2026-11-01 09:30:00+00:00"


def test_an_offset_is_turned_into_utc(taken_in):
    taken_in(csv_of("people", {"last_sign_in_at": "2026-11-01T00:30:00+02:00"}))
    assert str(CustomerPerson._base_manager.get(reference="P9").last_sign_in_at) == "2026-10-31 22:30:00+00:00"


def test_parquet_has_typed_cells(taken_in):
    taken_in(lambda: parquet(
        "SELECT 'P9' AS person_id, 'HARBOR' AS customer_id, 'Per'::BLOB AS name, "
        "TIMESTAMPTZ '2026-11-01 00:30:00+02:00' AS last_sign_in_at, DATE '2026-01-01' AS created_date"
    ))  # fmt: skip
    person = CustomerPerson._base_manager.get(reference="P9")
    assert (person.name, str(person.last_sign_in_at)) == ("Per", "2026-10-31 22:30:00+00:00")


def test_whole_decimals_of_parquet_are_counts(taken_in):
    taken_in(lambda: parquet("SELECT DATE '2026-11-22' AS date, 'S1' AS subscription_id, 'meetings' AS product, "
                             "12.00::DECIMAL(38, 2) AS total, 5::HUGEINT AS assigned"))  # fmt: skip
    line = LicenseLine._base_manager.get(subscription__reference="S1")
    assert (line.total, line.assigned) == (12, 5)


def test_the_path_of_a_parquet_file_says_nothing_about_its_rows(full_world, tmp_path):
    folder = tmp_path / "name=Wrong" / "country=SE"
    folder.mkdir(parents=True)
    (folder / "rows[1].parquet").write_bytes(parquet_of(["customer_id", "name"], [["NEW", "New"]]))
    (folder / "rows1.parquet").write_bytes(parquet_of(["customer_id", "name"], [["OTHER", "Other"]]))
    full_world.bring([folder / "rows[1].parquet"])
    assert list(Customer._base_manager.filter(name__in=["New", "Other", "Wrong"]).values_list("name", "country")) == [
        ("New", None)
    ]


def test_formulas_count_by_their_stored_results(taken_in):
    book = Workbook()
    for row in (["customer_id", "name", "country"], ["A", "=B3", '=IF(TRUE,"","SE")'], ["NEW", "New", None]):
        book.active.append(row)
    calculated = with_part(saved(book), SHEET, _with_results)
    taken_in(calculated)
    assert name_of("A") == "Calculated"


def _with_results(xml: bytes) -> bytes:
    """Store results as spreadsheet programs do: the empty text too has a cell type and a tag."""
    text = b'<c r="B2" t="str"><f>B3</f><v>Calculated</v></c><c r="C2" t="str"><f>IF(TRUE,"","SE")</f><v></v></c>'
    start, end = xml.index(b'<c r="B2"'), xml.index(b"</row>", xml.index(b'<c r="B2"'))
    return xml[:start] + text + xml[end:]


def test_hidden_sheets_and_empty_ones_are_left_out(taken_in):
    sheets = {"Notes": [["=NOW()", "x"]], "Empty": [], "Data": [["customer_id", "name"], ["NEW", "New"]]}
    taken_in(lambda: workbook(sheets=sheets, hidden=["Notes"]))
    assert name_of("NEW") == "New"


def test_each_visible_sheet_is_a_table_of_its_own_kind(taken_in):
    sheets = {"Customers": [["customer_id", "name"], ["NEW", "New"]], "Tags": [["customer_id", "tag"], ["NEW", "gold"]]}
    assert set(taken_in(lambda: workbook(sheets=sheets)).summary) == {"customers", "tags"}


def test_a_sheet_may_lie_anywhere_in_the_workbook(taken_in):
    book = workbook(["customer_id", "name"], ["NEW", "New"])
    sheet = load_workbook(BytesIO(book))  # proves that the workbook is sound before its part is moved
    assert sheet.active.title == "Sheet"
    moved = with_part(
        book, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"/xl/worksheets/sheet1.xml", b"odd/S.xml")
    )
    content = with_part(
        moved, "[Content_Types].xml", lambda xml: xml.replace(b"/xl/worksheets/sheet1.xml", b"/xl/odd/S.xml")
    )
    parts: list[bytes] = []
    with_part(book, SHEET, lambda xml: parts.append(xml) or xml)
    taken_in(without_part(with_part(content, "xl/odd/S.xml", lambda _: parts[0]), SHEET))
    assert name_of("NEW") == "New"


def test_paths_inside_a_zip_lead_nowhere(taken_in, tmp_path):
    taken_in(
        lambda: zipped({"../../../escaped.csv": lines("customer_id,name", "NEW,New"), "/abs/t.csv": csv_of("tags", {})})
    )
    assert name_of("NEW") == "New"
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_file_in_a_zip_needs_no_name(taken_in):
    taken_in(lambda: zipped({"b.csv": lines("customer_id,name", "NEW,New")}).replace(b"b.csv", b"\0.csv"))
    assert name_of("NEW") == "New"
