"""Call records, media rows and queue rows in slow, obvious plain Python: what a row is, whose, of which call, in which week.

Nothing is shared with the product. Rows are taken as they stand in files, under the vendor's names or the hub's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.naive_facts import Facts, Row

EMPTY = {"", "NA", "na", None}
KINDS = {"User": "user", "Place": "workspace", "VirtualLine": "virtual line"}
# Every word that the made-up worlds and the demo use, one by one.
ENDPOINTS = {
    ("WXC_CLIENT", "DESKTOP_APP", "NA"): "app_desktop", ("WXC_CLIENT", "MOBILE_APP", "NA"): "app_mobile",
    ("WXC_DEVICE", "NA", "8845"): "desk_phone", ("TEAMS_WXC_CLIENT", "NA", "NA"): "teams",
    ("WXC_DEVICE", "NA", "Room Kit"): "video_device", ("WXC_DEVICE", "NA", "DBS-210 DECT"): "dect",
    ("WXC_THIRD_PARTY", "NA", "NA"): "third_party_sip", ("WXC_DEVICE", "NA", "ATA 192"): "analog",
    ("SIP", "MOBILE_NETWORK", "NA"): "mobile_network", ("SIP", "NA", "NA"): "unknown",
    ("WXC_SIP_GW", "NA", "NA"): "gateway", ("NA", "NA", "NA"): "unknown",
}  # fmt: skip
BY_USER_TYPE = {
    "CallCenterPremium": "call_queue", "AutomatedAttendantVideo": "auto_attendant", "HuntGroup": "hunt_group",
    "VoiceMailGroup": "voicemail_deposit", "VoiceMailRetrieval": "voicemail_retrieval", "GroupPaging": "paging_group",
    "VirtualLine": "virtual_line", "BroadworksAnywhere": "anywhere",
}  # fmt: skip
BY_RELATED = {
    "CallForwardNoAnswer": "forward_no_answer", "CallForwardAlways": "forward_always", "CallForwardBusy": "forward_busy",
    "CallForwardSelective": "forward_selective", "CallForwardModeBased": "forward_mode_based",
    "ConsultativeTransfer": "consultative_transfer", "CallPark": "call_park", "CallParkRetrieve": "park_retrieve",
    "CallPickup": "call_pickup", "DirectedCallPickup": "directed_pickup", "AnywhereLocation": "anywhere",
    "CallQueue": "call_queue", "HuntGroup": "hunt_group", "Deflection": "deflection", "CallRecording": "call_recording",
}  # fmt: skip
BY_REDIRECT = {
    "CallQueue": "call_queue", "HuntGroup": "hunt_group", "NoAnswer": "forward_no_answer", "UserBusy": "forward_busy",
    "Unconditional": "forward_always", "Deflection": "deflection",
}  # fmt: skip


def cell(row: Row, *names: str) -> str:
    """Return the first of some cells that is not empty."""
    return next((str(row[name]).strip() for name in names if row.get(name) not in EMPTY), "")


def moment(text: str) -> datetime | None:
    """Return a moment in UTC, which is also meant where nothing is said."""
    if not text:
        return None
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def week_of(day: date) -> date:
    """Return the Sunday of a day's week."""
    while day.isoweekday() != 7:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Leg:
    """One leg of a call, seen by one party."""

    report: str
    call: str
    customer: str
    start: datetime
    answer: datetime | None
    seconds: int
    connected: bool
    name: str
    user: str
    user_type: str
    redirect: str
    endpoint: str
    features: frozenset[str]

    @property
    def week(self) -> date:
        return week_of(self.start.date())

    @property
    def is_queue(self) -> bool:
        return self.user_type.startswith("CallCenter")

    @property
    def counts_as_user(self) -> bool:
        return self.user_type in KINDS and bool(self.user)


@dataclass(frozen=True)
class Media:
    """What was measured of one leg."""

    call: str
    customer: str
    start: datetime
    endpoint: str
    loss: float | None
    jitter: float | None
    latency: float | None
    seconds: float | None

    @property
    def week(self) -> date:
        return week_of(self.start.date())


@dataclass
class Calls:
    """Everything that calling files said, of customers that are known."""

    legs: list[Leg] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    queues: dict[tuple[str, str, date], Row] = field(default_factory=dict)


def owners(facts: Facts) -> dict[str, str]:
    """Return the customer behind each name that calling files may use."""
    by_uuid = {row["org_uuid"]: row["customer_id"] for row in facts.customers if row.get("org_uuid")}
    return by_uuid | {row["customer_id"]: row["customer_id"] for row in facts.customers}


def calls_in(facts: Facts, calls: Iterable[Row], media: Iterable[Row], queues: Iterable[Row]) -> Calls:
    """Return what rows say, in any order and however often they came."""
    whose, found = owners(facts), Calls()
    known: dict[str, Leg] = {}
    for row in calls:
        customer = whose.get(cell(row, "Org UUID", "org_uuid"))
        if customer and cell(row, "Related reason") != "PushNotificationRetrieval":
            known.setdefault(cell(row, "Report ID", "report_id"), leg_in(row, customer))
    found.legs = list(known.values())
    together: dict[tuple[str, str], list[Leg]] = {}
    for leg in sorted(known.values(), key=lambda leg: (leg.start, leg.report)):
        together.setdefault((leg.customer, leg.call), []).append(leg)
    measured: dict[tuple[str, ...], Media] = {}
    for row in media:
        customer = whose.get(cell(row, "Org UUID", "org_uuid", "customer_id"))
        if customer and media_key(row) not in measured:
            measured[media_key(row)] = media_in(row, customer, known, together)
    found.media = list(measured.values())
    for row in queues:
        customer = whose.get(cell(row, "Org UUID", "customer_id"))
        if customer:
            counts = queue_in(row)
            found.queues[customer, cell(row, "Call Queue", "queue"), counts["day"]] = counts
    return found


def leg_in(row: Row, customer: str) -> Leg:
    """Return the leg that a record describes."""
    report = cell(row, "Report ID", "report_id")
    answered, indicator = cell(row, "Answered").lower(), cell(row, "Answer Indicator", "Answer indicator")
    words = tuple(cell(row, name) or "NA" for name in ("Client type", "Sub client type", "Model"))
    return Leg(
        report, cell(row, "Correlation ID") or f"alone {report}", customer, moment(cell(row, "Start time")),
        moment(cell(row, "Answer time")), int(cell(row, "Duration") or 0),
        answered == "true" if answered else indicator.startswith("Yes"), cell(row, "User"), cell(row, "User UUID"),
        cell(row, "User type"), cell(row, "Redirect reason"), ENDPOINTS[words], frozenset(features_in(row)),
    )  # fmt: skip


def features_in(row: Row) -> Iterator[str]:
    """Yield every feature that a record shows."""
    for name, words in (("User type", BY_USER_TYPE), ("Related reason", BY_RELATED), ("Redirect reason", BY_REDIRECT)):
        if cell(row, name) in words:
            yield words[cell(row, name)]
    if cell(row, "Call Recording Result").lower() == "success":
        yield "call_recording"


def media_key(row: Row) -> tuple[str, ...]:
    """Return what makes two media rows the same."""
    own = cell(row, "leg_id") or cell(row, "Report ID", "report_id")
    return (own,) if own else tuple(cell(row, *names) for names in (("Correlation ID", "correlation_id"),
                                    ("Start time", "start_time"), ("Endpoint type", "endpoint_type")))  # fmt: skip


def media_in(row: Row, customer: str, legs: Mapping[str, Leg], together: Mapping[tuple[str, str], list[Leg]]) -> Media:
    """Return what a media row says; what it leaves open its own leg says, or the first leg of its call."""
    report = cell(row, "Report ID", "report_id") or cell(row, "leg_id")
    own = legs.get(report)
    start = moment(cell(row, "Start time", "start_time"))
    own = own if own and own.customer == customer and is_near(own, start) else None
    call = cell(row, "Correlation ID", "correlation_id") or (own.call if own else f"alone {report or media_key(row)}")
    others = [leg for leg in together.get((customer, call), []) if is_near(leg, start)]
    said = cell(row, "Endpoint type", "endpoint_type")
    endpoint = said or (own.endpoint if own else others[0].endpoint if others else "unknown")
    return Media(
        call, customer, start, endpoint,
        number_in(row, "Audio Packet Loss (%)", "packet_loss"), number_in(row, "Audio Jitter (ms)", "jitter"),
        number_in(row, "Audio Latency (ms)", "latency"), number_in(row, "Duration(s)", "duration"),
    )  # fmt: skip


def is_near(leg: Leg, start: datetime) -> bool:
    """Say whether a leg is of the week of a media row, or of one beside it: no further a leg is looked for."""
    return abs((leg.week - week_of(start.date())).days) <= 7


def number_in(row: Row, *names: str) -> float | None:
    """Return a number, or None for an empty cell."""
    text = cell(row, *names)
    return float(text) if text else None


def queue_in(row: Row) -> dict[str, Any]:
    """Return a queue row with averages turned into totals."""
    answered, abandoned = int(cell(row, "Answered Calls", "answered")), int(cell(row, "Abandoned Calls", "abandoned"))
    overflowed = int(cell(row, "Calls Overflowed", "overflowed") or 0)
    offered = cell(row, "Total Calls", "offered")
    left = cell(row, "Left voicemail", "left_message")

    def total(count: int, given: tuple[str, ...], average: tuple[str, ...]) -> float | None:
        if number_in(row, *given) is not None:
            return number_in(row, *given)
        mean = number_in(row, *average) if average else None
        return mean * count if mean is not None else (0.0 if count == 0 else None)

    return {
        "day": date.fromisoformat(cell(row, "Date", "date")), "answered": answered, "abandoned": abandoned,
        "overflowed": overflowed, "offered": int(offered) if offered else answered + abandoned + overflowed,
        "left": int(left) if left else None, "derived": False,
        "answered_wait": total(answered, ("answered_wait_seconds",), ("Avg Wait Time",)),
        "overflowed_wait": total(overflowed, ("overflowed_wait_seconds", "Total Overflow Wait Time"), ()),
        "abandoned_wait": total(abandoned, ("abandoned_wait_seconds",), ("Avg Abandoned Time",)),
    }  # fmt: skip


def derived_queues(legs: Iterable[Leg], short: int) -> dict[tuple[str, str, date], dict[str, Any]]:
    """Return queue rows made of call records: each leg of a queue until the next one of the same call."""
    by_call: dict[tuple[str, str], list[Leg]] = {}
    for leg in legs:
        by_call.setdefault((leg.customer, leg.call), []).append(leg)
    found: dict[tuple[str, str, date], dict[str, Any]] = {}
    for (customer, _), together in by_call.items():
        for leg, outcome, wait in outcomes(sorted(together, key=lambda one: (one.start, not one.is_queue, one.report))):
            if outcome == "hung up" and wait < short:
                continue
            key = (customer, leg.name or leg.user or "unknown", leg.start.date())
            row = found.setdefault(key, {
                "day": key[2], "answered": 0, "abandoned": 0, "overflowed": 0, "offered": 0, "left": 0, "derived": True,
                "answered_wait": 0.0, "overflowed_wait": 0.0, "abandoned_wait": 0.0,
            })  # fmt: skip
            column = {"answered": "answered", "overflowed": "overflowed"}.get(outcome, "abandoned")
            row["offered"] += 1
            row[column] += 1
            row[f"{column}_wait"] += wait
            row["left"] += outcome == "left a message"
    return found


def outcomes(legs: list[Leg]) -> Iterator[tuple[Leg, str, float]]:
    """Yield (queue leg, what became of it, after how many seconds) for the legs of one call in their order."""
    places = [place for place, leg in enumerate(legs) if leg.is_queue]
    for number, place in enumerate(places):
        end = places[number + 1] if number + 1 < len(places) else len(legs)
        leg, after = legs[place], legs[place + 1 : end]
        agents = [one for one in after if one.user_type == "User" and one.connected and one.redirect == "CallQueue"]
        if agents:
            answer = min(one.answer or one.start for one in agents)
            yield leg, "answered", max((answer - leg.start).total_seconds(), 0)
        elif any(one.user_type.startswith("VoiceMail") for one in after):
            yield leg, "left a message", leg.seconds
        elif end < len(legs) and legs[end].is_queue:
            yield leg, "overflowed", leg.seconds
        else:
            yield leg, "hung up", leg.seconds
