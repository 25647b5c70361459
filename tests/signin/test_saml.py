"""Signing in at one's own organization by SAML: whose word lets whom in, and what no answer gets past (P1, P6)."""

import html
import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from partnerhub.tenancy.models import AuditEntry, Person
from partnerhub.tenancy.signin import saml
from partnerhub.tenancy.signin.plans import PlannedProvider
from partnerhub.tenancy.signin.providers import remove_provider, save_provider
from partnerhub.tenancy.users import services
from partnerhub.terms.codes import Protocol
from tests.signin import saml_provider as idp
from tests.signin.codes import app_code
from tests.signin.conftest import STEP
from tests.signin.saml_provider import ENTITY, PLACE, TWO, Answer, Asked, SamlProvider, asked_in

COOKIE = "saml-statement"
TIME_SYNC = "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken"
MICROSOFT, WAYS = (
    "http://schemas.microsoft.com/claims/multipleauthn",
    "http://schemas.microsoft.com/claims/authnmethodsreferences",
)
FORMAT = "urn:oasis:names:tc:SAML:{}:nameid-format:{}"
REFUSED = 403


def plan(provider: SamlProvider, entity: str = ENTITY, certificates: str = "", **more: object) -> PlannedProvider:
    return PlannedProvider(
        "Acme Login", entity, "", "", ("acme.example",), Protocol.SAML, PLACE, certificates or provider.certificate
    )  # fmt: skip


@pytest.fixture
def provider(world) -> SamlProvider:
    """Return Acme's provider, set up."""
    provider = SamlProvider()
    save_provider(world.alice, plan(provider), version=0)
    return provider


def go(browser: Client, email: str = "rita@acme.example") -> Asked:
    """Say one's address, and return what the hub then asks the provider for."""
    page = browser.post("/account/organization/", {"email": email}).content.decode()
    there = re.search(rf'href="({PLACE}[^"]+)"', page)
    assert there, page
    return asked_in(html.unescape(there.group(1)))


def arrive(asked: Asked, xml: str):
    """Send an answer as another site has a browser send it: without any cookie, and without a token against forgery."""
    path = urlsplit(asked.answers).path
    return Client(enforce_csrf_checks=True).post(path, {"SAMLResponse": idp.sent(xml), "RelayState": ""})


def come_back(browser: Client, asked: Asked, xml: str):
    """Send an answer and follow it, with the cookies that a browser has for the hub then."""
    answer = arrive(asked, xml)
    if answer.status_code != 302:
        return answer
    browser.cookies[COOKIE] = answer.cookies[COOKIE].value
    return browser.get(answer["Location"])


def sign_in(provider: SamlProvider, **changes: object):
    browser = Client()
    asked = go(browser)
    return browser, come_back(browser, asked, provider.says(Answer(asked).with_(**changes)))


def is_in(browser: Client) -> bool:
    return browser.get("/customers/").status_code == 200


@pytest.mark.parametrize("signs", [("assertion",), ("response",), ("assertion", "response")])
def test_two_factors_at_the_provider_let_in_at_once(provider, signs):
    browser, answer = sign_in(provider, signs=signs)
    assert answer.status_code == 302 and is_in(browser)
    entry = AuditEntry.objects.get(act="signed_in")
    assert entry.subject == "rita@acme.example" and "provider" in entry.details["by"]


@pytest.mark.parametrize("said", [{"ways": MICROSOFT}, {"ways": idp.PASSWORD, "more": {WAYS: MICROSOFT}}])
def test_what_microsoft_calls_two_factors_are_two(provider, said):
    assert is_in(sign_in(provider, **said)[0])


@pytest.mark.parametrize(
    "said",
    [
        {"ways": idp.PASSWORD}, {"ways": TIME_SYNC}, {"ways": f"{TWO}/not"},
        {"ways": idp.PASSWORD, "more": {WAYS: TIME_SYNC}}, {"ways": idp.PASSWORD, "more": {"amr": TWO}},
    ],
)  # fmt: skip
def test_one_factor_at_the_provider_asks_for_ones_own(provider, said):
    browser, answer = sign_in(provider, **said)
    assert answer["Location"].startswith(STEP) and not is_in(browser)
    assert browser.post(STEP, {"code": app_code()}).status_code == 302
    assert is_in(browser)


UNSOUND = [
    {"signs": ()}, {"issuer": "https://other.example"}, {"audience": "https://other.example"}, {"audience": ""},
    {"destination": "https://other.example/acs"}, {"destination": ""}, {"recipient": "https://other.example/acs"},
    {"recipient": ""}, {"ends": ""}, {"ends": "2026-11-22T11:00:00Z"}, {"asserted_to": "_another"}, {"asserted_to": ""},
    {"in_response_to": "", "asserted_to": ""}, {"in_response_to": ""}, {"name_format": FORMAT.format("2.0", "transient")},
    {"name_format": FORMAT.format("1.1", "emailAddress"), "name_id": "rita@acme.example"},
    {"name_id": ""}, {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", UNSOUND, ids=map(str, UNSOUND))
def test_an_answer_that_is_not_signed_not_ours_or_not_of_now_lets_nobody_in(provider, wrong):
    browser, answer = sign_in(provider, **wrong)
    assert answer.status_code == REFUSED and not is_in(browser) and not SocialAccount.objects.exists()


def test_an_answer_that_is_a_letter_longer_in_its_address_is_for_somebody_else(provider):
    browser = Client()
    asked = go(browser)
    for name in ("destination", "recipient"):
        answer = come_back(browser, asked, provider.says(Answer(asked).with_(**{name: f"{asked.answers}x"})))
        assert answer.status_code == REFUSED
    assert not is_in(browser)


def other_signature(xml: str) -> str:
    """Return an answer with one sign of its signature changed."""
    before, begin, after = xml.partition("<ds:SignatureValue>")
    return before + begin + ("A" if after[0] != "A" else "B") + after[1:]


def test_what_was_changed_after_it_was_signed_lets_nobody_in(provider):
    browser = Client()
    asked = go(browser)
    xml = provider.says(Answer(asked))
    assert come_back(browser, asked, xml.replace("rita@acme", "adam@acme")).status_code == REFUSED
    assert come_back(browser, asked, other_signature(xml)).status_code == REFUSED
    assert come_back(browser, asked, xml).status_code == 302 and is_in(browser)


def test_what_others_sign_or_is_signed_with_a_broken_digest_lets_nobody_in(provider):
    browser = Client()
    asked = go(browser)
    assert come_back(browser, asked, SamlProvider().says(Answer(asked))).status_code == REFUSED
    weak = idp.around(Answer(asked), provider.signed(idp.assertion(Answer(asked)), idp.Names.RSA_SHA1))
    assert come_back(browser, asked, weak).status_code == REFUSED
    assert not is_in(browser)


def wrappings(provider: SamlProvider, asked: Asked):
    """Yield answers that carry a signed assertion about rita, and beside, around or inside of it one about alice."""
    good = provider.signed(idp.assertion(Answer(asked)))
    evil = idp.assertion(Answer(asked, email="alice@acme.example", name_id="1", id="_evil"))
    same = evil.replace("_evil", "_assertion")
    for inside in (evil + good, good + evil, same + good, good + same):
        yield idp.around(Answer(asked), inside)
    for bad in (evil, same):
        end = bad.rindex("</saml:Assertion>")
        yield idp.around(Answer(asked), bad[:end] + good + bad[end:])
        yield idp.around(Answer(asked), f"<samlp:Extensions>{good}</samlp:Extensions>{bad}")
        after = bad.index("</saml:Issuer>") + len("</saml:Issuer>")
        signature = re.search("<ds:Signature.*</ds:Signature>", good, re.S).group()
        yield idp.around(Answer(asked), bad[:after] + signature + bad[after:])
        hidden = signature.replace("</ds:Signature>", f"<ds:Object>{good.replace(signature, '')}</ds:Object></ds:Signature>")
        yield idp.around(Answer(asked), bad[:after] + hidden + bad[after:])


def test_an_assertion_that_is_wrapped_around_a_signed_one_lets_nobody_in(provider):
    browser = Client()
    asked = go(browser)
    tried = list(wrappings(provider, asked))
    assert [come_back(browser, asked, xml).status_code for xml in tried] == [REFUSED] * len(tried) == [REFUSED] * 12
    assert not is_in(browser) and not SocialAccount.objects.exists()


def test_a_remark_inside_an_address_does_not_shorten_it(provider):
    browser, answer = sign_in(provider, email="rita@acme.example<!-- -->.evil.example")
    assert answer.status_code == REFUSED and not is_in(browser)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "xml", ["", "no xml", "<a/>", f"{BOMB}<a>&b;</a>", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "x" * 300_000]
)
def test_nonsense_lets_nobody_in(provider, xml):
    assert arrive(go(Client()), xml).status_code == REFUSED


def test_an_answer_in_which_an_entity_says_who_it_is_lets_nobody_in(provider):
    browser = Client()
    asked = go(browser)
    xml = provider.says(Answer(asked))
    declared = f'<!DOCTYPE x [<!ENTITY who "rita@acme.example">]>{xml.replace("rita@acme.example", "&who;")}'
    assert come_back(browser, asked, declared).status_code == REFUSED and not is_in(browser)


def test_an_answer_that_this_browser_did_not_ask_for_lets_nobody_in(provider):
    asked = go(Client())
    stranger = Client()
    assert come_back(stranger, asked, provider.says(Answer(asked))).status_code == REFUSED
    go(stranger)
    assert come_back(stranger, asked, provider.says(Answer(asked, id="_other"))).status_code == REFUSED
    assert not is_in(stranger)


def test_an_answer_lets_in_once(provider):
    browser = Client()
    asked = go(browser)
    xml = provider.says(Answer(asked))
    states = dict(browser.session.items())["socialaccount_states"]
    assert come_back(browser, asked, xml).status_code == 302 and is_in(browser)
    assert come_back(browser, asked, xml).status_code == REFUSED
    second = Client()  # as if it arrived twice at the same moment, before the first was noted in the session
    session = second.session
    session["socialaccount_states"] = states
    session.save()
    assert come_back(second, asked, xml).status_code == REFUSED and not is_in(second)
    assert come_back(second, asked, provider.says(Answer(asked, id="_new"))).status_code == REFUSED  # its request is used up


def test_the_second_step_takes_nothing_that_did_not_pass_the_first(provider, world):
    browser = Client()
    asked = go(browser)
    finish = asked.answers.removeprefix("http://localhost:8000") + "finish/"
    assert browser.get(finish).status_code == REFUSED
    assert browser.get(finish.replace(f"org-{world.acme.id}", f"org-{world.globex.id}")).status_code == 404
    answer = arrive(asked, provider.says(Answer(asked)))
    kept = answer.cookies[COOKIE]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == (finish, True, "Lax")


@pytest.mark.parametrize(
    "said",
    [{"email": "carol@globex.example"}, {"email": "stranger@acme.example"}, {"email": ""},
     {"email": "rita@acme.example.evil.example"},
     {"more": {"mail": "adam@acme.example"}}],
)  # fmt: skip
def test_a_provider_vouches_for_known_people_of_its_own_organization_alone(provider, said):
    people = Person.objects.count()
    browser, answer = sign_in(provider, **said)
    assert answer.status_code == REFUSED and not is_in(browser)
    assert Person.objects.count() == people and not SocialAccount.objects.exists()


def test_who_is_at_home_elsewhere_is_refused_whatever_their_address(provider, world):
    Person.objects.filter(email="carol@globex.example").update(email="carol@acme.example")
    _, answer = sign_in(provider, email="carol@acme.example")
    assert answer.status_code == REFUSED and not SocialAccount.objects.exists()


def test_a_suspended_person_is_refused_there_too(provider, world):
    services.suspend_user(world.alice, world.person("rita").id)
    assert not is_in(sign_in(provider)[0])


def test_whom_it_vouched_for_is_known_by_its_id_and_not_by_an_address_that_moved(provider):
    sign_in(provider)
    browser, _ = sign_in(provider, email="adam@acme.example", id="_second")
    assert "rita@acme.example" in browser.get("/profile/").content.decode()
    assert SocialAccount.objects.get().extra_data == {}


def test_another_provider_does_not_inherit_whom_the_old_one_knew(provider, world):
    sign_in(provider)
    save_provider(world.alice, plan(provider, certificates=idp.signer()[1]), version=1)
    assert SocialAccount.objects.exists()  # another key, and the same provider
    save_provider(world.alice, plan(provider, entity="https://new.example"), version=2)
    assert not SocialAccount.objects.exists()


def test_a_fresh_proof_can_be_given_there(provider, clock):
    from partnerhub.tenancy.signin.proofs import fresh_for

    browser, _ = sign_in(provider)
    token = {"name": "Nightly", "kind": "read", "days": "9"}
    assert "hub_" in browser.post("/profile/tokens/", token).content.decode()
    clock.shift(fresh_for())
    assert browser.post("/profile/tokens/", token).status_code == 302
    for minutes, proves in ((-60, False), (0, True)):
        page = browser.get("/account/organization/prove/?next=/profile/").content.decode()
        asked = asked_in(html.unescape(re.search(rf'href="({PLACE}[^"]+)"', page).group(1)))
        assert asked.anew
        said = Answer(asked, id=f"_at{minutes}", signed_in_at=idp.moment(minutes))
        assert come_back(browser, asked, provider.says(said)).status_code == 302
        assert ("hub_" in browser.post("/profile/tokens/", token).content.decode()) is proves


def test_nobody_is_asked_anew_without_need(provider):
    assert not go(Client()).anew


def test_an_expired_certificate_vouches_for_nobody_any_more(provider, clock):
    browser = Client()
    asked = go(browser)
    clock.shift(timedelta(days=366))
    assert come_back(browser, asked, provider.says(Answer(asked))).status_code == REFUSED
    answer = Client().post("/account/organization/", {"email": "rita@acme.example"})
    assert answer.status_code == 503 and "Acme Login" in answer.content.decode()


def test_between_two_keys_both_are_good(provider, world):
    old = provider.key, provider.certificate
    new = idp.signer()
    save_provider(world.alice, plan(provider, certificates=old[1] + new[1]), version=1)
    for name, (provider.key, provider.certificate) in (("_old", old), ("_new", new)):
        assert is_in(sign_in(provider, id=name)[0])


def test_behind_a_proxy_the_public_address_counts_and_not_the_one_that_arrives(provider, settings):
    settings.PUBLIC_URL = "https://hub.example"
    browser = Client()
    asked = go(browser)
    assert asked.answers.startswith("https://hub.example/account/") and asked.hub.startswith("https://hub.example/account/")
    plain = asked.answers.replace("https://hub.example", "http://testserver")
    assert come_back(browser, asked, provider.says(Answer(asked, destination=plain))).status_code == REFUSED
    assert come_back(browser, asked, provider.says(Answer(asked))).status_code == 302 and is_in(browser)


def test_a_provider_that_is_gone_takes_nothing(provider, world):
    browser = Client()
    asked = go(browser)
    remove_provider(world.alice, version=1)
    assert arrive(asked, provider.says(Answer(asked))).status_code == 404


def test_an_assertion_comes_for_the_first_time_once_per_provider(db):
    ends = time.time() + 60
    said = [
        saml.is_first_time(id_, name, ends) for id_, name in (("org-1", "a"), ("org-1", "a"), ("org-2", "a"), ("org-1", "b"))
    ]
    assert said == [True, False, True, True]


def test_one_organization_never_signs_for_another(provider, world):
    theirs = SamlProvider()
    there = PlannedProvider(
        "Globex", "https://idp.globex.example", "", "", ("globex.example",), Protocol.SAML, PLACE, theirs.certificate
    )  # fmt: skip
    save_provider(world.carol, there, version=0)
    browser = Client()
    asked = go(browser)
    assert come_back(browser, asked, theirs.says(Answer(asked))).status_code == REFUSED
    assert come_back(browser, asked, theirs.says(Answer(asked, issuer="https://idp.globex.example"))).status_code == REFUSED
    assert not is_in(browser)
