"""P11: every number on calling engagement, beside the same in slow, obvious plain Python over the raw rows."""

import itertools
import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from partnerhub.pipeline.call_parts import ROWS, call_parts
from partnerhub.pipeline.ingest.calling import joining
from partnerhub.pipeline.sources.demo.files import write_partner
from partnerhub.portfolio.services import change_settings
from partnerhub.reports.calling import REPORT
from partnerhub.tenancy.services import ensure_partner
from partnerhub.terms.thresholds import DEFAULTS
from tests import naive_calling
from tests.metrics.comparing import facts_in
from tests.metrics.comparing_calls import calls_of_folder, check_calling, take_in_calls
from tests.metrics.made_up_calls import PROFILES, Week, weeks
from tests.naive_calls import Calls, calls_in
from tests.naive_facts import Facts
from tests.world import customer, licenses, subscription

NUMBERS = itertools.count(1)
MADE_UP = settings(
    deadline=None, derandomize=True, database=None, print_blob=False, suppress_health_check=[*HealthCheck],
    phases=[Phase.generate],
)  # fmt: skip


def partner_with(world, week: Week):
    """Return a new partner that has bought Calling for three customers, and the facts of it."""
    on, partner = world.today, ensure_partner(f"Calls {next(NUMBERS)}")
    facts = Facts(
        [customer(f"C{n}", org_uuid=f"org-{n}") for n in range(4)],
        [subscription(f"S{n}", f"C{n}", on) for n in range(3)],
        [licenses(f"S{n}", on - timedelta(days=week.known_for), 9, 5 + n, product="calling") for n in range(3)],
    )
    world.take_in(partner, customers=facts.customers, subscriptions=facts.subscriptions, licenses=facts.licenses)
    return partner, facts


@pytest.mark.parametrize("block", REPORT.blocks, ids=lambda block: block.name)
def test_every_column_of_the_report_has_an_oracle(block):
    week = Week.smallest(date(2026, 11, 22))
    facts = Facts([customer("C0", org_uuid="org-0")], [subscription("S0", "C0", date(2026, 11, 22))],
                  [licenses("S0", date(2026, 11, 10), 9, 5, product="calling")])  # fmt: skip
    calls = calls_in(facts, week.calls, week.media, week.queues)
    found = naive_calling.report(facts, calls, date(2026, 11, 22))
    assert {column.name for column in block.columns} == set(found[block.name][0])


@pytest.mark.parametrize("most", [joining.MOST_AT_ONCE, 1000], ids=["weeks at once", "some customers at a time"])
def test_every_block_of_the_demo_partner_agrees_with_the_oracle_and_has_something_to_show(
    world, tmp_path, monkeypatch, most
):
    """CE-01, CE-02, CE-04, CE-05, CE-06, CE-07, CE-08; CQ-01, CQ-02, CQ-04, CQ-05, CQ-06; CF-01, CF-02, CF-03, CF-04;
    QI-01, QI-02, QI-03, QI-04, QI-05, QI-07, QI-08."""
    monkeypatch.setattr(joining, "MOST_AT_ONCE", most)
    folder, partner = tmp_path / "demo", ensure_partner("Demo")
    assert [*write_partner(folder, 40, 17, 7, world.today)] == [40]
    calling = [path for path in sorted(folder.iterdir()) if path.name.startswith(("calls", "media", "queues"))]
    world.bring([path for path in sorted(folder.iterdir()) if path not in calling], partner)
    run = world.bring(calling, partner)
    assert (run.state, run.asides, run.errors) == ("COMMITTED", 0, 0)
    parts = call_parts(partner.id, ROWS)
    assert (len(parts) > len({part.week for part in parts})) is (most == 1000)
    world.build(partner=partner)
    facts = facts_in(folder)
    check_calling(world, partner, facts, calls_of_folder(facts, folder), world.today)
    for block in world.ask(world.system(partner), report="calling").blocks:
        values = [
            value for row in block.rows for name, value in row.items() if name not in {"week", "customer_id", "customer"}
        ]
        assert any(values), block.name


@settings(MADE_UP, max_examples=25)
@given(week=weeks(date(2026, 11, 22)), profile=st.sampled_from(PROFILES), order=st.randoms(use_true_random=False),
       most=st.sampled_from((2, joining.MOST_AT_ONCE)))  # fmt: skip
def test_weeks_on_the_edges_of_every_rule_agree_with_the_oracle(world, week, profile, order: random.Random, most):
    """In one call or in several, all customers at once or a few, in any order of files and rows.

    CE-05, CE-07, CQ-02, CQ-04, CQ-06, CF-03, QI-07.
    """
    partner, facts = partner_with(world, week)
    if profile:
        change_settings(world.system(partner), values=profile, based_on=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "MOST_AT_ONCE", most)
        take_in_calls(world, partner, week, order)
    world.build(partner=partner)
    calls = calls_in(facts, week.calls, week.media, week.queues)
    check_calling(world, partner, facts, calls, world.today, {**DEFAULTS, **profile})


@settings(MADE_UP, max_examples=6)
@given(week=weeks(date(2026, 11, 22)), profile=st.sampled_from(PROFILES[1:]))
def test_thresholds_changed_after_the_weeks_were_closed_recompute_them(world, week, profile):
    """CE-05, CQ-02: from the counts per user and the measurements that are kept."""
    partner, facts = partner_with(world, week)
    take_in_calls(world, partner, week)
    world.build(partner=partner)
    change_settings(world.system(partner), values=profile, based_on=0)
    world.build(partner=partner)
    calls = calls_in(facts, week.calls, week.media, week.queues)
    check_calling(world, partner, facts, calls, world.today, {**DEFAULTS, **profile})


@settings(MADE_UP, max_examples=6)
@given(week=weeks(date(2026, 11, 22)))
def test_rows_that_came_before_their_customers_are_counted_once_they_are_there(world, week):
    on, partner = world.today, ensure_partner(f"Late {next(NUMBERS)}")
    take_in_calls(world, partner, week)
    world.build(partner=partner)
    assert world.rows("usage", world.system(partner), report="calling") == []
    facts = Facts([customer(f"C{n}", org_uuid=f"org-{n}") for n in range(4)], [subscription("S0", "C0", on)],
                  [licenses("S0", on - timedelta(days=week.known_for), 9, 5, product="calling")])  # fmt: skip
    world.take_in(partner, customers=facts.customers, subscriptions=facts.subscriptions, licenses=facts.licenses)
    world.build(partner=partner)
    check_calling(world, partner, facts, calls_in(facts, week.calls, week.media, week.queues), on)


def test_without_any_call_the_report_lists_who_bought_calling_and_knows_nothing_of_them(world):
    """CE-01: gaps, no zeros."""
    partner, facts = partner_with(world, Week.smallest(world.today))
    world.build(partner=partner)
    check_calling(world, partner, facts, Calls(), world.today)
    rows = world.rows("usage", world.system(partner), report="calling")
    assert [row["calls"] for row in rows] == [None, None, None]
