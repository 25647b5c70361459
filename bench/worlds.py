"""Worlds to measure in: plain arithmetic instead of believable names, so that making them costs little.

Records go in by the hub's own import. License history is written straight into the lake, part by part, as an import would.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

PRODUCTS = ("meetings", "calling", "messaging")


def write_records(folder: Path, customers: int, on: date) -> list[Path]:
    """Write customers and one subscription each, with terms spread over the coming two years."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "customers.csv", folder / "subscriptions.csv"]
    with paths[0].open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["customer_id", "name", "country", "created_date", "last_admin_sign_in_at"])
        for n in range(customers):
            seen = on - timedelta(days=n % 120)
            writer.writerow([f"C{n:07}", f"Customer {n:07}", ("SE", "DE", "NO")[n % 3], "2025-01-01", f"{seen}T08:00:00Z"])
    write_subscriptions(paths[1], customers, on)
    return paths


def write_subscriptions(path: Path, customers: int, on: date) -> None:
    """Write one subscription per customer."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["subscription_id", "customer_id", "kind", "start_date", "end_date", "added_date", "auto_renews"])
        for n in range(customers):
            kind = "trial" if n % 20 == 0 else "subscription"
            end = on + timedelta(days=n % 25 if kind == "trial" else n % 730)
            start = on - timedelta(days=5) if kind == "trial" else on - timedelta(days=n % 700)
            renews = "yes" if kind == "subscription" and n % 3 else "no"
            writer.writerow([f"S{n:07}", f"C{n:07}", kind, start, end, start, renews])


def write_licenses(path: Path, customers: int, day: date) -> None:
    """Write the license rows of one day: three lines per subscription."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["date", "subscription_id", "product", "total", "assigned", "used_7d", "used_90d"])
        for n in range(customers):
            for place, product in enumerate(PRODUCTS):
                total = 5 + (n * 7 + place) % 200
                assigned = total * ((n * 13 + place * 5) % 105) // 100
                used = assigned * (n % 90) // 100
                writer.writerow([day, f"S{n:07}", product, total, assigned, used, used + (assigned - used) // 2])


def day_sql(customers: int, day: date) -> str:
    """Return SQL for the license rows of one day, as an import would have put them into the lake."""
    return (
        f"SELECT DATE '{day}' AS date, printf('S%07d', n) AS subscription_id, product, total::INTEGER AS total, "
        "assigned::INTEGER AS assigned, (assigned * (n % 90) // 100)::INTEGER AS used_7d, "
        "(assigned * (n % 90) // 100 + assigned // 20)::INTEGER AS used_90d FROM ("
        f"SELECT n, product, total, total * ((n * 13 + place * 5 + {day.toordinal()}) % 105) // 100 AS assigned FROM ("
        "SELECT n, place, ['meetings', 'calling', 'messaging'][place + 1] AS product, 5 + (n * 7 + place) % 200 AS total "
        f"FROM range({customers}) t(n), range(3) p(place)))"
    )
