"""The subscription report, block by block, in the smallest worlds that could prove it wrong."""

from datetime import timedelta

import pytest

from partnerhub.kit.words import sort_name
from tests.world import customer, licenses, subscription

NAMES = ("Öresund", "zebra", "Ärla", "Éclair", "Åhlen", "Eden", "Øst", "echo")


def test_license_usage_is_a_ratio_of_sums_not_an_average_of_ratios(world):
    on = world.today
    ending = {"end_date": on + timedelta(days=10)}
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", on, **ending), subscription("S2", "ORCHARD", on, **ending)],
        licenses=[licenses("S1", on, 10, 10, 10, 10), licenses("S2", on, 90, 0, 0, 0)],
    )
    world.build()
    assert world.kpis("expiring_kpis")["license_usage"] == 0.10


def in_order(world, **asked) -> list[str]:
    return [row["customer"] for row in world.rows("expiring", **asked)]


@pytest.fixture
def named(world):
    """Return a world in which customers with names of several languages have a subscription each that ends soon."""
    on = world.today
    world.take_in(
        customers=[customer(f"N{place}", name) for place, name in enumerate(NAMES)],
        subscriptions=[
            subscription(f"S{place}", f"N{place}", on, end_date=on + timedelta(days=10)) for place in range(len(NAMES))
        ],
        licenses=[licenses(f"S{place}", on, 10, 5, 5, 5) for place in range(len(NAMES))],
    )
    world.build()
    return world


def test_customers_stand_in_the_order_of_their_names_as_in_the_list(named):
    assert in_order(named, sort="customer") == ["echo", "Éclair", "Eden", "zebra", "Åhlen", "Ärla", "Öresund", "Øst"]
    assert in_order(named, sort="customer", descending=True) == sorted(NAMES, key=sort_name, reverse=True)


def test_search_in_a_table_takes_accents_for_what_they_are(named):
    assert in_order(named, search="ECLAIR") == ["Éclair"]
    assert in_order(named, search="åh") == ["Åhlen"] and in_order(named, search="ahlen") == []
