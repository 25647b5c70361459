"""CL-02, P12: the nine statuses, each at the edges of its rule, their order, and which never stand together."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.statuses import CustomerFacts, Term, judge, statuses_of
from partnerhub.terms import thresholds
from partnerhub.terms.codes import PaymentState, SetupState, SubscriptionKind
from partnerhub.terms.statuses import Status, as_bits, from_bits
from partnerhub.terms.thresholds import SHIPPED_SETTINGS, Settings

ON = date(2026, 11, 22)
PAID = Term(
    "S1", SubscriptionKind.SUBSCRIPTION, ON - timedelta(days=100), ON + timedelta(days=200), auto_renews=False,
    setup=SetupState.DONE, payment=PaymentState.PAID,
)  # fmt: skip
SOON, QUIET = thresholds.EXPIRING_SOON_DAYS.default, thresholds.QUIET_DAYS.default


def days(count: int) -> date:
    return ON + timedelta(days=count)


def worn(*terms: Term, created: date | None = ON, signed_in: date | None = ON, **changed: int) -> set[Status]:
    settings = Settings(1, {getattr(thresholds, name).name: value for name, value in changed.items()})
    return set(statuses_of(judge(CustomerFacts(terms, created, signed_in), ON, settings)))


CASES = {
    "active": (PAID, {Status.SUBSCRIPTION}),
    "begins today": (replace(PAID, start=ON), {Status.SUBSCRIPTION}),
    "begins tomorrow": (replace(PAID, start=days(1)), {Status.NO_SERVICES}),
    "ends today": (replace(PAID, end=ON, auto_renews=True), {Status.SUBSCRIPTION}),
    "ended yesterday": (replace(PAID, end=days(-1)), {Status.EXPIRED}),
    "cancelled today": (replace(PAID, cancelled=ON), {Status.EXPIRED}),
    "cancelled tomorrow": (replace(PAID, cancelled=days(1)), {Status.SUBSCRIPTION}),
    "trial": (replace(PAID, kind=SubscriptionKind.TRIAL), {Status.TRIAL}),
    "trial on its last day": (replace(PAID, kind=SubscriptionKind.TRIAL, end=ON), {Status.TRIAL, Status.EXPIRING_SOON}),
    "last day of the window": (replace(PAID, end=days(SOON)), {Status.SUBSCRIPTION, Status.EXPIRING_SOON}),
    "a day after the window": (replace(PAID, end=days(SOON + 1)), {Status.SUBSCRIPTION}),
    "renews": (replace(PAID, end=days(3), auto_renews=True), {Status.SUBSCRIPTION}),
    "unpaid": (replace(PAID, payment=PaymentState.UNPAID), {Status.SUSPENDED}),
    "past due and ending": (
        replace(PAID, payment=PaymentState.PAST_DUE, end=days(3)), {Status.SUSPENDED, Status.EXPIRING_SOON}
    ),
    "unpaid and cancelled": (replace(PAID, payment=PaymentState.UNPAID, cancelled=days(-1)), {Status.EXPIRED}),
    "waits for set-up": (replace(PAID, setup=SetupState.PENDING), {Status.READY_FOR_ORDER_SETUP}),
    "set up in part": (replace(PAID, setup=SetupState.PARTIAL), {Status.READY_FOR_ORDER_SETUP, Status.SUBSCRIPTION}),
    "as many as bought": (replace(PAID, lines=(("meetings", 10, 10),)), {Status.SUBSCRIPTION}),
    "one more than bought": (replace(PAID, lines=(("meetings", 10, 11),)), {Status.SUBSCRIPTION, Status.LICENSE_OVERAGE}),
    "over, but ended": (replace(PAID, end=days(-1), lines=(("meetings", 10, 11),)), {Status.EXPIRED}),
    "over, but waits": (
        replace(PAID, setup=SetupState.PENDING, lines=(("meetings", 1, 2),)), {Status.READY_FOR_ORDER_SETUP}
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "-"))
def test_one_term_gives_the_statuses_of_its_rule(case):
    term, expected = CASES[case]
    assert worn(term) == expected


def test_a_customer_without_any_subscription_or_trial_has_no_services():
    assert worn() == {Status.NO_SERVICES}


@pytest.mark.parametrize("alive", ["active", "trial", "unpaid", "waits for set-up"])
def test_expired_gives_way_to_whatever_still_lives(alive):
    assert Status.EXPIRED not in worn(CASES["ended yesterday"][0], CASES[alive][0])


def test_suspended_may_stand_beside_a_paid_subscription():
    assert worn(CASES["unpaid"][0], PAID) == {Status.SUSPENDED, Status.SUBSCRIPTION}


@pytest.mark.parametrize(("ago", "quiet"), [(QUIET, False), (QUIET + 1, True)])
def test_silence_counts_from_the_last_sign_in_and_without_one_from_creation(ago, quiet):
    by_sign_in = worn(PAID, created=days(-1000), signed_in=days(-ago))
    never = worn(PAID, created=days(-ago), signed_in=None)
    assert (Status.NO_RECENT_ACTIVITY in by_sign_in, Status.NO_RECENT_ACTIVITY in never) == (quiet, quiet)


def test_silence_is_not_mentioned_of_an_expired_customer():
    assert worn(CASES["ended yesterday"][0], signed_in=days(-1000)) == {Status.EXPIRED}


def test_thresholds_move_the_edges():
    assert Status.EXPIRING_SOON not in worn(replace(PAID, end=days(SOON)), EXPIRING_SOON_DAYS=SOON - 1)
    assert Status.NO_RECENT_ACTIVITY in worn(PAID, signed_in=days(-QUIET), QUIET_DAYS=QUIET - 1)
    assert Status.LICENSE_OVERAGE not in worn(replace(PAID, lines=(("meetings", 10, 11),)), OVERAGE_TOLERANCE=10)
    assert Status.LICENSE_OVERAGE in worn(replace(PAID, lines=(("meetings", 10, 12),)), OVERAGE_TOLERANCE=10)


DAYS = st.integers(-400, 400).map(days)
TERMS = st.builds(
    Term, st.just("S"), st.sampled_from(SubscriptionKind), DAYS, DAYS, st.booleans(), st.sampled_from(SetupState),
    st.sampled_from(PaymentState), st.none() | DAYS, st.lists(st.tuples(st.just("meetings"), st.integers(0, 9),
    st.integers(0, 9)), max_size=2).map(tuple),
)  # fmt: skip


@given(st.builds(CustomerFacts, st.lists(TERMS, max_size=4).map(tuple), st.none() | DAYS, st.none() | DAYS))
def test_whatever_the_facts_the_exclusions_and_the_order_hold(facts):
    reasons = judge(facts, ON, SHIPPED_SETTINGS)
    found = statuses_of(reasons)
    assert found
    assert [reason.status.precedence for reason in reasons] == sorted(reason.status.precedence for reason in reasons)
    if Status.EXPIRED in found:
        never_together = {Status.SUBSCRIPTION, Status.TRIAL, Status.SUSPENDED, Status.READY_FOR_ORDER_SETUP}
        assert not found & (never_together | {Status.NO_RECENT_ACTIVITY, Status.NO_SERVICES})
    if Status.NO_SERVICES in found:
        assert not any(term.is_over(ON) for term in facts.terms)


def test_there_is_room_for_as_many_statuses_again(db):
    """CL-12: each status is a bit of its own of one number, and the records hold numbers twice as long."""
    bits = [status.bit for status in Status]
    assert len(set(bits)) == len(bits) and as_bits(frozenset(Status)) == sum(bits)
    kind = Customer._meta.get_field("status_bits").get_internal_type()
    _, most = connection.ops.integer_field_range(kind)
    assert most >= max(bits) ** 2
    beside = 2 * max(bits)  # one that is not known yet takes nothing from those that are
    assert set(from_bits(beside | as_bits(frozenset({Status.TRIAL})))) == {Status.TRIAL}
