"""Files whose header does not fit, and rows that only look like records."""

from tests.files.builders import json_lines, lines, parquet_of, workbook
from tests.files.corpus import Case, bad, csv_of

MISSING = (
    bad("a required column with a slip in its name", "a.csv", lines("custmer_id,name,country", "NEW,New,SE"),
        "E_HEADER_MISSING", 1, "customer_id"),
    bad("no column that any kind has", "a.csv", lines("foo,bar", "1,2"), "E_HEADER_MISSING", 1),
    Case("two columns missing", {"a.csv": lines("subscription_id,customer_id,kind", "S9,HARBOR,trial")},
         (("E_HEADER_MISSING", 1, "start_date", ""), ("E_HEADER_MISSING", 1, "end_date", ""))),
    bad("a column missing in XLSX", "a.xlsx", lambda: workbook([], ["customer_id", "country"], ["NEW", "SE"]),
        "E_HEADER_MISSING", 2, "name"),
    bad("a name missing in every JSON line", "a.jsonl", json_lines({"customer_id": "NEW", "country": "SE"}),
        "E_HEADER_MISSING", 1, "name"),
    bad("a column missing in Parquet", "a.parquet", lambda: parquet_of(["customer_id", "country"], [["NEW", "SE"]]),
        "E_HEADER_MISSING", 1, "name"),
    bad("a kind that the files are not", "a.csv", lines("customer_id,name", "NEW,New"), "E_HEADER_MISSING", 1, "tag",
        kind="tags"),
    bad("prose", "readme.csv", lines("Dear colleague,", "here are the files."), "E_HEADER_MISSING", 1),
)  # fmt: skip

DUPLICATE = (
    bad("a column twice", "a.csv", lines("customer_id,name,name", "NEW,New,Ny"), "E_HEADER_DUPLICATE", 1, "name"),
    bad("a column twice in two spellings", "a.csv", lines("customer_id,name,Customer ID", "NEW,New,NEW"),
        "E_HEADER_DUPLICATE", 1, "Customer ID"),
    bad("an unknown column twice", "a.xlsx", lambda: workbook(["customer_id", "name", "x", "x"], ["NEW", "New", 1, 2]),
        "E_HEADER_DUPLICATE", 1, "x"),
)  # fmt: skip

NOT_FIRST = (
    bad("banner lines before the header", "a.csv", lines("Customers of Acme", "", "customer_id,name", "NEW,New"),
        "E_HEADER_NOT_FIRST", 1, "", "Customers of Acme"),
    bad("banner lines with commas", "a.csv", lines("Export,2026-11-20", "by,alice", "customer_id,name", "NEW,New"),
        "E_HEADER_NOT_FIRST", 1, "", "Export"),
    bad("banner rows in XLSX", "a.xlsx", lambda: workbook([], ["Customers"], ["customer_id", "name"], ["NEW", "New"]),
        "E_HEADER_NOT_FIRST", 2, "", "Customers"),
)  # fmt: skip


def total(word: str) -> Case:
    """Return the case of a last row that adds up the others."""
    rows = csv_of("tags", {}, {"customer_id": word, "tag": "2"})
    return bad(f"a last row called {word}", "a.csv", rows, "E_LOOKS_LIKE_TOTAL", 3, "customer_id", word)


TOTALS = (
    *(total(word) for word in ("Total", "sum", "SUMMA", "Totalt")),
    bad("a total with fewer cells", "a.csv", lines("customer_id,name", "NEW,New", "Total"), "E_LOOKS_LIKE_TOTAL", 3,
        "customer_id", "Total"),
    bad("a total in XLSX", "a.xlsx", lambda: workbook(["customer_id", "name"], ["NEW", "New"], [], ["Summa", 1]),
        "E_LOOKS_LIKE_TOTAL", 4, "customer_id", "Summa"),
)  # fmt: skip

CASES = MISSING + DUPLICATE + NOT_FIRST + TOTALS
