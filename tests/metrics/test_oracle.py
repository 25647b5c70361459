"""P11: every number of the subscription report and every status, beside the same in slow, obvious plain Python."""

import itertools
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from partnerhub.pipeline.manifest import folder_of
from partnerhub.pipeline.sources.demo.files import write_partner
from partnerhub.portfolio.services import change_settings
from partnerhub.reports.subscriptions import REPORT
from partnerhub.tenancy.services import ensure_partner
from partnerhub.terms.thresholds import DEFAULTS
from tests import naive
from tests.metrics.comparing import check_report, check_statuses, facts_in, merged, observed_in, take_in
from tests.metrics.comparing_calls import calls_of_folder
from tests.metrics.made_up import DAYS, PAST, late_facts, thresholds, worlds
from tests.naive_facts import Facts
from tests.world import customer, licenses, subscription

NUMBERS = itertools.count(1)
# The same worlds in every run: a failure is never news about yesterday's change. Raise the number to go looking.
MADE_UP = settings(
    deadline=None, derandomize=True, database=None, print_blob=False, suppress_health_check=[*HealthCheck],
    phases=[Phase.generate],  # what differs is named cell by cell; making the example small would take minutes
)  # fmt: skip


def move_to(clock, day: date, moment: time = time(12)) -> None:
    clock.move_to(datetime.combine(day, moment, UTC))


@pytest.fixture(scope="module")
def everything() -> dict[str, set[str]]:
    """Return the columns of every block of the oracle, from a line that is in all of them."""
    on = date(2026, 11, 22)
    terms = [
        subscription("S1", "A", on, added_date=on - timedelta(days=60), end_date=on + timedelta(days=9)),
        subscription("S2", "A", on, end_date=on + timedelta(days=9), auto_renews="yes"),
    ]
    rows = [licenses("S1", on, 10, 1, 1, 1), licenses("S2", on, 10, 11)]
    found = naive.report(Facts([customer("A")], terms, rows), on, "meetings")
    return {block: set(rows[0]) for block, rows in found.items()}


@pytest.mark.parametrize("block", REPORT.blocks, ids=lambda block: block.name)
def test_every_column_of_the_subscription_report_has_an_oracle(everything, block):
    assert {column.name for column in block.columns} - everything[block.name] == set()


def test_every_block_of_the_demo_partner_agrees_with_the_oracle(world, tmp_path):
    """Over 13, 26 and 52 weeks and for both products, every row and cell, and the order that tables state.

    KP-02, KP-03, KP-04, KP-05, KP-06, KP-07, TO-02, TO-03, LD-01, LD-02; NC-01, NC-02, NC-03, NC-05, NC-06, NC-07, NC-08,
    NC-09, NC-10, NC-11, NC-12; EX-01, EX-02, EX-03, EX-04, EX-06, EX-07, EX-08, EX-09, EX-10, EX-11, EX-12; RN-01, RN-02,
    RN-03, RN-04, RN-06, RN-07, RN-08, RN-09, RN-10, RN-11, RN-12; LA-01, LA-02, LA-03, LA-04, LA-05, LA-07, LA-08, LA-09,
    LA-10, LA-11, LA-12, LA-13, LA-14; OV-01, OV-02, OV-03, OV-04, OV-06, OV-07, OV-08, OV-09, OV-10, OV-11, OV-12, OV-13.
    """
    folder, partner = tmp_path / "demo", ensure_partner("Demo")
    assert [*write_partner(folder, 120, 54, 7, world.today)] == [120]
    world.bring(sorted(folder.iterdir()), partner)
    world.build(partner=partner)
    facts = facts_in(folder)
    facts = replace(facts, calls=calls_of_folder(facts, folder))
    for weeks in (13, 26, 52):
        check_report(world, partner, facts, world.today, weeks)
    check_statuses(world, partner, facts, world.today)


@settings(MADE_UP, max_examples=16)
@given(on=st.sampled_from(DAYS), last_moment=st.booleans(), back=st.sampled_from(PAST), data=st.data())
def test_worlds_on_the_edges_of_every_rule_agree_with_the_oracle(world, clock, on, last_moment, back, data):
    """Today and as of a day in the past. KP-02 to KP-07, TO-03, LD-02, NC-02, NC-11, EX-02, RN-02, LA-02, OV-02, CL-02."""
    move_to(clock, on, time.max if last_moment else time.min)
    facts, partner = data.draw(worlds(on)), ensure_partner(f"Edges {next(NUMBERS)}")
    take_in(world, partner, facts)
    check_statuses(world, partner, facts, on)
    for day in (on, on - timedelta(days=back)):
        world.build(day, partner)
        check_report(world, partner, facts, day)
        check_statuses(world, partner, facts, day)


@settings(MADE_UP, max_examples=8)
@given(on=st.sampled_from(DAYS), changed=thresholds(), data=st.data())
def test_thresholds_that_a_partner_changed_decide_every_number_and_status(world, clock, on, changed, data):
    """KP-04, KP-05, KP-06, KP-07, LA-02, OV-02, CL-05, CL-06, CL-07."""
    move_to(clock, on)
    facts, partner = data.draw(worlds(on)), ensure_partner(f"Thresholds {next(NUMBERS)}")
    take_in(world, partner, facts)
    change_settings(world.system(partner), values=changed, based_on=0)
    world.build(on, partner)
    check_report(world, partner, facts, on, chosen={**DEFAULTS, **changed})
    check_statuses(world, partner, facts, on, {**DEFAULTS, **changed})


@settings(MADE_UP, max_examples=5)
@given(first=st.sampled_from(DAYS), data=st.data())
def test_facts_that_arrive_late_change_past_days_and_weeks_as_the_oracle_says(world, clock, first, data):
    """Days pass between imports; each import changes terms, states and rows, also of days and weeks that were built.

    LD-01, CL-02, CL-03, CL-04, CL-05, CL-06, CL-08, CL-09, CL-10.
    """
    known, partner, today = data.draw(worlds(first)), ensure_partner(f"Late {next(NUMBERS)}"), first
    move_to(clock, today)
    take_in(world, partner, known)
    known = replace(known, observed=observed_in(known, today))
    world.build(today, partner)
    for days in data.draw(st.lists(st.sampled_from((0, 1, 3, 8)), min_size=1, max_size=2)):
        today += timedelta(days=days)
        move_to(clock, today)
        world.build(today, partner)
        check_report(world, partner, known, today)
        check_statuses(world, partner, known, today)
        news = data.draw(late_facts(today, known))
        take_in(world, partner, news)
        known = replace(merged(known, news), observed=known.observed + observed_in(news, today))
        for day in (first, today) if data.draw(st.booleans()) else (today, first):
            world.build(day, partner)
        for day in (first, today):
            check_report(world, partner, known, day)
            check_statuses(world, partner, known, day)


def test_marts_built_anew_after_their_folder_was_deleted_answer_at_once(world):
    world.take_in(subscriptions=[subscription("S1", "HARBOR", world.today)], licenses=[licenses("S1", world.today, 10, 12)])
    world.build()
    assert world.kpis("overage_kpis")["overage_licenses"] == 2
    world.take_in(licenses=[licenses("S1", world.today, 10, 13)])
    shutil.rmtree(folder_of(world.acme.id))
    world.build()
    assert world.kpis("overage_kpis")["overage_licenses"] == 3


def test_use_is_unknown_in_a_week_in_which_only_terms_that_ended_have_known_use(world):
    """LD-02: beside the ended term of another customer, a running one of unknown use is not used by 0."""
    on, before = world.today, world.today - timedelta(days=20)
    ended = subscription("S2", "ORCHARD", on, end_date=before + timedelta(days=6))
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", on), ended],
        licenses=[licenses("S1", before, 10, 5), licenses("S2", before, 10, 5, 4, 4)],
    )
    world.build()
    points = world.rows("license_trend")[-3:]
    assert [(point["used"], point["total"]) for point in points] == [(4, 20), (None, 10), (None, 10)]


def test_a_line_at_the_ceiling_is_not_low_and_one_below_it_is(world):
    """LA-02, LA-11: compared with seven full lines, 8 of 10 assigned is not low, 7 of 9 is."""
    on, partner = world.today, ensure_partner("Ceiling")
    counts = [(10, 8), (9, 7), *[(10, 10)] * 7]
    facts = Facts(
        [customer("C")],
        [subscription(f"S{place}", "C", on) for place in range(len(counts))],
        [licenses(f"S{place}", on, *count) for place, count in enumerate(counts)],
    )
    take_in(world, partner, facts)
    world.build(partner=partner)
    check_report(world, partner, facts, on)
    rows = world.rows("low_assignment", world.system(partner))
    assert [(row["total"], row["assigned"], row["cohort_lines"]) for row in rows] == [(9, 7, 9)]


def test_a_customer_whose_next_order_is_still_being_set_up_has_not_expired(world):
    """CL-08, CL-10."""
    on, partner = world.today, ensure_partner("Next order")
    ended = {"start_date": on - timedelta(days=400), "end_date": on - timedelta(days=1)}
    facts = Facts(
        [customer("WAITS"), customer("ENDED")],
        [
            subscription("S1", "WAITS", on, **ended), subscription("S2", "WAITS", on, setup_state="pending"),
            subscription("S3", "ENDED", on, **ended),
        ],
    )  # fmt: skip
    take_in(world, partner, facts)
    check_statuses(world, partner, facts, on)
    rows = world.rows("customers", world.system(partner), report="customers")
    assert {row["customer_id"]: row["statuses"] for row in rows} == {
        "WAITS": ["ready_for_order_setup"], "ENDED": ["expired"],
    }  # fmt: skip


def test_license_rows_dated_ahead_come_into_force_on_their_day(world, clock):
    """CL-06, CD-07: nobody has to import anything on that day."""
    on, partner = world.today, ensure_partner("Ahead")
    tomorrow = on + timedelta(days=1)
    rows = [licenses("S1", on, 10, 9), licenses("S1", tomorrow, 10, 11), licenses("S1", tomorrow + timedelta(days=1), 10, 8)]
    facts = Facts([customer("C")], [subscription("S1", "C", on)], rows)
    take_in(world, partner, facts)
    for day in (on, tomorrow, tomorrow + timedelta(days=1)):
        move_to(clock, day)
        world.build(day, partner)
        check_report(world, partner, facts, day)
        check_statuses(world, partner, facts, day)


def test_licenses_assigned_of_none_bought_are_an_overage_without_a_share(world):
    """KP-03, KP-07, OV-12: a line of nothing at all only puts its customer in scope; a share of nothing is nothing."""
    on, partner = world.today, ensure_partner("Nothing bought")
    terms = [subscription("S1", "OVER", on), subscription("S2", "EMPTY", on)]
    rows = [licenses("S1", on, 0, 3, 1, 1), licenses("S2", on, 0, 0)]
    facts = Facts([customer("OVER"), customer("EMPTY")], terms, rows)
    take_in(world, partner, facts)
    world.build(partner=partner)
    check_report(world, partner, facts, on)
    check_statuses(world, partner, facts, on)
    row = world.rows("overages", world.system(partner))[0]
    assert (row["customer_id"], row["overage"], row["assigned_share"], row["used_share"]) == ("OVER", 3, None, None)
    assert world.kpis("kpis", world.system(partner))["total_customers"] == 2
