"""TG-01 to TG-06: tags are made, described, renamed, merged, deleted, hung on many at once, and taken back."""

import pytest

from partnerhub.portfolio import tagging, tags
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import Forbidden, OutOfReach


def carriers(world, label: str, scope=None) -> set[str]:
    page = customer_list(scope or world.alice, on=world.today, asked=read_line(f'tag:"{label}"'), limit=None)
    return {row.reference for row in page.rows}


def shown(world, scope=None) -> dict[str, int]:
    return {tag.label: tag.customers for tag in tags.visible_tags(scope or world.alice, world.today)}


def acts(world) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=world.acme.id, act__startswith="tag.").order_by("number")
    return list(found.values_list("act", flat=True))


def hang(world, label: str, *references: str, scope=None, adds: bool = True):
    return tagging.tag_customers(scope or world.alice, label=label, adds=adds, references=references, on=world.today)


def test_a_tag_is_created_with_what_it_means_and_seen_by_all_on_customers_they_see(crowd):
    """TG-01, TG-03, TG-04: the same tag for everybody, as far as their customers carry it."""
    tags.create_tag(crowd.alice, label="  key   account ", description="Call before renewing")
    hang(crowd, "key account", "HARBOR", "K-003")
    assert shown(crowd)["key account"] == 2
    assert shown(crowd, crowd.adam) == {"key account": 1}
    assert shown(crowd, crowd.rita) == shown(crowd)
    assert "key account" not in shown(crowd, crowd.carol)
    assert acts(crowd) == ["tag.created", "tag.added"]


@pytest.mark.parametrize("label", ["", "   ", "a" * 26, "a" * 200, "one, two", 'say "hi"', "a\tb\x07"])
def test_a_tag_that_cannot_be_says_why_and_nothing_is_made(crowd, label):
    before = shown(crowd)
    with pytest.raises(tags.WrongTag):
        tags.create_tag(crowd.alice, label=label)
    with pytest.raises(tags.WrongTag):
        hang(crowd, label, "HARBOR")
    assert shown(crowd) == before and acts(crowd) == []


def test_a_tag_is_there_once(crowd):
    with pytest.raises(tags.WrongTag, match="already"):
        tags.create_tag(crowd.alice, label="gold")


def test_renaming_and_describing_reach_every_carrier(crowd):
    had = carriers(crowd, "gold")
    tags.change_tag(crowd.alice, "gold", new_label="golden", description="Best of all")
    assert (carriers(crowd, "golden"), carriers(crowd, "gold")) == (had, set())
    with pytest.raises(tags.WrongTag, match="merge"):
        tags.change_tag(crowd.alice, "golden", new_label="at risk", description="")


def test_merging_leaves_one_tag_on_everybody_who_had_either(crowd):
    gold, both = carriers(crowd, "gold"), carriers(crowd, "gold") | carriers(crowd, "at risk")
    assert tags.merge_tags(crowd.alice, "gold", into="at risk") == len(gold)
    assert carriers(crowd, "at risk") == both
    assert "gold" not in shown(crowd)


def test_deleting_takes_it_off_everybody(crowd):
    had = carriers(crowd, "gold")
    assert tags.delete_tag(crowd.alice, "gold") == len(had) > 0
    assert "gold" not in shown(crowd)


@pytest.mark.parametrize("name", ["rita", "hal", "petra", "cleo"])
def test_only_full_and_partner_administrators_edit(crowd, name):
    """TG-05."""
    scope = getattr(crowd, name)
    for act in (
        lambda: tags.create_tag(scope, label="new"), lambda: hang(crowd, "gold", "HARBOR", scope=scope),
        lambda: tags.change_tag(scope, "gold", new_label="x", description=""), lambda: tags.delete_tag(scope, "gold"),
        lambda: tags.merge_tags(scope, "gold", into="at risk"),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert acts(crowd) == []


def test_who_sees_some_customers_changes_no_tag_that_others_carry_and_learns_of_none_out_of_sight(crowd):
    hang(crowd, "shared", "HARBOR", "ORCHARD")
    with pytest.raises(Forbidden):
        tags.delete_tag(crowd.adam, "shared")
    with pytest.raises(OutOfReach):
        tags.delete_tag(crowd.adam, "gold")
    with pytest.raises(OutOfReach):
        tags.delete_tag(crowd.adam, "never was")
    hang(crowd, "mine", "HARBOR", scope=crowd.adam)
    assert tags.delete_tag(crowd.adam, "mine") == 1


@pytest.mark.parametrize("foreign", ["ORCHARD", "INITECH", "NEVER"])
def test_one_customer_out_of_sight_refuses_the_whole_call(crowd, foreign):
    with pytest.raises(OutOfReach):
        hang(crowd, "mine", "HARBOR", foreign, scope=crowd.adam)
    assert carriers(crowd, "mine") == set() and acts(crowd) == []


def test_what_changed_and_what_was_so_already_is_told_apart_and_undone_exactly(crowd):
    before = carriers(crowd, "gold")
    some = [*sorted(before)[:3], "HARBOR", "ORCHARD"]
    run = hang(crowd, "gold", *some)
    assert (run.changed, run.unchanged) == (2, 3)
    undone = tagging.undo_tagging(crowd.alice, run.id)
    assert (undone.adds, undone.changed) == (False, 2)
    assert carriers(crowd, "gold") == before
    with pytest.raises(tags.WrongTag, match="undone already"):
        tagging.undo_tagging(crowd.alice, run.id)


def test_undoing_is_for_who_did_it_and_for_a_day(crowd, clock):
    run = hang(crowd, "gold", "HARBOR")
    for scope in (crowd.adam, crowd.carol):
        with pytest.raises(OutOfReach):
            tagging.undo_tagging(scope, run.id)
    with pytest.raises(OutOfReach):
        tagging.undo_tagging(crowd.alice, "no uuid")
    clock.shift(tagging.UNDONE_WITHIN.total_seconds() + 1)
    with pytest.raises(tags.WrongTag, match="a day"):
        tagging.undo_tagging(crowd.alice, run.id)


@pytest.mark.parametrize("line", ["", "country:SE", "tag:gold", "nordic -no:tag"])
@pytest.mark.parametrize("adds", [True, False])
def test_all_that_a_line_asks_for_are_tagged_as_its_preview_says(crowd, line, adds):
    asked = read_line(line)
    matching = {row.reference for row in customer_list(crowd.alice, on=crowd.today, asked=asked, limit=None).rows}
    had = carriers(crowd, "gold")
    total, changing = tagging.to_be_tagged(crowd.alice, on=crowd.today, asked=asked, label="gold", adds=adds)
    run = tagging.tag_customers(crowd.alice, label="gold", adds=adds, asked=asked, on=crowd.today)
    assert (
        (total, changing) == (len(matching), run.changed) == (len(matching), len(matching - had if adds else matching & had))
    )
    assert carriers(crowd, "gold") == (had | matching if adds else had - matching)
