"""Calling files about which something is to be said: times without a zone, contradictions, unclear headers."""

from tests.files.corpus import bad
from tests.ingest.vendor import export, leg, measured, statistics, table

CASES = (
    bad("call times without a zone", "calls.csv", export(leg("r1", Start_time="2026-11-14T23:59:59", Answer_time="NA")),
        "W_NO_ZONE", 2, "", "2026-11-14T23:59:59"),
    bad("a queue offered other calls than came of it", "queues.csv", table(statistics(offered=11)),
        "W_COUNTS", None, "offered", "11"),
    bad("a queue whose average is not its total", "queues.csv",
        table(statistics(answered_wait_seconds=80, **{"Avg Wait Time": "25"})), "W_AVERAGES", None, "answered_wait_seconds"),
    bad("a header that may mean a column", "media.csv",
        table(measured("r1")).replace(b"start_time", b"Start tme"), "E_MAPPING", 1, "Start tme", kind="media"),
)  # fmt: skip
