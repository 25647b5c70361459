"""TR-01, TR-02 and after: trials are started, extended, changed, cancelled and converted, each wholly or not at all."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from partnerhub.portfolio import trials
from partnerhub.portfolio.customer.selectors import customer_card_named
from partnerhub.portfolio.models import (
    Customer,
    LicenseHolder,
    LicenseLine,
    OpenTrial,
    Order,
    PartnerFacts,
    Product,
    Subscription,
)
from partnerhub.portfolio.ordering import NewCustomer, TrialOrder, WrongOrder, WrongTrial
from partnerhub.tenancy.models import AuditEntry, Grant, Organization
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.terms.statuses import Status
from tests.world import licenses, subscription, trial


def converted(world, reference="HARBOR") -> dict[str, str]:
    card = customer_card_named(world.alice, reference, on=world.today)
    return {one.converted_from: one.reference for one in card.subscriptions if one.converted_from}


def order(days: int = 30, vertical: str = "health", email: str = "ada@harbor.example", **products: int) -> TrialOrder:
    return TrialOrder(products or {"meetings": 10}, email, vertical, days)


def start(world, who="alice", customer="HARBOR", on=None, key=None, **more):
    return trials.start_trial(getattr(world, who), customer, order(**more), on=on or world.today, key=key)


def later(world, days: int):
    return world.today + timedelta(days=days)


def acts(world) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=world.acme.id, act__startswith="trial.").order_by("number")
    return list(found.values_list("act", flat=True))


def lines(reference: str) -> dict[str, tuple[int, int]]:
    found = LicenseLine._base_manager.filter(subscription__reference=reference)
    return {code: (total, assigned) for code, total, assigned in found.values_list("product__code", "total", "assigned")}


def orders(reference: str) -> list[tuple[str, str, int]]:
    found = Order._base_manager.filter(subscription__reference=reference).order_by("id")
    return list(found.values_list("action", "product__code", "quantity"))


def statuses(world, reference="HARBOR", who="alice") -> set[Status]:
    return set(customer_card_named(getattr(world, who), reference, on=world.today).row.statuses)


def count_of_everything() -> list[int]:
    tables = (Organization, Customer, Subscription, LicenseLine, LicenseHolder, Order, OpenTrial, Grant, AuditEntry)
    facts = sum(PartnerFacts.objects.values_list("version", flat=True))
    return [*(table._base_manager.count() for table in tables), facts]


@pytest.fixture
def world(crowd):
    """Return the small cast among the crowd."""
    return crowd


@pytest.fixture
def held(world):
    """Return an imported trial whose licenses people hold."""
    on = world.today
    world.take_in(
        subscriptions=[trial("TRY", "HARBOR", on)],
        licenses=[licenses("TRY", on, 10, 2, 1, 2), licenses("TRY", on, 5, 0, "", "", "calling")],
        people=[{"person_id": f"P{n}", "customer_id": "HARBOR", "name": f"Person {n}"} for n in (1, 2)],
        holders=[
            {"subscription_id": "TRY", "product": "meetings", "person_id": f"P{n}", "assigned_date": later(world, -9),
             "last_used_date": later(world, -n)} for n in (1, 2)
        ],
    )  # fmt: skip
    return "TRY"


def test_a_trial_of_30_days_begins_today_and_shows_at_once(world):
    """TR-02."""
    made = start(world, meetings=10, calling=5)
    assert (made.start_date, made.end_date) == (world.today, later(world, 29))
    assert lines(made.reference) == {"meetings": (10, 0), "calling": (5, 0)}
    assert sorted(orders(made.reference)) == [("NEW", "calling", 5), ("NEW", "meetings", 10)]
    card = customer_card_named(world.alice, "HARBOR", on=world.today)
    assert Status.TRIAL in card.row.statuses and card.row.products == ("calling", "meetings")
    assert card.row.next_end_date == made.end_date
    assert acts(world) == ["trial.started"]


def test_a_trial_for_a_new_customer_adds_the_customer_who_starts_it_sees_it(world):
    """TR-01: also whose role reaches named customers only, and for a time that ends."""
    new = NewCustomer("  Birka   Bakery ", "se", "Birka.example")
    made = start(world, "adam", new)
    adam = world.scope_of("adam@acme.example")
    card = customer_card_named(adam, made.customer_reference, on=world.today)
    assert (card.row.name, card.row.country, card.row.domain) == ("Birka Bakery", "SE", "birka.example")
    assert card.row.statuses == (Status.EXPIRING_SOON, Status.TRIAL)
    grant = Grant.objects.get(person__email="adam@acme.example", customer__name="Birka Bakery")
    assert grant.ends_at is not None
    assert acts(world) == ["trial.started"]
    trials.extend_trial(adam, made.reference, days=60, on=world.today)


def test_who_reaches_everybody_is_granted_nothing(world):
    before = Grant.objects.count()
    start(world, "alice", NewCustomer("Birka", "SE"))
    assert Grant.objects.count() == before


@pytest.mark.parametrize(("field", "more"), [
    ("days", {"days": 0}), ("days", {"days": 731}), ("products", {"meetings": 0}), ("products", {"meetings": 1_000_001}),
    ("products", {"fax": 1}), ("administrator_email", {"email": "ada"}), ("vertical", {"vertical": "magic"}),
])  # fmt: skip
def test_what_cannot_be_tried_says_what_is_wrong_and_leaves_nothing(world, field, more):
    before = count_of_everything()
    with pytest.raises(WrongOrder) as wrong:
        start(world, **more)
    assert wrong.value.field == field
    assert count_of_everything() == before


@pytest.mark.parametrize(("field", "new"), [
    ("name", NewCustomer(" ", "SE")), ("name", NewCustomer("x" * 201, "SE")), ("country", NewCustomer("Birka", "XX")),
    ("domain", NewCustomer("Birka", "SE", "no domain")),
])  # fmt: skip
def test_a_new_customer_that_cannot_be_says_why(world, field, new):
    with pytest.raises(WrongOrder) as wrong:
        start(world, "alice", new)
    assert wrong.value.field == field and acts(world) == []


@pytest.mark.parametrize(("days", "quantity"), [(1, 1), (730, 1_000_000)])
def test_the_limits_themselves_are_fine(world, days, quantity):
    made = start(world, days=days, meetings=quantity)
    assert made.end_date == later(world, days - 1)


def test_one_running_trial_per_customer_and_product(world):
    first = start(world, meetings=10)
    with pytest.raises(WrongTrial, match="running already"):
        start(world, meetings=1, calling=1)
    start(world, calling=1)
    start(world, customer="ORCHARD")
    over = first.end_date + timedelta(days=1)
    assert start(world, on=over).start_date == over  # the one that ended is closed first
    assert len(acts(world)) == 4


def test_the_database_itself_refuses_a_second_open_trial(world):
    made = Subscription._base_manager.get(reference=start(world).reference)
    twin = {"subscription": made, "customer_id": world.harbor, "product": Product.objects.get(code="meetings")}
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenTrial.objects.create(**twin)


def test_two_at_the_same_moment_start_one(world, monkeypatch):
    start(world)
    before = count_of_everything()
    monkeypatch.setattr(trials, "_none_may_run", lambda *given, **more: None)  # as if both had looked before either wrote
    with pytest.raises(WrongTrial, match="at this moment"):
        start(world)
    assert count_of_everything() == before


def test_imported_trials_may_overlap_but_none_is_started_beside_one_that_runs(world):
    world.take_in(
        subscriptions=[trial("A", "HARBOR", world.today), trial("B", "HARBOR", world.today)],
        licenses=[licenses(id_, world.today, 5, 0) for id_ in "AB"],
    )
    with pytest.raises(WrongTrial, match="running already"):
        start(world)


def test_the_same_form_sent_twice_starts_one_trial_and_one_customer(world):
    key, new = uuid.uuid4(), NewCustomer("Birka", "SE")
    first, before = start(world, "alice", new, key=key), count_of_everything()
    assert start(world, "alice", new, key=key) == first
    assert count_of_everything() == before


@pytest.mark.parametrize("who", ["rita", "hal", "petra", "cleo"])
def test_only_administrators_start_and_change_trials(world, held, who):
    scope = getattr(world, who)
    for act in (
        lambda: start(world, who), lambda: start(world, who, NewCustomer("Birka", "SE")),
        lambda: trials.extend_trial(scope, held, days=60, on=world.today),
        lambda: trials.change_trial(scope, held, products={"calling": 1}, on=world.today),
        lambda: trials.cancel_trial(scope, held, on=world.today),
        lambda: trials.convert_trial(scope, held, months=12, on=world.today),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert acts(world) == []


@pytest.mark.parametrize(("who", "customer"), [("adam", "ORCHARD"), ("carol", "HARBOR"), ("alice", "INITECH")])
def test_what_is_out_of_reach_is_absent(world, who, customer):
    scope = getattr(world, who)
    owner = world.carol if customer == "INITECH" else world.alice
    made = trials.start_trial(owner, customer, order(), on=world.today)
    before = count_of_everything()
    with pytest.raises(OutOfReach):
        start(world, who, customer, calling=1)
    with pytest.raises(OutOfReach):
        trials.extend_trial(scope, made.reference, days=60, on=world.today)
    with pytest.raises(OutOfReach):
        trials.convert_trial(scope, made.reference, months=12, on=world.today)
    with pytest.raises(OutOfReach):
        trials.cancel_trial(scope, "NEVER", on=world.today)
    assert count_of_everything() == before


def test_extending_counts_from_today_and_never_shortens(world):
    made = start(world)
    on = later(world, 10)
    longer = trials.extend_trial(world.alice, made.reference, days=30, on=on, seen=made.end_date)
    assert longer.end_date == on + timedelta(days=29)
    with pytest.raises(WrongTrial, match="31 days or more"):
        trials.extend_trial(world.alice, made.reference, days=30, on=on)
    with pytest.raises(Stale):
        trials.extend_trial(world.alice, made.reference, days=90, on=on, seen=made.end_date)
    with pytest.raises(WrongTrial, match="ended"):
        trials.extend_trial(world.alice, made.reference, days=90, on=longer.end_date + timedelta(days=1))
    assert acts(world) == ["trial.started", "trial.extended"]


def test_products_are_added_changed_and_taken_out(world, held):
    changed = {"meetings": 12, "messaging": 3}
    trials.change_trial(world.alice, held, products=changed, on=world.today)
    assert lines(held) == {"meetings": (12, 2), "messaging": (3, 0)}
    assert sorted(orders(held)) == [("ADD", "meetings", 2), ("ADD", "messaging", 3), ("REDUCE", "calling", 5)]
    trials.change_trial(world.alice, held, products=changed, on=world.today)
    assert acts(world) == ["trial.changed"]  # the same again changes nothing
    with pytest.raises(WrongTrial, match="at least one"):
        trials.change_trial(world.alice, held, products={}, on=world.today)
    made = start(world, calling=1)
    with pytest.raises(WrongTrial, match="running already"):
        trials.change_trial(world.alice, made.reference, products={"calling": 1, "meetings": 1}, on=world.today)


def test_a_cancelled_trial_is_over_and_another_can_begin(world):
    made = start(world)
    trials.cancel_trial(world.alice, made.reference, on=world.today, seen=made.end_date)
    assert statuses(world) == {Status.EXPIRED}
    assert orders(made.reference)[-1] == ("CANCEL", "meetings", 10)
    with pytest.raises(WrongTrial, match="cancelled"):
        trials.cancel_trial(world.alice, made.reference, on=world.today)
    start(world)
    assert statuses(world) == {Status.TRIAL, Status.EXPIRING_SOON}
    assert acts(world) == ["trial.started", "trial.cancelled", "trial.started"]


def test_conversion_keeps_licenses_holders_and_history(world, held):
    paid = trials.convert_trial(world.alice, held, months=12, auto_renews=True, on=world.today)
    made = Subscription._base_manager.get(reference=paid.reference)
    assert (made.kind, made.added_date, made.auto_renews) == ("SUBSCRIPTION", world.today, True)
    assert made.converted_from.reference == held and made.converted_from.cancelled_date == world.today
    assert lines(paid.reference) == lines(held) == {"meetings": (10, 2), "calling": (5, 0)}
    holders = LicenseHolder._base_manager.filter(subscription=made).values_list("person__reference", "last_used_date")
    assert set(holders) == {("P1", later(world, -1)), ("P2", later(world, -2))}
    assert sorted(orders(paid.reference)) == [("NEW", "calling", 5), ("NEW", "meetings", 10)]
    assert Status.SUBSCRIPTION in statuses(world) and Status.TRIAL not in statuses(world)
    assert converted(world) == {held: paid.reference}
    with pytest.raises(WrongTrial, match="converted"):
        trials.convert_trial(world.alice, held, months=12, on=world.today)
    assert acts(world) == ["trial.converted"]


@pytest.mark.parametrize("term", [{}, {"months": 121}, {"end_date": -1}, {"end_date": 366 * 11}])
def test_a_term_that_cannot_be_converts_nothing(world, held, term):
    given = {name: later(world, value) if name == "end_date" else value for name, value in term.items()}
    before = count_of_everything()
    with pytest.raises(WrongTrial):
        trials.convert_trial(world.alice, held, on=world.today, **given)
    assert count_of_everything() == before


@pytest.mark.parametrize("at", ["add_lines", "_open", "note_orders", "note_facts_changed", "audit.record"])
def test_a_start_that_breaks_off_leaves_nothing(world, monkeypatch, at):
    """P7."""
    before = count_of_everything()
    monkeypatch.setattr(f"partnerhub.portfolio.trials.{at}", broken)
    with pytest.raises(RuntimeError, match="Broken off"):
        start(world, "adam", NewCustomer("Birka", "SE"))
    assert count_of_everything() == before


@pytest.mark.parametrize("at", ["_end", "_carry_over", "note_orders", "note_facts_changed", "audit.record"])
def test_a_conversion_that_breaks_off_leaves_the_trial_as_it_was(world, held, monkeypatch, at):
    """P7."""
    before = count_of_everything()
    monkeypatch.setattr(f"partnerhub.portfolio.trials.{at}", broken)
    with pytest.raises(RuntimeError, match="Broken off"):
        trials.convert_trial(world.alice, held, months=12, on=world.today)
    assert count_of_everything() == before
    assert Subscription._base_manager.get(reference=held).cancelled_date is None
    assert LicenseHolder._base_manager.filter(subscription__reference=held).count() == 2


def broken(*given, **more):
    raise RuntimeError("Broken off")


def test_an_import_prepared_before_finds_that_facts_changed_and_keeps_the_link(world, held):
    version = PartnerFacts.objects.get(partner_id=world.acme.id).version
    paid = trials.convert_trial(world.alice, held, months=12, on=world.today)
    assert PartnerFacts.objects.get(partner_id=world.acme.id).version == version + 1
    world.take_in(subscriptions=[subscription(paid.reference, "HARBOR", world.today, auto_renews="yes")])
    assert converted(world) == {held: paid.reference}
