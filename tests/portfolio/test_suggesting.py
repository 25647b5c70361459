"""FI-01: how a line of filters may go on while somebody types."""

import pytest

from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.portfolio.listing.suggesting import MOST, suggestions


def lines(world, typed: str, scope=None) -> list[str]:
    return [one.line for one in suggestions(scope or world.alice, typed, on=world.today)]


def test_a_beginning_of_a_facet_offers_the_facet(crowd):
    assert lines(crowd, "stat")[0] == "status:"
    assert lines(crowd, "nordic cou")[0] == "nordic country:"
    assert lines(crowd, "licen")[0] == "licenses>="
    assert lines(crowd, "-ta")[0] == "-tag:"


@pytest.mark.parametrize(
    "typed", ["status:ex", "country:", "tag:g", 'tag:"at', "gold", "product:ca", "tag:gold,a", "nordic tag:"]
)
def test_a_value_comes_with_as_many_as_the_whole_line_then_finds(crowd, typed):
    found = [one for one in suggestions(crowd.alice, typed, on=crowd.today) if one.value]
    assert found
    for one in found:
        assert one.count and one.value not in typed.split(":")[-1].split(",")[:-1]
        total = customer_list(crowd.alice, on=crowd.today, asked=read_line(one.line), limit=0).total
        assert total >= one.count if "," in one.line else total == one.count


def test_an_empty_field_offers_what_there_is_to_filter_by_and_no_more_than_a_handful(crowd):
    assert len(lines(crowd, "")) == MOST
    assert "status:" in lines(crowd, "")


def test_nothing_is_offered_that_is_not_the_callers_to_see(crowd):
    """P1: values come from the customers in reach, facets from the role."""
    assert lines(crowd, "country:", crowd.adam) == ["country:SE "]
    assert lines(crowd, "tag:g", crowd.carol) == []
    assert not [line for line in lines(crowd, "s", crowd.petra) if line.startswith("status")]
    assert lines(crowd, "stat", crowd.hal) == []


def test_a_line_that_cannot_be_read_so_far_is_no_reason_to_fall_silent(crowd):
    assert lines(crowd, "staus:x stat")[0] == "staus:x status:"
