"""An organization from within: what its own administrators see of it, and who launched it sees no more (P1)."""

import pytest

from partnerhub.portfolio.workspace import UnknownPerson, organization_card, people_of
from partnerhub.tenancy import launching
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.terms.statuses import Status
from tests.world import licenses, subscription


@pytest.fixture
def world(crowd):
    """Return the crowd, in which Harbor has a subscription and people who hold its licenses."""
    on = crowd.today
    people = [{"person_id": f"P{n}", "customer_id": "HARBOR", "name": f"Person {n:02}", "email": f"p{n}@harbor.example"}
              for n in range(12)]  # fmt: skip
    crowd.take_in(
        subscriptions=[subscription("HS", "HARBOR", on), subscription("QS", "QUARRY", on)],
        licenses=[licenses("HS", on, 10, 12), licenses("HS", on, 10, 1, product="calling")],
        people=[*people, {"person_id": "Q", "customer_id": "QUARRY", "name": "Person of Quarry"}],
        holders=[{"subscription_id": "HS", "product": product, "person_id": "P1"} for product in ("meetings", "calling")],
    )
    return crowd


def inside(world, name: str, customer_id: int | None = None):
    scope = world.scope_of(f"{name}@acme.example")
    if name != "cleo":
        launching.launch_customer(scope, customer_id or world.harbor, key=name, hours=1)
        scope = launching.in_launch(scope, name)
    return launching.inside_of(scope)


@pytest.mark.parametrize("name", ["cleo", "alice", "adam", "rita"])
def test_its_card_has_statuses_with_reasons_and_subscriptions(world, name):
    found = inside(world, name)
    card = organization_card(found.scope, found.customer_id, on=world.today)
    assert (card.name, [one.reference for one in card.terms]) == ("Harbor Foods", ["HS"])
    assert [(one.product, one.total, one.assigned) for one in card.terms[0].lines] == [
        ("Calling", 10, 1),
        ("Meetings", 10, 12),
    ]
    assert Status.LICENSE_OVERAGE in {reason.status for reason in card.reasons}
    for other in (world.quarry, world.orchard, world.initech):
        with pytest.raises(OutOfReach):
            organization_card(found.scope, other, on=world.today)


def test_provisioning_sees_what_was_sold_and_neither_statuses_nor_people(world):
    found = inside(world, "petra", world.orchard)
    card = organization_card(found.scope, found.customer_id, on=world.today)
    assert card.reasons == ()
    with pytest.raises(Forbidden):
        people_of(found.scope, found.customer_id)


def test_its_people_come_by_name_in_pages_with_what_they_hold(world):
    scope = inside(world, "cleo").scope
    page = people_of(scope, world.harbor, limit=5)
    assert (len(page.rows), page.total, page.after) == (5, 12, "P4")
    assert page.rows[1].products == ("Calling", "Meetings")
    rest = people_of(scope, world.harbor, after="P4", limit=50)
    assert [one.reference for one in rest.rows] == [f"P{n}" for n in range(5, 12)] and rest.after is None
    assert [one.reference for one in people_of(scope, world.harbor, words="p11@").rows] == ["P11"]
    assert people_of(scope, world.quarry).rows == ()
    for after in ("Q", "NEVER"):
        with pytest.raises(UnknownPerson):
            people_of(scope, world.harbor, after=after)
