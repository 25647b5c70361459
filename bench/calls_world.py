"""Calls to measure with: UUID ids, two legs a call, what was measured joined to its leg, spread over customers and weeks.

Rows are plain arithmetic over their number, so that making a hundred million of them costs little. They come in the order of
customers and users, as ingest sorts them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

CUSTOMERS = 5000
USERS = 40  # of one customer
HEADER = [
    "Start time",
    "Answer time",
    "Release time",
    "Report time",
    "Call transfer time",
    "Duration",
    "Ring duration",
    "Hold duration",
    "Site timezone",
    "Answered",
    "Answer indicator",
    "Call outcome",
    "Call outcome reason",
    "Releasing party",
    "Answered elsewhere",
    "Direction",
    "Call type",
    "User",
    "User type",
    "User UUID",
    "User number",
    "Calling number",
    "Called number",
    "Calling line ID",
    "Called line ID",
    "Dialed digits",
    "Caller ID number",
    "External caller ID number",
    "Device owner UUID",
    "Department ID",
    "Org UUID",
    "Location",
    "Site UUID",
    "Site main number",
    "Inbound trunk",
    "Outbound trunk",
    "Route group",
    "Route list calls overage",
    "PSTN vendor name",
    "PSTN legal entity",
    "PSTN vendor org ID",
    "PSTN provider ID",
    "International country",
    "Public Calling IP Address",
    "Public Called IP Address",
    "Client type",
    "Sub client type",
    "Client version",
    "OS type",
    "Model",
    "Device MAC",
    "Original reason",
    "Redirect reason",
    "Related reason",
    "Redirecting number",
    "Redirecting party UUID",
    "Original called party UUID",
    "Queue type",
    "Auto Attendant Key Pressed",
    "Recall type",
    "Transfer type",
    "Authorization code",
    "Call Recording Platform Name",
    "Call Recording Result",
    "Call Recording Trigger",
    "Caller Reputation Score",
    "Caller Reputation Score Result",
    "Caller Reputation Score Reason",
    "ELIN",
    "Emergency number source",
    "WxCC consult merge status",
    "Report ID",
    "Correlation ID",
    "Local call ID",
    "Remote call ID",
    "Network call ID",
    "Related call ID",
    "Transfer related call ID",
    "Interaction ID",
    "Call ID",
    "Local SessionID",
    "Remote SessionID",
    "Final local SessionID",
    "Final remote SessionID",
]


def week_sql(rows: int, week: date, number: int, customers: int = CUSTOMERS, first: int = 1) -> str:
    """Return SQL for the rows of one week as the lake holds them, in the order in which ingest leaves them."""
    each = max(1, rows // customers)
    users = min(USERS, each)
    per_user = each // users
    queue = f"u % {users} = {users - 1}"  # the last user of a customer is a queue
    call = "(i // 2 * 2654435761 % 4294967296)"
    return (
        f"SELECT (c + {first})::INTEGER AS customer_id, {_uuid('c * 1000 + u', 'u')} AS user_key, "
        f"(CASE WHEN {queue} THEN 0 WHEN u % 15 = 7 THEN 2 ELSE 1 END)::TINYINT AS user_kind, "
        f"(DATE '{week}' + (i % 7)::INTEGER) AS day, (1 << (i % 7)::INTEGER)::TINYINT AS day_bit, TIMESTAMP '{week}' + to_seconds((i * 7919) % 604800) AS started_at, "
        "(h % 600)::BIGINT AS seconds, 1::TINYINT AS is_leg, (h % 7 <> 0)::TINYINT AS is_connected, "
        f"(i % 2 = 0)::TINYINT AS opens_call, (h % 7 <> 0 AND NOT {queue})::TINYINT AS opens_user_call, "
        f"(CASE WHEN {queue} THEN 1 WHEN h % 11 = 0 THEN 128 WHEN h % 13 = 0 THEN 1024 ELSE 0 END)::INTEGER AS features, "
        f"({queue})::TINYINT AS is_queue, CASE WHEN {queue} THEN 'Queue ' || (h % 3) END AS queue, "
        f"(CASE WHEN {queue} THEN 1 + h % 4 ELSE 0 END)::TINYINT AS queue_outcome, "
        f"CASE WHEN {queue} THEN (h % 90)::DOUBLE END AS wait_seconds, (h % 8 <> 0)::TINYINT AS has_media, "
        "(h % 8 <> 0 AND h % 9 <> 0)::TINYINT AS is_rated, "
        "CASE WHEN h % 8 <> 0 THEN ['app_desktop', 'app_mobile', 'desk_phone', 'teams'][1 + (h % 4)::INTEGER] END "
        "AS endpoint_type, CASE WHEN h % 8 <> 0 THEN (h % 100)::DOUBLE / 18 END AS packet_loss, "
        "CASE WHEN h % 8 <> 0 THEN (h % 1000)::DOUBLE / 6 END AS jitter, "
        "CASE WHEN h % 8 <> 0 THEN (h % 420)::DOUBLE END AS latency, (h % 600)::DOUBLE AS media_seconds, "
        "(i % 2 = 0)::TINYINT AS heads_call, (h % 7 <> 0)::TINYINT AS call_connected, "
        "(i % 2 = 0 AND h % 8 <> 0 AND h % 9 <> 0)::TINYINT AS call_rated, "
        "CASE WHEN i % 2 = 0 AND h % 8 <> 0 THEN (h % 100)::DOUBLE / 18 END AS call_loss, "
        "CASE WHEN i % 2 = 0 AND h % 8 <> 0 THEN (h % 1000)::DOUBLE / 6 END AS call_jitter, "
        "CASE WHEN i % 2 = 0 AND h % 8 <> 0 THEN (h % 420)::DOUBLE END AS call_latency, "
        f"(CASE WHEN i % 2 = 0 THEN CASE WHEN {queue} THEN 1 WHEN h % 11 = 0 THEN 128 ELSE 0 END ELSE 0 END)::INTEGER "
        f"AS call_features, {_uuid(call, f'c{number}')} AS call_id, {_uuid('i', f'r{number}')} AS report_id, "
        "0::TINYINT AS needs_leg FROM ("
        f"SELECT i, i // {each} AS c, (i % {each}) // {per_user} AS u, hash(i, {number}) AS h FROM range({each * customers}) t(i))"
    )


def _uuid(number: str, salt: str) -> str:
    return f"CAST(CAST(md5(({number})::VARCHAR || '{salt}') AS UUID) AS VARCHAR)"


def weeks_before(on: date, count: int) -> list[date]:
    """Return the Sundays of the newest closed weeks, oldest first."""
    last = on - timedelta(days=on.isoweekday() % 7 + 7)
    return [last - timedelta(days=7 * back) for back in reversed(range(count))]


def name_organizations(path: Path) -> None:
    """Give every customer of a file the name that call records know it by."""
    first, *lines = path.read_text().splitlines()
    named = [f"{line},org-{number}" for number, line in enumerate(lines)]
    path.write_text("\n".join([f"{first},org_uuid", *named]) + "\n")


def write_export(folder: Path, rows: int, week: date) -> tuple[Path, Path]:
    """Write call records as the vendor exports them, with all its columns, and what was measured in a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    calls, media = folder / "calls.csv", folder / "media.csv"
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as engine:
        engine.execute("SET preserve_insertion_order = false")
        shown = ", ".join(f'{_export_column(name)} AS "{name}"' for name in HEADER)
        engine.execute(f"COPY (SELECT {shown} FROM ({_legs(rows, week)})) TO '{calls}' (FORMAT csv, HEADER)")
        engine.execute(
            f'COPY (SELECT {_uuid("i", "r")} AS "Report ID", {_uuid("i // 2", "c")} AS "Correlation ID", '
            f'{_org("c")} AS "Org UUID", {_moment("t")} AS "Start time", \'\' AS "Endpoint type", '
            'round((h % 100) / 18.0, 2) AS "Audio Packet Loss (%)", round((h % 1000) / 6.0, 1) AS "Audio Jitter (ms)", '
            f'h % 420 AS "Audio Latency (ms)", h % 600 AS "Duration(s)" FROM ({_legs(rows, week)}) WHERE h % 8 <> 0) '
            f"TO '{media}' (FORMAT csv, HEADER)"
        )
    return calls, media


def _legs(rows: int, week: date) -> str:
    return (
        f"SELECT i, hash(i) AS h, hash(i // 2) % {CUSTOMERS} AS c, hash(i // 2) % {CUSTOMERS} * 1000 + hash(i) % {USERS} AS u, "
        f"TIMESTAMP '{week}' + to_seconds(hash(i // 2, 7)::BIGINT % 604800) AS t FROM range({rows}) r(i)"
    ).replace("hash(i // 2, 7)::BIGINT % 604800", "(hash(i // 2, 7) % 604800)::BIGINT")


def _org(column: str) -> str:
    return f"'org-' || {column}"


def _moment(sql: str) -> str:
    return f"strftime({sql}, '%Y-%m-%dT%H:%M:%S.%gZ')"


def _export_column(name: str) -> str:
    known = {
        "Start time": _moment("t"), "Answer time": _moment("t + to_seconds(8)"), "Release time": _moment("t + to_seconds(90)"),
        "Report time": _moment("t + to_seconds(95)"), "Duration": "h % 600", "Ring duration": "8", "Site timezone": "60",
        "Answered": "CASE WHEN h % 7 = 0 THEN 'false' ELSE 'true' END",
        "Answer indicator": "CASE WHEN h % 7 = 0 THEN 'No' ELSE 'Yes' END", "Call outcome": "'Success'",
        "Call outcome reason": "'Normal'", "Releasing party": "'Local'",
        "Direction": "CASE WHEN i % 2 = 0 THEN 'ORIGINATING' ELSE 'TERMINATING' END", "Call type": "'SIP_ENTERPRISE'",
        "User": "'User ' || u", "User type": "CASE WHEN h % 50 = 0 THEN 'CallCenterPremium' WHEN u % 15 = 7 THEN 'Place' ELSE 'User' END",
        "User UUID": _uuid("u", "u"), "User number": "'+4670' || u", "Calling number": "'+4670' || u",
        "Called number": "'+4671' || u", "Org UUID": _org("c"), "Location": "'Location ' || (c % 40)", "Site UUID": _uuid("c", "s"),
        "Client type": "['WXC_CLIENT', 'WXC_DEVICE', 'SIP', 'TEAMS_WXC_CLIENT'][1 + (h % 4)::INTEGER]",
        "OS type": "['Windows', 'Mac', 'Android', ''][1 + (h % 4)::INTEGER]", "Client version": "'43.1.2'",
        "Model": "CASE WHEN h % 4 = 1 THEN '8845' ELSE 'NA' END",
        "Redirect reason": "CASE WHEN h % 51 = 1 THEN 'CallQueue' WHEN h % 61 = 1 THEN 'NoAnswer' ELSE 'NA' END",
        "Related reason": "CASE WHEN h % 33 = 1 THEN 'ConsultativeTransfer' ELSE 'NA' END", "Report ID": _uuid("i", "r"),
        "Correlation ID": _uuid("i // 2", "c"), "Local call ID": _uuid("i", "l"), "Remote call ID": _uuid("i", "m"),
        "Local SessionID": "md5(i || 'a')", "Remote SessionID": "md5(i || 'b')",
    }  # fmt: skip
    return known.get(name, "'NA'")


def columns_read() -> Iterator[str]:
    """Yield, for every column that the weekly marts need, an aggregate that makes an engine read all of it."""
    texts = ("user_key", "queue", "endpoint_type")
    yield from (f"sum(strlen({name}))" for name in texts)
    numbers = (
        "customer_id", "user_kind", "seconds", "is_leg", "is_connected", "day_bit", "opens_call", "opens_user_call", "features", "is_queue", "queue_outcome",
        "wait_seconds", "has_media", "is_rated", "packet_loss", "jitter", "latency", "heads_call", "call_connected", "call_rated",
        "call_loss", "call_jitter", "call_latency", "call_features",
    )  # fmt: skip
    yield from (f"sum({name})" for name in numbers)
    yield "max(day)"
