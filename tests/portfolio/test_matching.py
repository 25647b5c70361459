"""Suggestions: who may be meant, by domain, addresses, name and activity, ranked, with reasons, within reach alone."""

import uuid
from datetime import timedelta

import pytest

from partnerhub.portfolio import trials
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.ordering import NewCustomer, TrialOrder, WrongOrder
from partnerhub.portfolio.setup import adding, orders
from partnerhub.portfolio.setup.matching import found_organizations, possible_duplicates, suggested_organizations
from partnerhub.tenancy.models import AuditEntry, Grant
from partnerhub.tenancy.refusals import Forbidden
from tests.tenancy.conftest import Giver
from tests.world import customer, licenses, subscription, trial


@pytest.fixture
def world(crowd):
    """Return the crowd with an order of a customer made by the ordering system, beside those it may belong to."""
    on = crowd.today
    recent = f"{on - timedelta(days=4)}T10:00:00Z"
    crowd.take_in(
        customers=[
            customer("STUB", "Birka Bageri", domain="birka.example", country="SE"),
            customer("SAME", "Something Else", domain="birka.example", country="SE", last_admin_sign_in_at=recent),
            customer("ABOVE", "Another", domain="mail.birka.example"),
            customer("NAMED", "The Birka Bageri AB"), customer("NEAR", "Birka Bagerier", country="SE"),
            customer("FAR", "Birka Industrial Holdings International"),
            customer("STAFF", "People of Birka"), customer("TRIED", "Tried It", country="SE"),
            customer("ABROAD", "Tried It Elsewhere", country="DE"),
        ],
        subscriptions=[
            subscription("ORD", "STUB", on, setup_state="pending"),
            trial("OLD-TRY", "TRIED", on, end_date=on - timedelta(days=5), start_date=on - timedelta(days=30)),
            trial("TRY", "ABROAD", on),
        ],
        licenses=[licenses(one, on, 5, 0) for one in ("ORD", "OLD-TRY", "TRY")],
        people=[
            {"person_id": f"B{n}", "customer_id": "STAFF", "name": f"P {n}", "email": f"P{n}@Birka.example"} for n in (1, 2)
        ],
    )  # fmt: skip
    crowd.take_in(crowd.globex, customers=[customer("FOREIGN", "Birka Bageri", domain="birka.example")])
    return crowd


def suggested(world, scope=None, **more) -> dict[str, list[str]]:
    scope = scope or world.alice
    card = orders.order_card(scope, "ORD", on=world.today)
    found = suggested_organizations(scope, card, on=world.today, **more)
    return {one.reference: [because.fact for because in one.reasons] for one in found}


def test_the_likeliest_comes_first_and_says_why(world):
    found = suggested(world)
    assert list(found)[:4] == ["SAME", "NAMED", "STAFF", "NEAR"]
    assert found["SAME"] == ["The same web domain: birka.example", "An administrator of its own signed in on"]
    assert found["NAMED"] == ["The same name"]
    assert found["STAFF"] == ["People with addresses at birka.example: 2"]
    assert found["NEAR"] == ["A similar name"]
    assert found["TRIED"] == ["A trial of what was ordered ran until"]
    assert not {"STUB", "FAR", "ABOVE", "ABROAD", "FOREIGN"} & found.keys()


def test_the_contacts_address_is_a_domain_too_and_anybodys_mail_is_none(world):
    Customer._base_manager.filter(reference="STUB").update(domain="gmail.com", name="Zzz", sort_name="zzz")
    Customer._base_manager.filter(reference="FAR").update(domain="gmail.com")
    assert list(suggested(world)) == ["TRIED"]
    assert list(suggested(world, contact="eve@gmail.com")) == ["TRIED"]
    assert "SAME" in suggested(world, contact="eve@mail.birka.example")
    assert list(suggested(world, contact="eve@mail.birka.example"))[:2] == ["SAME", "ABOVE"]


def test_who_looked_after_a_trial_speaks_for_its_customer(world):
    order = TrialOrder({"calling": 1}, "Bo@birka.example", "retail")
    trials.start_trial(world.alice, "FAR", order, on=world.today)
    assert suggested(world)["FAR"] == ["A trial was looked after by somebody at birka.example"]


def test_nobody_is_suggested_whom_the_caller_does_not_reach(world):
    giver = Giver(world)
    giver.grant("uma", "ADMIN", customer=world.id_of("STUB"))
    giver.grant("uma", "ADMIN", customer=world.id_of("NAMED"))
    giver.grant("uma", "READ_ONLY")
    assert list(suggested(world, giver.scope("uma"))) == ["NAMED"]
    assert possible_duplicates(world.adam, NewCustomer("Birka Bageri", "SE", "birka.example"), on=world.today) == []


def test_search_finds_beginnings_of_words_within_reach(world):
    assert [one.reference for one in found_organizations(world.alice, "birka bag")] == ["STUB", "NEAR", "NAMED"]
    assert [one.reference for one in found_organizations(world.alice, "mail.bir")] == ["ABOVE"]
    assert [one.reference for one in found_organizations(world.alice, "trie")] == ["TRIED", "ABROAD"]
    assert found_organizations(world.adam, "birka") == found_organizations(world.carol, "harbor") == []


@pytest.mark.parametrize(
    ("new", "first"),
    [(NewCustomer("birka  BAGERI ab", "SE"), "NAMED"), (NewCustomer("Anything", "SE", "birka.example"), "SAME"),
     (NewCustomer("Quarry Stel", "SE"), "QUARRY")],
)  # fmt: skip
def test_a_customer_that_may_be_there_already_is_shown_first(world, new, first):
    assert first in [one.reference for one in possible_duplicates(world.alice, new, on=world.today)][:2]


def test_a_customer_unlike_all_others_has_no_duplicates(world):
    assert possible_duplicates(world.alice, NewCustomer("Xylophone Makers", "SE", "xylo.example"), on=world.today) == []


@pytest.mark.parametrize(("name", "role"), [("adam", "ADMIN"), ("petra", "PROVISIONING"), ("alice", None)])
def test_who_adds_a_customer_is_assigned_to_it_unless_they_reach_all(world, name, role):
    """FR-06: added once, whatever is sent twice."""
    key, new = uuid.uuid4(), NewCustomer(" Nordic  Bees ", "se", "Bees.example")
    scope = getattr(world, name)
    reference = adding.add_new_customer(scope, new, on=world.today, key=key)
    assert adding.add_new_customer(scope, new, on=world.today, key=key) == reference
    made = Customer._base_manager.get(name="Nordic Bees")
    assert (made.reference, made.country, made.domain, made.created_date) == (reference, "SE", "bees.example", world.today)
    grants = Grant.objects.filter(customer_id=made.organization_id)
    assert list(grants.values_list("role", "person__email")) == ([(role, scope.actor)] if role else [])
    assert AuditEntry.objects.filter(act="customer.added").count() == 1
    assert [one.reference for one in found_organizations(world.scope_of(scope.actor), "bees")] == [reference]


def test_who_may_not_add_customers_does_not(world):
    for name in ("rita", "hal", "cleo"):
        with pytest.raises(Forbidden):
            adding.add_new_customer(getattr(world, name), NewCustomer("X", "SE"), on=world.today)
    with pytest.raises(WrongOrder):
        adding.add_new_customer(world.alice, NewCustomer("X", "Sweden"), on=world.today)
    assert not AuditEntry.objects.filter(act="customer.added").exists()
