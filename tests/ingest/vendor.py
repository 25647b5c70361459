"""Calling files as a vendor's console writes them, and the rows that the lake then has."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from partnerhub.pipeline.call_parts import QUEUE_ROWS, ROWS, WAITING, call_parts, calls_of_parts, rows_of_parts
from tests.world import World

# The columns of an early export, and what later ones added.
EARLY = """Start time,Answer time,Duration,Calling number,Called number,User,Calling line ID,Called line ID,Correlation ID,
Location,Inbound trunk,Outbound trunk,Route group,Direction,Call type,Client type,Client version,Sub client type,OS type,
Device MAC,Model,Answered,International country,Original reason,Related reason,Redirect reason,Site main number,
Site timezone,User type,Call ID,Local SessionID,Remote SessionID,Final local SessionID,Final remote SessionID,User UUID,
Org UUID,Report ID,Department ID,Site UUID,Releasing party,Redirecting number,Transfer related call ID,Dialed digits,
Authorization code,Call transfer time,User number,Local call ID,Remote call ID,Network call ID,Related call ID,
Call outcome,Call outcome reason,Answer indicator,Ring duration,Release time,Report time"""
LATER = """Hold duration,Recall type,Queue type,Answered elsewhere,PSTN legal entity,PSTN vendor name,PSTN vendor org ID,
PSTN provider ID,Route list calls overage,Caller ID number,External caller ID number,Device owner UUID,
Redirecting party UUID,Original called party UUID,Auto Attendant Key Pressed,Public Calling IP Address,
Public Called IP Address,Call Recording Platform Name,Call Recording Result,Call Recording Trigger,
Caller Reputation Score,Caller Reputation Score Result,Caller Reputation Score Reason,ELIN,Emergency number source,
WxCC consult merge status,Interaction ID"""
UNHEARD_OF = ("Mood of caller", "Zodiac sign", "Weather", "Moon phase", "Tide", "Lucky number", "Favourite colour")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a header."""
    return tuple(name.strip() for name in text.split(","))


OLD = names_in(EARLY)
NEW = OLD + names_in(LATER)
WIDEST = NEW + UNHEARD_OF
Row = Mapping[str, object]


def leg(report: str, **more: object) -> dict[str, object]:
    """Return one leg of a call of Harbor's; spaces in names are written as underscores."""
    usual = {
        "Report ID": report, "Correlation ID": f"call of {report}", "Org UUID": "HARBOR",
        "Start time": "2026-11-17T10:00:00.000Z", "Answer time": "2026-11-17T10:00:05.000Z", "Duration": "60",
        "Answered": "true", "User": "Ann", "User UUID": "u-ann", "User type": "User", "Client type": "WXC_DEVICE",
        "Model": "8845",
    }  # fmt: skip
    return usual | {name.replace("_", " "): value for name, value in more.items()}


def measured(report: str, **more: object) -> dict[str, object]:
    """Return what was measured of a leg."""
    usual = {"report_id": report, "org_uuid": "HARBOR", "start_time": "2026-11-17T10:00:00Z", "packet_loss": "0.5",
             "jitter": "10", "latency": "80", "duration": "60"}  # fmt: skip
    return usual | more


def statistics(**more: object) -> dict[str, object]:
    """Return a day of a queue."""
    usual = {"customer_id": "HARBOR", "queue": "Sales", "date": "2026-11-17", "offered": 10, "answered": 8, "abandoned": 2,
             "answered_wait_seconds": 80, "abandoned_wait_seconds": 30}  # fmt: skip
    return usual | more


def cells_of(rows: Sequence[Row], header: Sequence[str]) -> list[list[object]]:
    """Return the cells of rows under a header; NA where a row says nothing."""
    return [[row.get(name, "NA") for name in header] for row in rows]


def export(*rows: Row, header: Sequence[str] = NEW, separator: str = ",", trailing: int = 0) -> bytes:
    """Return rows as the console exports them, if need be with commas behind each."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([*header, *[""] * trailing])
    writer.writerows([*cells, *[""] * trailing] for cells in cells_of(rows, header))
    return out.getvalue().encode()


def table(*rows: Row) -> bytes:
    """Return rows as CSV with just the columns that they have."""
    return export(*rows, header=list(dict.fromkeys(name for row in rows for name in row)))


def kept(world: World, columns: str = "*", source: str = ROWS) -> list[tuple[Any, ...]]:
    """Return rows as the lake has them."""
    parts = call_parts(world.acme.id, source)
    return (
        duckdb.execute(
            f"SELECT {columns} FROM {calls_of_parts(parts) if source == ROWS else rows_of_parts(parts)} ORDER BY ALL"
        ).fetchall()
        if parts
        else []
    )


def everything_kept(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows about calls, those that wait included."""
    return {source: kept(world, source=source) for source in (ROWS, QUEUE_ROWS, *WAITING.values())}
