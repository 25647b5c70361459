"""CL-11: entering a customer's organization, for a time, with no more than one holds there; both trails know (P4, P13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from partnerhub.tenancy import audit, launching
from partnerhub.tenancy.models import AuditEntry, Grant, Launch
from partnerhub.tenancy.permissions import INSIDE, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.selectors import organization_entries
from partnerhub.terms.codes import Role

LAUNCH, SEE = Permission.LAUNCH_CUSTOMERS, Permission.VIEW_SUBSCRIPTIONS
KEY = "digest of a session"


def trail(organization_id: int) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=organization_id).exclude(act__startswith="import.")
    return list(found.exclude(act="partner.created").order_by("number").values_list("act", flat=True))


@pytest.fixture
def enter(world):
    """Return a function that launches a customer for somebody of the cast and returns the scope they act in."""

    def enter(name: str, customer_id: int, *, key: str = KEY, hours: int = 4, **more):
        scope = world.scope_of(f"{name}@acme.example")
        launching.launch_customer(scope, customer_id, key=key, hours=hours, **more)
        return launching.in_launch(world.scope_of(f"{name}@acme.example"), key)

    return enter


def test_a_launch_says_whose_organization_in_which_role_until_when(world, enter):
    launch = enter("adam", world.harbor).launch
    assert (launch.customer, launch.role, launch.person) == ("Harbor Foods", Role.ADMIN, "adam@acme.example")
    assert launch.ends_at == world.alice.made_at + timedelta(hours=4)
    assert trail(world.acme.id) == trail(world.harbor) == ["launch.started"]
    assert list(audit.broken_entries(world.harbor)) == []


@pytest.mark.parametrize("name", ["alice", "adam", "rita"])
def test_inside_one_may_what_the_customers_own_administrators_may_as_far_as_ones_role_goes(world, enter, name):
    role = {"alice": Role.FULL_ADMIN, "adam": Role.ADMIN, "rita": Role.READ_ONLY}[name]
    inside = launching.inside_of(enter(name, world.harbor))
    assert (inside.customer_id, inside.launched) == (world.harbor, True)
    assert inside.scope.permissions == ROLES[role] & INSIDE
    assert Permission.APPROVE_ACCESS not in inside.scope.permissions
    assert not inside.scope.may(SEE, world.orchard)
    assert set(inside.scope.customers(SEE)) == {world.harbor}


def test_who_only_reads_reads_inside_too(world, enter):
    inside = launching.inside_of(enter("rita", world.harbor)).scope
    assert inside.may(Permission.VIEW_AUDIT, world.harbor)
    for permission in (Permission.SET_UP_ORDERS, Permission.EDIT_CUSTOMERS):
        assert not inside.may(permission, world.harbor)


def test_out_of_reach_is_absent_and_the_help_desk_needs_the_customers_word(world, enter):
    for name, customer_id in (("adam", world.orchard), ("alice", world.initech), ("petra", world.harbor), ("alice", 10**9)):
        with pytest.raises(OutOfReach):
            enter(name, customer_id)
    for name in ("hal", "cleo"):
        with pytest.raises(Forbidden):
            enter(name, world.harbor)
    assert not Launch.objects.exists()


def test_two_clicks_are_one_launch_and_another_customer_replaces_the_first(world, enter):
    enter("alice", world.harbor)
    made, left = launching.launch_customer(world.alice, world.harbor, key=KEY, hours=4)
    assert (Launch.objects.count(), left, trail(world.harbor)) == (1, "", ["launch.started"])
    made, left = launching.launch_customer(world.alice, world.orchard, key=KEY, hours=4)
    assert (made.customer, left) == ("Orchard Clinics", "Harbor Foods")
    assert (trail(world.harbor), trail(world.orchard)) == (["launch.started", "launch.ended"], ["launch.started"])
    assert trail(world.acme.id) == ["launch.started", "launch.ended", "launch.started"]
    assert launching.in_launch(world.alice, KEY).launch.customer == "Orchard Clinics"


def test_two_sessions_of_one_person_launch_by_themselves(world, enter):
    enter("alice", world.harbor)
    enter("alice", world.orchard, key="another session")
    assert launching.in_launch(world.alice, KEY).launch.customer == "Harbor Foods"
    with pytest.raises(IntegrityError), transaction.atomic():
        Launch.objects.filter(key_digest="another session").update(key_digest=KEY)


def test_a_launch_of_somebody_elses_session_is_nobodys(world, enter):
    enter("alice", world.harbor)
    assert launching.in_launch(world.adam, KEY).launch is None


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_it_ends_at_its_instant(world, enter, clock, seconds):
    ends_at = enter("alice", world.harbor, hours=2).launch.ends_at
    clock.move_to(ends_at + timedelta(seconds=seconds))
    lives = launching.in_launch(world.scope_of("alice@acme.example"), KEY).launch is not None
    assert lives == (seconds < 0)
    assert trail(world.harbor) == ["launch.started"] + ([] if lives else ["launch.ended"])


def test_it_is_no_longer_than_the_right_to_it_and_than_the_session(world, giver, enter):
    soon = world.alice.made_at + timedelta(minutes=30)
    giver.grant("uma", Role.ADMIN, customer=world.quarry, ends_at=soon)
    assert enter("uma", world.quarry).launch.ends_at == soon
    giver.grant("uma", Role.PROVISIONING, members=[world.quarry])
    assert enter("uma", world.quarry, key="b").launch.ends_at == world.alice.made_at + timedelta(hours=4)
    assert enter("uma", world.quarry, key="c", until=soon).launch.ends_at == soon


def test_it_ends_with_the_right_to_it_on_the_next_request(world, enter):
    """P4: nothing is cached between requests."""
    enter("adam", world.harbor)
    Grant.objects.filter(person__name="Adam").delete()
    Grant.objects.create(
        person=world.person("adam"), partner_id=world.acme.id, role=Role.ADMIN, customer_id=world.quarry,
        created_at=world.alice.made_at, ends_at=world.alice.made_at + timedelta(days=1),
    )  # fmt: skip
    assert launching.in_launch(world.scope_of("adam@acme.example"), KEY).launch is None
    ended = AuditEntry.objects.filter(partner_id=world.harbor).latest("number")
    assert (ended.act, ended.details["because"]) == ("launch.ended", launching.ITS_RIGHT)


def test_inside_one_may_no_more_than_the_live_right_allows(world, enter):
    scope = enter("alice", world.harbor)
    assert launching.inside_of(scope).scope.may(Permission.SET_UP_ORDERS, world.harbor)
    Grant.objects.filter(person__name="Alice").update(role=Role.READ_ONLY)
    now = launching.in_launch(world.scope_of("alice@acme.example"), KEY)
    assert now.launch is not None
    inside = launching.inside_of(now).scope
    assert inside.may(SEE, world.harbor) and not inside.may(Permission.SET_UP_ORDERS, world.harbor)


def test_a_role_that_grew_meanwhile_opens_nothing_more_in_a_launch_that_began_before(world, enter):
    enter("rita", world.harbor)
    Grant.objects.filter(person__name="Rita").update(role=Role.FULL_ADMIN)
    inside = launching.inside_of(launching.in_launch(world.scope_of("rita@acme.example"), KEY)).scope
    assert not inside.may(Permission.EDIT_CUSTOMERS, world.harbor)


def test_the_button_the_sign_out_and_the_sweep_end_it_once(world, enter, clock):
    scope = enter("alice", world.harbor)
    assert launching.end_launch(scope) == "Harbor Foods"
    assert launching.end_launch(scope) == "Harbor Foods" and launching.end_launch(world.alice) == ""
    assert trail(world.harbor) == ["launch.started", "launch.ended"]
    enter("alice", world.harbor)
    launching.end_under(KEY, address="192.0.2.7")
    launching.end_under(KEY)
    assert trail(world.harbor) == ["launch.started", "launch.ended"] * 2
    enter("alice", world.harbor, hours=1)
    assert launching.end_overdue(world.system()) == 0
    clock.shift(timedelta(hours=3))
    assert (launching.end_overdue(world.system()), launching.end_overdue(world.system())) == (1, 0)
    last = Launch.objects.latest("id")
    assert last.ended_at == last.ends_at
    assert trail(world.harbor) == ["launch.started", "launch.ended"] * 3


def test_an_act_while_launched_is_in_both_trails_and_an_act_elsewhere_is_not(world, enter):
    scope = enter("alice", world.harbor)
    audit.record(scope, "tested", "here", customer_id=world.harbor, before=1, after=2)
    audit.record(scope, "tested", "there", customer_id=world.orchard)
    audit.record(scope, "tested", "everywhere")
    audit.record(scope, "tag.added", "our own word", customer_id=world.harbor)
    here = AuditEntry.objects.get(partner_id=world.harbor, act="tested")
    assert (here.subject, here.actor) == ("here", "alice@acme.example")
    assert here.details == {"for": "Acme", "before": 1, "after": 2, "launch": scope.launch.id}
    assert trail(world.harbor) == ["launch.started", "tested"] and trail(world.orchard) == []
    assert trail(world.acme.id) == ["launch.started", "tested", "tested", "tested", "tag.added"]
    ours = AuditEntry.objects.get(partner_id=world.acme.id, subject="here")
    assert ours.details["launch"] == scope.launch.id
    assert all(list(audit.broken_entries(id_)) == [] for id_ in (world.acme.id, world.harbor))


def test_a_customers_own_administrators_read_their_trail_and_nobody_elses(world, enter):
    enter("alice", world.harbor)
    enter("alice", world.orchard, key="b")
    for name in ("cleo", "adam", "alice", "rita"):
        assert [one.act for one in organization_entries(getattr(world, name), world.harbor)] == ["launch.started"]
    for name, customer_id in (("cleo", world.orchard), ("adam", world.orchard), ("carol", world.harbor)):
        with pytest.raises(OutOfReach):
            organization_entries(getattr(world, name), customer_id)
    for name in ("hal", "petra"):
        with pytest.raises(Forbidden):
            organization_entries(getattr(world, name), world.harbor)


def test_a_customers_own_administrator_is_inside_without_a_launch(world, giver):
    inside = launching.inside_of(world.cleo)
    assert (inside.customer, inside.launched, inside.scope.permissions) == (
        "Harbor Foods", False, ROLES[Role.CUSTOMER_ADMIN],
    )  # fmt: skip
    giver.grant("cleo", Role.CUSTOMER_ADMIN, customer=world.quarry)
    cleo = giver.scope("cleo")
    assert launching.own_organizations(cleo) == [(world.harbor, "Harbor Foods"), (world.quarry, "Quarry Steel")]
    assert launching.inside_of(cleo, world.quarry).customer == "Quarry Steel"
    for scope, customer_id in ((cleo, world.orchard), (world.alice, None), (world.alice, world.harbor)):
        with pytest.raises(OutOfReach):
            launching.inside_of(scope, customer_id)


def test_a_customer_sees_who_was_inside(world, enter):
    enter("alice", world.harbor)
    enter("adam", world.harbor, key="b")
    found = launching.launches_of(world.cleo, world.harbor)
    assert [(one.person, one.role) for one in found] == [
        ("adam@acme.example", Role.ADMIN), ("alice@acme.example", Role.FULL_ADMIN),
    ]  # fmt: skip
    for name, customer_id in (("cleo", world.orchard), ("carol", world.harbor)):
        with pytest.raises(OutOfReach):
            launching.launches_of(getattr(world, name), customer_id)
