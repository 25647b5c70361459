"""One set of rows in every format, wrapping and spelling: the records are the same."""

import pytest

from partnerhub.pipeline.models import ImportState
from partnerhub.portfolio.models import Customer, Invoice, LicenseLine, Order, Subscription
from tests.files.builders import lines, workbook, zipped
from tests.ingest.sending import EVERYTHING, FORMATS, as_csv, codes, counts, put, records, tried, went_in


def everything_in(form: str) -> dict[str, bytes]:
    return {f"{kind}.{form}": FORMATS[form](rows) for kind, rows in EVERYTHING.items()}


@pytest.fixture
def expected(world, tmp_path):
    """Return the records after the rows came as CSV files in one call."""
    return tried(world, put(tmp_path / "expected", everything_in("csv")))


def test_the_rows_are_what_they_say(world, tmp_path):
    went_in(world.bring(put(tmp_path, everything_in("csv"))))
    customer = Customer._base_manager.get(reference="0042")
    assert (customer.name, customer.managed_by, customer.country) == ("Åkeri Öst", "BOTH", "SE")
    assert Customer._base_manager.get(reference="C2").name == 'Båtar & "Bilar", AB'
    line = LicenseLine._base_manager.get(subscription__reference="S1")
    assert (line.total, line.assigned, line.used_7d, line.used_90d) == (20, 22, 0, 12)
    assert LicenseLine._base_manager.get(subscription__reference="T1").used_7d is None
    assert Order._base_manager.get(reference="O1").product is None
    assert str(Invoice._base_manager.get(reference="I1").amount) == "-1250.5000"
    trial = Subscription._base_manager.get(reference="T1")
    assert (trial.added_date, trial.setup_state, trial.payment_state) == (trial.start_date, "DONE", "PAID")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_makes_the_same_records(form, world, expected, tmp_path):
    assert tried(world, put(tmp_path / form, everything_in(form))) == expected


def test_a_folder_is_its_files(world, expected, tmp_path):
    files = everything_in("csv") | {".hidden.csv": b"\x00", ".git/config": b"\x00"}
    put(tmp_path / "folder", {f"{'deep/' if 'l' in name else ''}{name}": content for name, content in files.items()})
    assert tried(world, [tmp_path / "folder"]) == expected


def test_a_folder_may_hold_zips_beside_files_and_folders_to_any_depth(world, expected, tmp_path):
    kinds = list(everything_in("csv").items())
    zips = {f"z/y/{number}.zip": zipped(dict(kinds[number::3])) for number in range(2)}
    put(tmp_path / "folder", {f"a/b/{name}": content for name, content in kinds[2::3]} | zips)
    assert tried(world, [tmp_path / "folder"]) == expected


def test_a_zip_is_its_files_whatever_their_formats(world, expected, tmp_path):
    forms = sorted(FORMATS)
    files = {f"x/{kind}": FORMATS[forms[n % 4]](rows) for n, (kind, rows) in enumerate(EVERYTHING.items())}
    assert tried(world, put(tmp_path / "zip", {"all.zip": zipped(files)})) == expected


def test_a_workbook_is_its_sheets(world, expected, tmp_path):
    sheets = {kind: [list(rows[0]), *(list(row.values()) for row in rows)] for kind, rows in EVERYTHING.items()}
    assert tried(world, put(tmp_path / "book", {"all.xlsx": workbook(sheets=sheets)})) == expected


def test_the_order_of_columns_does_not_matter(world, expected, tmp_path):
    turned = {kind: [dict(reversed(row.items())) for row in rows] for kind, rows in EVERYTHING.items()}
    assert tried(world, put(tmp_path / "turned", {kind: as_csv(rows, ";") for kind, rows in turned.items()})) == expected


def test_one_file_may_hold_its_rows_in_several_pieces(world, expected, tmp_path):
    pieces = {f"{kind}-{number}.csv": as_csv([row]) for kind, rows in EVERYTHING.items() for number, row in enumerate(rows)}
    assert tried(world, put(tmp_path / "pieces", pieces)) == expected


@pytest.mark.parametrize("kind", EVERYTHING)
def test_a_kind_is_recognized_by_its_header(kind, world, tmp_path):
    header_only = lines(",".join(EVERYTHING[kind][0]))
    run = went_in(world.bring(put(tmp_path, {"unnamed": header_only})))
    assert counts(run) == {kind: (0, 0, 0)}


def test_a_file_with_only_a_header_changes_nothing_in_any_format(world, tmp_path):
    before = records(world)
    went_in(world.bring(put(tmp_path, {"a.csv": b"customer_id,name\n", "b.xlsx": workbook(["customer_id", "tag"])})))
    assert records(world) == before


def test_the_kind_can_be_named(world, tmp_path):
    both = put(tmp_path, {"both.csv": b"customer_id,name,tag\nHARBOR,Harbor Foods,north\n"})
    assert counts(went_in(world.bring(both, kind="tags"))) == {"tags": (1, 0, 0)}
    refused = world.bring(both, kind="people")
    assert refused.state == ImportState.REFUSED
    assert codes(refused) == [("E_HEADER_MISSING", 1, "person_id", "")]


def test_files_with_one_name_are_told_apart_by_their_paths(world, tmp_path):
    paths = put(tmp_path, {"a/c.csv": b"customer_id,name\nN,New\n", "b/c.csv": b"customer_id,name\nN,Ny\n"})
    fault = world.bring(paths).faults.get()
    assert {fault.file, fault.params["file"]} == {str(path) for path in paths}


def test_both_files_that_disagree_on_a_key_are_named(world, tmp_path):
    files = {"one.csv": b"customer_id,name\nN,New\n", "two.csv": b"\n\ncustomer_id,name\nM,M\nN,Ny\n"}
    fault = world.bring(put(tmp_path, files)).faults.get()
    assert (fault.code, fault.file, fault.line) == ("E_DUPLICATE_KEY", "two.csv", 5)
    assert (fault.params["file"], fault.params["line"], fault.params["key"]) == ("one.csv", "2", "N")
