"""Small worlds made up by hypothesis, with everything on the edges where some rule turns."""

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.naive_facts import Facts, Row

# A Sunday, a Saturday, the ends of a long and of a short month, the day after, a leap day.
DAYS = (date(2026, 11, 22), date(2026, 11, 28), date(2027, 3, 31), date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29))
PAST = (1, 7, 8, 30)  # days back as of which questions are asked too
MOMENTS = ("T00:00:00Z", "T23:59:59Z", "T00:30:00+02:00", "T23:30:00-05:00", "")
PRODUCTS = ("meetings", "calling", "call_on_webex", "messaging")
ENDS = (0, 1, 29, 30, 31, 60, 89, 90, 91, -1, -30, 400)  # days ahead
STARTS = (100, 365, 500, 20, 1, 0, -1, -10)  # days back, as all below
ADDED = (0, 6, 7, 8, 29, 30, 31, 60, 89, 90, 91, 92, 366, -5)
ROWS = ((0, 7), (0,), (0, 7, 14, 30), (7,), (1, 8), (2, 37, 100), (0, 1, 7, 8, 15), (-3, 0, 6, 60), (-3,), (100,), ())
COHORTS = (0, 7, 8, 19, 20, 21)
TOTALS = (0, 1, 4, 5, 9, 10, 49, 50, 249, 250, 1000)
OTHER_THRESHOLDS = {
    "near_days": (1, 30, 89, 400), "recent_days": (1, 7, 365), "expiring_soon_days": (0, 1, 90), "quiet_days": (1, 89, 500),
    "overage_tolerance_percent": (10, 50, 100), "low_least_total": (1, 10), "low_least_age_days": (0, 31, 92),
    "low_percentile": (10, 50, 75), "low_ceiling_percent": (1, 50, 100), "low_floor_percent": (1, 80, 100),
    "cohort_least_lines": (2, 7), "cohort_least_product_lines": (2, 20), "cohort_least_customers": (2, 3),
}  # fmt: skip


def some(values: Iterable) -> st.SearchStrategy:
    """Return one of a few values."""
    return st.sampled_from(list(values))


def mostly(usual: object, *others: object) -> st.SearchStrategy:
    """Return a value, or now and then one of some others."""
    return some([usual] * len(others) * 2 + [*others])


@st.composite
def customers(draw, on: date) -> list[Row]:
    """Return two to seven customers; some may be the partner's own organization."""
    return [
        {
            "customer_id": f"C{place}", "name": f"Customer {place}",
            "managed_by": draw(mostly("partner", "", "external", "both", "self")),
            "created_date": draw(some(["", *(on - timedelta(days=days) for days in (0, 90, 91, 500))])),
            "last_admin_sign_in_at": draw(st.just("") | st.builds(
                lambda days, moment: f"{on - timedelta(days=days)}{moment}", some((0, 89, 90, 91, 92)), some(MOMENTS)
            )),
        }
        for place in range(draw(st.integers(2, 7)))
    ]  # fmt: skip


@st.composite
def states(draw, on: date) -> Row:
    """Return the cells of a term that change in its life."""
    return {
        "end_date": on + timedelta(days=draw(some(ENDS))),
        "setup_state": draw(mostly("done", "", "partial", "pending")),
        "payment_state": draw(mostly("paid", "", "unpaid", "past_due")),
        "cancelled_date": draw(mostly("", *(on + timedelta(days=days) for days in (-40, -1, 0, 1)))),
    }  # fmt: skip


@st.composite
def term(draw, on: date, id_: str, who: list[Row]) -> Row:
    """Return a subscription or trial in any state, its dates on the edges of every window."""
    kind, changing = draw(mostly("subscription", "trial")), draw(states(on))
    start = on - timedelta(days=draw(some(STARTS)))
    return {
        "subscription_id": id_, "customer_id": draw(some(who))["customer_id"], "kind": kind,
        "start_date": min(start, changing["end_date"]),
        "added_date": draw(some(["", *(on - timedelta(days=days) for days in ADDED)])),
        "auto_renews": draw(some(("yes", "no", ""))) if kind == "subscription" else "", **changing,
    }  # fmt: skip


@st.composite
def license_rows(draw, on: date, of: list[Row]) -> list[Row]:
    """Return the rows of up to three lines of each term: with gaps, stale, missing, and dated ahead."""
    return [
        draw(license_row(on - timedelta(days=back), row["subscription_id"], product))
        for row in of
        for product in draw(st.lists(some(PRODUCTS), min_size=1, max_size=3, unique=True))
        for back in draw(some(ROWS))
    ]


@st.composite
def license_row(draw, day: date, id_: str, product: str) -> Row:
    """Return a row: none, few, all or more than all assigned, and use that is unknown, more than assigned or less."""
    total = draw(some(TOTALS))
    assigned = draw(some((0, total // 3, total // 2, total - 1, total, total + 1, total * 2)))
    used = draw(some((assigned // 2, "", 0, max(assigned, 0) + 2)))
    return {
        "date": day, "subscription_id": id_, "product": product, "total": total, "assigned": max(assigned, 0),
        "used_7d": "" if used == "" else max(used, 0), "used_90d": draw(some(("", max(used or 0, 0) + 5))),
    }  # fmt: skip


@st.composite
def peers(draw, on: date, who: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the terms and rows of as many comparable lines as turn a cohort from too small to large enough."""
    product, totals = draw(some(PRODUCTS[:2])), draw(some(((10,), (5, 9), (9, 10), (49, 50, 200))))
    ages = draw(some(((200,), (365, 366), (80, 95), (29, 30, 31))))
    terms, rows = [], []
    for place in range(draw(some(COHORTS))):
        added, total = on - timedelta(days=ages[place % len(ages)]), totals[place % len(totals)]
        terms.append({
            "subscription_id": f"L{place}", "customer_id": who[place % len(who)]["customer_id"], "kind": "subscription",
            "start_date": added, "end_date": on + timedelta(days=200), "added_date": added, "setup_state": "done",
            "payment_state": "paid",
        })  # fmt: skip
        rows.append({
            "date": on - timedelta(days=place % 2 * 31), "subscription_id": f"L{place}", "product": product, "total": total,
            "assigned": draw(st.integers(0, total + 1)),
        })  # fmt: skip
    return terms, rows


@st.composite
def holders(draw, on: date, terms: list[Row], rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return people who hold licenses of some lines, and when they last used them."""
    owners = {row["subscription_id"]: row["customer_id"] for row in terms}
    lines = sorted({(row["subscription_id"], row["product"]) for row in rows if row["used_7d"] == ""})
    people, held = [], []
    for id_, product in draw(st.lists(some(lines), max_size=3, unique=True)) if lines else []:
        for use in draw(st.lists(some((0, 1, 7, 8, 30, 90, 91, "", -1)), min_size=1, max_size=4)):
            people.append({"person_id": f"P{len(people)}", "customer_id": owners[id_], "name": "Somebody"})
            held.append({
                "subscription_id": id_, "product": product, "person_id": people[-1]["person_id"],
                "last_used_date": use if use == "" else on - timedelta(days=use),
            })  # fmt: skip
    return people, held


@st.composite
def worlds(draw, on: date) -> Facts:
    """Return a partner's records as they might stand on a day."""
    who = draw(customers(on))
    terms = [draw(term(on, f"S{place}", who)) for place in range(draw(st.integers(2, 9)))]
    rows = draw(license_rows(on, terms))
    alike, alike_rows = draw(peers(on, who))
    people, held = draw(holders(on, terms, rows))
    return Facts(who, terms + alike, rows + alike_rows, held, people)


@st.composite
def late_facts(draw, on: date, before: Facts) -> Facts:
    """Return what a later import says: some terms in other states, and rows for that day and for days long gone."""
    changed = [row | draw(states(on)) for row in draw(st.lists(some(before.subscriptions), unique_by=id, max_size=6))]
    for row in changed:
        row["end_date"] = max(row["end_date"], row["start_date"])
    lines = sorted({(row["subscription_id"], row["product"]) for row in before.licenses})
    rows = [
        draw(license_row(on - timedelta(days=back), id_, product))
        for id_, product in draw(st.lists(some(lines), max_size=5, unique=True)) if lines
        for back in draw(some(((0,), (0, 7), (12, 13, 14, 15), (40, 1), (200,), ())))
    ]  # fmt: skip
    return Facts([], changed, rows)


def thresholds() -> st.SearchStrategy[dict[str, int]]:
    """Return the thresholds that a partner changed: none, one or many."""
    return st.fixed_dictionaries({}, optional={name: some(values) for name, values in OTHER_THRESHOLDS.items()})
