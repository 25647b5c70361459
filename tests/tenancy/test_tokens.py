"""API tokens: kept as digests, ending, and never able to do more than their person (P4, P16)."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from partnerhub.tenancy import services
from partnerhub.tenancy.models import ApiToken, Grant, Person, TokenScope
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.selectors import person_with_email, scope_of_token
from partnerhub.terms.codes import Role

DAY = timedelta(days=1)


def token(world, name: str = "alice", kind: TokenScope = TokenScope.READ, days: int = 30) -> str:
    return services.make_token(world.system(), person_with_email(f"{name}@acme.example"), kind, days)


def test_a_token_is_kept_as_a_digest_and_shown_once(world):
    secret = token(world)
    kept = ApiToken.objects.get()
    assert kept.digest == services.digest(secret) and kept.hint == secret[:8]
    assert secret not in str(vars(kept)) and len(secret) > 40


def test_no_two_tokens_are_alike(world):
    assert len({token(world) for _ in range(5)}) == 5


def test_a_token_asks_as_its_person(world):
    scope, may_write = scope_of_token(token(world, "adam"), "192.0.2.7")
    assert (scope.actor, scope.address, may_write) == ("adam@acme.example", "192.0.2.7", False)
    assert set(scope.customers(Permission.VIEW_ANALYTICS)) == {world.harbor}
    assert not scope.is_system


@pytest.mark.parametrize(("kind", "writes"), [(TokenScope.READ, False), (TokenScope.WRITE, True)])
def test_a_token_says_whether_it_may_write(world, kind, writes):
    assert scope_of_token(token(world, kind=kind), "")[1] is writes


def test_a_token_that_was_never_made_is_nobody(world):
    for secret in ("", "hub_", "hub_invented", services.digest(token(world)), "\0"):
        assert scope_of_token(secret, "") is None


@pytest.mark.parametrize(("late", "lives"), [(-1, True), (0, False), (1, False)])
def test_a_token_ends_at_its_instant(world, clock, late, lives):
    secret = token(world, days=30)
    clock.shift(30 * DAY + timedelta(seconds=late))
    assert (scope_of_token(secret, "") is not None) is lives


def test_suspending_the_person_ends_the_token_at_once(world):
    secret = token(world)
    Person.objects.filter(email="alice@acme.example").update(is_active=False)
    assert scope_of_token(secret, "") is None


def test_a_token_loses_what_its_person_loses(world, clock):
    secret = token(world, "adam")
    Grant.objects.filter(person__email="adam@acme.example").update(role=Role.PROVISIONING)
    scope, _ = scope_of_token(secret, "")
    assert not scope.may(Permission.VIEW_ANALYTICS)
    Grant.objects.filter(person__email="adam@acme.example").update(ends_at=world.alice.made_at + timedelta(hours=1))
    clock.shift(timedelta(hours=1))
    assert scope_of_token(secret, "") is None


def test_a_token_holds_at_the_partner_it_was_made_for_only(world, giver):
    giver.grant("alice", Role.READ_ONLY, partner=world.globex.id, ends_at=world.alice.made_at + DAY)
    scope, _ = scope_of_token(token(world), "")
    assert scope.partner_id == world.acme.id


def test_hub_token_prints_the_token_alone(world):
    out = io.StringIO()
    call_command("token", "rita@acme.example", scope="read", stdout=out)
    secret = out.getvalue().strip()
    assert secret.startswith("hub_") and scope_of_token(secret, "")[0].actor == "rita@acme.example"
    assert ApiToken.objects.get().ends_at == world.alice.made_at + 90 * DAY


@pytest.mark.parametrize("days", [0, -1, 731])
def test_hub_token_refuses_lives_beyond_the_longest(world, days):
    with pytest.raises(CommandError, match="1 to 730 days"):
        call_command("token", "rita@acme.example", scope="read", days=days)


def test_hub_token_for_a_stranger_says_what_to_do(world):
    with pytest.raises(CommandError, match="administrators file"):
        call_command("token", "stranger@acme.example", scope="read")
    assert not ApiToken.objects.exists()
