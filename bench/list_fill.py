"""`python -m bench.list_fill CUSTOMERS`: fill a hub with customers, three terms each and some tags, then judge them all. A child process."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

import django

ON = date(2026, 11, 22)
CHUNK = 50_000
TAGS = ("gold", "at risk", "public sector", "onboarding")
WORDS = ("Nordic", "Harbor", "Alder", "Birka", "Quarry", "Ember", "Falcon", "Glacier", "Klara", "Lagan", "Isar", "Vanta")
TRADES = ("Foods", "Clinics", "Steel", "Paper", "Travel", "Water", "Hotels", "Biotech", "Rail", "Energy", "Optics")


def main(customers: int) -> None:
    """Insert everything in bulk, which is not what is measured; then time the judgement of every customer."""
    django.setup()
    from django.db import connection, transaction

    from partnerhub.config.start import make_ready
    from partnerhub.kit.bulk import insert_rows
    from partnerhub.portfolio.models import Product
    from partnerhub.portfolio.services import refresh_statuses
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    make_ready()
    partner = partners()[0]
    products = list(Product.objects.order_by("id").values_list("id", flat=True))
    with transaction.atomic():
        insert_rows("portfolio_tag", ("partner_id", "label"), [(partner.id, label) for label in TAGS])
        for start in range(0, customers, CHUNK):
            numbers = range(start, min(customers, start + CHUNK))
            for table, columns, rows in tables(partner.id, numbers, products):
                insert_rows(table, columns, list(rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    begun = time.perf_counter()
    judged = refresh_statuses(Scope.system(partner.id, partner.name, "bench"), on=ON)
    print(json.dumps({"judged": judged, "seconds": time.perf_counter() - begun}))


def tables(partner: int, numbers: range, products: list[int]) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple]]]:
    """Yield the rows of each table for some customers. Ids are spelled out, so that nothing has to be looked up."""
    base = 1_000
    yield (
        "tenancy_organization", ("id", "parent_id", "kind", "name", "created_at"),
        ((base + n, partner, "CUSTOMER", name_of(n), "2025-01-01 00:00:00+00") for n in numbers),
    )  # fmt: skip
    yield (
        "portfolio_customer",
        ("organization_id", "partner_id", "reference", "name", "sort_name", "country", "domain", "managed_by",
         "created_date", "last_admin_sign_in_at"),
        ((base + n, partner, f"C{n:07}", name_of(n), name_of(n).casefold(), ("SE", "DE", "NO", "GB")[n % 4],
          f"c{n}.example", ("PARTNER", "EXTERNAL", "BOTH")[n % 3], date(2025, 1, 1), ON - timedelta(days=n % 120))
         for n in numbers),
    )  # fmt: skip
    yield (
        "portfolio_subscription",
        ("id", "partner_id", "customer_id", "reference", "kind", "start_date", "end_date", "added_date", "auto_renews",
         "setup_state", "payment_state", "state_from_date"),
        ((n * 3 + place + 1, partner, base + n, f"S{n:07}-{place}", "TRIAL" if place == 2 and n % 10 == 0 else "SUBSCRIPTION",
          ON - timedelta(days=400), ON + timedelta(days=(n * 7 + place * 131) % 900 - 100), ON - timedelta(days=400),
          bool(n % 3) and not (place == 2 and n % 10 == 0), "PENDING" if n % 97 == 0 else "DONE",
          "UNPAID" if n % 53 == 0 else "PAID", ON - timedelta(days=400)) for n in numbers for place in range(3)),
    )  # fmt: skip
    yield (
        "portfolio_licenseline", ("partner_id", "subscription_id", "product_id", "row_date", "total", "assigned"),
        ((partner, n * 3 + place + 1, products[(n + place) % len(products)], ON, 5 + n % 200, (n * 13 + place) % 210)
         for n in numbers for place in range(3)),
    )  # fmt: skip
    yield (
        "portfolio_customertag", ("tag_id", "customer_id"),
        ((tag + 1, base + n) for n in numbers for tag in range(len(TAGS)) if n % (tag + 2) == 0),
    )  # fmt: skip


def name_of(number: int) -> str:
    """Return a name that differs early, as names do."""
    return f"{WORDS[number % len(WORDS)]} {TRADES[number // 7 % len(TRADES)]} {number:07}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
