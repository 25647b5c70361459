"""Texts that cannot be read as written: encodings, hidden characters, quotes, cells out of place, broken JSON."""

from tests.files.builders import json_lines, lines, parquet, parquet_of, workbook
from tests.files.corpus import Case, bad, cell

LONG = "x" * 32_768
SHOWN = "x" * 80 + "…"  # values are cut to 80 signs
SWEDISH = "customer_id,name\nA,Alfa\nNEW,Åkeri Öst\n"

ENCODINGS = (
    bad("Windows-1252", "a.csv", SWEDISH.encode("cp1252"), "E_ENCODING", 3, "", "NEW,Åkeri Öst"),
    bad("UTF-16 without a mark", "a.csv", SWEDISH.encode("utf-16-le"), "E_ENCODING", 1, "", "customer_id,name"),
    bad("UTF-8 that was cut in a character", "a.csv", "customer_id,name\nNEW,Åsa\nB,Ö".encode()[:-1], "E_ENCODING", 3, "",
        "B,Ã"),
    bad("Windows-1252 in JSON", "a.jsonl", '{"customer_id": "NEW", "name": "Åsa"}\n'.encode("cp1252"), "E_ENCODING", 1, "",
        '{"customer_id": "NEW", "name": "Åsa"}'),
    bad("an encoding that was named but is another", "a.csv", SWEDISH.encode("cp1252"), "E_ENCODING", 3, "",
        "NEW,Åkeri Öst", encoding="ascii"),
    bad("UTF-16 that ends in half a character", "a.csv", b"\xff\xfe" + SWEDISH.encode("utf-16-le")[:-1], "E_ENCODING", 3, "",
        "NEW,Åkeri Öst�"),
)  # fmt: skip


def hidden(name: str, sign: str, shown: str) -> Case:
    """Return the case of a name with an invisible character in it, on line 3."""
    content = f"customer_id,name\nA,Alfa\nNEW,Ne{sign}w\n".encode()
    return bad(name, "a.csv", content, "E_CONTROL_CHAR", 3, "name", shown)


CONTROL = (
    hidden("a NUL", "\0", "Ne<U+0000>w"),
    hidden("an escape", "\x1b[31m", "Ne<U+001B>[31mw"),
    hidden("a deleted sign", "\x7f", "Ne<U+007F>w"),
    hidden("a control character of Latin-1", "\x9b", "Ne<U+009B>w"),
    hidden("a direction override", "\u202e", "Ne<U+202E>w"),
    hidden("a direction isolate", "\u2066", "Ne<U+2066>w"),
    bad("a line end inside a known cell", "a.csv", b'customer_id,name\nNEW,"Ne\nw"\n', "E_CONTROL_CHAR", 2, "name",
        "Ne<U+000A>w"),
    bad("a NUL far down", "a.csv", lines("customer_id,name", *(f"C{n},{n}{'x' * 90}" for n in range(60)), "N\0W,New"),
        "E_CONTROL_CHAR", 62, "customer_id", "N<U+0000>W"),
    bad("a hidden character in JSON", "a.jsonl", json_lines({"customer_id": "NEW", "name": "Ne\u202ew"}),
        "E_CONTROL_CHAR", 1, "name", "Ne<U+202E>w"),
    bad("half a character in JSON", "a.jsonl", json_lines({"customer_id": "NEW", "name": "Ne\ud800w"}),
        "E_CONTROL_CHAR", 1, "name", "Ne<U+D800>w"),
    cell("licenses", "total", "1\u202e0", "E_CONTROL_CHAR", shown="1<U+202E>0"),
    cell("licenses", "date", "2026-01-01\0", "E_CONTROL_CHAR", shown="2026-01-01<U+0000>"),
)  # fmt: skip

QUOTES = (
    bad("a quote that is never closed", "a.csv", lines("customer_id,name", "A,Alfa", 'NEW,"New', "B,Beta"), "E_QUOTE", 3, "",
        '"New<U+000A>B,Beta<U+000A>'),
    bad("a quote that is never closed, in the header", "a.csv", lines('customer_id,"name', "A,Alfa"), "E_QUOTE", 1, "",
        '"name<U+000A>A,Alfa<U+000A>'),
    bad("a quote opened on the second line of a row", "a.csv",
        lines("customer_id,domain,name", 'A,"one', 'two","three', "four"), "E_QUOTE", 3, "", '"three<U+000A>four<U+000A>'),
    bad("text after a closing quote", "a.csv", lines("customer_id,name", 'NEW,"New" Ltd'), "E_QUOTE", 2, "",
        '"New" Ltd<U+000A>'),
    bad("text after a closing quote on a later line of its row", "a.csv",
        lines("customer_id,domain,name", 'NEW,"one', 'two","New" Ltd'), "E_QUOTE", 3, "", '"New" Ltd<U+000A>'),
    bad("a quote never closed before a lot of text", "a.csv",
        lines("customer_id,name", 'NEW,"New', *(f"C{n},Name {n}" for n in range(3000))), "E_QUOTE", 2, "",
        '"New<U+000A>' + "".join(f"C{n},Name {n}<U+000A>" for n in range(7)) + "C7,Na…"),
    bad("an open quote below lines that end in CR", "a.csv", b'customer_id,name\rA,Alfa\rNEW,"New\r', "E_QUOTE", 3, "",
        '"New<U+000D>'),
)  # fmt: skip

CELLS = (
    bad("a cell over 32,767 signs", "a.csv", lines("customer_id,name", "A,Alfa", f"NEW,{LONG}"), "E_CELL_TOO_LONG", 3,
        "name", SHOWN),
    bad("a long quoted cell", "a.csv", lines("customer_id,name", f'NEW,"{LONG}"'), "E_CELL_TOO_LONG", 2, "name", SHOWN),
    bad("a long cell in JSON", "a.jsonl", json_lines({"customer_id": "NEW", "name": LONG}), "E_CELL_TOO_LONG", 1, "name",
        SHOWN),
    bad("a long cell in Parquet", "a.parquet", lambda: parquet_of(["customer_id", "name"], [["NEW", LONG]]),
        "E_CELL_TOO_LONG", 1, "name", SHOWN),
    bad("a row with fewer cells", "a.csv", lines("customer_id,name", "A,Alfa", "NEW"), "E_COLUMNS", 3, "", "NEW"),
    bad("a row with more cells", "a.csv", lines("customer_id,name", "NEW,New, Ltd"), "E_COLUMNS", 2, "", "NEW,New, Ltd"),
    bad("a decimal comma that splits a cell", "a.csv",
        lines("invoice_id,subscription_id,issued_date,amount,currency,state", "I9,S1,2026-01-01,10,50,SEK,open"),
        "E_COLUMNS", 2, "", "I9,S1,2026-01-01,10,50,SEK,open"),
    Case("a short row below a cell of three lines",
         {"a.csv": lines("customer_id,notes,name", 'A,"one', "two", 'three",Alfa', "B,Beta")},
         (("E_COLUMNS", 5, "", "B,Beta"), ("W_UNKNOWN_COLUMN", 1, "notes", ""))),
)  # fmt: skip


def _nested() -> bytes:
    return parquet("SELECT 'NEW' AS customer_id, ['New'] AS name")


JSON = (
    bad("broken JSON", "a.jsonl", lines('{"customer_id": "A", "name": "Alfa"}', '{"customer_id": "NEW", "name": '),
        "E_JSON", 2, "", '{"customer_id": "NEW", "name": '),
    bad("broken JSON and nothing else", "a.jsonl", b'{"customer_id": "NEW", \n', "E_JSON", 1, "", '{"customer_id": "NEW", '),
    bad("a list", "a.jsonl", b'[{"customer_id": "NEW", "name": "New"}]\n', "E_JSON", 1, "",
        '[{"customer_id": "NEW", "name": "New"}]'),
    bad("a text among objects", "a.jsonl", b'{"customer_id": "A", "name": "Alfa"}\n\n"NEW"\n', "E_JSON", 3, "", '"NEW"'),
    bad("an object inside an object", "a.jsonl", b'{"customer_id": "NEW", "name": {"sv": "Ny"}}\n', "E_JSON", 1, "",
        '{"customer_id": "NEW", "name": {"sv": "Ny"}}'),
    bad("a name that stands twice", "a.jsonl", b'{"customer_id": "NEW", "name": "New", "name": "Ny"}\n', "E_JSON", 1, "",
        '{"customer_id": "NEW", "name": "New", "name": "Ny"}'),
    bad("very deep JSON", "a.jsonl", b'{"a":' * 30_000, "E_JSON", 1, "", ('{"a":' * 16) + "…"),
    bad("a list in Parquet", "a.parquet", _nested, "E_FORMAT", 1, "name", "['New']"),
    bad("a number of 5000 digits", "a.jsonl", b'{"customer_id": "NEW", "name": %s}' % (b"9" * 5000), "E_JSON", 1, "",
        '{"customer_id": "NEW", "name": ' + "9" * 49 + "…"),
)  # fmt: skip


BOOKS = (
    bad("a hidden character in a workbook", "a.xlsx", lambda: workbook(["customer_id", "name"], ["NEW", "Ne\u202ew"]),
        "E_CONTROL_CHAR", 2, "name", "Ne<U+202E>w"),
)  # fmt: skip

CASES = ENCODINGS + CONTROL + QUOTES + CELLS + JSON + BOOKS
