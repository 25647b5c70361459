"""`python -m bench.ask DAY RUNS`: time every block, the hand-written queries, and the page. A child process."""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import django
import duckdb

LINES = "m.line_day WHERE family = 'MEETINGS' AND (total > 0 OR assigned > 0)"
NEAR = "days_until_end BETWEEN 0 AND 90"
EXPIRING = f"(is_active OR is_suspended) AND NOT auto_renews AND {NEAR}"
RENEWING = f"is_active AND auto_renews AND kind = 'SUBSCRIPTION' AND {NEAR}"
OVER = "is_active AND assigned > total"
RECENT = "days_since_added BETWEEN 0 AND 90"
USE = "count(DISTINCT customer_id), sum(assigned) / sum(total), sum(used_7d) / sum(used_total)"
ROW = "SELECT customer, subscription_id, {days}, total, used_7d, assigned, available, {more}, count(*) OVER () FROM {lines} AND {rows} ORDER BY {days} LIMIT 50"


def table(days: str, rows: str, more: str = "used_90d") -> str:
    """Return the query for a page of a table as a person would write it."""
    return ROW.format(days=days, rows=rows, more=more, lines=LINES)


BY_HAND = {
    "kpis": f"SELECT count(DISTINCT customer_id), count(DISTINCT customer_id) FILTER (WHERE {EXPIRING}), "
    f"count(DISTINCT customer_id) FILTER (WHERE {RENEWING}), count(DISTINCT customer_id) FILTER (WHERE is_low), "
    f"count(DISTINCT customer_id) FILTER (WHERE {OVER}) FROM m.line_day",
    "license_trend": "SELECT week, sum(used_7d), sum(assigned_unused), sum(available), sum(overage), sum(total), sum(assigned) "
    "FROM ({weeks}) WHERE family = 'MEETINGS' GROUP BY week ORDER BY week",
    "recent_kpis": f"SELECT count(DISTINCT customer_id), sum(total) FROM {LINES} AND {RECENT}",
    "recent": table("days_since_added", RECENT, "assignment_change, usage_change"),
    "expiring_kpis": f"SELECT {USE} FROM {LINES} AND {EXPIRING}",
    "expiring": table("days_until_end", EXPIRING),
    "renewing_kpis": f"SELECT {USE} FROM {LINES} AND {RENEWING}",
    "renewing": table("days_until_end", RENEWING),
    "low_assignment_kpis": f"SELECT {USE}, sum(used_7d) / sum(used_assigned), sum(available) FROM {LINES} AND is_low",
    "low_assignment": table("months_since_added", "is_low", "assigned / total"),
    "overage_kpis": f"SELECT count(DISTINCT customer_id), sum(overage) FROM {LINES} AND {OVER}",
    "overages": table("months_remaining", OVER, "assigned / total"),
}


def timed(work: Callable[[], object]) -> float:
    """Return how long work took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(on: date, runs: int) -> None:
    """Time ours and the baseline in turn, block by block; then the page with all its parts."""
    django.setup()
    from partnerhub.reports.answer import answer
    from partnerhub.reports.shapes import Question
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "bench")
    engine = attached(partner.id, on)
    blocks = {}
    for block, sql in BY_HAND.items():
        ask = partial(answer, scope, "subscriptions", Question(on=on, blocks=(block,), limit=50))
        hand = partial(fetched, engine, sql)
        ask(), hand()
        pairs = [(timed(ask), timed(hand)) for _ in range(runs)]
        blocks[block] = {"ours": [ours for ours, _ in pairs], "theirs": [theirs for _, theirs in pairs]}
    page = [timed(page_of(partner, on)) for _ in range(max(3, runs // 4))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"blocks": blocks, "page": page, "peak_mb": peak}))


engine_weeks = [""]


def fetched(engine: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    """Return what a statement written by hand answers."""
    return engine.execute(sql.replace("{weeks}", engine_weeks[0])).fetchall()


def attached(partner_id: int, on: date) -> duckdb.DuckDBPyConnection:
    """Return an engine of our own with the same files attached, for the hand-written queries."""
    from partnerhub.kit.dates import closed_weeks
    from partnerhub.pipeline import manifest

    known, folder = manifest.load(partner_id), manifest.folder_of(partner_id)
    engine = duckdb.connect(config={"threads": 2})
    engine.execute(f"ATTACH '{folder / known.days[on.isoformat()].files['line_day']}' AS m (READ_ONLY)")
    weeks = []
    for week in closed_weeks(on, 13):
        engine.execute(f"ATTACH '{folder / known.weeks[week.isoformat()].file}' AS w{week:%Y%m%d} (READ_ONLY)")
        weeks.append(f"SELECT DATE '{week}' AS week, * FROM w{week:%Y%m%d}.license_week")
    engine_weeks[0] = " UNION ALL ".join(weeks)
    return engine


def page_of(partner: object, on: date) -> Callable[[], None]:
    """Return work that loads the page and all its parts, as a browser does, through every layer of the hub."""
    from django.urls import reverse

    from bench.browser import signed_in
    from partnerhub.reports.answer import report_named

    client = signed_in(partner)
    parts = [block.name for block in report_named("subscriptions").blocks if block.kind != "kpis"]

    def load() -> None:
        assert client.get(reverse("subscriptions"), {"as_of": on}).status_code == 200
        for part in parts:
            url = reverse("subscriptions_block", args=[part])
            assert client.get(url, {"as_of": on}, headers={"HX-Request": "true"}).status_code == 200

    return load


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), int(sys.argv[2]))
