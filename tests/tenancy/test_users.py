"""People of the own organization: added, shut out, removed; nobody rises by it, and a full administrator stays (P4, P5)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from partnerhub.kit import clock
from partnerhub.tenancy.models import ApiToken, AuditEntry, Grant, Invitation, Person
from partnerhub.tenancy.permissions import ROLES, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.role_words import MAY, ROLE_WORDS, what_may
from partnerhub.tenancy.scope import live_grants
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.tenancy.services import LastFullAdministrator, make_token
from partnerhub.tenancy.users import invitations, services
from partnerhub.tenancy.users.selectors import EXTERNAL, OWN, never_invited, user, users
from partnerhub.terms.codes import HUB_ROLES, Role, TokenScope, UserStatus

ACTS_ON_ONE = {
    "rename": lambda scope, id_: services.rename_user(scope, id_, "Other"), "suspend": services.suspend_user,
    "resume": services.resume_user, "remove": services.remove_user, "reset": services.reset_factors,
    "end sessions": services.end_user_sessions, "withdraw": invitations.withdraw_invitation,
    "invite": lambda scope, id_: invitations.invite(scope, [id_]),
}  # fmt: skip
ONE_ACT = pytest.mark.parametrize("act", ACTS_ON_ONE.values(), ids=ACTS_ON_ONE)


def acts_since(number: int) -> list[str]:
    return list(AuditEntry.objects.filter(number__gt=number).order_by("number").values_list("act", flat=True))


def newest(world) -> int:
    return AuditEntry.objects.filter(partner_id=world.acme.id).order_by("-number").values_list("number", flat=True)[0]


def names(page) -> list[str]:
    return [one.name for one in page.users]


def test_somebody_added_holds_no_role_and_has_an_invitation(world):
    before = newest(world)
    id_ = services.add_user(world.alice, " Zoe@ACME.example ", " Zoë   Zander ", invites=True)
    zoe = user(world.alice, id_)
    assert (zoe.email, zoe.name, zoe.roles, zoe.status) == ("zoe@acme.example", "Zoë Zander", (), UserStatus.INVITED)
    assert acts_since(before) == ["user.added"]
    assert world.scope_of("alice@acme.example").made_at < zoe.invitation_ends_at


def test_somebody_added_without_an_invitation_can_be_invited_later_with_all_the_others(world):
    for name in ("zoe", "zed"):
        services.add_user(world.alice, f"{name}@acme.example", name, invites=False)
    waiting = never_invited(world.alice)
    assert {Person.objects.get(id=id_).name for id_ in waiting} >= {"zoe", "zed"}
    before = newest(world)
    assert invitations.invite(world.alice, waiting) == len(waiting)
    assert acts_since(before) == ["user.invited"] and never_invited(world.alice) == []


@pytest.mark.parametrize(
    ("email", "name", "why"),
    [
        ("adam@acme.example", "Adam", "is a user already"), ("carol@globex.example", "Carol", "cannot be a user here"),
        ("nowhere", "N", "e-mail address"), ("a@b.example, c@d.example", "N", "e-mail address"),
        ("zed@acme.example", "  ", "1 to 200 signs"), ("zed@acme.example", "Z" * 201, "1 to 200 signs"),
        ("zed@acme.example", "Z\u202ed", "printable"),
    ],
)  # fmt: skip
def test_who_cannot_be_added_is_told_why_and_nothing_is_kept(world, email, name, why):
    before = newest(world), Person.objects.count()
    with pytest.raises(services.WrongUser, match=why):
        services.add_user(world.alice, email, name, invites=True)
    assert (newest(world), Person.objects.count()) == before


@pytest.mark.parametrize("name", ["adam", "rita", "hal", "petra", "cleo"])
def test_others_change_nobody(world, name):
    scope, nobody = getattr(world, name), world.person("nobody").id
    with pytest.raises(Forbidden):
        services.add_user(scope, "zed@acme.example", "Zed", invites=False)
    for act in ACTS_ON_ONE.values():
        with pytest.raises(Forbidden):
            act(scope, nobody)


@ONE_ACT
def test_people_of_another_partner_are_absent(world, act):
    with pytest.raises(OutOfReach):
        act(world.alice, Person.objects.get(email="carol@globex.example").id)
    with pytest.raises(OutOfReach):
        act(world.alice, 999_999_999)


def test_somebody_from_outside_is_seen_with_their_organization_and_changed_by_it_alone(world, giver):
    Grant.objects.create(
        person=Person.objects.get(email="carol@globex.example"), partner_id=world.acme.id, role=Role.ADMIN,
        customer_id=world.harbor, created_at=world.alice.made_at, ends_at=world.alice.made_at + timedelta(days=9),
    )  # fmt: skip
    scope = giver.scope("alice")
    (carol,) = users(scope, belongs=EXTERNAL).users
    assert (carol.name, carol.home, carol.is_own, carol.roles) == ("Carol", "Globex", False, (Role.ADMIN,))
    for act in (services.suspend_user, services.remove_user, services.reset_factors, services.end_user_sessions):
        with pytest.raises(Forbidden):
            act(scope, carol.id)


@pytest.mark.parametrize("act", [services.suspend_user, services.remove_user, services.reset_factors])
def test_nobody_shuts_themselves_out(world, act):
    with pytest.raises(Forbidden):
        act(world.alice, world.alice.person_id)


@pytest.mark.parametrize("act", [services.suspend_user, services.remove_user])
def test_the_last_full_administrator_stays(world, giver, act):
    """P5: two of them may shut each other out, but never both."""
    giver.grant("anna", Role.FULL_ADMIN)
    anna = giver.scope("anna")
    act(anna, world.person("alice").id)
    giver.grant("bert", Role.FULL_ADMIN, ends_at=anna.made_at + timedelta(days=2))
    with pytest.raises(LastFullAdministrator):
        act(giver.scope("bert"), anna.person_id)
    assert Person.objects.get(id=anna.person_id).is_active


def test_a_suspended_user_holds_nothing_and_gets_all_of_it_back(world):
    adam = world.person("adam").id
    before = newest(world)
    services.suspend_user(world.alice, adam)
    services.suspend_user(world.alice, adam)
    assert user(world.alice, adam).status is UserStatus.SUSPENDED and user(world.alice, adam).roles == (Role.ADMIN,)
    assert not live_grants(clock.now()).filter(person_id=adam).exists()
    services.resume_user(world.alice, adam)
    services.resume_user(world.alice, adam)
    assert world.scope_of("adam@acme.example").may(Permission.VIEW_ANALYTICS, world.harbor)
    assert acts_since(before) == ["user.suspended", "user.resumed"]


def test_who_is_removed_leaves_the_trail_and_nothing_else(world):
    adam = world.person("adam").id
    make_token(world.system(), person_with_email("adam@acme.example"), TokenScope.READ, 9)
    before = newest(world)
    services.remove_user(world.alice, adam)
    left = Person.objects.get(id=adam)
    assert (left.email, left.name, left.is_active) == (f"removed-{adam}@removed.invalid", "Removed user", False)
    for model in (Grant, ApiToken, Invitation):
        assert not model._base_manager.filter(person_id=adam).exists()
    assert not Authenticator.objects.filter(user_id=adam).exists()
    entry = AuditEntry.objects.get(number__gt=before)
    assert (entry.act, entry.subject) == ("user.removed", "adam@acme.example")
    with pytest.raises(OutOfReach):
        user(world.alice, adam)
    again = services.add_user(world.alice, "adam@acme.example", "Adam", invites=False)
    assert again != adam and user(world.alice, again).roles == ()


def test_factors_that_were_lost_are_taken_off(world):
    rita = world.person("rita").id
    assert user(world.alice, rita).has_app
    services.reset_factors(world.alice, rita)
    assert not Authenticator.objects.filter(user_id=rita).exists()


def test_a_full_administrator_who_sees_less_changes_nobody_who_reaches_more(world, giver):
    giver.grant("lena", Role.FULL_ADMIN, without=[world.harbor])
    lena = giver.scope("lena")
    for act in (services.suspend_user, services.remove_user, services.reset_factors):
        with pytest.raises(Forbidden):
            act(lena, world.person("adam").id)
    services.suspend_user(lena, world.person("petra").id)


def test_people_are_found_by_beginnings_status_factor_and_belonging(world):
    assert names(users(world.alice, belongs=OWN, q="ri")) == ["Rita"]
    assert names(users(world.alice, belongs=OWN, q="rita@acme")) == ["Rita"]
    assert names(users(world.alice, q="ita")) == []
    assert names(users(world.alice, factor=False)) == ["Cleo"]
    services.suspend_user(world.alice, world.person("hal").id)
    assert names(users(world.alice, status=UserStatus.SUSPENDED)) == ["Hal"]
    assert "Hal" not in names(users(world.alice, status=UserStatus.NOT_INVITED))
    assert "Carol" not in names(users(world.alice))


def test_pages_hold_everybody_once_in_order(world):
    for number in range(25):
        services.add_user(world.alice, f"u{number}@acme.example", f"Same Name {number % 3}", invites=False)
    whole, after, pages = users(world.alice, size=1000), None, []
    while True:
        page = users(world.alice, size=4, after=after)
        pages += page.users
        after = page.after
        if after is None:
            break
    assert [one.id for one in pages] == [one.id for one in whole.users]
    assert len({one.id for one in pages}) == whole.total


def test_every_role_and_every_permission_has_its_words(world):
    """FR-09: what a role may do is said from the same table that decides it."""
    assert set(ROLE_WORDS) == set(Role) and set(MAY) == set(Permission)
    for role in HUB_ROLES:
        assert len(what_may(role)) == len(ROLES[role])
