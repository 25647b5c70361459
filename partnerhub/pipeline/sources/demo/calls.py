"""Calls of made-up customers, as the vendor's export writes them: legs, what was measured of them, and queue statistics.

Every chart of the calling page has something to show: bands of users, falling customers, a week in which phones of a few
customers sounded badly, queues with statistics and queues without.
"""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from partnerhub.kit.dates import closed_weeks
from partnerhub.pipeline.sources.demo.customers import Company

WEEKS = 17  # eight that are shown, eight before them that a spike is told by, and the one that is under way
COMPANIES = 250  # so many customers have calls; more would only take longer
USERS = 14  # who call, at most, of one customer
SPIKE_WEEKS_BACK = 2
FALLING = {"churned": 0.6, "unpaid": 0.7, "expiring": 0.8, "quiet": 0.85}  # what is left of a week's callers in the next
FALLING_TOO = 11  # every so many customers of the other kinds lose callers as well
CALLS = (
    "Start time,Answer time,Release time,Duration,Ring duration,Answered,Answer Indicator,Call outcome,Direction,Call type,"
    "User,User type,User UUID,Org UUID,Location,Client type,Sub client type,OS type,Model,Original reason,Redirect reason,"
    "Related reason,Call Recording Result,Report ID,Correlation ID,Site timezone,International Country"
)
MEDIA = "Report ID,Correlation ID,Org UUID,Start time,Endpoint type,Audio Packet Loss (%),Audio Jitter (ms),Audio Latency (ms),Duration(s)"
QUEUES = "Call Queue,Date,Org UUID,Total Calls,Answered Calls,Abandoned Calls,Left voicemail,Calls Overflowed,Avg Wait Time,Total Overflow Wait Time,Avg Abandoned Time"
ENDPOINTS = (
    # client type, sub client type, OS, model, weight
    ("WXC_CLIENT", "DESKTOP_APP", "Windows", "NA", 34), ("WXC_CLIENT", "MOBILE_APP", "iOS", "NA", 18),
    ("WXC_DEVICE", "NA", "NA", "8845", 24), ("TEAMS_WXC_CLIENT", "NA", "Windows", "NA", 9),
    ("WXC_DEVICE", "NA", "NA", "Room Kit", 4), ("WXC_DEVICE", "NA", "NA", "DBS-210 DECT", 4),
    ("WXC_THIRD_PARTY", "NA", "NA", "NA", 3), ("WXC_DEVICE", "NA", "NA", "ATA 192", 2),
    ("SIP", "MOBILE_NETWORK", "NA", "NA", 2),
)  # fmt: skip
PHONE = 2
REASONS = ("CallForwardNoAnswer", "CallForwardAlways", "CallForwardBusy", "ConsultativeTransfer", "CallPark", "CallParkRetrieve",
           "CallPickup", "AnywhereLocation", "CallForwardSelective", "DirectedCallPickup")  # fmt: skip
Row = tuple[object, ...]


@dataclass
class Made:
    """Rows of one customer by kind."""

    calls: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    queues: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Caller:
    """Somebody who calls: an id, a kind, what carries the calls, and how many there are in a usual week."""

    name: str
    user_uuid: str
    user_type: str
    endpoint: tuple[str, str, str, str, int]
    calls: int


def calls_of(company: Company, number: int, organization: str, on: date) -> Iterator[tuple[date, Made]]:
    """Yield (week, rows) of a customer that has Calling, oldest week first; nothing of one that has not."""
    lines = [line for term in company.terms if term.start <= on for line in term.lines if line.product == "calling"]
    if not lines or number >= COMPANIES or company.kind in {"messaging", "expired", "nothing"}:
        return
    rng = Random(f"calls/{company.reference}")
    seats = sum(line.total for line in lines)
    callers = _callers(rng, company, min(USERS, max(2, round(seats * lines[0].adoption))))
    stays = FALLING.get(company.kind, 0.6 if number % FALLING_TOO == 6 else 1.0)
    weeks = [*closed_weeks(on, WEEKS - 1), closed_weeks(on, 1)[0] + timedelta(days=7)]
    for place, week in enumerate(weeks):
        left = stays ** max(0, place - WEEKS + 4)
        began = min(term.added for term in company.terms)
        if week + timedelta(days=6) >= began:
            yield week, _week(rng, company, number, organization, callers, week, left, on)


def _callers(rng: Random, company: Company, count: int) -> list[Caller]:
    every = []
    for place in range(count):
        usual = (
            rng.choice((52, 60))
            if place == 0 and count > 5
            else rng.choice((16, 18, 22))
            if place < 3
            else rng.randint(1, 8)
        )
        kind = "Place" if place % 9 == 8 else "VirtualLine" if place % 13 == 12 else "User"
        endpoint = rng.choices(ENDPOINTS, [one[4] for one in ENDPOINTS])[0]
        every.append(
            Caller(f"{company.name.split()[0]} {place + 1}", _uuid(company.reference, place), kind, endpoint, usual)
        )
    return every


def _week(
    rng: Random, company: Company, number: int, organization: str, callers: list[Caller], week: date, left: float, on: date
) -> Made:
    made = Made()
    bad = number % 3 != 1 and week == closed_weeks(on, 1)[0] - timedelta(days=7 * SPIKE_WEEKS_BACK)
    there = callers[: max(2, round(len(callers) * left))]
    for caller in there:
        for _ in range(max(0, round(caller.calls * left * rng.uniform(0.75, 1.2)))):
            day = week + timedelta(days=rng.choice((1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0, 6)))
            begins = datetime.combine(day, time(rng.randint(6, 17), rng.randint(0, 59), rng.randint(0, 59)))
            if day < on:
                _call(rng, made, organization, caller, rng.choice(there), begins, bad and day.weekday() == 2)
    if number % 5 == 0 or (company.kind in {"growing", "renewing"} and number % 2):
        _queue_calls(rng, made, number, organization, there, week, on)
    return made


def _call(rng: Random, made: Made, organization: str, caller: Caller, other: Caller, begins: datetime, bad: bool) -> None:
    """Add a call: both its legs where a colleague is called, one where it goes outside."""
    connected, seconds = rng.random() < 0.83, max(4, int(rng.expovariate(1 / 190)))
    correlation = str(uuid.UUID(int=rng.getrandbits(128)))
    reason = rng.choice(REASONS) if rng.random() < 0.09 else "NA"
    recorded = "success" if rng.random() < 0.02 else "NA"
    legs = [(caller, "ORIGINATING")] + ([(other, "TERMINATING")] if other is not caller and rng.random() < 0.5 else [])
    for who, direction in legs:
        report = str(uuid.UUID(int=rng.getrandbits(128)))
        made.calls.append(
            _leg(who, direction, organization, begins, seconds, connected, report, correlation, reason, recorded)
        )
        if connected and rng.random() < 0.88:
            made.media.append(_measured(rng, who, organization, begins, seconds, report, correlation, bad))


def _leg(
    who: Caller, direction: str, organization: str, begins: datetime, seconds: int, connected: bool, report: str,
    correlation: str, reason: str, recorded: str, redirect: str = "NA", wait: int = 6,
) -> Row:  # fmt: skip
    answered = _at(begins + timedelta(seconds=wait)) if connected else "NA"
    client, sub, system, model, _ = who.endpoint
    return (
        _at(begins), answered, _at(begins + timedelta(seconds=seconds + wait)), seconds if connected else 0, wait,
        "true" if connected else "false", "Yes" if connected else "No", "Success" if connected else "Refusal", direction,
        "SIP_ENTERPRISE", who.name, who.user_type, who.user_uuid, organization, "Head office", client, sub, system, model,
        "NA", redirect, reason, recorded, report, correlation, 60, "NA",
    )  # fmt: skip


def _measured(
    rng: Random, who: Caller, organization: str, begins: datetime, seconds: int, report: str, correlation: str, bad: bool
) -> Row:
    phone = who.endpoint is ENDPOINTS[PHONE]
    poor = rng.random() < (0.75 if bad and phone else 0.2 if bad else 0.05 if phone else 0.03)
    loss = rng.uniform(5, 14) if poor else rng.expovariate(1 / 0.4)
    jitter, latency = rng.uniform(2, 30) + (60 if poor else 0), rng.uniform(20, 140) + (80 if poor else 0)
    said = "" if rng.random() < 0.9 else "NA"
    return (
        report, correlation if rng.random() < 0.97 else "", organization, _at(begins), said, f"{min(loss, 100):.2f}",
        f"{jitter:.1f}", f"{latency:.0f}", seconds,
    )  # fmt: skip


def _queue_calls(
    rng: Random, made: Made, number: int, organization: str, callers: list[Caller], week: date, on: date
) -> None:
    """Add the calls of two queues. Every other such customer also sends queue statistics."""
    patience = 0.05 + (number % 7) * 0.025
    for queue in ("Sales", "Support"):
        for step in range(7):
            day = week + timedelta(days=step)
            if day >= on or step in (0, 6):
                continue
            counts = [_queue_call(rng, made, organization, queue, callers, day, patience) for _ in range(rng.randint(2, 7))]
            if number % 2 == 0:
                made.queues.append(_statistics(queue, day, organization, counts))


def _queue_call(
    rng: Random, made: Made, organization: str, queue: str, callers: list[Caller], day: date, patience: float
) -> tuple[str, int]:
    begins = datetime.combine(day, time(rng.randint(8, 15), rng.randint(0, 59), rng.randint(0, 59)))
    correlation, wait = str(uuid.UUID(int=rng.getrandbits(128))), int(rng.expovariate(1 / 24)) + 2
    line = Caller(queue, _uuid(organization, queue), "CallCenterPremium", ("SIP", "NA", "NA", "NA", 0), 0)
    ids = [str(uuid.UUID(int=rng.getrandbits(128))) for _ in range(2)]
    made.calls.append(_leg(line, "TERMINATING", organization, begins, wait, True, ids[0], correlation, "NA", "NA"))
    if rng.random() >= patience:
        agent, taken = rng.choice(callers[: max(1, len(callers) // 2)]), begins + timedelta(seconds=wait)
        made.calls.append(
            _leg(agent, "TERMINATING", organization, taken, 120, True, ids[1], correlation, "NA", "NA", "CallQueue", 0)
        )
        return "answered", wait
    if rng.random() < 0.3:
        box = Caller("Voicemail", _uuid(organization, "voicemail"), "VoiceMailGroup", ("SIP", "NA", "NA", "NA", 0), 0)
        made.calls.append(
            _leg(
                box, "TERMINATING", organization, begins + timedelta(seconds=wait), 20, True, ids[1], correlation, "NA", "NA"
            )
        )
        return "message", wait
    return "hung up", wait


def _statistics(queue: str, day: date, organization: str, counts: list[tuple[str, int]]) -> Row:
    answered = [wait for outcome, wait in counts if outcome == "answered"]
    lost = [wait for outcome, wait in counts if outcome != "answered"]
    left = sum(outcome == "message" for outcome, _ in counts)
    return (
        queue, day, organization, len(counts), len(answered), len(lost), left, 0, _mean(answered), 0, _mean(lost),
    )  # fmt: skip


def _mean(waits: list[int]) -> str:
    return f"{sum(waits) / len(waits):.3f}" if waits else ""


def _at(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def _uuid(*parts: object) -> str:
    return str(uuid.UUID(bytes=hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()))
