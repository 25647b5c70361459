"""The subscription report and the customer statuses once more, in slow and obvious plain Python.

It is written from the definitions alone and shares nothing with the product but the defaults of its thresholds: two people
would have to make the same mistake for it to pass unseen. Ratios are exact fractions.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from partnerhub.terms.thresholds import DEFAULTS
from tests.naive_facts import (
    WEEK,
    Facts,
    Line,
    Row,
    Term,
    counted_lines,
    day,
    full_months,
    lines_on,
    saturdays_before,
    terms_on,
    utc_day,
)

Thresholds = Mapping[str, int]
SIZES = (10, 50, 250, 1000)  # totals below each bound are alike, and so are all from the last one on
AGES = (3, 12)  # full months, likewise


def ratio(numerator: int, denominator: int) -> Fraction | None:
    """Return the quotient; a share of nothing is nothing."""
    return Fraction(numerator, denominator) if denominator else None


def percentile(values: Iterable[Fraction], percent: int) -> Fraction:
    """Return a percentile by linear interpolation between the two values next to its place."""
    ordered = sorted(values)
    place = Fraction(percent, 100) * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def customers(lines: Iterable[Line]) -> int:
    """Count different customers."""
    return len({line.term.customer_id for line in lines})


def assignment(lines: list[Line]) -> Fraction | None:
    """Return assigned ÷ total of all lines together."""
    return ratio(sum(line.assigned for line in lines), sum(line.total for line in lines))


def usage(lines: list[Line], of: Callable[[Line], int]) -> Fraction | None:
    """Return used ÷ something of all lines together whose use is known."""
    known = [line for line in lines if line.used is not None]
    return ratio(sum(line.used for line in known), sum(of(line) for line in known))


def total(line: Line) -> int:
    """Return what was bought."""
    return line.total


def assigned(line: Line) -> int:
    """Return what is given to people."""
    return line.assigned


def expiring(line: Line, near: int) -> bool:
    """Say whether a line ends soon and will not renew by itself."""
    term = line.term
    return line.counts and (term.active or term.suspended) and not term.auto_renews and term.ends_within(near)


def renewing(line: Line, near: int) -> bool:
    """Say whether a line renews by itself soon."""
    return line.counts and line.term.active and line.term.auto_renews and line.term.ends_within(near)


def recent(line: Line, days: int) -> bool:
    """Say whether a line was added lately, whatever became of it."""
    return line.counts and 0 <= line.age_days <= days


def over(line: Line, tolerance: int) -> bool:
    """Say whether more than was bought is assigned on an active line."""
    return line.counts and line.term.active and line.over_limit(tolerance)


def comparable(line: Line, chosen: Thresholds) -> bool:
    """Say whether a line is large and old enough to be called low, and to be compared with."""
    big, old = line.total >= chosen["low_least_total"], line.age_days >= chosen["low_least_age_days"]
    return line.term.active and big and old


def band(value: int, bounds: Iterable[int]) -> int:
    """Return in which of the bands between bounds a value lies."""
    return sum(value >= bound for bound in bounds)


def age_band(line: Line) -> int:
    """Return which lines are alike in age."""
    return band(full_months(line.term.added, line.term.on), AGES)


def cohort(line: Line, lines: list[Line], chosen: Thresholds) -> list[Line] | None:
    """Return the lines that a line is compared with, itself among them; None when too few are like it."""
    same = [other for other in lines if other.product == line.product]
    sized = [other for other in same if band(other.total, SIZES) == band(line.total, SIZES)]
    aged = [other for other in sized if age_band(other) == age_band(line)]
    for group, least in ((aged, "lines"), (sized, "lines"), (same, "product_lines")):
        if len(group) >= chosen[f"cohort_least_{least}"]:
            return group
    return None


def share(line: Line) -> Fraction:
    """Return assigned ÷ total of a line that has licenses."""
    return Fraction(line.assigned, line.total)


def is_low(line: Line, group: list[Line] | None, chosen: Thresholds) -> bool:
    """Say whether far fewer licenses are assigned than on similar lines, or too few where there are none."""
    if group is None:
        return share(line) < Fraction(chosen["low_floor_percent"], 100)
    quarter = percentile(map(share, group), chosen["low_percentile"])
    return share(line) < quarter and share(line) < Fraction(chosen["low_ceiling_percent"], 100)


def low_lines(lines: list[Line], chosen: Thresholds) -> list[tuple[Line, list[Line] | None]]:
    """Return the low lines, each with its cohort."""
    eligible = [line for line in lines if comparable(line, chosen)]
    judged = [(line, cohort(line, eligible, chosen)) for line in eligible]
    return [(line, group) for line, group in judged if is_low(line, group, chosen)]


def common_cells(line: Line, names: Mapping[str, str]) -> Row:
    """Return the cells that every table has."""
    return {
        "customer_id": line.term.customer_id, "customer": names[line.term.customer_id], "subscription_id": line.term.id,
        "kind": line.term.kind, "row_date": line.row_date, "used_is_derived": line.is_derived, "total": line.total,
        "assigned": line.assigned, "used": line.used,
    }  # fmt: skip


def change(now: int | None, then: int | None) -> int | None:
    """Return by how much a number changed; unknown when one of the two is."""
    return None if now is None or then is None else now - then


def change_cells(line: Line) -> Row:
    """Return the changes of a week. A line added since compares with nothing; a missing row cannot be compared with."""
    is_new = line.term.added > line.term.on - WEEK
    then = line.week_ago or ((0, 0) if is_new else (None, None))
    return {"assignment_change": change(line.assigned, then[0]), "usage_change": change(line.used, then[1])}


def recent_cells(line: Line) -> Row:
    """Return what the table of recent additions adds."""
    days = {"days_since_added": line.age_days, "added_date": line.term.added}
    return {**days, "available": line.available, **change_cells(line)}


def ending_cells(line: Line, name: str) -> Row:
    """Return what the tables of ending terms add; `name` is what they call the days left."""
    days = (line.term.end - line.term.on).days
    return {name: days, "available": line.available, "used_90d": line.used_90d, "end_date": line.term.end}


def low_cells(line: Line, group: list[Line] | None, chosen: Thresholds) -> Row:
    """Return what the table of low lines adds. A median over few customers would give one of them away."""
    shown = group is not None and customers(group) >= chosen["cohort_least_customers"]
    return {
        "months_since_added": full_months(line.term.added, line.term.on), "assigned_share": share(line),
        "available": line.available, "assignment_change": change_cells(line)["assignment_change"],
        "cohort_lines": len(group) if group else None, "cohort_median": percentile(map(share, group), 50) if shown else None,
    }  # fmt: skip


def overage_cells(line: Line) -> Row:
    """Return what the table of overages adds."""
    return {
        "months_remaining": full_months(line.term.on, line.term.end), "auto_renews": line.term.auto_renews,
        "assigned_share": ratio(line.assigned, line.total), "overage": line.overage, "end_date": line.term.end,
        "used_share": None if line.used is None else ratio(line.used, line.total),
    }  # fmt: skip


def top_kpis(facts: Facts, lines: list[Line], chosen: Thresholds) -> Row:
    """Return the numbers above the toggle, over both products."""
    near = chosen["near_days"]
    return {
        "total_customers": customers(lines),
        "managed_customers": len(facts.managed()),
        "nearing_expiration": customers(line for line in lines if expiring(line, near)),
        "nearing_renewal": customers(line for line in lines if renewing(line, near)),
        "low_license_assignment": customers(line for line, _ in low_lines(lines, chosen)),
        "over_license_limit": customers(line for line in lines if over(line, chosen["overage_tolerance_percent"])),
    }


def week_point(facts: Facts, saturday: date, product: str) -> Row:
    """Return a week's sums over active lines, nulls where none was known. Nobody knows what holders used back then."""
    every = [line for line in counted_lines(facts.without_holders(), saturday) if line.product == product]
    lines = [line for line in every if line.term.active]
    known = [line for line in lines if line.used is not None]
    point = {
        "used": sum(line.used for line in known) if known or not lines else None,
        "assigned_unused": sum(max(line.assigned - line.used, 0) for line in known),
        "available": sum(line.available for line in lines),
        "overage": sum(line.overage for line in lines),
        "total": sum(line.total for line in lines),
        "assigned": sum(line.assigned for line in lines),
    }
    return {"week": saturday - timedelta(days=6), **(point if every else dict.fromkeys(point))}


def recent_kpis(facts: Facts, lines: list[Line], on: date, days: int) -> Row:
    """Return who is new, and whose very first addition it was."""
    new = {line.term.customer_id for line in lines}
    before = {term.customer_id for term in terms_on(facts, on) if (on - term.added).days > days}
    licenses = sum(line.total for line in lines)
    return {"new_customers": len(new), "first_ever_customers": len(new - before), "total_licenses": licenses}


def ending_kpis(lines: list[Line], name: str) -> Row:
    """Return the numbers over a table of ending terms."""
    return {name: customers(lines), "license_assignment": assignment(lines), "license_usage": usage(lines, total)}


def low_kpis(lines: list[Line]) -> Row:
    """Return the numbers over the table of low lines."""
    return {
        "low_assignment_customers": customers(lines),
        "license_assignment": assignment(lines),
        "license_usage_when_assigned": usage(lines, total),
        "used_of_assigned": usage(lines, assigned),
        "unassigned_licenses": sum(line.available for line in lines),
    }


def overage_kpis(lines: list[Line]) -> Row:
    """Return the numbers over the table of overages."""
    who, beyond = customers(lines), sum(line.overage for line in lines)
    return {"customers_with_overages": who, "overage_licenses": beyond, "average_overage": ratio(beyond, who)}


def report(
    facts: Facts, on: date, product: str, weeks: int = 13, chosen: Thresholds = DEFAULTS
) -> dict[str, list[Row]]:  # fmt: skip
    """Return the rows of every block of the subscription report, as of a day."""
    both, names = counted_lines(facts, on), facts.managed()
    lines = [line for line in both if line.product == product]
    new = [line for line in lines if recent(line, chosen["recent_days"])]
    ending = [line for line in lines if expiring(line, chosen["near_days"])]
    going_on = [line for line in lines if renewing(line, chosen["near_days"])]
    low = [(line, group) for line, group in low_lines(both, chosen) if line.product == product]
    beyond = [line for line in lines if over(line, chosen["overage_tolerance_percent"])]
    return {
        "kpis": [top_kpis(facts, both, chosen)],
        "license_trend": [week_point(facts, saturday, product) for saturday in saturdays_before(on, weeks)],
        "recent_kpis": [recent_kpis(facts, new, on, chosen["recent_days"])],
        "recent": [common_cells(line, names) | recent_cells(line) for line in new],
        "expiring_kpis": [ending_kpis(ending, "expiring_customers")],
        "expiring": [common_cells(line, names) | ending_cells(line, "days_until_expiration") for line in ending],
        "renewing_kpis": [ending_kpis(going_on, "renewing_customers")],
        "renewing": [common_cells(line, names) | ending_cells(line, "days_until_renewal") for line in going_on],
        "low_assignment_kpis": [low_kpis([line for line, _ in low])],
        "low_assignment": [common_cells(line, names) | low_cells(line, group, chosen) for line, group in low],
        "overage_kpis": [overage_kpis(beyond)],
        "overages": [common_cells(line, names) | overage_cells(line) for line in beyond],
    }


def statuses(facts: Facts, on: date, chosen: Thresholds = DEFAULTS) -> dict[str, set[str]]:
    """Return the status codes of every managed customer on a day."""
    names, terms, lines = facts.managed(), terms_on(facts, on), lines_on(facts, on)
    return {
        who["customer_id"]: statuses_of(
            [term for term in terms if term.customer_id == who["customer_id"]],
            [line for line in lines if line.term.customer_id == who["customer_id"]],
            quiet_days(who, on), chosen,
        )
        for who in facts.customers if who["customer_id"] in names
    }  # fmt: skip


def statuses_of(terms: list[Term], lines: list[Line], quiet: int, chosen: Thresholds) -> set[str]:
    """Return the statuses of one customer from its terms, its license lines and how long it has been quiet."""
    tolerance, soon_days = chosen["overage_tolerance_percent"], chosen["expiring_soon_days"]
    beyond = [line.term for line in lines if line.product != "call_on_webex" and line.over_limit(tolerance)]
    soon = [term for term in terms if not term.auto_renews and term.ends_within(soon_days)]
    was = any(term.is_cancelled or term.end < term.on for term in terms)
    expired = was and not any(term.active or term.suspended or term.waiting for term in terms)
    rules = {
        "suspended": any(term.suspended for term in terms),
        "expired": expired,
        "expiring_soon": any(term.active or term.suspended for term in soon),
        "license_overage": any(term.active or term.suspended for term in beyond),
        "ready_for_order_setup": any(term.waiting for term in terms),
        "no_recent_activity": not expired and quiet > chosen["quiet_days"],
        "trial": any(term.active and term.kind == "trial" for term in terms),
        "subscription": any(term.active and term.kind == "subscription" for term in terms),
    }
    return {status for status, applies in rules.items() if applies} or {"no_services"}


def quiet_days(customer: Row, on: date) -> int:
    """Return the days since the customer's own administrators signed in, or since it was created; 0 when unknown."""
    seen = utc_day(customer.get("last_admin_sign_in_at")) or day(customer.get("created_date"))
    return (on - seen).days if seen else 0
