"""The subscription report, block by block, in the smallest worlds that could prove it wrong."""

from datetime import timedelta

from tests.world import licenses, subscription


def test_license_usage_is_a_ratio_of_sums_not_an_average_of_ratios(world):
    on = world.today
    ending = {"end_date": on + timedelta(days=10)}
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", on, **ending), subscription("S2", "ORCHARD", on, **ending)],
        licenses=[licenses("S1", on, 10, 10, 10, 10), licenses("S2", on, 90, 0, 0, 0)],
    )
    world.build()
    assert world.kpis("expiring_kpis")["license_usage"] == 0.10
