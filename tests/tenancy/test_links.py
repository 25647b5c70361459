"""One-time links: single use, fifteen minutes, and one first administrator (P3, P8)."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from partnerhub.tenancy import services
from partnerhub.tenancy.models import Grant, Person, SignInLink
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.tenancy.services import LinkRefused
from partnerhub.terms.codes import Role

MINUTES = timedelta(minutes=15)


@pytest.fixture
def fresh(db):
    """Return a partner that nobody administers yet."""
    return services.ensure_partner("Fresh")


def link_for(world, name: str) -> str:
    return services.make_link(world.system(), person_with_email(f"{name}@acme.example"))


def first_link(partner) -> str:
    from partnerhub.tenancy.scope import Scope

    return services.make_link(Scope.system(partner.id, partner.name, "test"), None)


# Before those that ask for the small world: that one is made once, for all that follow it.
def test_the_first_administrator_introduces_themselves_by_the_first_link(fresh, client):
    page = reverse("link", args=[first_link(fresh)])
    assert "first full administrator of <strong>Fresh</strong>" in client.get(page).content.decode()
    wrong = client.post(page, {"name": "", "email": "not an address"})
    assert wrong.status_code == 200 and 'role="alert"' in wrong.content.decode() and not Person.objects.exists()
    assert client.post(page, {"name": "Freya", "email": "Freya@Fresh.example"}).status_code == 302
    grant = Grant.objects.get()
    assert (grant.person.email, grant.role, grant.ends_at) == ("freya@fresh.example", Role.FULL_ADMIN, None)
    assert not grant.person.has_usable_password()


def test_two_links_make_one_first_administrator(fresh):
    one, other = first_link(fresh), first_link(fresh)
    services.use_link(one, email="freya@fresh.example", name="Freya")
    with pytest.raises(LinkRefused):
        services.use_link(other, email="mallory@fresh.example", name="Mallory")
    with pytest.raises(LinkRefused):
        services.link_target(other)
    assert list(Person.objects.values_list("email", flat=True)) == ["freya@fresh.example"]


def test_a_link_signs_its_person_in_once(world):
    secret = link_for(world, "rita")
    assert services.link_target(secret)[1].email == "rita@acme.example"
    assert services.use_link(secret) == world.person("rita").pk
    for ask in (services.use_link, services.link_target):
        with pytest.raises(LinkRefused):
            ask(secret)


def test_looking_at_a_link_does_not_use_it_up(world, client):
    page = reverse("link", args=[link_for(world, "rita")])
    for _ in range(3):
        answer = client.get(page)
        assert answer.status_code == 200 and "Sign in as Rita" in answer.content.decode()
    assert client.head(page).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(page).status_code == 302
    assert client.session["_auth_user_id"] == str(world.person("rita").pk)


def test_a_used_an_ended_and_an_invented_link_answer_alike(world, client, clock):
    used, ended = link_for(world, "rita"), link_for(world, "rita")
    services.use_link(used)
    clock.shift(MINUTES)
    bodies = {Client().get(reverse("link", args=[secret])).content for secret in (used, ended, "invented")}
    assert len(bodies) == 1
    for secret in (used, ended, "invented"):
        assert client.post(reverse("link", args=[secret])).status_code == 404


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_a_link_lives_for_fifteen_minutes(world, clock, seconds, works):
    secret = link_for(world, "rita")
    clock.shift(MINUTES + timedelta(seconds=seconds))
    if works:
        assert services.use_link(secret)
    else:
        with pytest.raises(LinkRefused):
            services.use_link(secret)


def test_a_link_of_a_suspended_person_opens_nothing(world):
    secret = link_for(world, "rita")
    Person.objects.filter(email="rita@acme.example").update(is_active=False)
    with pytest.raises(LinkRefused):
        services.use_link(secret)


def test_links_are_kept_as_digests_only(world):
    secret = link_for(world, "rita")
    kept = SignInLink.objects.get()
    assert secret not in str(vars(kept)) and kept.digest == services.digest(secret)


def test_the_first_link_does_not_sign_in_as_somebody_of_another_partner(world, fresh):
    secret = first_link(fresh)
    with pytest.raises(LinkRefused):
        services.use_link(secret, email="carol@globex.example", name="Mallory")
    assert not Grant.objects.filter(partner_id=fresh.id).exists()
    assert world.person("carol").name == "Carol"
    assert services.use_link(secret, email="freya@fresh.example", name="Freya")


def test_the_first_link_does_not_wake_a_suspended_person(fresh, world):
    Person.objects.create(
        email="old@fresh.example", name="Old", home_id=fresh.id, is_active=False, created_at=world.alice.made_at
    )
    with pytest.raises(LinkRefused):
        services.use_link(first_link(fresh), email="old@fresh.example", name="Old")


def test_hub_link_prints_one_line_that_signs_in(world, client):
    out = io.StringIO()
    call_command("link", "ALICE@acme.example ", stdout=out)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("http://localhost:8000/link/")
    client.post(line.removeprefix("http://localhost:8000"))
    assert client.session["_auth_user_id"] == str(world.person("alice").pk)


def test_hub_link_for_an_unknown_or_suspended_address_says_what_to_do(world):
    Person.objects.filter(email="rita@acme.example").update(is_active=False)
    for address in ("stranger@acme.example", "rita@acme.example"):
        with pytest.raises(CommandError, match="administrators file"):
            call_command("link", address)
    assert not SignInLink.objects.exists()
