"""The report on calling engagement once more, in slow and obvious plain Python over the raw rows."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from partnerhub.terms.thresholds import DEFAULTS
from tests.naive_calls import Calls, Leg, Media, derived_queues, week_of
from tests.naive_facts import WEEK, Facts, Line, Row, counted_lines, lines_on

FEATURES = (
    "call_queue", "auto_attendant", "hunt_group", "call_park", "park_retrieve", "call_pickup", "directed_pickup",
    "consultative_transfer", "forward_always", "forward_busy", "forward_no_answer", "forward_selective",
    "forward_mode_based", "voicemail_deposit", "voicemail_retrieval", "paging_group", "anywhere", "virtual_line",
    "call_recording", "deflection",
)  # fmt: skip
Thresholds = Mapping[str, int]
Number = float | Fraction | int | None


def share(over: Number, under: Number) -> float | None:
    """Return a quotient; of nothing it is nothing."""
    return None if not under or over is None else float(over) / float(under)


def is_rated(media: Media, chosen: Thresholds) -> bool:
    """Say whether a media row has a measurement, and not too little media."""
    measured = any(value is not None for value in (media.loss, media.jitter, media.latency))
    return measured and (media.seconds is None or media.seconds >= chosen["quality_least_seconds"])


def is_poor(media: Media, chosen: Thresholds) -> bool:
    """Say whether a rated media row meets a limit, or goes beyond it where only that counts."""
    limits = ((media.loss, "poor_loss_percent"), (media.jitter, "poor_jitter_ms"), (media.latency, "poor_latency_ms"))
    beyond = chosen["poor_beyond"]
    return any(value is not None and (value > chosen[n] if beyond else value >= chosen[n]) for value, n in limits)


def connected_calls(legs: Iterable[Leg]) -> set[str]:
    """Return the calls that were connected on any leg."""
    return {leg.call for leg in legs if leg.connected}


def in_weeks(facts: Facts, calls: Calls, weeks: Iterable[date], chosen: Thresholds) -> dict[date, dict[str, "CustomerWeek"]]:
    """Return what there is of every customer in each of some weeks."""
    legs, media, queues = defaultdict(list), defaultdict(list), defaultdict(dict)
    for leg in calls.legs:
        legs[leg.customer, leg.week].append(leg)
    for one in calls.media:
        media[one.customer, one.week].append(one)
    for key, row in merged_queues(calls, chosen["short_abandon_seconds"]).items():
        queues[key[0], week_of(key[2])][key] = row
    found: dict[date, dict[str, CustomerWeek]] = {}
    for week in weeks:
        lines = defaultdict(list)
        for line in lines_on(facts, week + timedelta(days=6)):
            if line.product == "calling":
                lines[line.term.customer_id].append(line)
        found[week] = {
            who: CustomerWeek(legs[who, week], media[who, week], queues[who, week], lines[who], chosen)
            for who in facts.managed()
        }
    return found


class CustomerWeek:
    """One customer in one week."""

    def __init__(self, legs: list[Leg], media: list[Media], queues: dict[Any, Row], lines: list[Line], chosen: Thresholds):
        self.legs, self.media, self.queues, self.chosen = legs, media, queues, chosen
        self.has_lines = bool(lines)
        active = [line for line in lines if line.term.active]
        self.licenses, self.assigned = sum(line.total for line in active), sum(line.assigned for line in active)

    @property
    def is_there(self) -> bool:
        return bool(self.legs or self.media or self.queues or self.has_lines)

    def users(self) -> dict[str, int]:
        """Return how many different connected calls each calling user has."""
        seen = {leg.user for leg in self.legs if leg.counts_as_user}
        return {
            user: len({leg.call for leg in self.legs if leg.user == user and leg.counts_as_user and leg.connected})
            for user in seen
        }

    def volume(self) -> Row:
        """Return the users by bands."""
        heavy, medium = self.chosen["heavy_calls"], self.chosen["medium_calls"]
        counts = self.users().values()
        active = sum(count >= 1 for count in counts)
        return {
            "heavy": sum(count >= heavy for count in counts),
            "medium": sum(medium <= count < heavy for count in counts),
            "light": sum(1 <= count < min(medium, heavy) for count in counts),
            "none": max(self.assigned, len(counts)) - active,
        }  # fmt: skip

    def active(self) -> int:
        return sum(count >= 1 for count in self.users().values())

    def rated(self) -> set[str]:
        return {media.call for media in self.media if is_rated(media, self.chosen)}

    def poor(self) -> set[str]:
        return {media.call for media in self.media if is_rated(media, self.chosen) and is_poor(media, self.chosen)}

    def unrated(self) -> set[str]:
        return connected_calls(self.legs) - self.rated()

    def mean(self, name: str) -> float | None:
        values = [getattr(media, name) for media in self.media if is_rated(media, self.chosen)]
        known = [value for value in values if value is not None]
        return share(math.fsum(known), len(known))

    def by_endpoint(self) -> dict[str, tuple[int, int, int]]:
        """Return (good, poor, unrated) media rows by endpoint type."""
        found: dict[str, list[int]] = {}
        for media in self.media:
            counts = found.setdefault(media.endpoint, [0, 0, 0])
            counts[2 if not is_rated(media, self.chosen) else int(is_poor(media, self.chosen))] += 1
        return {endpoint: (counts[0], counts[1], counts[2]) for endpoint, counts in found.items()}

    def worst(self) -> set[str | None]:
        """Return the endpoint types that share the most poor media rows."""
        poor = {endpoint: counts[1] for endpoint, counts in self.by_endpoint().items() if counts[1]}
        return {endpoint for endpoint, count in poor.items() if count == max(poor.values())} or {None}

    @property
    def has_queue(self) -> bool:
        return bool(self.queues) or any(leg.is_queue for leg in self.legs)

    def queued(self, name: str) -> Number:
        known = [row[name] for row in self.queues.values() if row[name] is not None]
        return sum(known) if known or name in {"offered", "answered", "abandoned", "overflowed"} else None

    def waited(self, *names: str) -> tuple[float, int]:
        """Return (seconds, calls) of outcomes whose wait is known."""
        known = [
            (row[f"{name}_wait"], row[name]) for row in self.queues.values() for name in names
            if row[f"{name}_wait"] is not None
        ]  # fmt: skip
        return math.fsum(wait for wait, _ in known), sum(count for _, count in known)


def merged_queues(calls: Calls, short: int) -> dict[Any, Row]:
    """Return queue rows: a file's for the days of a customer that it has, else those derived from call records."""
    sent = {(customer, day) for customer, _, day in calls.queues}
    derived = derived_queues(calls.legs, short)
    return {key: row for key, row in derived.items() if (key[0], key[2]) not in sent} | dict(calls.queues)


def week_is_known(calls: Calls, week: date) -> bool:
    """Say whether anything at all was recorded in a week."""
    days = [leg.week for leg in calls.legs] + [media.week for media in calls.media]
    return week in days or any(week <= key[2] <= week + timedelta(days=6) for key in calls.queues)


def report(facts: Facts, calls: Calls, on: date, chosen: Thresholds = DEFAULTS) -> dict[str, list[Row]]:
    """Return the rows of every block, as of a day."""
    names = facts.managed()
    bought = sorted(
        {line.term.customer_id for line in counted_lines(facts, on) if line.product == "calling" and line.counts}
    )
    last = on - timedelta(days=on.isoweekday() % 7 + 7)
    weeks = [last - WEEK * back for back in range(15, -1, -1)]
    known = {week: week_is_known(calls, week) for week in weeks}
    there = in_weeks(facts, calls, weeks, chosen)
    every = {week: {who: there[week][who] for who in bought} if known[week] else {} for week in weeks}
    here = [(who, names[who], {week: every[week].get(who) for week in weeks[-8:]}) for who in bought]
    queued = [one for one in here if one[2][last] and one[2][last].has_queue]
    called = [one for one in here if one[2][last] and (one[2][last].legs or one[2][last].rated())]
    return {
        "users_by_volume": [volume_point(week, every[week].values(), known[week]) for week in weeks[-8:]],
        "usage": [usage_row(*one, last) for one in here],
        "quality_trend": quality_points(weeks, every, known, chosen),
        "quality_by_endpoint": endpoint_rows(every[last].values()),
        "quality": [quality_row(*one, last) for one in called],
        "feature_usage": feature_rows([weeks[last] for _, _, weeks in queued]),
        "queue_kpis": [queue_numbers([weeks[last] for _, _, weeks in queued])],
        "queues": [queue_row(*one, last) for one in queued],
    }


def volume_point(week: date, customers: Iterable[CustomerWeek], known: bool) -> Row:
    """Return a week's users by bands, nothing for a week in which nothing was recorded."""
    bands = [customer.volume() for customer in customers]
    names = ("heavy", "medium", "light", "none")
    return {"week": week} | {name: sum(band[name] for band in bands) if known else None for name in names}


Weeks = Mapping[date, CustomerWeek | None]


def usage_row(who: str, name: str, weeks: Weeks, last: date) -> Row:
    """Return a customer's row of the usage table."""
    now, before = weeks[last], weeks[last - WEEK]
    if now is None:
        cells = dict.fromkeys(("licenses", "assigned", "active_users", "active_share", "heavy", "medium", "light", "calls",
                               "calls_per_active_user", "minutes", "active_users_change"))  # fmt: skip
    else:
        active, calls = now.active(), len({leg.call for leg in now.legs})
        is_new = not any(week.is_there for day, week in weeks.items() if week and day < last)
        bands = {name: count for name, count in now.volume().items() if name != "none"}
        cells = bands | {
            "licenses": now.licenses, "assigned": now.assigned, "active_users": active, "calls": calls,
            "active_share": share(active, now.assigned), "calls_per_active_user": share(calls, active),
            "minutes": sum(leg.seconds for leg in now.legs) / 60,
            "active_users_change": None if is_new or before is None else active - before.active(),
        }  # fmt: skip
    trend = [week.active() if week else None for week in weeks.values()]
    return {"customer_id": who, "customer": name, "trend": trend} | cells


def quality_points(
    weeks: Sequence[date], every: Mapping[date, Mapping[str, CustomerWeek]], known: Mapping[date, bool], chosen: Thresholds
) -> list[Row]:
    """Return eight weeks of quality with what is a spike beside the eight weeks before each."""
    points = []
    for week in weeks:
        rated = sum(len(one.rated()) for one in every[week].values())
        poor = sum(len(one.poor()) for one in every[week].values())
        unrated = sum(len(one.unrated()) for one in every[week].values())
        counts = (rated - poor, poor, unrated) if known[week] else (None, None, None)
        points.append({"week": week, "good": counts[0], "poor": counts[1], "unrated": counts[2],
                       "poor_share": share(poor, rated) if known[week] else None, "rated": rated})  # fmt: skip
    for place, point in enumerate(points):
        before = points[place - 8 : place] if place >= 8 else []
        enough = len(before) == 8 and all(known[one["week"]] for one in before) and sum(one["rated"] for one in before) > 0
        point["spike"] = point["spike_limit"] = None
        if enough and known[point["week"]] and point["rated"] >= chosen["quality_least_calls"]:
            mean = sum(one["poor"] for one in before) / sum(one["rated"] for one in before)
            point["spike_limit"] = mean + 3 * math.sqrt(mean * (1 - mean) / point["rated"])
            point["spike"] = point["poor_share"] > point["spike_limit"]
    return [{name: value for name, value in point.items() if name != "rated"} for point in points[-8:]]


def endpoint_rows(customers: Iterable[CustomerWeek]) -> list[Row]:
    """Return the media rows of all customers by endpoint type."""
    found: dict[str, list[int]] = {}
    for customer in customers:
        for endpoint, counts in customer.by_endpoint().items():
            found[endpoint] = [a + b for a, b in zip(found.get(endpoint, (0, 0, 0)), counts, strict=True)]
    return [
        {"endpoint_type": endpoint, "good": good, "poor": poor, "unrated": unrated, "poor_share": share(poor, good + poor)}
        for endpoint, (good, poor, unrated) in found.items()
    ]


def quality_row(who: str, name: str, weeks: Weeks, last: date) -> Row:
    """Return a customer's row of the quality table. Where endpoint types tie, any of them may be called the worst."""
    now, before = weeks[last], weeks[last - WEEK]
    assert now is not None
    rated, poor = len(now.rated()), len(now.poor())
    then = share(len(before.poor()), len(before.rated())) if before else None
    return {
        "customer_id": who, "customer": name, "rated_calls": rated, "poor_calls": poor, "poor_share": share(poor, rated),
        "unrated_calls": len(now.unrated()), "mean_packet_loss": now.mean("loss"), "mean_jitter": now.mean("jitter"),
        "mean_latency": now.mean("latency"), "worst_endpoint_type": now.worst(),
        "poor_share_change": None if share(poor, rated) is None or then is None else share(poor, rated) - then,
        "trend": [share(len(week.poor()), len(week.rated())) if week else None for week in weeks.values()],
    }  # fmt: skip


def feature_rows(customers: Sequence[CustomerWeek]) -> list[Row]:
    """Return, for every feature, the calls that showed it and the users on those legs."""
    if not customers:
        return []
    rows = []
    for feature in FEATURES:
        legs = [[leg for leg in customer.legs if feature in leg.features] for customer in customers]
        calls = sum(len({leg.call for leg in some}) for some in legs)
        rows.append(
            {"feature": feature, "calls": calls, "users": sum(len({leg.user for leg in some} - {""}) for some in legs)}
        )
    return rows


def queue_numbers(customers: Sequence[CustomerWeek]) -> Row:
    """Return the waits and the abandoned rate of all queues together."""

    def waited(*names: str) -> float | None:
        both = [customer.waited(*names) for customer in customers]
        return share(math.fsum(wait for wait, _ in both), sum(count for _, count in both))

    return {
        "time_to_answer_seconds": waited("answered", "overflowed"), "answered_only_seconds": waited("answered"),
        "wait_before_abandon_seconds": waited("abandoned"),
        "abandoned_rate": share(
            sum(one.queued("abandoned") for one in customers), sum(one.queued("offered") for one in customers)
        ),
    }  # fmt: skip


def queue_row(who: str, name: str, weeks: Weeks, last: date) -> Row:
    """Return a customer's row of the queue table."""
    now, before = weeks[last], weeks[last - WEEK]
    assert now is not None
    rate, then = share(now.queued("abandoned"), now.queued("offered")), None
    if before:
        then = share(before.queued("abandoned"), before.queued("offered"))
    left, known = now.queued("left"), [row for row in now.queues.values() if row["left"] is not None]
    numbers = {name: value for name, value in queue_numbers([now]).items() if name != "answered_only_seconds"}
    return numbers | {
        "customer_id": who, "customer": name, "queues": len({key[1] for key in now.queues}),
        **{name: now.queued(name) for name in ("offered", "answered", "abandoned", "overflowed")},
        "left_message": left, "hung_up": sum(row["abandoned"] - row["left"] for row in known) if known else None,
        "abandoned_rate_change": None if rate is None or then is None else rate - then,
        "is_derived": any(row["derived"] for row in now.queues.values()),
        "trend": [share(week.queued("abandoned"), week.queued("offered")) if week else None for week in weeks.values()],
    }  # fmt: skip
