"""FI-06: statuses in their three groups. What holds of paid subscriptions is told apart from what holds of trials."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerhub.portfolio.outlook import outlook
from partnerhub.portfolio.statuses import CustomerFacts, Term, judge, statuses_of
from partnerhub.terms.codes import SubscriptionKind
from partnerhub.terms.standings import Standing
from partnerhub.terms.statuses import Status
from partnerhub.terms.thresholds import SHIPPED_SETTINGS
from tests.portfolio.test_statuses import CASES, ON, PAID, TERMS, days

TRIAL = replace(PAID, kind=SubscriptionKind.TRIAL)


def held(*terms: Term) -> set[str]:
    bits = outlook(terms, ON, SHIPPED_SETTINGS).standings
    return {standing.value for standing in Standing if bits & standing.bit}


EXPECTED = {
    "active": {"subscription:active"},
    "begins tomorrow": set(),
    "ended yesterday": {"subscription:expired"},
    "trial": {"trial:running"},
    "trial on its last day": {"trial:running", "trial:expiring_soon"},
    "last day of the window": {"subscription:active", "subscription:expiring_soon"},
    "renews": {"subscription:active"},
    "unpaid": {"subscription:suspended"},
    "past due and ending": {"subscription:suspended", "subscription:expiring_soon"},
    "waits for set-up": {"subscription:ready_for_order_setup"},
    "set up in part": {"subscription:ready_for_order_setup", "subscription:active"},
    "one more than bought": {"subscription:active", "subscription:license_overage"},
    "over, but ended": {"subscription:expired"},
}


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case.replace(" ", "-"))
def test_one_term_gives_the_standings_of_its_group(case):
    term, _ = CASES[case]
    assert held(term) == EXPECTED[case]


def test_a_trial_that_ended_beside_a_subscription_is_found_by_its_own_group():
    assert held(replace(TRIAL, end=days(-1)), PAID) == {"trial:ended", "subscription:active"}


def test_a_trial_that_ended_is_not_asked_for_while_another_one_runs():
    assert held(replace(TRIAL, end=days(-1)), TRIAL) == {"trial:running"}


def test_a_trial_over_its_limit_is_no_overage_of_a_subscription():
    assert held(replace(TRIAL, lines=(("meetings", 1, 2),))) == {"trial:running"}


@given(st.lists(TERMS, max_size=4))
def test_the_groups_together_say_what_the_statuses_say(terms):
    found = held(*terms)
    statuses = statuses_of(judge(CustomerFacts(tuple(terms), None, None), ON, SHIPPED_SETTINGS))
    assert ("subscription:active" in found) == (Status.SUBSCRIPTION in statuses)
    assert ("trial:running" in found) == (Status.TRIAL in statuses)
    paid = [replace(term, kind=SubscriptionKind.SUBSCRIPTION) for term in terms]
    asked = {
        Status.SUSPENDED: "subscription:suspended", Status.READY_FOR_ORDER_SETUP: "subscription:ready_for_order_setup",
        Status.EXPIRED: "subscription:expired", Status.LICENSE_OVERAGE: "subscription:license_overage",
        Status.EXPIRING_SOON: "subscription:expiring_soon",
    }  # fmt: skip
    all_paid = statuses_of(judge(CustomerFacts(tuple(paid), None, None), ON, SHIPPED_SETTINGS))
    assert {status for status, standing in asked.items() if standing in held(*paid)} == all_paid & set(asked)
