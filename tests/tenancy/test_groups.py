"""Groups of customers: put together by hand, and what a role on one of them reaches follows at once."""

import pytest

from partnerhub.tenancy.access import customer_groups
from partnerhub.tenancy.granting import revoke_grant
from partnerhub.tenancy.groups import WrongGroup, change_members, create_group, delete_group, rename_group
from partnerhub.tenancy.models import AuditEntry, Grant
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.terms.codes import Role


def acts(world) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=world.acme.id, act__startswith="group.").order_by("number")
    return list(found.values_list("act", flat=True))


def shown(scope) -> dict[str, tuple]:
    return {one.name: (tuple(name for _, name in one.customers), one.grants) for one in customer_groups(scope)}


def test_a_group_is_made_filled_renamed_and_deleted_with_one_entry_each(world):
    id_ = create_group(world.alice, "  Nordic  ones ")
    assert change_members(world.alice, id_, add=[world.quarry, world.harbor]) == (2, 0)
    assert change_members(world.alice, id_, add=[world.harbor], remove=[world.quarry, world.orchard]) == (0, 1)
    assert change_members(world.alice, id_, add=[world.harbor]) == (0, 0)
    rename_group(world.alice, id_, "Nordic", seen="Nordic ones")
    assert shown(world.alice) == shown(world.rita) == {"Nordic": (("Harbor Foods",), 0)}
    assert shown(world.carol) == {}
    assert delete_group(world.alice, id_) == "Nordic"
    assert acts(world) == ["group.created", "group.changed", "group.changed", "group.renamed", "group.deleted"]


def test_a_role_on_a_group_follows_its_customers_and_keeps_it_from_being_deleted(world, giver):
    id_ = giver.grant("mona", Role.ADMIN, members=[world.harbor]).group_id
    change_members(world.alice, id_, add=[world.orchard], remove=[world.harbor])
    assert giver.scope("mona").customer_ids(Permission.FIND_CUSTOMERS) == {world.orchard}
    with pytest.raises(WrongGroup, match="revoke"):
        delete_group(world.alice, id_)
    revoke_grant(world.alice, Grant.objects.get(group_id=id_).id)
    delete_group(world.alice, id_)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x07b", "Nordic"])
def test_a_name_that_cannot_be_says_why(world, name):
    create_group(world.alice, "Nordic")
    other = create_group(world.alice, "Other")
    for act in (lambda: create_group(world.alice, name), lambda: rename_group(world.alice, other, name)):
        with pytest.raises(WrongGroup):
            act()
    assert set(shown(world.alice)) == {"Nordic", "Other"}


def test_who_renames_second_is_told(world):
    id_ = create_group(world.alice, "Nordic")
    rename_group(world.alice, id_, "Baltic", seen="Nordic")
    with pytest.raises(Stale):
        rename_group(world.alice, id_, "Alpine", seen="Nordic")


def test_groups_and_customers_of_others_are_out_of_reach(world, giver):
    theirs, ours = giver.group([], world.globex.id).id, create_group(world.alice, "Nordic")
    for act in (
        lambda: rename_group(world.alice, theirs, "x"), lambda: delete_group(world.alice, theirs),
        lambda: change_members(world.alice, theirs, add=[world.harbor]),
        lambda: change_members(world.alice, ours, add=[world.harbor, world.initech]),
    ):  # fmt: skip
        with pytest.raises(OutOfReach):
            act()
    giver.grant("fred", Role.FULL_ADMIN, without=[world.quarry])
    change_members(world.alice, ours, add=[world.quarry, world.harbor])
    assert shown(giver.scope("fred")) == {"Nordic": (("Harbor Foods",), 0)}
    with pytest.raises(OutOfReach):
        change_members(giver.scope("fred"), ours, remove=[world.quarry])


@pytest.mark.parametrize("name", ["adam", "rita", "hal", "petra", "cleo"])
def test_only_full_administrators_change_groups(world, name):
    scope, id_ = getattr(world, name), create_group(world.alice, "Nordic")
    for act in (
        lambda: create_group(scope, "x"), lambda: rename_group(scope, id_, "x"), lambda: delete_group(scope, id_),
        lambda: change_members(scope, id_, add=[world.harbor]),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert acts(world) == ["group.created"]
