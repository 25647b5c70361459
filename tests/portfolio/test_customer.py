"""The customer behind a row: statuses with facts and since when, what it bought in order, renewals, its trials."""

from datetime import timedelta

import pytest

from partnerhub.portfolio import trials
from partnerhub.portfolio.customer.selectors import (
    customer_card_named,
    opened_customer,
    own_customers,
    started_trials,
    subscriptions_of,
)
from partnerhub.portfolio.ordering import TrialOrder
from partnerhub.portfolio.services import refresh_statuses
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.terms.codes import Role
from partnerhub.terms.statuses import Status
from tests.tenancy.conftest import Giver
from tests.world import licenses, subscription, trial


@pytest.fixture
def world(crowd):
    """Return the small cast among the crowd."""
    return crowd


def card(world, who: str = "alice", reference: str = "HARBOR"):
    return customer_card_named(getattr(world, who), reference, on=world.today)


def day(world, days: int):
    return world.today + timedelta(days=days)


def test_a_status_says_why_and_since_when(world, clock):
    """CL-13: facts with their dates, and the day on which each status began."""
    first, then = world.today, day(world, 3)
    world.take_in(subscriptions=[subscription("H1", "HARBOR", first, payment_state="past_due")])
    clock.shift(timedelta(days=3))
    world.take_in(subscriptions=[subscription("H2", "HARBOR", then, end_date=day(world, 12))])
    refresh_statuses(world.system(), on=then)
    found = customer_card_named(world.alice, "HARBOR", on=then)
    assert [(reason.status, reason.on) for reason in found.reasons] == [
        (Status.SUSPENDED, None), (Status.EXPIRING_SOON, day(world, 12)), (Status.SUBSCRIPTION, day(world, 12)),
    ]  # fmt: skip
    assert "past due" in found.reasons[0].fact
    assert found.since == {Status.SUSPENDED: first, Status.EXPIRING_SOON: then, Status.SUBSCRIPTION: then}
    assert tuple(found.row.statuses) == tuple(reason.status for reason in found.reasons)
    gone = [span for span in found.spans if span.to_date is not None]
    assert [(span.status, span.to_date) for span in gone] == [(Status.NO_SERVICES, first)]


def test_the_reasons_give_exactly_the_statuses_that_the_list_shows(world):
    """Judged from the same rows that the page shows."""
    ids = [f"K-{n:03}" for n in range(30)]
    for id_ in ids:
        found = card(world, reference=id_)
        assert {reason.status for reason in found.reasons} == set(found.row.statuses), id_
        assert set(found.since) == set(found.row.statuses), id_


def test_what_runs_comes_first_by_its_end_and_what_is_over_newest_first(world):
    """CD-01, CD-03."""
    ends = {"A": 40, "B": 5, "C": -3, "D": -50, "E": 300}
    terms = [subscription(id_, "HARBOR", world.today, end_date=day(world, days)) for id_, days in ends.items()]
    terms.append(subscription("F", "HARBOR", world.today, end_date=day(world, 90), cancelled_date=day(world, -10)))
    world.take_in(subscriptions=terms)
    assert [one.reference for one in card(world).subscriptions] == ["B", "A", "E", "C", "F", "D"]


def test_lines_say_what_was_ordered_assigned_and_used_of_each_product(world):
    """CD-04."""
    on = world.today
    world.take_in(
        subscriptions=[subscription("HS", "HARBOR", on)],
        licenses=[licenses("HS", on, 10, 7, 5, 6), licenses("HS", day(world, -1), 9, 9, 9, 9, "calling"),
                  licenses("HS", on, 100, 3, "", "", "call_on_webex")],
    )  # fmt: skip
    (one,) = card(world, "hal").subscriptions
    assert [(line.code, line.total, line.assigned, line.used_7d, line.used_90d, line.row_date) for line in one.lines] == [
        ("call_on_webex", 100, 3, None, None, on), ("calling", 9, 9, 9, 9, day(world, -1)), ("meetings", 10, 7, 5, 6, on),
    ]  # fmt: skip
    assert [count.total for count in one.counts(on)] == [9, 10]  # the free one says nothing of what was bought


def test_a_subscription_counts_while_it_is_active_or_suspended(world):
    terms = {
        "RUNS": {}, "UNPAID": {"payment_state": "unpaid"}, "PART": {"setup_state": "partial"},
        "PENDING": {"setup_state": "pending"}, "AHEAD": {"start_date": day(world, 1)}, "OVER": {"end_date": day(world, -1)},
        "GONE": {"cancelled_date": world.today},
    }  # fmt: skip
    world.take_in(subscriptions=[subscription(id_, "HARBOR", world.today, **more) for id_, more in terms.items()])
    held = {one.reference for one in card(world).subscriptions if one.is_held(world.today)}
    assert held == {"RUNS", "UNPAID", "PART"}


def test_a_trial_says_who_started_it_and_who_looks_after_it(world):
    """CD-08."""
    order = TrialOrder({"meetings": 10}, "ada@harbor.example", "health")
    made = trials.start_trial(world.adam, "HARBOR", order, on=world.today)
    world.take_in(subscriptions=[trial("IMPORTED", "HARBOR", world.today)])
    found = started_trials(world.hal, world.harbor)
    assert set(found) == {made.reference}
    assert (found[made.reference].by, found[made.reference].administrator_email) == ("Adam", "ada@harbor.example")
    assert started_trials(world.carol, world.harbor) == started_trials(world.petra, world.harbor) == {}


def test_what_a_role_does_not_open_is_empty_for_it(world):
    world.take_in(
        customers=[{"customer_id": "HARBOR", "name": "Harbor", "console_url": "https://c.example/"}],
        subscriptions=[subscription("HS", "HARBOR", world.today)], tags=[{"customer_id": "HARBOR", "tag": "gold"}],
    )  # fmt: skip
    shown = {name: card(world, name) for name in ("alice", "adam", "rita", "hal", "cleo")}
    assert {name: bool(one.reasons and one.spans and one.row.statuses) for name, one in shown.items()} == {
        "alice": True, "adam": True, "rita": True, "hal": False, "cleo": True,
    }  # fmt: skip
    assert {name for name, one in shown.items() if one.row.tags} == {"alice", "adam", "rita", "hal"}
    assert {name for name, one in shown.items() if one.row.console_url} == {"alice", "adam", "rita"}
    assert {name for name, one in shown.items() if one.opened.known_tags} == {"alice", "adam"}  # to choose from
    assert all(one.subscriptions for one in shown.values())


def test_tags_to_choose_from_are_those_of_customers_in_reach(world):
    world.take_in(tags=[{"customer_id": "HARBOR", "tag": "mine"}, {"customer_id": "ORCHARD", "tag": "theirs"}])
    assert opened_customer(world.adam, "HARBOR").known_tags == ("mine",)
    assert {"mine", "theirs"} <= set(opened_customer(world.alice, "HARBOR").known_tags)
    assert opened_customer(world.alice, "HARBOR").row.tags == ("mine",)


def test_in_sight_without_the_right_is_forbidden_and_out_of_sight_is_absent(world):
    with pytest.raises(Forbidden):
        opened_customer(world.hal, "HARBOR", needs=Permission.VIEW_INVOICES)
    with pytest.raises(OutOfReach):
        opened_customer(world.petra, "HARBOR", needs=Permission.VIEW_SUBSCRIPTIONS)
    giver = Giver(world)
    giver.grant("mona", Role.HELP_DESK_BASIC)
    giver.grant("mona", Role.ADMIN, customer=world.harbor)
    mona = giver.scope("mona")
    assert opened_customer(mona, "HARBOR", needs=Permission.VIEW_INVOICES).reference == "HARBOR"
    with pytest.raises(Forbidden):
        opened_customer(mona, "ORCHARD", needs=Permission.VIEW_INVOICES)


def test_a_customers_own_administrator_opens_their_own_and_no_other(world):
    assert own_customers(world.cleo) == (("HARBOR", "Harbor Foods"),)
    giver = Giver(world)
    for customer in (world.quarry, world.harbor):
        giver.grant("olga", Role.CUSTOMER_ADMIN, customer=customer)
    assert own_customers(giver.scope("olga")) == (("HARBOR", "Harbor Foods"), ("QUARRY", "Quarry Steel"))


def test_subscriptions_of_customers_out_of_reach_are_none(world):
    world.take_in(subscriptions=[subscription("HS", "ORCHARD", world.today)])
    assert subscriptions_of(world.adam, world.orchard, on=world.today) == ()
    assert subscriptions_of(world.carol, world.orchard, on=world.today) == ()
    assert len(subscriptions_of(world.petra, world.orchard, on=world.today)) == 1
