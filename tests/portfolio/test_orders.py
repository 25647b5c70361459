"""CL-08: orders that wait are given to the right organization and set up, each act wholly with one entry."""

import uuid
from datetime import timedelta

import pytest

from partnerhub.portfolio.customer.selectors import customer_card_named
from partnerhub.portfolio.models import (
    Customer,
    LicenseLine,
    PastState,
    Subscription,
)
from partnerhub.portfolio.ordering import NewCustomer, WrongOrder
from partnerhub.portfolio.setup import orders
from partnerhub.portfolio.setup import steps as setup
from partnerhub.portfolio.setup.steps import WrongSetup
from partnerhub.tenancy.models import AuditEntry, Grant
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.terms.statuses import Status
from tests.portfolio.order_scenes import (
    CONTACT,
    acts,
    begin,
    card,
    count_of_everything,
    finish,
    give,
    statuses,
    with_orders,
)
from tests.world import subscription


@pytest.fixture
def world(crowd):
    """Return the small cast among the crowd, with orders that wait."""
    return with_orders(crowd)


def test_an_order_says_what_it_holds_and_what_will_be_created(world):
    row = card(world).row
    assert [(one.code, one.quantity, one.has_line) for one in row.products] == [
        ("calling", 12, False), ("meetings", 25, True), ("messaging", None, False),
    ]  # fmt: skip
    assert (row.customer, row.setup_state, row.is_mapped) == ("Harbor Foods", "pending", False)


def test_an_order_is_given_begun_and_set_up_and_the_status_goes_at_once(world):
    """CL-08: judged in the same transaction, with history and one entry per act."""
    others = [subscription(one, "HARBOR", world.today, setup_state="done") for one in ("ORD-2", "ORD-5")]
    world.take_in(subscriptions=others)
    assert Status.READY_FOR_ORDER_SETUP in statuses(world)
    assert give(world, "adam") == "HARBOR"
    begin(world, "adam")
    row = finish(world, "meetings", who="adam")
    assert row.setup_state == "partial" and Status.READY_FOR_ORDER_SETUP in statuses(world)
    row = finish(world, "calling", "messaging", who="adam")
    assert row.setup_state == "done" and {one.set_up_by for one in row.products} == {"adam@acme.example"}
    assert Status.READY_FOR_ORDER_SETUP not in statuses(world) and Status.SUBSCRIPTION in statuses(world)
    assert acts(world) == ["order.mapped", "setup.begun", "order.set_up", "order.set_up"]
    lines = LicenseLine._base_manager.filter(subscription__reference="ORD-1").values_list(
        "product__code", "total", "assigned"
    )
    assert set(lines) == {("meetings", 25, 0), ("calling", 12, 0)}  # how many of Messaging nobody said
    state = card(world).setup
    assert (state.contact, state.finished_by) == (CONTACT, "adam@acme.example") and state.finished_at


def test_the_state_it_had_before_stays_known(world, clock):
    clock.shift(timedelta(days=2))
    give(world)
    begin(world)
    finish(world, "meetings")
    finish(world, "calling", "messaging")
    order, later = Subscription._base_manager.get(reference="ORD-1"), world.today + timedelta(days=2)
    (past,) = PastState.objects.filter(subscription=order)
    assert (past.setup_state, past.from_date, past.to_date) == ("PENDING", world.today, later)
    assert (order.setup_state, order.state_from_date) == ("DONE", later)
    card_before = customer_card_named(world.alice, "HARBOR", on=world.today + timedelta(days=1))
    assert Status.READY_FOR_ORDER_SETUP in {reason.status for reason in card_before.reasons}


def test_an_order_moves_to_another_customer_with_everything_on_it(world):
    give(world, to="ORCHARD")
    order = Subscription._base_manager.get(reference="ORD-1")
    assert order.customer.reference == "ORCHARD"
    assert Status.READY_FOR_ORDER_SETUP in statuses(world, "ORCHARD")
    assert (card(world).setup.ordered_for, card(world).row.customer) == ("Harbor Foods", "Orchard Clinics")
    products = Customer._base_manager.get(reference="ORCHARD").products
    assert "meetings" in products
    give(world, to="QUARRY", contact="")
    assert (card(world).setup.ordered_for, card(world).row.customer) == ("Harbor Foods", "Quarry Steel")
    entry = AuditEntry.objects.filter(act="order.mapped").latest("number")
    assert entry.customer_id == world.quarry and "Harbor" not in str(entry.details)


def test_who_does_not_reach_the_customer_that_the_order_named_is_not_told_its_name(world):
    give(world, to="ORCHARD")
    assert card(world, "petra").setup.ordered_for == ""


def test_another_organization_means_terms_accepted_anew(world):
    give(world)
    begin(world)
    give(world, to="ORCHARD", contact="")
    assert card(world).setup.begun_at is None
    with pytest.raises(WrongSetup, match="get started first"):
        finish(world, "meetings")


def test_once_something_is_set_up_the_order_stays_where_it_is(world):
    give(world)
    begin(world)
    finish(world, "meetings")
    assert card(world).is_fixed
    with pytest.raises(WrongSetup, match="stays there"):
        give(world, to="ORCHARD", contact="")
    assert card(world, reference="ORD-2").is_fixed
    with pytest.raises(WrongSetup, match="stays there"):
        give(world, to="ORCHARD", reference="ORD-2")
    assert give(world, reference="ORD-2") == "HARBOR"


def test_the_contact_stays_as_it_was_said_first(world):
    give(world)
    with pytest.raises(WrongSetup, match="contact was fixed"):
        give(world, to="ORCHARD", contact="eve@orchard.example")
    assert card(world).setup.contact == CONTACT


def test_an_order_whose_licenses_people_hold_stays_where_it_is(world):
    world.take_in(
        people=[{"person_id": "P1", "customer_id": "HARBOR", "name": "Ada"}],
        holders=[{"subscription_id": "ORD-1", "product": "meetings", "person_id": "P1"}],
    )
    with pytest.raises(WrongSetup, match="use it already"):
        give(world, to="ORCHARD")


def test_a_new_customer_is_made_on_the_way_and_its_maker_sees_it(world):
    """FR-06."""
    new, key = NewCustomer(" Birka  Bakery ", "se", "Birka.example"), uuid.uuid4()
    reference = give(world, "adam", new, key=key, version=0)
    assert give(world, "adam", new, key=key, version=0) == reference
    assert Customer._base_manager.filter(name="Birka Bakery").count() == 1
    assert card(world, "adam").row.customer == "Birka Bakery"
    made = Grant.objects.get(person__name="Adam", customer__name="Birka Bakery")
    assert (made.role, made.ends_at is not None) == ("ADMIN", True)
    assert acts(world) == ["order.mapped"]
    give(world, "petra", NewCustomer("Uppsala Dental", "SE"), "ORD-3", version=0)
    assert Grant.objects.get(person__name="Petra", customer__name="Uppsala Dental").role == "PROVISIONING"


@pytest.mark.parametrize(
    ("more", "field"),
    [({"contact": "ada"}, "contact"), ({"contact": ""}, "contact"), ({"to": NewCustomer("", "SE")}, "name"),
     ({"to": NewCustomer("Birka", "SX9")}, "country"), ({"to": NewCustomer("Birka", "SE", "no domain")}, "domain")],
)  # fmt: skip
def test_what_cannot_be_says_why_and_leaves_nothing(world, more, field):
    before = count_of_everything()
    with pytest.raises(WrongOrder) as wrong:
        give(world, **more)
    assert wrong.value.field == field and count_of_everything() == before


def test_steps_come_in_their_order(world):
    with pytest.raises(WrongSetup, match="whose order"):
        finish(world, "meetings")
    give(world)
    with pytest.raises(WrongSetup, match="get started first"):
        finish(world, "meetings")
    found = card(world)
    with pytest.raises(WrongSetup, match="accept the terms"):
        setup.get_started(world.alice, orders.subject_of(found.row), agreement="", version=found.setup.version)
    begin(world)
    with pytest.raises(WrongSetup, match="choose"):
        finish(world)
    with pytest.raises(WrongSetup, match="no product"):
        finish(world, "fax")


@pytest.mark.parametrize("reference", ["OVER", "PAST"])
def test_what_is_over_is_not_set_up_any_more(world, reference):
    with pytest.raises(WrongSetup, match="over"):
        give(world, to="QUARRY", reference=reference)
    assert card(world, reference=reference).is_over


def test_an_order_without_products_is_set_up_as_a_whole(world):
    give(world, to="QUARRY", reference="ORD-4")
    begin(world, reference="ORD-4")
    assert finish(world, reference="ORD-4").setup_state == "done"
    assert finish(world, reference="ORD-4").setup_state == "done"
    assert acts(world).count("order.set_up") == 1


def test_sent_twice_it_is_done_once(world):
    """P8."""
    give(world, version=0)
    give(world, version=0)
    begin(world)
    subject, version = orders.subject_of(card(world).row), card(world).setup.version
    setup.get_started(world.alice, subject, agreement="1", version=version - 1)
    finish(world, "meetings", version=version)
    finish(world, "meetings", version=version)
    assert acts(world) == ["order.mapped", "setup.begun", "order.set_up"]


def test_the_second_of_two_is_told_with_both_versions(world):
    """P9."""
    with pytest.raises(Stale) as stale:
        give(world)
        orders.map_order(world.adam, "ORD-1", customer="HARBOR", contact="eve@harbor.example", version=0, on=world.today)
    assert (stale.value.current["contact"], stale.value.sent["contact"]) == (CONTACT, "eve@harbor.example")
    begin(world)
    version = card(world).setup.version
    finish(world, "meetings", version=version)
    with pytest.raises(Stale) as stale:
        finish(world, "calling", who="adam", version=version)
    assert stale.value.current["set up"] == "Meetings (alice@acme.example)"
    with pytest.raises(Stale):
        finish(world, "meetings", who="adam", version=version)
    assert acts(world).count("order.set_up") == 1


@pytest.mark.parametrize("who", ["rita", "hal"])
def test_who_may_not_set_up_is_refused(world, who):
    with pytest.raises(Forbidden):
        orders.order_card(getattr(world, who), "ORD-1", on=world.today)


@pytest.mark.parametrize(
    ("who", "reference"), [("adam", "ORD-3"), ("petra", "ORD-1"), ("carol", "ORD-1"), ("alice", "NEVER")]
)
def test_out_of_reach_is_absent(world, who, reference):
    scope = getattr(world, who)
    for act in (
        lambda: orders.order_card(scope, reference, on=world.today),
        lambda: orders.map_order(scope, reference, customer="HARBOR", contact=CONTACT, version=0, on=world.today),
        lambda: orders.set_up_products(scope, reference, products=["meetings"], version=0, on=world.today),
    ):
        with pytest.raises(OutOfReach):
            act()


def test_an_order_is_not_given_to_a_customer_out_of_reach(world):
    for who, to in (("adam", "ORCHARD"), ("alice", "INITECH"), ("alice", "NEVER"), ("cleo", "QUARRY")):
        with pytest.raises(OutOfReach):
            give(world, who, to)
    assert acts(world) == []


def test_a_customers_own_administrator_sets_up_its_orders(world):
    give(world, "cleo")
    begin(world, "cleo")
    assert finish(world, "meetings", "calling", "messaging", who="cleo").setup_state == "done"
    with pytest.raises(Forbidden):
        give(world, "cleo", NewCustomer("Birka", "SE"), "ORD-5", version=0)


@pytest.mark.parametrize("at", ["add_customer", "note_facts_changed", "audit.record"])
def test_a_mapping_that_breaks_off_leaves_nothing(world, monkeypatch, at):
    """P7."""
    before = count_of_everything()
    monkeypatch.setattr(f"partnerhub.portfolio.setup.orders.{at}", broken)
    with pytest.raises(RuntimeError, match="Broken off"):
        give(world, to=NewCustomer("Birka", "SE"))
    assert count_of_everything() == before


@pytest.mark.parametrize("at", ["add_lines", "_change_state", "note_facts_changed", "audit.record"])
def test_a_set_up_that_breaks_off_leaves_the_order_as_it_was(world, monkeypatch, at):
    """P7."""
    give(world)
    begin(world)
    before = count_of_everything()
    monkeypatch.setattr(f"partnerhub.portfolio.setup.orders.{at}", broken)
    with pytest.raises(RuntimeError, match="Broken off"):
        finish(world, "meetings", "calling")
    assert count_of_everything() == before


def broken(*given, **more):
    raise RuntimeError("Broken off")


def test_a_file_takes_back_neither_whose_order_it_is_nor_what_is_set_up(world):
    give(world, to="ORCHARD")
    begin(world)
    finish(world, "meetings", "calling", "messaging")
    row = subscription("ORD-1", "HARBOR", world.today, added_date=world.today - timedelta(days=9), setup_state="pending")
    run = world.take_in(subscriptions=[row])
    assert run.summary["subscriptions"]["unchanged"] == 1
    order = Subscription._base_manager.get(reference="ORD-1")
    assert (order.customer.reference, order.setup_state) == ("ORCHARD", "DONE")
    give(world, reference="ORD-3", to="QUARRY")
    world.take_in(subscriptions=[subscription("ORD-3", "ORCHARD", world.today, setup_state="done", auto_renews="yes")])
    order = Subscription._base_manager.get(reference="ORD-3")
    assert (order.customer.reference, order.setup_state, order.auto_renews) == ("QUARRY", "DONE", True)
