"""All but these: a right leaves customers out, for itself alone, after a look at what would be left (domain 3.2)."""

import pytest

from partnerhub.tenancy.access import administrators
from partnerhub.tenancy.exclusions import change_exclusions, left_out_of, planned_exclusions
from partnerhub.tenancy.granting import WrongGrant, grant_role, planned_reach, revoke_grant
from partnerhub.tenancy.models import AuditEntry, CustomerGroup, Grant, GrantExclusion
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role

FIND = Permission.FIND_CUSTOMERS


def rights_changed() -> int:
    return AuditEntry.objects.filter(act="role.exclusions_changed").count()


@pytest.fixture
def desk(giver):
    """Return a right on all customers: that of Hal's colleague."""
    return giver.grant("hugo", Role.HELP_DESK_BASIC)


def test_a_right_on_everybody_leaves_some_out(world, giver, reached, desk):
    plan = planned_exclusions(world.alice, desk.id, [world.quarry])
    assert (plan.ids, plan.left_out_ids) == (None, (world.quarry,))
    assert reached(giver.scope("hugo"), FIND) == {world.harbor, world.orchard, world.quarry}
    assert change_exclusions(world.alice, desk.id, [world.quarry]) == "hugo@acme.example"
    assert reached(giver.scope("hugo"), FIND) == {world.harbor, world.orchard}
    assert (left_out_of(world.alice, desk.id), rights_changed()) == ((world.quarry,), 1)
    entry = AuditEntry.objects.get(act="role.exclusions_changed")
    assert entry.details["left_out"] == {"before": [], "after": ["Quarry Steel"]}
    change_exclusions(world.alice, desk.id, [])
    assert reached(giver.scope("hugo"), FIND) == {world.harbor, world.orchard, world.quarry}


def test_a_right_on_a_group_leaves_members_out_and_shows_it(world, giver, reached):
    grant = giver.grant("mona", Role.ADMIN, members=[world.harbor, world.orchard])
    assert planned_exclusions(world.alice, grant.id, [world.orchard]).ids == {world.harbor}
    change_exclusions(world.alice, grant.id, [world.orchard, world.quarry])
    assert reached(giver.scope("mona"), FIND) == {world.harbor}
    assert left_out_of(world.alice, grant.id) == (world.orchard,)
    (shown,) = [one for one in administrators(giver.scope("alice")) if one.name == "mona"]
    assert (shown.without, shown.left_out_ids) == (("Orchard Clinics",), (world.orchard,))


def test_it_limits_that_right_alone(world, giver, reached):
    grant = giver.grant("mona", Role.ADMIN, members=[world.harbor, world.orchard])
    giver.grant("mona", Role.PROVISIONING, customer=world.harbor)
    change_exclusions(world.alice, grant.id, [world.harbor])
    assert reached(giver.scope("mona"), FIND) == {world.harbor, world.orchard}
    assert not giver.scope("mona").may(Permission.EDIT_TAGS, world.harbor)


def test_a_role_is_given_with_exceptions_from_the_start(world, giver, reached):
    group = CustomerGroup.objects.create(partner_id=world.acme.id, name="Nordic")
    group.members.create(customer_id=world.harbor)
    group.members.create(customer_id=world.orchard)
    plan = PlannedGrant(
        "zoe@acme.example", Role.ADMIN, group_id=group.id, left_out_ids=(world.harbor, world.quarry), name="zoe"
    )
    assert planned_reach(world.alice, plan).ids == {world.orchard}
    (made,) = grant_role(world.alice, plan)
    assert reached(giver.scope("zoe"), FIND) == {world.orchard}
    revoke_grant(world.alice, made)
    wide = PlannedGrant("zoe@acme.example", Role.READ_ONLY, left_out_ids=(world.quarry,))
    grant_role(world.alice, wide)
    assert reached(giver.scope("zoe"), FIND) == {world.harbor, world.orchard}
    with pytest.raises(WrongGrant, match="not naming"):
        grant_role(world.alice, PlannedGrant("z@acme.example", Role.ADMIN, customer_ids=(world.harbor,), left_out_ids=(1,)))


def test_the_same_again_changes_nothing_and_the_second_of_two_is_told(world, desk):
    change_exclusions(world.alice, desk.id, [world.quarry], seen=[])
    change_exclusions(world.alice, desk.id, [world.quarry], seen=[])
    assert rights_changed() == 1
    with pytest.raises(Stale) as stale:
        change_exclusions(world.alice, desk.id, [world.harbor], seen=[])
    assert (stale.value.current, stale.value.sent) == ({"left out": ["Quarry Steel"]}, {"left out": ["Harbor Foods"]})
    assert rights_changed() == 1


def test_only_who_manages_rights_leaves_out_and_only_customers_of_theirs(world, giver, desk):
    for name in ("adam", "rita", "hal", "petra", "cleo"):
        with pytest.raises(Forbidden):
            change_exclusions(getattr(world, name), desk.id, [world.harbor])
    for scope, grant_id, ids in (
        (world.carol, desk.id, []), (world.alice, 10**9, []), (world.alice, desk.id, [world.initech]),
    ):  # fmt: skip
        with pytest.raises(OutOfReach):
            change_exclusions(scope, grant_id, ids)
    with pytest.raises(WrongGrant, match="one customer"):
        change_exclusions(world.alice, Grant.objects.get(person__name="Adam").id, [world.harbor])


def test_nobody_lets_themselves_see_more_and_one_full_administrator_sees_all(world, giver):
    """P5: the last full administrator leaves nobody out, so that somebody can always be asked."""
    mine = Grant.objects.get(person__name="Alice")
    with pytest.raises(LastFullAdministrator):
        change_exclusions(world.alice, mine.id, [world.quarry])
    other = giver.grant("anna", Role.FULL_ADMIN)
    change_exclusions(giver.scope("anna"), mine.id, [world.quarry])
    with pytest.raises(Forbidden):
        change_exclusions(giver.scope("alice"), mine.id, [])
    with pytest.raises(Forbidden):
        change_exclusions(giver.scope("alice"), other.id, [world.quarry])
    with pytest.raises(LastFullAdministrator):
        revoke_grant(giver.scope("anna"), other.id)
    assert GrantExclusion.objects.filter(grant=mine).count() == 1
