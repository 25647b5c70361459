"""The scope: all, assigned, by group; exclusions; ends; several roles and several partners (domain 3.2, P1, P4)."""

import dataclasses
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from partnerhub.portfolio import selectors
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.tenancy.models import Grant, GroupMember, Person
from partnerhub.tenancy.permissions import ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import held_by
from partnerhub.terms.codes import Role

FIND, LIST, FIGURES = Permission.FIND_CUSTOMERS, Permission.LIST_CUSTOMERS, Permission.VIEW_ANALYTICS


def test_a_full_administrator_reaches_every_customer_of_the_own_partner_and_no_other(world, reached):
    assert reached(world.alice, FIND) == {world.harbor, world.orchard, world.quarry}
    assert reached(world.carol, FIND) == {world.initech}


def test_an_administrator_reaches_the_customers_named_in_grants_and_no_other(world, giver, reached):
    assert reached(world.adam, FIND) == {world.harbor}
    giver.grant("adam", Role.ADMIN, customer=world.quarry)
    assert reached(giver.scope("adam"), FIND) == {world.harbor, world.quarry}


def test_an_administrator_without_a_customer_reaches_nobody(giver, reached):
    giver.grant("new", Role.ADMIN)
    assert reached(giver.scope("new"), FIND) == set()


def test_a_group_reaches_its_members_as_they_are_now(world, giver, reached):
    grant = giver.grant("greta", Role.ADMIN, members=[world.harbor, world.orchard])
    assert reached(giver.scope("greta"), FIND) == {world.harbor, world.orchard}
    GroupMember.objects.filter(group=grant.group, customer_id=world.harbor).delete()
    assert reached(giver.scope("greta"), FIND) == {world.orchard}


def test_access_through_a_group_survives_the_end_of_the_own_assignment(world, giver, reached):
    own = giver.grant("greta", Role.ADMIN, customer=world.harbor)
    giver.grant("greta", Role.ADMIN, members=[world.harbor, world.orchard])
    own.delete()
    assert reached(giver.scope("greta"), FIND) == {world.harbor, world.orchard}


def test_a_group_of_another_partner_opens_nothing_there(world, giver, reached):
    giver.grant("greta", Role.ADMIN, members=[world.harbor, world.initech])
    assert reached(giver.scope("greta"), FIND) == {world.harbor}


def test_an_exclusion_takes_a_customer_out_of_a_grant_on_all(world, giver, reached):
    giver.grant("xena", Role.READ_ONLY, without=[world.quarry])
    assert reached(giver.scope("xena"), FIND) == {world.harbor, world.orchard}


def test_an_exclusion_takes_a_customer_out_of_a_group(world, giver, reached):
    giver.grant("xena", Role.ADMIN, members=[world.harbor, world.orchard], without=[world.orchard])
    assert reached(giver.scope("xena"), FIND) == {world.harbor}


def test_an_exclusion_applies_inside_its_own_grant_only(world, giver, reached):
    giver.grant("xena", Role.READ_ONLY, without=[world.quarry])
    giver.grant("xena", Role.ADMIN, customer=world.quarry)
    scope = giver.scope("xena")
    assert reached(scope, FIGURES) == {world.harbor, world.orchard, world.quarry}
    assert reached(scope, Permission.EDIT_TAGS) == {world.quarry}


def test_a_customer_named_twice_in_several_roles_counts_once(world, giver):
    giver.grant("adam", Role.PROVISIONING, customer=world.harbor)
    giver.grant("adam", Role.ADMIN, members=[world.harbor])
    page = customer_list(giver.scope("adam"), on=world.today)
    assert (page.total, [row.id for row in page.rows]) == (1, [world.harbor])


def test_a_permission_holds_on_a_customer_only_through_a_grant_that_covers_it(world, giver, reached):
    giver.grant("mixed", Role.ADMIN, customer=world.harbor)
    giver.grant("mixed", Role.PROVISIONING, customer=world.orchard)
    giver.grant("mixed", Role.HELP_DESK_BASIC)
    scope = giver.scope("mixed")
    assert reached(scope, FIND) == {world.harbor, world.orchard, world.quarry}
    assert reached(scope, LIST) == {world.harbor, world.orchard}
    assert reached(scope, FIGURES) == {world.harbor}
    assert scope.may(FIGURES, world.harbor) and not scope.may(FIGURES, world.orchard)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_grant_ends_at_its_instant_and_the_next_question_knows(world, giver, clock, seconds):
    end = world.alice.made_at + timedelta(hours=1)
    giver.grant("eve", Role.READ_ONLY, ends_at=end)
    clock.move_to(end + timedelta(seconds=seconds))
    if seconds < 0:
        assert giver.scope("eve").roles == (Role.READ_ONLY,)
    else:
        with pytest.raises(OutOfReach):
            giver.scope("eve")


def test_one_role_ends_while_another_goes_on(world, giver, clock, reached):
    giver.grant("adam", Role.READ_ONLY, ends_at=world.alice.made_at + timedelta(hours=1))
    assert reached(giver.scope("adam"), FIGURES) == {world.harbor, world.orchard, world.quarry}
    clock.shift(timedelta(hours=1))
    assert reached(giver.scope("adam"), FIGURES) == {world.harbor}


def test_taking_a_role_away_and_suspending_a_person_take_effect_on_the_next_scope(world):
    Grant.objects.filter(person__email="rita@acme.example").delete()
    with pytest.raises(OutOfReach):
        world.scope_of("rita@acme.example")
    Person.objects.filter(email="alice@acme.example").update(is_active=False)
    with pytest.raises(LookupError):
        world.scope_of("alice@acme.example")
    assert held_by(world.person("alice").pk, world.alice.made_at) == {}


def test_a_person_with_roles_at_two_partners_asks_at_one_at_a_time(world, giver, reached):
    giver.grant("alice", Role.READ_ONLY, partner=world.globex.id, ends_at=world.alice.made_at + timedelta(days=1))
    at_acme, at_globex = giver.scope("alice"), world.scope_of("alice@acme.example", world.globex)
    assert reached(at_acme, FIND) == {world.harbor, world.orchard, world.quarry}
    assert (reached(at_globex, FIND), at_globex.roles) == ({world.initech}, (Role.READ_ONLY,))
    held = held_by(world.person("alice").pk, world.alice.made_at)
    assert [partner.name for partner in held] == ["Acme", "Globex"]


def test_who_holds_nothing_has_no_scope(world):
    with pytest.raises(OutOfReach):
        world.scope_of("nobody@acme.example")
    with pytest.raises(OutOfReach):
        world.scope_of("alice@acme.example", world.globex)


def test_customers_are_a_query_to_nest_or_everyone_never_a_list(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert world.alice.customers(FIND) is None
        assert isinstance(world.adam.customers(FIND), QuerySet)
        nested = selectors.visible_customers(world.adam, FIND)
    with django_assert_num_queries(1):
        assert len(nested) == 1


def test_a_query_of_customers_never_leaves_the_partner(world, giver):
    giver.grant("adam", Role.ADMIN, customer=world.initech)
    assert set(giver.scope("adam").customers(FIND)) == {world.harbor}


def test_asking_for_customers_without_the_permission_is_forbidden(world):
    for permission in (LIST, FIGURES, Permission.EXPORT):
        with pytest.raises(Forbidden):
            world.hal.customers(permission)
    with pytest.raises(Forbidden):
        world.cleo.customers(FIND)


def test_a_scope_cannot_be_changed(world):
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.adam.partner_id = world.globex.id
    with pytest.raises(dataclasses.FrozenInstanceError):
        world.adam.held[0].everyone = True


def test_no_role_but_full_administrator_can_give_rights_or_raise_itself():
    raising = {Permission.MANAGE_ADMINISTRATORS, Permission.ASSIGN_CUSTOMERS, Permission.IMPORT_RECORDS}
    assert {role for role in Role if ROLES[role] & raising} == {Role.FULL_ADMIN}


def test_commands_and_jobs_act_as_the_system_and_say_why(world):
    scope = world.system()
    assert scope.is_system and scope.customers(FIND) is None and scope.permissions == frozenset(Permission)
    assert scope.actor.startswith("system (") and scope.reason == "test"
    assert not world.alice.is_system
