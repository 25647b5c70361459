"""P11, CD-07: a report narrowed to one customer is that of its facts alone; so are its trend and its weekly changes."""

from datetime import date

import pytest

from partnerhub.pipeline.sources.demo.files import write_partner
from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.reports.uptake import license_trend, weekly_changes
from partnerhub.tenancy.services import ensure_partner
from partnerhub.tenancy.shapes import PartnerShape
from tests import naive
from tests.metrics.comparing import block_differences, facts_in
from tests.naive_facts import Facts

COMPARED_WITH_OTHERS = {"kpis", "low_assignment_kpis", "low_assignment"}  # low is what lies below similar lines of all


@pytest.fixture
def demo(world, tmp_path) -> tuple[PartnerShape, Facts]:
    """Return a made-up partner of forty customers and its facts."""
    folder, partner = tmp_path / "demo", ensure_partner("Demo")
    assert [*write_partner(folder, 40, 20, 7, world.today)] == [40]
    world.bring(sorted(folder.iterdir()), partner)
    world.build(partner=partner)
    return partner, facts_in(folder)


def only(facts: Facts, reference: str) -> Facts:
    """Return the facts of one customer."""
    terms = [row for row in facts.subscriptions if row["customer_id"] == reference]
    ids = {row["subscription_id"] for row in terms}
    return Facts(
        [row for row in facts.customers if row["customer_id"] == reference], terms,
        [row for row in facts.licenses if row["subscription_id"] in ids],
        holders=[row for row in facts.holders if row["subscription_id"] in ids],
        people=[row for row in facts.people if row["customer_id"] == reference],
    )  # fmt: skip


def references(facts: Facts) -> list[str]:
    return [row["customer_id"] for row in facts.customers]


def test_a_report_narrowed_to_a_customer_is_that_of_its_own_facts(world, demo):
    partner, facts = demo
    scope = world.system(partner)
    for reference in references(facts):
        key = opened_customer(scope, reference).id
        for product in ("meetings", "calling"):
            answer = world.ask(scope, product=product, customer=key)
            expected = naive.report(only(facts, reference), world.today, product)
            blocks = [block for block in answer.blocks if block.name not in COMPARED_WITH_OTHERS]
            assert not [d for block in blocks for d in block_differences(block, expected[block.name])], reference
            assert {row["customer_id"] for block in answer.blocks for row in block.rows if "customer_id" in row} <= {
                reference
            }


def test_the_trend_of_a_customer_is_the_difference_of_its_weeks(world, demo):
    partner, facts = demo
    scope, moved = world.system(partner), 0
    for reference in references(facts):
        trend = license_trend(scope, opened_customer(scope, reference).id)
        weeks: dict[date, list[dict]] = {}
        for product in ("meetings", "calling"):
            for row in naive.report(only(facts, reference), world.today, product)["license_trend"]:
                if row["total"] is not None:
                    weeks.setdefault(row["week"], []).append(row)
        if len(weeks) < 2:
            assert (trend.since, trend.assigned, trend.used) == (None, None, None)
            continue
        first, last = weeks[min(weeks)], weeks[max(weeks)]
        assert (trend.since, trend.until) == (min(weeks), max(weeks))
        for name in ("assigned", "used"):
            unknown = None in [row[name] for row in (*first, *last)]
            changed = None if unknown else sum(row[name] for row in last) - sum(row[name] for row in first)
            assert getattr(trend, name) == changed, reference
        moved += bool(trend.assigned)
    assert moved > 5


def test_the_weekly_changes_of_a_customer_are_those_of_its_lines(world, demo):
    scope = world.system(demo[0])
    table: dict[str, dict[str, list]] = {}
    for product in ("meetings", "calling"):
        for row in world.rows("recent", scope, product=product):
            changes = table.setdefault(row["customer_id"], {}).setdefault(row["subscription_id"], [])
            changes.append((row["assignment_change"], row["usage_change"]))
    assert table
    for reference, terms in table.items():
        found = weekly_changes(scope, opened_customer(scope, reference).id)
        for subscription_id, lines in terms.items():
            expected = tuple(None if None in values else sum(values) for values in zip(*lines, strict=True))
            assert found[subscription_id] == expected
