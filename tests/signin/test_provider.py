"""Signing in at one's own organization: who a provider may vouch for, and what its word is worth (P1, P6)."""

import html
import re
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from partnerhub.tenancy.models import AuditEntry, IdentityProvider, Person
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.signin.discovery import require_provider
from partnerhub.tenancy.signin.providers import (
    PlannedProvider,
    WrongProvider,
    asserts_two_factors,
    remove_provider,
    save_provider,
)
from partnerhub.tenancy.users import services
from tests.signin.codes import app_code
from tests.signin.conftest import STEP
from tests.signin.provider import SECRET, Provider, asked_of, running

RITA = {"email": "rita@acme.example", "email_verified": True}


@pytest.fixture
def provider(world):
    """Return Acme's provider, which answers on this machine."""
    provider = Provider()
    with running(provider):
        save_provider(world.alice, plan(provider.issuer), version=0)
        yield provider


def plan(issuer: str, *domains: str) -> PlannedProvider:
    return PlannedProvider("Acme Login", issuer, "hub", SECRET, domains or ("acme.example",))


def go(browser: Client, email: str = "rita@acme.example", wanted: str = "") -> dict[str, str]:
    """Say one's address, and return what the hub then asks the provider for."""
    page = browser.post("/account/organization/", {"email": email, "next": wanted}).content.decode()
    there = re.search(r'href="(http://127[^"]+)"', page)
    assert there, page
    return asked_of(html.unescape(there.group(1)))


def come_back(browser: Client, asked: dict[str, str], **sent: str):
    path = asked["redirect_uri"].removeprefix("http://testserver").removeprefix("http://localhost:8000")
    return browser.get(path, {"code": "c", "state": asked["state"]} | sent)


def sign_in(provider: Provider, **claims: object):
    browser = Client()
    provider.claims = RITA | claims
    return browser, come_back(browser, go(browser))


def test_two_factors_at_the_provider_let_in_at_once(provider):
    browser, answer = sign_in(provider, amr=["pwd", "otp"])
    assert answer.status_code == 302 and browser.get("/customers/").status_code == 200
    entry = AuditEntry.objects.get(act="signed_in")
    assert entry.subject == "rita@acme.example" and "provider" in entry.details["by"]
    assert provider.asked[0]["client_secret"] == SECRET and "code_verifier" in provider.asked[0]


def test_one_factor_at_the_provider_asks_for_ones_own(provider):
    browser, answer = sign_in(provider, amr=["pwd"])
    assert answer["Location"].startswith(STEP)
    assert browser.get("/customers/").status_code == 302
    assert browser.get(STEP).status_code == 200
    assert browser.post(STEP, {"code": app_code()}).status_code == 302
    assert browser.get("/customers/").status_code == 200


def test_who_has_no_second_factor_anywhere_sets_one_up_first(provider, without_factor):
    without_factor("rita")
    browser, _ = sign_in(provider)
    assert browser.get("/customers/")["Location"] == "/account/second-factor/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "carol@globex.example"}, {"email": "stranger@acme.example"}, {"email_verified": False}, {"email": ""},
        {"email": "rita@acme.example.evil.example"}, {"email": None},
    ],
)  # fmt: skip
def test_a_provider_vouches_for_known_people_of_its_own_organization_alone(provider, claims):
    people = Person.objects.count()
    browser, answer = sign_in(provider, amr=["mfa"], **claims)
    assert answer.status_code == 403 and browser.get("/customers/").status_code == 302
    assert Person.objects.count() == people and not SocialAccount.objects.exists()


def test_a_suspended_person_is_refused_there_too(provider, world):
    services.suspend_user(world.alice, world.person("rita").id)
    browser, answer = sign_in(provider, amr=["mfa"])
    assert answer.status_code in {302, 403} and browser.get("/customers/").status_code == 302


@pytest.mark.parametrize("wrong", [{"iss": "https://other.example"}, {"aud": "somebody else"}, {"exp": 1}, {"sub": ""}])
def test_a_token_for_others_of_others_or_of_the_past_lets_nobody_in(provider, wrong):
    browser, answer = sign_in(provider, amr=["mfa"], **wrong)
    assert answer.status_code == 403 and browser.get("/customers/").status_code == 302


def test_a_token_and_a_description_of_two_people_let_nobody_in(provider):
    provider.userinfo = {"sub": "8"}
    browser, answer = sign_in(provider, amr=["mfa"])
    assert answer.status_code == 403 and browser.get("/customers/").status_code == 302


def test_an_answer_that_nobody_asked_for_lets_nobody_in(provider):
    asked = go(Client())
    provider.claims = RITA | {"amr": ["mfa"]}
    browser = Client()
    assert come_back(browser, asked).status_code == 403
    assert browser.get("/customers/").status_code == 302


def test_whom_it_vouched_for_is_known_by_its_id_and_not_by_an_address_that_moved(provider):
    sign_in(provider, amr=["mfa"])
    browser, _ = sign_in(provider, amr=["mfa"], email="adam@acme.example")
    assert "rita@acme.example" in browser.get("/profile/").content.decode()
    assert SocialAccount.objects.get().extra_data == {}


def test_the_address_of_another_domain_and_of_nobody_are_answered_alike(provider):
    pages = [
        Client().post("/account/organization/", {"email": email}).content.decode().replace(email, "")
        for email in ("carol@globex.example", "x@nowhere.example")
    ]
    pages = [re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page) for page in pages]
    assert pages[0] == pages[1] and "with a password or a passkey" in pages[0]
    known, unknown = (go(Client(), f"{name}@acme.example").keys() for name in ("rita", "stranger"))
    assert known == unknown


def test_a_provider_that_is_silent_is_told_and_breaks_nothing(world):
    save_provider(world.alice, plan("http://127.0.0.1:9"), version=0)
    answer = Client().post("/account/organization/", {"email": "rita@acme.example"})
    assert answer.status_code == 503 and "Acme Login" in answer.content.decode()


def test_a_fresh_proof_can_be_given_there(provider, clock):
    from partnerhub.tenancy.signin.proofs import fresh_for

    browser, _ = sign_in(provider, amr=["mfa"], auth_time=int(time.time()))
    token = {"name": "Nightly", "kind": "read", "days": "9"}
    assert "hub_" in browser.post("/profile/tokens/", token).content.decode()
    clock.shift(fresh_for())
    assert browser.post("/profile/tokens/", token).status_code == 302
    page = browser.get("/account/organization/prove/?next=/profile/").content.decode()
    asked = asked_of(html.unescape(re.search(r'href="(http://127[^"]+)"', page).group(1)))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    provider.claims["auth_time"] = int(time.time())
    come_back(browser, asked)
    assert "hub_" in browser.post("/profile/tokens/", token).content.decode()


def test_its_secret_is_kept_sealed_and_shown_to_nobody(provider, world, comer):
    assert SECRET not in IdentityProvider.objects.get().sealed_secret
    page = comer("alice").come_in().get("/settings/sign-in/").content.decode()
    assert "Acme Login" in page and SECRET not in page
    assert SECRET not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("domains", "why"),
    [(["globex.example"], "another organization"), (["nodots"], "is not a domain"), (["-a.example"], "is not a"),
     ([], "at least one")],
)  # fmt: skip
def test_domains_of_others_and_what_is_none_are_refused(world, domains, why):
    with pytest.raises(WrongProvider, match=why):
        save_provider(world.alice, PlannedProvider("A", "https://a.example", "c", "s", tuple(domains)), version=0)


def test_a_stale_change_is_told_and_another_issuer_forgets_whom_the_old_one_knew(provider, world):
    sign_in(provider, amr=["mfa"])
    with pytest.raises(Stale):
        save_provider(world.alice, plan(provider.issuer), version=0)
    save_provider(world.alice, plan("https://new.example"), version=1)
    assert not SocialAccount.objects.exists()
    with pytest.raises(Stale):
        remove_provider(world.alice, version=1)
    remove_provider(world.alice, version=2)
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ({}, ""), ({"issuer": "https://other.example"}, "calls itself"), ({"jwks_uri": None}, "lacks jwks_uri"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "https://"),
    ],
)  # fmt: skip
def test_a_provider_is_asked_what_it_is_before_it_is_kept(db, description, why):
    provider = Provider()
    provider.description = description
    with running(provider):
        if not why:
            require_provider(provider.issuer)
            return
        with pytest.raises(WrongProvider, match=why):
            require_provider(provider.issuer)


@pytest.mark.parametrize(
    ("ways", "two"),
    [
        (["mfa"], True), (["pwd", "otp"], True), (["pwd", "hwk"], True), (["hwk", "user"], True), (["swk", "fpt"], True),
        (["pwd"], False), (["otp"], False), ([], False), (["pwd", "pin"], False), ("mfa", True), ("pwd", False),
        (None, False), (["otp", "user"], False), (["sms"], False),
    ],
)  # fmt: skip
def test_two_factors_are_what_is_known_and_what_is_had_or_what_is_had_and_unlocked(ways, two):
    """As the registry of RFC 8176 names the ways."""
    assert asserts_two_factors(ways) is two
