"""`python -m bench.export_list RUNS`: time the export of the whole list, beside a bare query and a CSV writer. A child process."""

import csv
import json
import resource
import sys
import time
from pathlib import Path

import django

ROWS = (
    "SELECT reference, name, status_bits, managed_by, products, country, domain, next_end_date, expires_date, renews_date, "
    "licenses, assigned, last_admin_sign_in_at FROM portfolio_customer WHERE partner_id = %s AND managed_by <> 'SELF' "
    "ORDER BY sort_name, organization_id"
)


def main(runs: int) -> None:
    """Export over the page's own address; note when it begins, when it ends, and how much memory it takes on top."""
    django.setup()
    from bench.list_ask import signed_in
    from partnerhub.portfolio.listing.keeper import listing_of

    client, partner = signed_in()
    listing_of(partner.id)
    before = peak_mb()
    found = [exported(client) for _ in range(runs)]
    after = peak_mb()
    theirs = [by_hand(partner.id) for _ in range(runs)]
    first, whole, rows = zip(*found, strict=True)
    print(
        json.dumps({"first": first, "whole": whole, "rows": rows[0], "theirs": theirs, "mb": after - before, "peak": after})
    )


def exported(client) -> tuple[float, float, int]:
    """Return the seconds to the first row, to the last one, and how many lines there were."""
    begun = time.perf_counter()
    pieces = iter(client.get("/customers/export/?format=csv"))
    lines = sum(next(pieces).count(b"\n") for _ in range(3))  # the mark, the heads, the first rows
    first = time.perf_counter() - begun
    lines += sum(piece.count(b"\n") for piece in pieces)
    return first, time.perf_counter() - begun, lines - 1


def by_hand(partner: int) -> float:
    """Write the same customers as somebody would in a script, without tags and rights."""
    from django.db import connection

    begun = time.perf_counter()
    with Path("/dev/null").open("w", newline="") as out, connection.cursor() as cursor:
        writer = csv.writer(out)
        cursor.execute(ROWS, [partner])
        while rows := cursor.fetchmany(1000):
            writer.writerows(rows)
    return time.perf_counter() - begun


def peak_mb() -> float:
    """Return the most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
