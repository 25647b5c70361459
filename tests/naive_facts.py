"""What the naive oracle knows of the records on a day: cells, calendar, terms and license lines in plain Python.

It shares nothing with the product. Rows are taken as they stand in files: cells may be texts, dates or numbers, and an empty
cell means unknown.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
FAMILIES = ("meetings", "calling")
WEEK = timedelta(days=7)


def day(cell: object) -> date | None:
    """Return a day, or None for an empty cell."""
    if isinstance(cell, str):
        return date.fromisoformat(cell) if cell else None
    return cell if isinstance(cell, date) else None


def utc_day(cell: object) -> date | None:
    """Return the UTC day of a moment, or None for an empty cell."""
    if not cell:
        return None
    moment = cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell))
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def number(cell: object) -> int | None:
    """Return a whole number, or None for an empty cell."""
    return None if cell is None or cell == "" else int(str(cell))


def yes(cell: object) -> bool:
    """Return a claim; an empty cell is a no."""
    return str(cell).lower() in {"yes", "true", "1"}


def month_later(start: date, months: int) -> date:
    """Return the same day some months later, or that month's last day where the month is too short."""
    year, month = start.year, start.month + months
    while month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def full_months(start: date, end: date) -> int:
    """Count the months that are over between two days, one after the other."""
    months = 0
    while month_later(start, months + 1) <= end:
        months += 1
    return months


def saturdays_before(on: date, weeks: int) -> list[date]:
    """Return the last days of the newest weeks that are over, oldest first."""
    newest = on - timedelta(days=1)
    while newest.isoweekday() != 6:
        newest -= timedelta(days=1)
    return [newest - WEEK * back for back in range(weeks - 1, -1, -1)]


@dataclass(frozen=True)
class Observed:
    """What an import said on a day about the states of a subscription."""

    day: date
    subscription_id: str
    setup: str
    payment: str


@dataclass(frozen=True)
class Facts:
    """All rows that were ever imported, each key with its newest cells, and what imports said about states when."""

    customers: list[Row]
    subscriptions: list[Row] = field(default_factory=list)
    licenses: list[Row] = field(default_factory=list)
    holders: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    observed: list[Observed] = field(default_factory=list)
    calls: Any = None  # tests.naive_calls.Calls, where calling files came

    def without_holders(self) -> "Facts":
        """Return the facts without what shows use on one day only."""
        return replace(self, holders=[], calls=None)

    def managed(self) -> dict[str, str]:
        """Return the names of customers by id; the partner's own organization is none."""
        return {row["customer_id"]: row["name"] for row in self.customers if row.get("managed_by") != "self"}


@dataclass(frozen=True)
class Term:
    """A subscription or trial, and how it stands on one day."""

    id: str
    customer_id: str
    kind: str
    start: date
    end: date
    added: date
    auto_renews: bool
    setup: str
    payment: str
    cancelled: date | None
    on: date

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled is not None and self.cancelled <= self.on

    @property
    def open(self) -> bool:
        return not self.is_cancelled and self.on <= self.end

    @property
    def active(self) -> bool:
        return self.open and self.start <= self.on and self.setup in {"done", "partial"} and self.payment == "paid"

    @property
    def suspended(self) -> bool:
        return self.open and self.payment in {"unpaid", "past_due"}

    @property
    def waiting(self) -> bool:
        return self.open and self.setup != "done"

    def ends_within(self, days: int) -> bool:
        return 0 <= (self.end - self.on).days <= days


@dataclass(frozen=True)
class Line:
    """A license line: the newest row known on a day, with the term that it belongs to."""

    term: Term
    product: str
    row_date: date
    total: int
    assigned: int
    used: int | None
    used_90d: int | None
    is_derived: bool
    week_ago: tuple[int, int | None] | None  # assigned and used of the row exactly seven days before

    @property
    def counts(self) -> bool:
        return self.total > 0 or self.assigned > 0

    @property
    def available(self) -> int:
        return max(self.total - self.assigned, 0)

    @property
    def overage(self) -> int:
        return max(self.assigned - self.total, 0)

    @property
    def age_days(self) -> int:
        return (self.term.on - self.term.added).days

    def over_limit(self, tolerance: int) -> bool:
        return self.assigned * 100 > self.total * (100 + tolerance)


def states_on(row: Row, on: date, observed: Iterable[Observed]) -> tuple[str, str]:
    """Return set-up and payment state on a day: as last observed by then; with nothing observed by then, as they are now."""
    found = (row.get("setup_state") or "done", row.get("payment_state") or "paid")
    seen = [one for one in observed if one.subscription_id == row["subscription_id"] and one.day <= on]
    for one in sorted(seen, key=lambda one: one.day):
        found = (one.setup, one.payment)
    return found


def term_on(facts: Facts, row: Row, on: date) -> Term:
    """Return a subscription or trial as it stands on a day."""
    start, (setup, payment) = day(row["start_date"]), states_on(row, on, facts.observed)
    return Term(
        row["subscription_id"], row["customer_id"], row["kind"], start, day(row["end_date"]),
        day(row.get("added_date")) or start, yes(row.get("auto_renews")), setup, payment, day(row.get("cancelled_date")), on,
    )  # fmt: skip


def terms_on(facts: Facts, on: date) -> list[Term]:
    """Return every subscription and trial as it stands on a day."""
    return [term_on(facts, row, on) for row in facts.subscriptions]


def used_by_holders(facts: Facts, term: Term, product: str, days: int) -> int | None:
    """Count the holders whose last use lies in the complete days before; None for a line without holders."""
    holders = [row for row in facts.holders if (row["subscription_id"], row["product"]) == (term.id, product)]
    uses = [day(row.get("last_used_date")) for row in holders]
    return len([use for use in uses if use and 1 <= (term.on - use).days <= days]) if holders else None


def lines_on(facts: Facts, on: date) -> list[Line]:
    """Return every license line that is known on a day, of all products and customers."""
    terms = {term.id: term for term in terms_on(facts, on)}
    rows: dict[tuple[str, str], dict[date, Row]] = {}
    for row in facts.licenses:
        if (dated := day(row["date"])) <= on:
            rows.setdefault((row["subscription_id"], row["product"]), {})[dated] = row
    lines = [line_of(facts, terms[term], product, known) for (term, product), known in rows.items()]
    return used_by_calls(facts, lines, on) if facts.calls else lines


def used_by_calls(facts: Facts, lines: list[Line], on: date) -> list[Line]:
    """Return the lines with use derived from calls where neither rows nor holders say it, for active lines of Calling."""
    calling = [line for line in lines if line.product == "calling" and line.term.active]
    shares: dict[tuple[str, int], int] = {}
    known = set()
    for customer in {line.term.customer_id for line in calling}:
        ours = sorted((line for line in calling if line.term.customer_id == customer), key=lambda line: line.term.id)
        days = [(leg, (on - leg.start.date()).days) for leg in facts.calls.legs if leg.customer == customer]
        if any(1 <= back <= 90 for _, back in days):
            known.add(customer)
        for window in (7, 90):
            users = {leg.user for leg, back in days if 1 <= back <= window and leg.connected and leg.counts_as_user}
            for line, count in zip(ours, largest_remainder(len(users), [line.assigned for line in ours]), strict=True):
                shares[line.term.id, window] = count
    return [
        replace(
            line, is_derived=line.is_derived or line.used is None,
            used=shares[line.term.id, 7] if line.used is None else line.used,
            used_90d=shares[line.term.id, 90] if line.used_90d is None else line.used_90d,
        ) if line in calling and line.term.customer_id in known else line
        for line in lines
    ]  # fmt: skip


def largest_remainder(whole: int, weights: list[int]) -> list[int]:
    """Share a whole by weights: rounded down, and what is left goes to the largest remainders."""
    weights = weights if sum(weights) else [1] * len(weights)
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    shared = [int(one) for one in exact]
    by_rest = sorted(range(len(weights)), key=lambda place: (shared[place] - exact[place], place))
    for place in by_rest[: whole - sum(shared)]:
        shared[place] += 1
    return shared


def line_of(facts: Facts, term: Term, product: str, known: Mapping[date, Row]) -> Line:
    """Return a line from its rows by day. Where the newest does not say how many were used, its holders do."""
    newest, then = known[max(known)], known.get(term.on - WEEK)
    used, used_90d = number(newest.get("used_7d")), number(newest.get("used_90d"))
    derived, derived_90d = (used_by_holders(facts, term, product, days) for days in (7, 90))
    return Line(
        term, product, max(known), number(newest["total"]), number(newest["assigned"]),
        derived if used is None else used, derived_90d if used_90d is None else used_90d,
        used is None and derived is not None,
        (number(then["assigned"]), number(then.get("used_7d"))) if then else None,
    )  # fmt: skip


def counted_lines(facts: Facts, on: date) -> list[Line]:
    """Return the lines of Meetings and Calling of managed customers, with or without licenses."""
    names = facts.managed()
    return [line for line in lines_on(facts, on) if line.product in FAMILIES and line.term.customer_id in names]
