"""The corpus of bad files: what each is called, what it holds, and the one answer it must get."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.files import builders

Content = bytes | Callable[[], bytes]
Found = tuple[str, int | None, str, str]  # (code, physical line, column, value)

DAY = date(2026, 11, 20)
# One sound row of every kind, as the smallest change away from a bad one.
GOOD: dict[str, dict[str, object]] = {
    "customers": {"customer_id": "NEW", "name": "New Ltd", "org_uuid": "", "country": "SE", "domain": "", "managed_by": "",
                  "created_date": "", "last_admin_sign_in_at": "", "console_url": ""},
    "subscriptions": {"subscription_id": "S9", "customer_id": "HARBOR", "kind": "subscription", "start_date": "2026-01-01",
                      "end_date": "2026-12-31", "auto_renews": "no", "setup_state": "", "payment_state": ""},
    "licenses": {"date": DAY, "subscription_id": "S1", "product": "meetings", "total": 10, "assigned": 8, "used_7d": 3,
                 "used_90d": 5},
    "orders": {"order_id": "O9", "subscription_id": "S1", "product": "meetings", "ordered_date": "2026-01-01",
               "action": "new", "quantity": 5},
    "invoices": {"invoice_id": "I9", "subscription_id": "S1", "issued_date": "2026-01-01", "amount": "10.50",
                 "currency": "SEK", "state": "open"},
    "tags": {"customer_id": "HARBOR", "tag": "gold"},
    "people": {"person_id": "P9", "customer_id": "HARBOR", "name": "Per", "email": "", "last_sign_in_at": ""},
    "holders": {"subscription_id": "S1", "product": "meetings", "person_id": "P1"},
    "administrators": {"email": "new@acme.example", "name": "New", "role": "read_only", "customer_id": "", "ends_date": ""},
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Files that are sent in one call, and everything that is said about them."""

    name: str
    files: Mapping[str, Content]
    expected: tuple[Found, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def goes_in(self) -> bool:
        """Say whether there are only warnings."""
        return all(code.startswith("W_") for code, *_ in self.expected)

    def contents(self) -> dict[str, bytes]:
        """Return the files, made now where making them takes time."""
        return {name: content if isinstance(content, bytes) else content() for name, content in self.files.items()}


def bad(
    name: str, file: str, content: Content, code: str, line: int | None = None, column: str = "", value: str = "",
    *, limits: Mapping[str, int] | None = None, **options: str,
) -> Case:  # fmt: skip
    """Return the case of one file with one fault."""
    return Case(name, {file: content}, ((code, line, column, value),), options, limits or {})


def csv_of(kind: str, *rows: Mapping[str, object]) -> bytes:
    """Return a CSV file of sound rows, each with some cells changed."""
    out = io.StringIO()
    whole = [GOOD[kind] | row for row in rows]
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in whole for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(whole)
    return out.getvalue().encode()


def cell(
    kind: str, column: str, value: object, code: str, *, shown: str | None = None, at: str = "", also: dict | None = None
) -> Case:
    """Return the case of one wrong cell on line 2 of a CSV file. `at` names the column where another is blamed."""
    content = csv_of(kind, {column: value, **(also or {})})
    said = str(value) if shown is None else shown
    return bad(f"{kind} {column} {said[:30] or 'empty'}", f"{kind}.csv", content, code, 2, at or column, said)


def sheet_of(kind: str, *rows: Mapping[str, object]) -> Callable[[], bytes]:
    """Return the maker of a workbook of sound rows, each with some cells changed."""
    header = list(GOOD[kind])
    return lambda: builders.workbook(header, *([(GOOD[kind] | row)[name] for name in header] for row in rows))


def every_case() -> tuple[Case, ...]:
    """Return the whole corpus."""
    from tests.files import bad_calls, bad_cells, bad_containers, bad_headers, bad_rows, bad_texts

    parts = (bad_containers, bad_texts, bad_headers, bad_cells, bad_rows, bad_calls)
    return tuple(case for part in parts for case in part.CASES)
