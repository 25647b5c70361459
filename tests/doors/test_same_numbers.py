"""One answer behind every door: page, part, API, exports and command show the same numbers, to each their own (P11)."""

import json

import pytest
from django.core.management import call_command

from partnerhub.reports.answer import answer, reports
from partnerhub.reports.shapes import Question
from partnerhub.reports.written import as_object
from partnerhub.tenancy.services import ensure_partner
from tests.doors.reading import Page, csv_tables, number, parquet_tables, plain, workbook
from tests.world import customer, licenses, subscription

REPORT = "subscriptions"
BLOCKS = {block.name: block for block in reports()[REPORT].blocks}
KPIS = [name for name, block in BLOCKS.items() if block.kind == "kpis"]
TABLES = [name for name, block in BLOCKS.items() if block.kind == "table"]
WHO = pytest.mark.parametrize("name", ["alice", "adam"])
PRODUCT = pytest.mark.parametrize("product", ["meetings", "calling"])


def answered(doors, name: str, product: str, report: str = REPORT) -> dict:
    return doors.program(name).get(f"/api/v1/reports/{report}?product={product}").json()


def values(block: dict) -> list[list[object]]:
    return [[plain(row[column["name"]]) for column in block["columns"]] for row in block["rows"]]


@WHO
@PRODUCT
def test_the_command_prints_what_the_api_answers(doors, name, product, capsys):
    expected = answered(doors, name, product)
    given = {"partner": "Acme", "as_user": f"{name}@acme.example", "product": product}
    call_command("report", REPORT, **given)
    assert json.loads(capsys.readouterr().out) == expected
    call_command("report", REPORT, **given, format="csv")
    for block, (names, rows) in zip(expected["blocks"], csv_tables(capsys.readouterr().out), strict=True):
        assert names == [column["name"] for column in block["columns"]]
        assert [[plain(value) for value in row] for row in rows] == values(block)


@WHO
@PRODUCT
def test_exports_hold_what_the_api_answers(doors, name, product, tmp_path):
    expected, browser = answered(doors, name, product), doors.browser(name)
    address = f"/analytics/subscriptions/export/?product={product}&format="
    texts = csv_tables(browser.get(f"{address}csv").getvalue().decode())
    sheets = workbook(browser.get(f"{address}xlsx").getvalue())
    files = parquet_tables(browser.get(f"{address}parquet").getvalue(), tmp_path)
    for block, (names, rows) in zip(expected["blocks"], texts, strict=True):
        columns = [column["name"] for column in block["columns"]]
        labels, cells = sheets[block["name"]]
        stored, records = files[block["name"]]
        assert names == stored == columns and labels == [column["label"] for column in block["columns"]]
        for found in (rows, cells, records):
            assert [[plain(value) for value in row] for row in found] == values(block), block["name"]


@WHO
@PRODUCT
def test_the_page_shows_the_numbers_that_the_api_answers(doors, name, product):
    expected = {block["name"]: block for block in answered(doors, name, product)["blocks"]}
    page = Page(doors.browser(name).get(f"/analytics/subscriptions/?product={product}&full=1").content.decode())
    for block in KPIS:
        shown = BLOCKS[block].show
        main = [part.main.name if hasattr(part, "main") else part.name for part in shown]
        for column, text in zip(main, page.tiles[block], strict=True):
            assert same(number(text), expected[block]["rows"][0][column]), (block, column)
    for block in TABLES:
        assert_table(page.rows.get(block, [])[1:], expected[block], block)


def same(shown: float | None, answered: float | None) -> bool:
    """Say whether a page shows a number: to the six digits that it gives on hovering."""
    return shown == answered if shown is None or answered is None else shown == pytest.approx(answered, rel=1e-5)


def assert_table(found: list, expected: dict, name: str) -> None:
    """Compare the rows of a table on a page with those of an answer, column by column."""
    assert len(found) == len(expected["rows"]), name
    parts = [part for part in BLOCKS[name].show if getattr(part, "name", "") != "customer_id"]
    for cells, row in zip(found, expected["rows"], strict=True):
        for part, (text, title) in zip(parts, cells, strict=True):
            column = getattr(part, "name", "")
            if getattr(part, "look", "") == "bar":
                used = "–" if row["used"] is None else f"{row['used']:,}"
                assert (
                    title == f"{used} used, {row['assigned']:,} assigned, {row['available']:,} available of {row['total']:,}"
                )
            elif getattr(part, "look", "") == "share":
                count, share = (row[one.name] for one in part.columns)
                assert number(text.split("(")[0]) == count and same(number(title), share), (name, title, share)
            elif column == "subscription_id":
                assert row[column] == (title if row["kind"] == "trial" else text)
            elif column in {"customer", "auto_renews"}:
                assert text == (row[column] if column == "customer" else {True: "Yes", False: "No"}[row[column]])
            else:
                assert number(text) == row[column], (name, column)


@WHO
@PRODUCT
def test_every_part_shows_the_same_as_the_whole_page(doors, name, product):
    browser = doors.browser(name)
    page = Page(browser.get(f"/analytics/subscriptions/?product={product}&full=1").content.decode())
    for block in BLOCKS:
        address = f"/analytics/subscriptions/blocks/{block}/?product={product}"
        for headers in ({}, {"HX-Request": "true"}):
            part = Page(browser.get(address, headers=headers).content.decode())
            assert part.tiles.get(block) == page.tiles.get(block) and part.rows.get(block) == page.rows.get(block), block


@WHO
def test_the_list_of_customers_is_the_same_at_every_door(doors, name, capsys, tmp_path):
    browser, expected = doors.browser(name), answered(doors, name, "meetings", "customers")["blocks"][0]
    call_command("report", "customers", partner="Acme", as_user=f"{name}@acme.example")
    assert json.loads(capsys.readouterr().out)["blocks"][0] == expected
    address = "/customers/export/?format="
    ((_, texts),) = csv_tables(browser.get(f"{address}csv").getvalue().decode())
    ((_, cells),) = workbook(browser.get(f"{address}xlsx").getvalue()).values()
    ((_, records),) = parquet_tables(browser.get(f"{address}parquet").getvalue(), tmp_path).values()
    for found in (texts, cells, records):
        rows = [[str(plain(value)).replace(";", "") for value in row] for row in found]
        assert rows == [[str(value) for value in row] for row in values(expected)]
    listed = doors.program(name).get("/api/v1/customers").json()
    assert listed["total"] == expected["total_rows"] == len(expected["rows"])
    assert [(c["customer_id"], c["statuses"]) for c in listed["items"]] == [
        (row["customer_id"], row["statuses"]) for row in expected["rows"]
    ]
    text = browser.get("/customers/").content.decode()
    assert f"{listed['total']} customer{'' if listed['total'] == 1 else 's'}" in text
    assert all((f"/customers/by-id/{id_}/" in text) == (id_ in str(listed)) for id_ in ("HARBOR", "ORCHARD", "QUARRY"))


@PRODUCT
def test_adam_sees_the_figures_of_a_partner_that_has_harbor_alone(doors, product):
    """Counts, totals, trends and freshness: equal to a recount over Harbor alone, so that nothing shows through."""
    world = doors.world
    solo, on = ensure_partner("Solo"), world.today
    world.take_in(solo, customers=[customer("HARBOR", "Harbor Foods", country="SE", domain="harbor.example")])
    near = {"end_date": on.replace(month=12, day=12), "added_date": on.replace(month=10, day=13)}
    terms = [
        subscription("HARBOR-S1", "HARBOR", on, **near),
        subscription("HARBOR-S2", "HARBOR", on, **near, auto_renews="yes"),
    ]
    trials = [{"subscription_id": "HARBOR-T1", "customer_id": "HARBOR", "kind": "trial", "start_date": on.replace(day=12),
               "end_date": on.replace(month=12, day=12)}]  # fmt: skip
    days = (on, on.replace(day=15), on.replace(month=10, day=23))
    rows = [licenses("HARBOR-S1", day, 100, 20, 10, 15) for day in days]
    rows += [licenses("HARBOR-S2", day, 10, 12, 5, 5) for day in days]
    rows += [licenses("HARBOR-S2", day, 50, 30, 7, 8, "calling") for day in days]
    rows += [licenses("HARBOR-T1", day, 25, 5) for day in days]
    world.take_in(solo, subscriptions=[*terms, *trials], licenses=rows)
    world.build(partner=solo)
    mine = answered(doors, "adam", product)
    theirs = as_object(answer(world.system(solo), REPORT, Question(product)))
    for own, other in zip(mine["blocks"], theirs["blocks"], strict=True):
        for told in ("rows", "total_rows", "current", "notes"):
            assert _without_peers(own[told]) == _without_peers(other[told]), (own["name"], told)
    assert answered(doors, "alice", product)["blocks"][0]["rows"] != mine["blocks"][0]["rows"]


def _without_peers(told: object) -> object:
    """Leave out what compares a line with all lines of the partner, whoever asks; its median needs five customers."""
    if isinstance(told, list):
        return [{k: v for k, v in row.items() if k != "cohort_lines"} if isinstance(row, dict) else row for row in told]
    return told
