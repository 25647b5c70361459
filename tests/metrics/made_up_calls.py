"""Weeks of calls made up by hypothesis, with everything on the edges where some rule turns."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Self

from hypothesis import strategies as st

from tests.metrics.made_up import mostly, some
from tests.naive_calls import BY_REDIRECT, BY_RELATED, ENDPOINTS, media_key
from tests.naive_facts import Row

PROFILES: list[dict[str, int]] = [
    {},
    {"heavy_calls": 3, "medium_calls": 2},
    {"poor_loss_percent": 10, "poor_jitter_ms": 30, "poor_latency_ms": 500, "poor_beyond": 1},
    {"poor_loss_percent": 1, "poor_jitter_ms": 30, "poor_latency_ms": 300, "poor_beyond": 1, "quality_least_seconds": 19},
    {"short_abandon_seconds": 6, "quality_least_calls": 1, "heavy_calls": 2, "medium_calls": 4},
]
# Seconds from the Sunday of the last closed week: its first and last moment, the ones before and after, and some between.
WEEK = 7 * 24 * 3600
MOMENTS = (0, 1, 3600, WEEK // 2, WEEK - 1, WEEK, WEEK + 5, -1, -5, -WEEK, -WEEK - 1, -3 * WEEK, -8 * WEEK)
ZONES = ("Z", "+00:00", "", "+02:00")
LOSS = ("", "0", "4.99", "5", "5.0", "1", "10", "10.01", "NA")
JITTER = ("", "0", "30", "30.5", "149.9", "150")
LATENCY = ("", "0", "300", "399", "400", "500", "501")
SECONDS = ("", "0", "18.9", "19", "20", "300")
KINDS = ("User", "User", "User", "Place", "VirtualLine", "CallCenterPremium", "AutomatedAttendantVideo", "HuntGroup",
         "VoiceMailGroup", "VoiceMailRetrieval", "GroupPaging", "BroadworksAnywhere", "Unknown")  # fmt: skip


@dataclass
class Week:
    """Rows of all three kinds as files have them, and for how many days license rows have been known."""

    calls: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    queues: list[Row] = field(default_factory=list)
    known_for: int = 12

    @classmethod
    def smallest(cls, on: date) -> Self:
        """Return a week in which each block has one row."""
        day = on - timedelta(days=5)
        leg = {"Report ID": "r", "Correlation ID": "c", "Org UUID": "org-0", "Start time": f"{day}T10:00:00Z",
               "Duration": "9", "Answered": "true", "User": "Ann", "User UUID": "u", "User type": "User"}  # fmt: skip
        media = {"report_id": "r", "org_uuid": "C0", "start_time": f"{day}T10:00:00Z", "packet_loss": "1", "duration": "60"}
        queue = {"customer_id": "C0", "queue": "Q", "date": day, "answered": 1, "abandoned": 1}
        return cls([leg], [media], [queue])


def at(on: date, seconds: int, zone: str) -> str:
    """Return a moment so many seconds after the Sunday of the last closed week, written in some zone."""
    sunday = on - timedelta(days=on.isoweekday() % 7 + 7)
    moment = datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC) + timedelta(seconds=seconds)
    if zone == "+02:00":
        moment += timedelta(hours=2)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + zone


@st.composite
def leg(draw, on: date, report: str, call: str, customer: str, begins: int) -> Row:
    """Return one leg of a call that begins near a moment."""
    client, sub, model = draw(some(ENDPOINTS))
    kind = draw(some(KINDS))
    starts = begins + draw(some((0, 0, 2, 6)))
    answered = draw(mostly("true", "false", "NA", ""))
    return {
        "Report ID": report, "Correlation ID": draw(mostly(call, "")), "Org UUID": customer,
        "Start time": at(on, starts, draw(some(ZONES))), "Answer time": draw(mostly(at(on, starts + 3, "Z"), "NA")),
        "Duration": draw(some(("", "0", "5", "6", "60"))), "Answered": answered,
        "Answer Indicator": draw(some(("Yes", "No", "Yes-PostRedirection", "NA"))), "User": draw(some(("Sales", "Ann", ""))),
        "User UUID": draw(some(("u1", "u2", "u3", ""))), "User type": kind, "Client type": client, "Sub client type": sub,
        "Model": model, "Related reason": draw(mostly("NA", "PushNotificationRetrieval", *BY_RELATED)),
        "Redirect reason": draw(mostly("NA", "CallQueue", "CallQueue", *BY_REDIRECT)),
        "Call Recording Result": draw(mostly("NA", "success")),
    }  # fmt: skip


@st.composite
def measured(draw, on: date, legs: list[Row], customer: str, number: int) -> Row:
    """Return a media row: of a leg, of a call, of a report that nobody knows, or of nothing at all."""
    of = draw(some(legs))
    report, call = draw(some(((of["Report ID"], ""), ("", of["Correlation ID"]), (of["Report ID"], of["Correlation ID"]),
                              ("nobody", ""), ("", ""))))  # fmt: skip
    seconds = draw(some(MOMENTS))
    start = of["Start time"] if draw(st.booleans()) else at(on, seconds, "Z")
    return {
        "leg_id": draw(mostly(f"m{number}", "")), "report_id": report, "correlation_id": call, "org_uuid": customer,
        "start_time": start, "endpoint_type": draw(mostly("", "desk_phone", "app_web", "teams")),
        "packet_loss": draw(some(LOSS)), "jitter": draw(some(JITTER)), "latency": draw(some(LATENCY)),
        "duration": draw(some(SECONDS)),
    }  # fmt: skip


@st.composite
def queue_row(draw, on: date, customer: str) -> Row:
    """Return a row of queue statistics."""
    answered, abandoned, overflowed = (draw(some((0, 1, 7))) for _ in range(3))
    return {
        "customer_id": customer, "queue": draw(some(("Sales", "Support"))),
        "date": (on - timedelta(days=draw(some((1, 4, 7, 8, 14, 15))))).isoformat(), "answered": answered,
        "abandoned": abandoned,
        "offered": draw(mostly("", answered + abandoned + overflowed)), "overflowed": draw(some((overflowed, ""))),
        "left_message": draw(some(("", 0, abandoned))), "answered_wait_seconds": draw(some(("", answered * 10))),
        "overflowed_wait_seconds": draw(some(("", "12.5"))), "abandoned_wait_seconds": draw(some(("", abandoned * 4))),
    }  # fmt: skip


@st.composite
def weeks(draw, on: date) -> Week:
    """Return rows of three customers that bought Calling and one that did not, under either of their names."""
    found = Week(known_for=draw(some((0, 1, 7, 8, 12, 40))))
    for customer in range(4):
        legs = []
        for call in range(draw(st.integers(0, 4))):
            begins, name = draw(some(MOMENTS)), draw(some((f"org-{customer}", f"C{customer}")))
            for place in range(draw(st.integers(1, 3))):
                report = f"r{customer}-{call}-{place}"
                legs.append(draw(leg(on, report, f"call {customer}-{call}", name, begins)))
        found.calls += legs
        for number in range(draw(st.integers(0, 4)) if legs else 0):
            name = draw(some((f"org-{customer}", f"C{customer}")))
            row = draw(measured(on, legs, name, customer * 10 + number))
            if media_key(row) not in {media_key(one) for one in found.media}:  # of two that differ, which counts is open
                found.media.append(row)
        if draw(st.booleans()):
            rows = {(row["queue"], row["date"]): row for row in draw(st.lists(queue_row(on, f"C{customer}"), max_size=3))}
            found.queues += rows.values()
    return found
