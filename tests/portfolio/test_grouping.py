"""Groups by a line of filters: whoever the line finds is in, from the act that made it so, and so are the rights on it."""

import pytest

from partnerhub.portfolio import tagging, tags
from partnerhub.portfolio.grouping import change_group_line, create_group_by_line
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.services import refresh_statuses
from partnerhub.tenancy.access import customer_groups
from partnerhub.tenancy.granting import grant_role
from partnerhub.tenancy.groups import WrongGroup, change_members, create_group
from partnerhub.tenancy.models import AuditEntry, GroupMember
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, Stale
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role
from tests.portfolio.conftest import days
from tests.world import customer, subscription

FIND = Permission.FIND_CUSTOMERS


def inside(group_id: int) -> set[str]:
    ids = GroupMember.objects.filter(group_id=group_id).values_list("customer_id", flat=True)
    return set(Customer._base_manager.filter(organization_id__in=ids).values_list("reference", flat=True))


def found(world, line: str) -> set[str]:
    rows = customer_list(world.alice, on=world.today, asked=read_line(line), limit=None).rows
    return {row.reference for row in rows}


LINES = [
    "tag:gold",
    "country:SE -tag:gold",
    "status:expiring_soon,trial",
    "expires<=40",
    "nordic",
    "no:product",
    "licenses>50",
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.replace(" ", "_"))
def test_a_group_by_filters_has_whom_the_list_finds_and_goes_on_to_after_every_change(crowd, line):
    id_ = create_group_by_line(crowd.alice, "Ours", line)
    assert inside(id_) == found(crowd, line)
    assert 0 < len(inside(id_)) < Customer._base_manager.count()
    on = crowd.today
    tagging.tag_customers(crowd.alice, label="gold", adds=True, references=["K-000", "K-001"], on=on)
    assert inside(id_) == found(crowd, line)
    tagging.tag_customers(crowd.alice, label="gold", adds=False, references=["K-004", "K-005"], on=on)
    assert inside(id_) == found(crowd, line)
    crowd.take_in(
        customers=[customer("NEW", "Nordic Aaa", country="SE"), customer("K-003", "Renamed Co", country="NO")],
        subscriptions=[subscription("NS", "NEW", on, end_date=days(on, 5))],
    )
    refresh_statuses(crowd.system(), on=on)
    assert inside(id_) == found(crowd, line)


def test_days_that_pass_move_customers_between_groups(crowd):
    id_ = create_group_by_line(crowd.alice, "Ending", "expires<=20")
    before, later = inside(id_), days(crowd.today, 30)
    refresh_statuses(crowd.system(), on=later)
    rows = customer_list(crowd.alice, on=later, asked=read_line("expires<=20"), limit=None).rows
    assert inside(id_) == {row.reference for row in rows} != before


def test_a_role_on_a_group_by_filters_holds_from_the_tag_on_and_no_longer(crowd):
    """P4: who may see a customer follows from its facts in the same transaction."""
    id_ = create_group_by_line(crowd.alice, "Gold", "tag:gold")
    grant_role(crowd.alice, PlannedGrant("mona@acme.example", Role.ADMIN, "Mona", group_id=id_))
    assert not crowd.scope_of("mona@acme.example").may(FIND, crowd.quarry)
    tagging.tag_customers(crowd.alice, label="gold", adds=True, references=["QUARRY"], on=crowd.today)
    assert crowd.scope_of("mona@acme.example").may(FIND, crowd.quarry)
    tagging.tag_customers(crowd.alice, label="gold", adds=False, references=["QUARRY"], on=crowd.today)
    assert not crowd.scope_of("mona@acme.example").may(FIND, crowd.quarry)


def test_a_group_follows_its_tag_when_that_is_renamed_merged_or_deleted(crowd):
    id_ = create_group_by_line(crowd.alice, "Gold", 'tag:gold,"at risk" country:SE')
    before = inside(id_)
    tags.change_tag(crowd.alice, "gold", new_label="golden", description="")
    assert _line(crowd) == 'tag:"at risk",golden country:SE'
    assert inside(id_) == before == found(crowd, _line(crowd))
    tags.merge_tags(crowd.alice, "golden", into="at risk")
    assert _line(crowd) == 'tag:"at risk" country:SE'
    assert inside(id_) == before
    tags.delete_tag(crowd.alice, "at risk")
    assert inside(id_) == set()


def _line(world) -> str:
    return next(one.line for one in customer_groups(world.alice))


def test_nobody_is_put_into_such_a_group_by_hand_and_no_line_into_the_others(crowd):
    by_line = create_group_by_line(crowd.alice, "Gold", "tag:gold")
    with pytest.raises(WrongGroup, match="follow from its line"):
        change_members(crowd.alice, by_line, add=[crowd.harbor])
    with pytest.raises(WrongGroup, match="by hand"):
        change_group_line(crowd.alice, create_group(crowd.alice, "Hand"), "tag:gold")


@pytest.mark.parametrize("line", ["", "   ", "tagg:gold", "status:cheerful", "expires:30"])
def test_a_line_that_cannot_be_read_makes_no_group(crowd, line):
    with pytest.raises(WrongGroup):
        create_group_by_line(crowd.alice, "Ours", line)
    assert customer_groups(crowd.alice) == []


def test_a_line_is_changed_once_with_one_entry_and_who_comes_second_is_told(crowd):
    id_ = create_group_by_line(crowd.alice, "Ours", "tag:gold")
    change_group_line(crowd.alice, id_, "country:DE", seen="tag:gold")
    assert inside(id_) == found(crowd, "country:DE")
    with pytest.raises(Stale):
        change_group_line(crowd.alice, id_, "country:SE", seen="tag:gold")
    acts = AuditEntry.objects.filter(act__startswith="group.").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["group.created", "group.line_changed"]


def test_a_line_finds_beyond_ones_own_so_it_is_for_those_who_manage_everybody(crowd):
    for scope in (crowd.adam, crowd.rita, crowd.hal):
        with pytest.raises(Forbidden):
            create_group_by_line(scope, "Mine", "country:SE")


def test_a_group_never_takes_customers_of_another_partner(crowd):
    id_ = create_group_by_line(crowd.carol, "Everyone", "-tag:nothing")
    assert inside(id_) == {"INITECH"}
    tagging.tag_customers(crowd.alice, label="gold", adds=True, references=["HARBOR"], on=crowd.today)
    assert inside(id_) == {"INITECH"}
