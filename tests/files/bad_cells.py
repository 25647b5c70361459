"""Single cells that do not hold what their column takes."""

import math
from datetime import date, datetime

from openpyxl import Workbook

from tests.files.builders import SHEET, json_lines, parquet, saved, with_part, workbook
from tests.files.corpus import GOOD, bad, cell, sheet_of

REQUIRED = (
    cell("customers", "name", "", "E_REQUIRED"),
    cell("customers", "customer_id", "   ", "E_REQUIRED"),
    cell("licenses", "assigned", "", "E_REQUIRED"),
    bad("a required cell that is null in JSON", "a.jsonl", json_lines({"customer_id": "NEW", "name": None}), "E_REQUIRED", 1,
        "name"),
    bad("a required name that one JSON line lacks", "a.jsonl",
        json_lines({"customer_id": "A", "name": "Alfa"}, {"customer_id": "NEW"}), "E_REQUIRED", 2, "name"),
    bad("a required cell that is blank in XLSX", "a.xlsx", lambda: workbook(["customer_id", "name"], ["NEW", None]),
        "E_REQUIRED", 2, "name"),
    bad("a required cell that is null in Parquet", "a.parquet", lambda: parquet("SELECT 'NEW' AS customer_id, NULL AS name"),
        "E_REQUIRED", 1, "name"),
)  # fmt: skip

WORDS = (
    cell("subscriptions", "kind", "subscribtion", "E_CHOICE"),
    cell("subscriptions", "payment_state", "Överdue", "E_CHOICE"),
    cell("customers", "managed_by", "nobody", "E_CHOICE"),
    cell("customers", "country", "XX", "E_CHOICE"),
    cell("customers", "country", "Sweden", "E_CHOICE"),
    cell("invoices", "currency", "SKR", "E_CHOICE"),
    cell("administrators", "role", "customer_admin", "E_CHOICE"),
    cell("orders", "action", "buy", "E_CHOICE"),
    cell("subscriptions", "auto_renews", "maybe", "E_BOOLEAN"),
    cell("subscriptions", "auto_renews", "2", "E_BOOLEAN"),
    cell("customers", "name", "n" * 201, "E_TOO_LONG", shown="n" * 80 + "…"),
    cell("customers", "customer_id", "i" * 101, "E_TOO_LONG", shown="i" * 80 + "…"),
    cell("tags", "tag", "t" * 26, "E_TOO_LONG"),
    cell("people", "email", "per(at)harbor", "E_FORMAT"),
    cell("customers", "console_url", "javascript:alert(1)", "E_FORMAT"),
)

NUMBERS = (
    *(cell("licenses", "total", said, "E_NUMBER") for said in (
        "1_000", "12.0", "+5", "1e3", "NaN", "1 000", "0x1F", "٣", "-", "12,5",
    )),
    cell("licenses", "total", "true", "E_NUMBER"),
    cell("licenses", "total", "-1", "E_NUMBER_RANGE"),
    cell("licenses", "assigned", "1000000000", "E_NUMBER_RANGE"),
    cell("licenses", "used_7d", "9" * 400, "E_NUMBER_RANGE", shown="9" * 80 + "…"),
    cell("invoices", "amount", "1.250,00", "E_NUMBER"),
    cell("invoices", "amount", "10.00000", "E_NUMBER"),
    cell("invoices", "amount", "Infinity", "E_NUMBER"),
    bad("NaN in JSON", "a.jsonl", json_lines(GOOD["licenses"] | {"total": math.nan}), "E_NUMBER", 1, "total", "nan"),
    bad("true as a count in JSON", "a.jsonl", json_lines(GOOD["licenses"] | {"total": True}), "E_NUMBER", 1, "total",
        "True"),
    bad("half a license in XLSX", "a.xlsx", sheet_of("licenses", {"total": 12.5}), "E_NUMBER", 2, "total", "12.5"),
    bad("infinity in Parquet", "a.parquet", lambda: parquet(
        "SELECT DATE '2026-11-20' AS date, 'S1' AS subscription_id, 'meetings' AS product, 'inf'::DOUBLE AS total, "
        "1 AS assigned"), "E_NUMBER", 1, "total", "inf"),
)  # fmt: skip

DATES = (
    *(cell("licenses", "date", said, "E_DATE") for said in (
        "2026-02-31", "2026-02-29", "31/12/2026", "2026-1-1", "20260101", "2026-W01-1", "86400",
        "2026-01-01T00:00:00", "today",
    )),
    *(cell("subscriptions", "start_date", said, "E_DATE_RANGE") for said in ("1899-12-31", "1970-01-01", "1999-12-31")),
    *(cell("subscriptions", "end_date", said, "E_DATE_RANGE") for said in ("9999-12-31", "2101-01-01")),
    cell("people", "last_sign_in_at", "2026-01-01T25:00:00Z", "E_DATE"),
    cell("people", "last_sign_in_at", "1 January 2026", "E_DATE"),
    cell("customers", "last_admin_sign_in_at", "0001-01-01T00:00:00+14:00", "E_DATE_RANGE"),
    bad("a time in a date column of XLSX", "a.xlsx",
        sheet_of("licenses", {"date": datetime(2026, 11, 20, 9, 30)}),  # noqa: DTZ001  # spreadsheets know no zones
        "E_DATE", 2, "date", "2026-11-20 09:30:00"),
    bad("an infinite date in Parquet", "a.parquet", lambda: parquet(
        "SELECT 'infinity'::DATE AS date, 'S1' AS subscription_id, 'meetings' AS product, 1 AS total, 1 AS assigned"),
        "E_DATE_RANGE", 1, "date", "9999-12-31"),
)  # fmt: skip


def _formula(cached: str = "", kind: str = "") -> bytes:
    """Return a workbook whose country is a formula, with or without a stored result."""
    book = workbook(["customer_id", "name"], ["A", "Alfa"], ["NEW", "New"])
    extra = f'<c r="C3"{kind}><f>UPPER("se")</f>{cached}</c></row></sheetData>'.encode()
    edit = lambda xml: xml.replace(b"</row></sheetData>", extra).replace(  # noqa: E731
        b'</row><row r="2"', b'<c r="C1" t="inlineStr"><is><t>country</t></is></c></row><row r="2"'
    )
    return with_part(book, SHEET, edit)


def _moved() -> bytes:
    """Return a workbook in which the table begins at C3 and a required cell is a formula."""
    book = Workbook()
    book.active["C3"], book.active["D3"] = "customer_id", "name"
    book.active["C4"], book.active["D4"] = "NEW", '="New"'
    return saved(book)


SHEETS = (
    bad("an id stored as a number", "a.xlsx", sheet_of("customers", {"customer_id": 7}), "E_ID_NUMERIC", 2, "customer_id",
        "7.0"),
    bad("a long id stored as a number", "a.xlsx", sheet_of("customers", {"customer_id": 12345678901234567890}),
        "E_ID_NUMERIC", 2, "customer_id", "1.234567890123457e+19"),
    bad("an id that the spreadsheet took for a date", "a.xlsx", sheet_of("customers", {"customer_id": date(2026, 5, 1)}),
        "E_ID_NUMERIC", 2, "customer_id", "2026-05-01"),
    bad("a formula without a stored result", "a.xlsx", _formula, "E_FORMULA_NO_VALUE", 3, "country"),
    bad("a formula with an empty result tag", "a.xlsx", lambda: _formula("<v></v>"), "E_FORMULA_NO_VALUE", 3, "country"),
    bad("a formula that failed", "a.xlsx", lambda: _formula("<v>#NAME?</v>", ' t="e"'), "E_FORMULA_NO_VALUE", 3, "country"),
    bad("a formula in a table that begins at C3", "a.xlsx", _moved, "E_FORMULA_NO_VALUE", 4, "name"),
    bad("an error value in XLSX", "a.xlsx", sheet_of("licenses", {"used_7d": "#N/A"}), "E_FORMULA_NO_VALUE", 2, "used_7d"),
)  # fmt: skip

CASES = REQUIRED + WORDS + NUMBERS + DATES + SHEETS
