"""Access for some hours: asked for with a reason, approved by the customer, exactly that, ended by itself (P4, P5)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from partnerhub.tenancy import approvals, launching
from partnerhub.tenancy.access import administrators, administrators_of, why_visible
from partnerhub.tenancy.approvals import WrongAccess
from partnerhub.tenancy.granting import WrongGrant, change_end, revoke_grant
from partnerhub.tenancy.models import AccessRequest, AuditEntry, Grant, GrantExclusion
from partnerhub.tenancy.permissions import LEVELS, LOOK, ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.terms.codes import AccessLevel, AccessState, Basis, Role

READ, FULL = AccessLevel.READ, AccessLevel.FULL
LAUNCH = Permission.LAUNCH_CUSTOMERS


def ask(scope, customer_id: int, level: AccessLevel = READ, hours: int = 4, email: str = "", **more) -> int:
    given = {"reason": "calls drop at noon"} | more
    return approvals.ask_for_access(scope, customer_id, level=level, hours=hours, email=email, **given)


def acts(organization_id: int) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=organization_id, act__startswith="access.").order_by("number")
    return list(found.values_list("act", flat=True))


def state(scope, request_id: int) -> AccessState:
    return next(one.state for one in approvals.access_requests(scope) if one.id == request_id)


@pytest.fixture
def hanna(giver):
    """Return a maker of the scope of somebody advanced at the help desk."""
    giver.grant("hanna", Role.HELP_DESK_ADVANCED)
    return lambda: giver.scope("hanna")


def held(scope, customer_id: int) -> set[Permission]:
    return {permission for permission in Permission if scope.may(permission, customer_id)}


def test_the_help_desk_asks_the_customer_approves_and_exactly_that_is_open_there(world, hanna):
    before = held(hanna(), world.harbor)
    request = ask(hanna(), world.harbor, FULL)
    assert state(hanna(), request) == state(world.cleo, request) == AccessState.ASKED
    assert held(hanna(), world.harbor) == before
    approvals.approve_access(world.cleo, request)
    assert held(hanna(), world.harbor) == before | LEVELS[FULL]
    assert held(hanna(), world.orchard) == before
    assert acts(world.acme.id) == acts(world.harbor) == ["access.asked", "access.approved"]
    assert acts(world.orchard) == []


def test_basic_help_desk_looks_only_and_does_not_ask_itself(world, hanna):
    with pytest.raises(Forbidden):
        ask(world.hal, world.harbor)
    with pytest.raises(WrongAccess, match="look, not mend"):
        ask(hanna(), world.harbor, FULL, email="hal@acme.example")
    request = ask(hanna(), world.harbor, email="Hal@acme.example")
    approvals.approve_access(world.cleo, request)
    hal = world.scope_of("hal@acme.example")
    assert held(hal, world.harbor) == ROLES[Role.HELP_DESK_BASIC] | LOOK
    assert state(hal, request) == AccessState.APPROVED
    assert LAUNCH not in held(hanna(), world.harbor)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_it_ends_by_itself_at_its_instant(world, hanna, clock, seconds):
    request = ask(hanna(), world.harbor, hours=3)
    approvals.approve_access(world.cleo, request, hours=2)
    clock.move_to(world.alice.made_at + timedelta(hours=2, seconds=seconds))
    lives = seconds < 0
    assert hanna().may(LAUNCH, world.harbor) == lives
    assert state(hanna(), request) == (AccessState.APPROVED if lives else AccessState.ENDED)


def test_the_help_desk_launches_only_through_an_approval(world, hanna):
    with pytest.raises(Forbidden):
        launching.launch_customer(hanna(), world.harbor, key="k", hours=4)
    approvals.approve_access(world.cleo, ask(hanna(), world.harbor, hours=2))
    made, _ = launching.launch_customer(hanna(), world.harbor, key="k", hours=4)
    assert (made.role, made.ends_at) == (Role.HELP_DESK_ADVANCED, world.alice.made_at + timedelta(hours=2))
    inside = launching.inside_of(launching.in_launch(hanna(), "k")).scope
    assert inside.permissions == LOOK - {LAUNCH} | {Permission.VIEW_ACCESS, Permission.VIEW_OWN_AUDIT}
    with pytest.raises(Forbidden):
        launching.launch_customer(hanna(), world.orchard, key="k2", hours=4)


@pytest.mark.parametrize("who", ["cleo", "hanna", "alice"])
def test_it_is_ended_early_by_the_customer_by_who_has_it_and_by_who_manages_rights(world, giver, hanna, who):
    request = ask(hanna(), world.harbor)
    approvals.approve_access(world.cleo, request)
    launching.launch_customer(hanna(), world.harbor, key="k", hours=1)
    approvals.end_access(giver.scope(who), request)
    approvals.end_access(giver.scope(who), request)
    assert not hanna().may(LAUNCH, world.harbor)
    assert launching.in_launch(hanna(), "k").launch is None
    assert (state(world.cleo, request), AccessRequest.objects.get().ended_by) == (AccessState.ENDED, f"{who}@acme.example")
    assert acts(world.harbor) == acts(world.acme.id) == ["access.asked", "access.approved", "access.ended"]


def test_others_do_not_end_it(world, hanna):
    request = ask(hanna(), world.harbor)
    approvals.approve_access(world.cleo, request)
    with pytest.raises(Forbidden):
        approvals.end_access(world.adam, request)
    for name in ("hal", "carol"):
        with pytest.raises(OutOfReach):
            approvals.end_access(getattr(world, name), request)
    for name in ("petra", "rita"):
        with pytest.raises(Forbidden):
            approvals.end_access(getattr(world, name), request)
    assert hanna().may(LAUNCH, world.harbor)


def test_it_shows_like_any_other_right_with_its_end(world, giver, hanna):
    approvals.approve_access(world.cleo, ask(hanna(), world.harbor, hours=5))
    shown = [one for one in administrators(giver.scope("alice")) if one.basis is Basis.APPROVAL]
    assert [(one.name, one.customer, one.level, one.ends_at) for one in shown] == [
        ("hanna", "Harbor Foods", READ, world.alice.made_at + timedelta(hours=5)),
    ]  # fmt: skip
    assert shown[0] in administrators_of(world.cleo, world.harbor)
    assert shown[0] in why_visible(world.alice, "hanna@acme.example", world.harbor)


def test_taking_it_on_the_page_of_rights_ends_the_request_and_tells_the_customer(world, hanna):
    request = ask(hanna(), world.harbor)
    approvals.approve_access(world.cleo, request)
    grant = Grant.objects.get(access=request)
    with pytest.raises(WrongGrant, match="ask again"):
        change_end(world.alice, grant.id, world.today)
    revoke_grant(world.alice, grant.id)
    assert (state(world.cleo, request), hanna().may(LAUNCH, world.harbor)) == (AccessState.ENDED, False)
    assert AuditEntry.objects.filter(partner_id=world.harbor, act="role.revoked").count() == 1


def test_it_goes_with_the_role_that_asked(world, giver, hanna):
    approvals.approve_access(world.cleo, ask(hanna(), world.harbor))
    base = Grant.objects.get(person__name="hanna", access__isnull=True)
    left_out = GrantExclusion.objects.create(grant=base, customer_id=world.harbor)
    assert not giver.scope("hanna").may(LAUNCH, world.harbor)
    assert [one for one in administrators(giver.scope("alice")) if one.basis is Basis.APPROVAL] == []
    left_out.delete()
    assert giver.scope("hanna").may(LAUNCH, world.harbor)
    giver.grant("hanna", Role.HELP_DESK_BASIC)
    base.delete()
    assert held(giver.scope("hanna"), world.harbor) == ROLES[Role.HELP_DESK_BASIC]


def test_nobody_gives_more_than_they_hold_and_nobody_lets_themselves_in(world, giver, hanna):
    giver.grant("hanna", Role.CUSTOMER_ADMIN, customer=world.harbor)
    request = ask(hanna(), world.harbor)
    with pytest.raises(Forbidden):
        approvals.approve_access(hanna(), request)
    other = ask(hanna(), world.harbor, email="hal@acme.example")
    with pytest.raises(Forbidden):
        approvals.approve_access(hanna(), other)
    approvals.approve_access(world.cleo, request)
    assert set(AccessRequest.objects.get(id=request).permissions.split()) - {LAUNCH} <= ROLES[Role.CUSTOMER_ADMIN]


@pytest.mark.parametrize("name", ["alice", "adam", "rita", "petra"])
def test_nobody_of_the_partner_approves(world, hanna, name):
    request = ask(hanna(), world.harbor)
    with pytest.raises((Forbidden, OutOfReach)):
        approvals.approve_access(getattr(world, name), request)
    assert Permission.APPROVE_ACCESS not in frozenset().union(*(ROLES[r] for r in Role if r is not Role.CUSTOMER_ADMIN))


def test_somebody_inside_another_organization_neither_sees_nor_answers_it(world, giver, hanna):
    giver.grant("dora", Role.CUSTOMER_ADMIN, customer=world.orchard)
    request = ask(hanna(), world.harbor)
    assert approvals.access_requests(giver.scope("dora")) == []
    assert (approvals.waiting_for(giver.scope("dora")), approvals.waiting_for(world.cleo)) == (0, 1)
    for act in (approvals.approve_access, approvals.refuse_access, approvals.end_access, approvals.withdraw_access):
        with pytest.raises(OutOfReach):
            act(giver.scope("dora"), request)


def test_full_and_partner_administrators_ask_for_their_purposes_on_customers_of_theirs(world, hanna):
    for name in ("alice", "adam"):
        ask(getattr(world, name), world.harbor, FULL)
    assert {one.role for one in approvals.access_requests(world.cleo)} == {Role.FULL_ADMIN, Role.ADMIN}
    with pytest.raises(OutOfReach):
        ask(world.adam, world.orchard)
    with pytest.raises(OutOfReach):
        ask(hanna(), world.initech)
    for name in ("rita", "petra", "cleo"):
        with pytest.raises(Forbidden):
            ask(getattr(world, name), world.harbor)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"hours": 0}, "hours"), ({"hours": 73}, "hours"), ({"reason": "   "}, "reason"), ({"reason": "x" * 501}, "reason"),
     ({"reason": "a\x00b"}, "reason"), ({"email": "rita@acme.example"}, "email"),
     ({"email": "carol@globex.example"}, "email")],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(world, hanna, given, field):
    with pytest.raises(WrongAccess) as wrong:
        ask(hanna(), world.harbor, **given)
    assert wrong.value.field == field and not AccessRequest.objects.exists()


def test_where_nobody_could_answer_nothing_is_asked(world, hanna):
    with pytest.raises(WrongAccess, match="no administrator of its own"):
        ask(hanna(), world.orchard)


def test_asked_twice_it_is_asked_once(world, hanna):
    key = uuid.uuid4()
    first = ask(hanna(), world.harbor, key=key)
    assert ask(hanna(), world.harbor, key=key) == first
    with pytest.raises(WrongAccess, match="already"):
        ask(hanna(), world.harbor)
    assert acts(world.harbor) == ["access.asked"]
    one = AccessRequest.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        one.pk, one.key = None, uuid.uuid4()
        one.save()


def test_two_answers_are_one_and_the_second_of_two_who_differ_is_told(world, giver, hanna):
    giver.grant("dora", Role.CUSTOMER_ADMIN, customer=world.harbor)
    request = ask(hanna(), world.harbor)
    approvals.approve_access(world.cleo, request)
    approvals.approve_access(world.cleo, request)
    assert Grant.objects.filter(access=request).count() == 1
    for answer in (approvals.refuse_access, approvals.approve_access):
        with pytest.raises(Stale) as stale:
            answer(giver.scope("dora"), request)
        assert stale.value.current == {"request": "approved by cleo@acme.example"}
    with pytest.raises(Stale):
        approvals.withdraw_access(hanna(), request)


def test_a_refusal_says_why_and_a_request_can_be_taken_back(world, hanna):
    request = ask(hanna(), world.harbor)
    approvals.refuse_access(world.cleo, request, answer=" not  today ")
    approvals.refuse_access(world.cleo, request)
    (shown,) = approvals.access_requests(hanna())
    assert (shown.state, shown.answer, shown.answered_by) == (AccessState.REFUSED, "not today", "cleo@acme.example")
    again = ask(hanna(), world.harbor)
    with pytest.raises(Forbidden):
        approvals.withdraw_access(world.cleo, again)
    approvals.withdraw_access(hanna(), again)
    approvals.withdraw_access(hanna(), again)
    with pytest.raises(Stale):
        approvals.approve_access(world.cleo, again)
    assert acts(world.harbor) == ["access.asked", "access.refused", "access.asked", "access.withdrawn"]


def test_what_nobody_answers_lapses_and_can_be_asked_again(world, hanna, clock):
    request = ask(hanna(), world.harbor)
    clock.shift(timedelta(days=7))
    cleo = world.scope_of("cleo@acme.example")
    assert (state(cleo, request), approvals.waiting_for(cleo)) == (AccessState.LAPSED, 0)
    with pytest.raises(WrongAccess, match="in time"):
        approvals.approve_access(cleo, request)
    assert state(cleo, ask(hanna(), world.harbor)) == AccessState.ASKED


def test_who_sees_a_request(world, giver, hanna):
    request = ask(hanna(), world.harbor)
    seen = {name: [one.id for one in approvals.access_requests(giver.scope(name))] for name in ("alice", "adam", "hal")}
    assert seen == {"alice": [request], "adam": [request], "hal": []}
    (shown,) = approvals.access_requests(world.cleo)
    assert (shown.may_answer, shown.may_withdraw, shown.may_end) == (True, False, False)
    (mine,) = approvals.access_requests(hanna())
    assert (mine.may_answer, mine.may_withdraw, mine.may_end) == (False, True, False)
    for name in ("rita", "petra"):
        with pytest.raises(Forbidden):
            approvals.access_requests(getattr(world, name))
    assert approvals.access_requests(world.carol) == []


def test_a_role_can_be_given_though_only_its_holders_approve(world):
    """A full administrator makes somebody a customer's own administrator without being able to approve."""
    from partnerhub.tenancy.granting import grant_role
    from partnerhub.tenancy.shapes import PlannedGrant

    plan = PlannedGrant("zoe@acme.example", Role.CUSTOMER_ADMIN, customer_ids=(world.quarry,))
    assert grant_role(world.alice, plan)
    assert world.scope_of("zoe@acme.example").may(Permission.APPROVE_ACCESS, world.quarry)


def test_the_database_refuses_access_without_a_customer_or_without_an_end(world, hanna):
    request = ask(hanna(), world.harbor)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.filter(id=request).update(state=AccessState.APPROVED)
    given = {"person": world.person("hanna"), "partner_id": world.acme.id, "role": Role.HELP_DESK_ADVANCED}
    with pytest.raises(IntegrityError), transaction.atomic():
        now = world.alice.made_at
        Grant.objects.create(**given, access_id=request, created_at=now, ends_at=now + timedelta(hours=1))
