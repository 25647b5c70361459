"""Writes the made-up partner as files of the accepted formats, in pieces below the limits of a file."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from partnerhub.pipeline.sources.demo.calls import CALLS, MEDIA, QUEUES, calls_of
from partnerhub.pipeline.sources.demo.customers import Company, companies
from partnerhub.pipeline.sources.demo.history import days_of_history, rows_of
from partnerhub.pipeline.sources.demo.papers import invoices_of, orders_of
from partnerhub.pipeline.sources.demo.people import people_of

ROWS_IN_A_FILE = 200_000  # below 50 MB in every kind
HEADERS = {
    "customers": "customer_id,name,org_uuid,country,domain,managed_by,created_date,last_admin_sign_in_at,console_url",
    "subscriptions": "subscription_id,customer_id,kind,start_date,end_date,added_date,auto_renews,setup_state,payment_state,"
    "cancelled_date",
    "licenses": "date,subscription_id,product,total,assigned,used_7d,used_90d",
    "orders": "order_id,subscription_id,product,ordered_date,action,quantity",
    "invoices": "invoice_id,subscription_id,issued_date,due_date,amount,currency,state",
    "tags": "customer_id,tag",
    "people": "person_id,customer_id,name,email,kind,status,created_date",
    "holders": "subscription_id,product,person_id,assigned_date,last_used_date",
    "administrators": "email,name,role,customer_id,ends_date",
    "calls": CALLS,
    "media": MEDIA,
    "queues": QUEUES,
}


class Files:
    """The files being written: by kind, and for license rows by day, with a new piece whenever one is full."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.open: dict[str, tuple[TextIO, Any, int]] = {}
        self.written: list[tuple[Path, str]] = []

    def write(self, kind: str, rows: Iterable[tuple[object, ...]], series: str = "") -> None:
        """Append rows to the file of a kind, or of a series of it."""
        name = f"{kind}-{series}" if series else kind
        for row in rows:
            _, writer, count = self.open.get(name) or self._next(kind, name)
            writer.writerow(row)
            file, writer, count = self.open[name]
            self.open[name] = (file, writer, count + 1)
            if count + 1 >= ROWS_IN_A_FILE:
                file.close()
                del self.open[name]

    def _next(self, kind: str, name: str) -> tuple[TextIO, Any, int]:
        piece = sum(1 for path, _ in self.written if path.name.startswith(f"{name}."))
        path = self.folder / f"{name}.{piece + 1}.csv"
        file = self.stack.enter_context(path.open("w", newline="", encoding="utf-8"))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS[kind].split(","))
        self.written.append((path, kind))
        self.open[name] = (file, writer, 0)
        return self.open[name]


def write_partner(folder: Path, customers: int, weeks: int, seed: int, on: date) -> Iterator[int]:
    """Write the whole partner into a folder, and yield how many customers are done from time to time."""
    folder.mkdir(parents=True, exist_ok=True)
    days = days_of_history(weeks, on)
    with ExitStack() as stack:
        files = Files(folder, stack)
        for number, company in enumerate(companies(customers, seed, on)):
            _write_company(files, company, number, on)
            for row in rows_of(company, number, days, on):
                files.write("licenses", [(row[0].isoformat(), *row[1:])], series=row[0].isoformat())
            for _, made in calls_of(company, number, org_uuid(number), on):
                files.write("calls", made.calls)
                files.write("media", made.media)
                files.write("queues", made.queues)
            if number % 500 == 499:
                yield number + 1
        files.write("administrators", _administrators(customers))
    yield customers


def org_uuid(number: int) -> str:
    """Return the id that calling files use for a customer."""
    return f"org-{number + 10_001:08}"


def _write_company(files: Files, company: Company, number: int, on: date) -> None:
    at = f"{company.last_sign_in}T{7 + number % 11:02}:{number % 60:02}:00Z" if company.last_sign_in else ""
    files.write("customers", [(
        company.reference, company.name, org_uuid(number), company.country, company.domain, company.managed_by,
        company.created, at, f"https://console.example.com/organizations/{company.reference}",
    )])  # fmt: skip
    files.write("tags", [(company.reference, tag) for tag in company.tags])
    for term in company.terms:
        files.write("subscriptions", [(
            term.reference, company.reference, term.kind, term.start, term.end, term.added,
            "yes" if term.auto_renews else "no", term.setup, term.payment, term.cancelled or "",
        )])  # fmt: skip
        files.write("orders", orders_of(term, company, on))
        files.write("invoices", invoices_of(term, company, number, on))
    for one in people_of(company, number, on):
        person = (one.reference, company.reference, one.name, one.email, one.kind, one.status, one.created)
        files.write("people", [person])
        files.write(
            "holders", [(held.term.reference, held.product, one.reference, held.assigned, held.used or "") for held in one.licenses]
        )  # fmt: skip


def _administrators(customers: int) -> Iterator[tuple[object, ...]]:
    yield "rita@partner.example.com", "Rita Reader", "read_only", "", ""
    yield "hal@partner.example.com", "Hal Helpdesk", "help_desk_basic", "", ""
    for number in range(min(customers, 12)):
        yield "adam@partner.example.com", "Adam Assigned", "admin", f"C-{number + 10_001}", ""
    for number in range(12, min(customers, 18)):
        yield "petra@partner.example.com", "Petra Provisioning", "provisioning", f"C-{number + 10_001}", ""
