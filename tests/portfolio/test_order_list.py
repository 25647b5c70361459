"""CL-08: what waits to be set up, the oldest first, in pages, within reach."""

import pytest

from partnerhub.portfolio.setup import orders
from partnerhub.portfolio.setup.orders import UnknownOrder
from partnerhub.tenancy.refusals import Forbidden
from tests.portfolio.order_scenes import begin, finish, give, listed, with_orders
from tests.world import customer, subscription


@pytest.fixture
def world(crowd):
    """Return the small cast among the crowd, with orders that wait."""
    return with_orders(crowd)


def test_what_waits_is_listed_oldest_first_within_reach(world):
    assert listed(world.alice) == ["ORD-1", "ORD-3", "ORD-4", "ORD-2", "ORD-5"]
    assert listed(world.adam) == listed(world.cleo) == ["ORD-1", "ORD-2", "ORD-5"]
    assert listed(world.petra) == ["ORD-3"] and listed(world.carol) == []
    counts = [
        orders.count_of_waiting(scope, on=world.today) for scope in (world.alice, world.adam, world.petra, world.carol)
    ]
    assert counts == [5, 3, 1, 0]
    for name in ("rita", "hal"):
        with pytest.raises(Forbidden):
            listed(getattr(world, name))


def test_pages_follow_each_other_also_when_an_order_is_set_up_meanwhile(world):
    page = orders.orders_to_set_up(world.alice, on=world.today, limit=2)
    assert ([row.reference for row in page.rows], page.total, page.after) == (["ORD-1", "ORD-3"], 5, "ORD-3")
    give(world, "alice", "ORCHARD", "ORD-3")
    begin(world, reference="ORD-3")
    finish(world, "calling", reference="ORD-3")
    assert listed(world.alice, after="ORD-3", limit=2) == ["ORD-4", "ORD-2"]
    assert listed(world.alice, after="ORD-5") == []
    for after in ("NEVER", "INITECH-S1"):
        with pytest.raises(UnknownOrder):
            listed(world.alice, after=after)
    with pytest.raises(UnknownOrder):
        listed(world.adam, after="ORD-3")


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"words": "harb"}, ["ORD-1", "ORD-2", "ORD-5"]), ({"words": "clin"}, ["ORD-3"]), ({"words": "ord-4"}, ["ORD-4"]),
     ({"words": "quar steel"}, ["ORD-4"]), ({"words": "arbor"}, []), ({"state": "partial"}, ["ORD-2"]),
     ({"kind": "trial"}, ["ORD-4"]), ({"product": "calling"}, ["ORD-1", "ORD-3"]), ({"product": "messaging"}, ["ORD-1"]),
     ({"customer": "HARBOR", "state": "pending"}, ["ORD-1", "ORD-5"]), ({"words": "100%"}, [])],
)  # fmt: skip
def test_the_list_is_narrowed(world, asked, found):
    assert listed(world.alice, **asked) == found


def test_more_to_set_up_does_not_make_the_list_slower(world, django_assert_max_num_queries):
    on = world.today
    world.take_in(
        customers=[customer(f"M{n}") for n in range(40)],
        subscriptions=[subscription(f"MO{n}", f"M{n}", on, setup_state="pending") for n in range(40)],
    )
    with django_assert_max_num_queries(5):
        assert len(orders.orders_to_set_up(world.alice, on=on).rows) == 45
