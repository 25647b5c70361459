"""AD-01, AD-02: who has access to what and why; roles are given, ended and taken without anybody rising by it (P5)."""

from datetime import timedelta

import pytest

from partnerhub.tenancy.access import administrators, administrators_of, why_visible
from partnerhub.tenancy.granting import WrongGrant, change_end, grant_role, planned_reach, revoke_grant
from partnerhub.tenancy.models import AuditEntry, Grant, Organization, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Basis, Role

ASSIGN = Permission.ASSIGN_CUSTOMERS


def plan(world, who: str = "new", role: Role = Role.ADMIN, *customers: int, **more) -> PlannedGrant:
    """Return a plan that ends in 100 days when it is on customers or a group."""
    is_delegated = bool(customers) or more.get("group_id") is not None
    given = {"last_day": world.today + timedelta(days=100)} if is_delegated else {}
    return PlannedGrant(f"{who}@acme.example", role, customer_ids=customers, **(given | more))


def grant_of(name: str) -> Grant:
    return Grant.objects.get(person__email__startswith=f"{name}@")


def acts(world) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=world.acme.id, act__startswith="role.").order_by("number")
    return list(found.values_list("act", flat=True))


def listed(scope) -> dict[str, tuple]:
    return {one.name: (one.role, one.basis, one.customer) for one in administrators(scope)}


def test_everybody_with_access_is_listed_with_role_and_basis(world):
    """AD-01, AD-02: full and read-only administrators among those who have access to all customers."""
    assert listed(world.alice) == listed(world.rita) == {
        "Alice": (Role.FULL_ADMIN, Basis.ALL, ""), "Rita": (Role.READ_ONLY, Basis.ALL, ""),
        "Hal": (Role.HELP_DESK_BASIC, Basis.ALL, ""), "Adam": (Role.ADMIN, Basis.CUSTOMER, "Harbor Foods"),
        "Petra": (Role.PROVISIONING, Basis.CUSTOMER, "Orchard Clinics"),
        "Cleo": (Role.CUSTOMER_ADMIN, Basis.CUSTOMER, "Harbor Foods"),
    }  # fmt: skip
    assert set(listed(world.carol)) == {"Carol"}


@pytest.mark.parametrize("name", ["adam", "hal", "petra", "cleo"])
def test_others_do_not_see_who_has_access(world, name):
    with pytest.raises(Forbidden):
        administrators(getattr(world, name))


def test_groups_exclusions_and_ends_are_told_and_rights_that_ended_are_not(world, giver):
    ends_at = world.alice.made_at + timedelta(days=10)
    giver.grant("mona", Role.PROVISIONING, members=[world.orchard, world.quarry], ends_at=ends_at)
    giver.grant("nils", Role.HELP_DESK_ADVANCED, without=[world.quarry])
    giver.grant("olga", Role.ADMIN, customer=world.harbor)
    Grant.objects.filter(person__name="olga").update(ends_at=world.alice.made_at - timedelta(minutes=1))
    found = {one.name: one for one in administrators(giver.scope("alice"))}
    mona, nils = found["mona"], found["nils"]
    assert (mona.basis, mona.group, mona.customers, mona.last_day) == (
        Basis.GROUP, "Group 0", 2, (ends_at - timedelta(days=1)).date(),
    )  # fmt: skip
    assert (nils.basis, nils.without, nils.last_day) == (Basis.ALL, ("Quarry Steel",), None)
    assert "olga" not in found


def test_who_reads_with_an_exception_learns_nothing_of_the_customer_left_out(world, giver):
    giver.grant("nora", Role.READ_ONLY, without=[world.harbor])
    giver.grant("mona", Role.PROVISIONING, members=[world.orchard, world.harbor])
    nora = giver.scope("nora")
    found = {one.name: one for one in administrators(nora)}
    assert "Adam" not in found and "Petra" in found
    assert (found["mona"].customers, found["nora"].without) == (1, ())
    with pytest.raises(OutOfReach):
        administrators_of(nora, world.harbor)
    with pytest.raises(OutOfReach):
        why_visible(nora, "adam@acme.example", world.harbor)


def test_the_reasons_are_exactly_the_rights_that_reach_a_customer(world, giver):
    """Why can she see this customer? There is a reason whenever she can, and none when she cannot."""
    giver.grant("mona", Role.HELP_DESK_BASIC, without=[world.quarry])
    giver.grant("mona", Role.PROVISIONING, members=[world.orchard, world.quarry], without=[world.orchard])
    giver.grant("mona", Role.ADMIN, customer=world.quarry)
    giver.grant("nils", Role.ADMIN, members=[world.harbor])
    giver.grant("otto", Role.PROVISIONING)
    for name in ("alice", "adam", "rita", "hal", "petra", "cleo", "mona", "nils", "otto"):
        scope = giver.scope(name)
        for customer_id in (world.harbor, world.orchard, world.quarry):
            sees = any(scope.may(permission, customer_id) for permission in scope.permissions)
            assert bool(why_visible(giver.scope("alice"), f" {name.upper()}@acme.example", customer_id)) == sees, name
    reasons = why_visible(giver.scope("alice"), "mona@acme.example", world.quarry)
    assert [(one.role, one.basis) for one in reasons] == [
        (Role.PROVISIONING, Basis.GROUP), (Role.ADMIN, Basis.CUSTOMER),
    ]  # fmt: skip
    assert why_visible(world.alice, "stranger@acme.example", world.quarry) == []


def test_a_customer_of_another_partner_has_no_administrators_to_ask_for(world):
    for ask in (lambda: administrators_of(world.alice, world.initech), lambda: why_visible(world.alice, "x", world.initech)):
        with pytest.raises(OutOfReach):
            ask()


def test_the_administrators_of_a_customer_are_all_whose_rights_reach_it_but_not_its_own(world, giver):
    """CD-01, CD-09, CD-10: the list of a customer says each role and what it rests on."""
    giver.grant("mona", Role.PROVISIONING, members=[world.harbor])
    for name in ("alice", "adam", "rita", "cleo"):
        found = {(one.name, one.role, one.basis) for one in administrators_of(giver.scope(name), world.harbor)}
        assert found == {
            ("Alice", Role.FULL_ADMIN, Basis.ALL), ("Adam", Role.ADMIN, Basis.CUSTOMER),
            ("Rita", Role.READ_ONLY, Basis.ALL), ("Hal", Role.HELP_DESK_BASIC, Basis.ALL),
            ("mona", Role.PROVISIONING, Basis.GROUP),
        }  # fmt: skip
    with pytest.raises(OutOfReach):
        administrators_of(world.adam, world.orchard)


def test_a_role_on_customers_is_given_as_its_preview_says(world, giver):
    planned = plan(world, "new", Role.ADMIN, world.harbor, world.quarry, name=" New  One ")
    assert planned_reach(world.alice, planned).ids == {world.harbor, world.quarry}
    assert not Person.objects.filter(email="new@acme.example").exists()
    assert len(grant_role(world.alice, planned)) == 2
    scope = giver.scope("new")
    assert scope.customer_ids(Permission.FIND_CUSTOMERS) == {world.harbor, world.quarry}
    assert Person.objects.get(email="new@acme.example").name == "New One"
    entry = AuditEntry.objects.filter(partner_id=world.acme.id).latest("number")
    assert (entry.act, entry.subject, entry.details["customers"]) == (
        "role.granted", "new@acme.example", ["Harbor Foods", "Quarry Steel"],
    )  # fmt: skip
    assert acts(world) == ["role.granted"]


def test_a_role_on_all_customers_and_one_on_a_group(world, giver):
    group = giver.group([world.orchard, world.quarry], world.acme.id)
    assert planned_reach(world.alice, plan(world, "wide", Role.READ_ONLY)).ids is None
    grant_role(world.alice, plan(world, "wide", Role.READ_ONLY))
    assert giver.scope("wide").customer_ids(Permission.FIND_CUSTOMERS) is None
    reach = planned_reach(world.alice, plan(world, "part", Role.ADMIN, group_id=group.id))
    assert (reach.ids, reach.last_day) == ({world.orchard, world.quarry}, world.today + timedelta(days=100))
    grant_role(world.alice, plan(world, "part", Role.ADMIN, group_id=group.id))
    assert giver.scope("part").customer_ids(Permission.FIND_CUSTOMERS) == {world.orchard, world.quarry}


def test_what_is_held_already_stays_and_what_has_ended_is_given_anew(world):
    with pytest.raises(WrongGrant, match="already"):
        grant_role(world.alice, plan(world, "adam", Role.ADMIN, world.harbor))
    before = grant_of("adam").ends_at
    assert len(grant_role(world.alice, plan(world, "adam", Role.ADMIN, world.harbor, world.quarry))) == 1
    assert Grant.objects.get(person__name="Adam", customer_id=world.harbor).ends_at == before
    ended = world.alice.made_at
    Grant.objects.filter(person__name="Petra").update(
        created_at=ended - timedelta(days=2), ends_at=ended - timedelta(days=1)
    )
    assert grant_role(world.alice, plan(world, "petra", Role.PROVISIONING, world.orchard)) == [grant_of("petra").id]
    assert grant_of("petra").ends_at > ended


@pytest.mark.parametrize(("days", "accepted"), [(None, True), (-1, False), (0, True), (730, True), (731, False)])
def test_a_delegated_right_ends_within_730_days_and_after_365_when_nobody_says(world, days, accepted):
    last_day = None if days is None else world.today + timedelta(days=days)
    planned = plan(world, "new", Role.ADMIN, world.harbor, last_day=last_day)
    if accepted:
        grant_role(world.alice, planned)
        assert (grant_of("new").ends_at - timedelta(days=1)).date() == (last_day or world.today + timedelta(days=365))
    else:
        with pytest.raises(WrongGrant, match="last day"):
            grant_role(world.alice, planned)
        assert acts(world) == []


def test_a_right_of_somebody_from_another_organization_ends(world):
    grant_role(world.alice, PlannedGrant("carol@globex.example", Role.READ_ONLY))
    grant = Grant.objects.get(person__name="Carol", partner_id=world.acme.id)
    assert (grant.ends_at - timedelta(days=1)).date() == world.today + timedelta(days=365)
    with pytest.raises(WrongGrant):
        change_end(world.alice, grant.id, None)


@pytest.mark.parametrize(
    "given",
    [{"role": Role.ADMIN}, {"role": Role.READ_ONLY, "customers": True}, {"name": "x" * 201, "role": Role.READ_ONLY},
     {"email": "nobody"}, {"email": ""}, {"email": "a@b.example, c@d.example"}],
)  # fmt: skip
def test_a_plan_that_cannot_be_says_why_and_nothing_is_made(world, given):
    customers = (world.harbor,) if given.pop("customers", False) else ()
    planned = PlannedGrant(**({"email": "new@acme.example", "role": Role.READ_ONLY, "customer_ids": customers} | given))
    for act in (planned_reach, grant_role):
        with pytest.raises(WrongGrant):
            act(world.alice, planned)
    assert acts(world) == [] and not Person.objects.filter(email="new@acme.example").exists()


def test_only_full_administrators_give_change_and_take(world):
    for name in ("adam", "rita", "hal", "petra", "cleo"):
        scope = getattr(world, name)
        for act in (
            lambda scope=scope: grant_role(scope, plan(world, "new", Role.ADMIN, world.harbor)),
            lambda scope=scope: grant_role(scope, plan(world, "new", Role.ADMIN, world.harbor), needs=ASSIGN),
            lambda scope=scope: revoke_grant(scope, grant_of("hal").id),
            lambda scope=scope: change_end(scope, grant_of("adam").id, world.today),
            lambda scope=scope: revoke_grant(scope, grant_of("adam").id, customer_id=world.harbor),
        ):
            with pytest.raises(Forbidden):
                act()
    assert acts(world) == []


def test_customers_groups_and_rights_of_another_partner_are_out_of_reach(world, giver):
    group = giver.group([world.initech], world.globex.id)
    for act in (
        lambda: grant_role(world.alice, plan(world, "new", Role.ADMIN, world.harbor, world.initech)),
        lambda: grant_role(world.alice, plan(world, "new", Role.ADMIN, group_id=group.id)),
        lambda: revoke_grant(world.alice, grant_of("carol").id),
        lambda: change_end(world.alice, grant_of("carol").id, world.today),
        lambda: revoke_grant(world.alice, grant_of("petra").id, customer_id=world.harbor),
        lambda: revoke_grant(world.alice, 10**12),
    ):
        with pytest.raises(OutOfReach):
            act()
    assert acts(world) == []


def test_nobody_gives_more_than_they_hold(world, giver):
    giver.grant("fred", Role.FULL_ADMIN, without=[world.quarry])
    fred = giver.scope("fred")
    with pytest.raises(Forbidden):
        grant_role(fred, plan(world, "new", Role.READ_ONLY))
    with pytest.raises(OutOfReach):
        grant_role(fred, plan(world, "new", Role.ADMIN, world.quarry))
    group = giver.group([world.harbor, world.quarry], world.acme.id)
    with pytest.raises(Forbidden):
        grant_role(fred, plan(world, "new", Role.ADMIN, group_id=group.id))
    with pytest.raises(Forbidden):
        revoke_grant(fred, grant_of("rita").id)
    grant_role(fred, plan(world, "new", Role.ADMIN, world.harbor))
    assert acts(world) == ["role.granted"]


def test_nobody_raises_themselves(world, giver):
    for planned in (plan(world, "alice", Role.READ_ONLY), plan(world, "alice", Role.ADMIN, world.harbor)):
        with pytest.raises(Forbidden):
            grant_role(world.alice, planned)
    giver.grant("fred", Role.FULL_ADMIN, ends_at=world.alice.made_at + timedelta(days=5))
    for last_day in (world.today + timedelta(days=100), None):
        with pytest.raises(Forbidden):
            change_end(giver.scope("fred"), grant_of("fred").id, last_day)
    change_end(giver.scope("fred"), grant_of("fred").id, world.today + timedelta(days=1))


def test_somebody_of_another_organization_gives_no_roles_on_all_customers(world, giver):
    ends_at = world.alice.made_at + timedelta(days=50)
    Grant.objects.create(
        person=world.person("carol"), partner_id=world.acme.id, role=Role.FULL_ADMIN, created_at=world.alice.made_at,
        ends_at=ends_at,
    )  # fmt: skip
    carol = world.scope_of("carol@globex.example", world.acme)
    with pytest.raises(Forbidden):
        grant_role(carol, plan(world, "new", Role.FULL_ADMIN))
    grant_role(carol, plan(world, "new", Role.ADMIN, world.harbor))


def test_the_last_full_administrator_stays(world, giver):
    giver.grant("fred", Role.FULL_ADMIN, ends_at=world.alice.made_at + timedelta(days=5))
    alice, before = grant_of("alice").id, acts(world)
    for act in (lambda s: revoke_grant(s, alice), lambda s: change_end(s, alice, world.today)):
        with pytest.raises(LastFullAdministrator):
            act(giver.scope("fred"))
    assert grant_of("alice").ends_at is None and acts(world) == before
    grant_role(world.alice, plan(world, "anna", Role.FULL_ADMIN))
    revoke_grant(giver.scope("anna"), alice)
    assert [e.name for e in administrators(giver.scope("anna")) if e.role is Role.FULL_ADMIN] == [
        "anna@acme.example",
        "fred",
    ]


def test_a_right_is_revoked_and_gone(world):
    assert revoke_grant(world.alice, grant_of("adam").id) == "adam@acme.example"
    assert "Adam" not in listed(world.alice) and acts(world) == ["role.revoked"]
    entry = AuditEntry.objects.filter(partner_id=world.acme.id).latest("number")
    assert (entry.customer_id, entry.details["role"], entry.details["customers"]) == (
        world.harbor,
        "admin",
        ["Harbor Foods"],
    )


def test_changing_an_end_leaves_one_entry_with_before_and_after_and_the_same_end_none(world):
    grant, last_day = grant_of("adam"), world.today + timedelta(days=30)
    before = str((grant.ends_at - timedelta(days=1)).date())
    for _ in range(2):
        assert change_end(world.alice, grant.id, last_day) == "adam@acme.example"
    assert acts(world) == ["role.end_changed"]
    entry = AuditEntry.objects.filter(partner_id=world.acme.id).latest("number")
    assert entry.details["until"] == {"before": before, "after": str(last_day)}


def test_who_comes_second_is_told_what_changed_meanwhile(world):
    grant = grant_of("adam")
    seen = str((grant.ends_at - timedelta(days=1)).date())
    change_end(world.alice, grant.id, world.today + timedelta(days=30), seen=seen)
    for act in (
        lambda: revoke_grant(world.alice, grant.id, seen=seen),
        lambda: change_end(world.alice, grant.id, world.today, seen=seen),
        lambda: change_end(world.alice, grant.id, world.today, seen=""),
    ):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.current == {"last day": str(world.today + timedelta(days=30))}
    assert acts(world) == ["role.end_changed"]


def test_a_customer_is_assigned_and_taken_back(world, giver):
    """CD-11."""
    (id_,) = grant_role(world.alice, plan(world, "petra", Role.ADMIN, world.harbor), needs=ASSIGN)
    assert giver.scope("petra").may(Permission.EDIT_TAGS, world.harbor)
    with pytest.raises(OutOfReach):
        revoke_grant(world.alice, id_, customer_id=world.quarry)
    revoke_grant(world.alice, id_, customer_id=world.harbor)
    assert not giver.scope("petra").may(Permission.EDIT_TAGS, world.harbor)
    assert Organization.objects.filter(id=world.harbor).exists()
