"""Setting a provider up that speaks SAML: what is checked, what its administrators are told, and a hub without the extra."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Reader

from partnerhub.config.checkup import findings
from partnerhub.tenancy.models import AuditEntry, IdentityProvider
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.signin import metadata, saml
from partnerhub.tenancy.signin.plans import PlannedProvider, WrongProvider
from partnerhub.tenancy.signin.providers import provider_of, save_provider
from partnerhub.terms.codes import Protocol
from tests.rules.source import ROOT
from tests.signin.saml_provider import ENTITY, PLACE, SamlProvider, signer

PAGE = "/settings/sign-in/"
INSTALL = "pip install 'partnerhub[saml]'"
HUB = "http://localhost:8000/account/organization/org-"


@pytest.fixture
def provider() -> SamlProvider:
    return SamlProvider()


@pytest.fixture
def without_extra(monkeypatch) -> None:
    monkeypatch.setattr(saml, "is_installed", lambda: False)


def plan(certificates: str, **parts: object) -> PlannedProvider:
    given = {"issuer": ENTITY, "sso_url": PLACE} | parts
    return PlannedProvider(
        "Acme Login", str(given["issuer"]), "", "", ("acme.example",), Protocol.SAML, str(given["sso_url"]), certificates
    )


def sent(**fields: str) -> dict[str, str]:
    return {"protocol": "saml", "version": "0", "name": "Acme Login", "domains": "acme.example"} | fields


def test_pasted_metadata_fill_in_what_there_is_to_know(world, comer, provider):
    alice = comer("alice").come_in()
    assert alice.post(PAGE, sent(metadata=provider.metadata())).status_code == 302
    found = provider_of(world.alice)
    assert (found.protocol, found.issuer, found.sso_url, found.certificates) == (
        Protocol.SAML,
        ENTITY,
        PLACE,
        provider.certificate,
    )
    page = alice.get(PAGE).content.decode()
    assert ENTITY in page and PLACE in page and "good until 2027-11-22" in page
    told = alice.get("/api/v1/settings/sign-in").json()
    assert (told["protocol"], told["sign_in_address"], told["client_id"]) == ("saml", PLACE, None)
    assert told["certificates_end_at"].startswith("2027-11-22")
    said = AuditEntry.objects.get(act="provider.saved").details["after"]
    assert said["protocol"] == "SAML" and len(said["certificates"][0]) == 64


def test_what_is_typed_is_kept_as_it_is(world, comer, provider):
    alice = comer("alice").come_in()
    typed = sent(issuer="urn:acme:idp/", sso_url=PLACE, certificates=f"\n {provider.certificate} \n")
    assert alice.post(PAGE, typed).status_code == 302
    assert IdentityProvider.objects.get().issuer == "urn:acme:idp/"
    bare = "".join(provider.certificate.splitlines()[1:-1])
    assert alice.post(PAGE, typed | {"version": "1", "certificates": bare}).status_code == 302
    assert IdentityProvider.objects.get().certificates == provider.certificate


def test_the_page_says_what_the_provider_has_to_know_and_its_metadata_say_the_same(world, comer):
    page = comer("alice").come_in().get(f"{PAGE}?protocol=saml").content.decode()
    answers, entity = f"{HUB}{world.acme.id}/saml/", f"{HUB}{world.acme.id}/saml/metadata/"
    assert f">{entity}<" in page and f">{answers}<" in page
    answer = Client().get(entity.removeprefix("http://localhost:8000"))
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    written = answer.content.decode()
    assert (
        f'entityID="{entity}"' in written and f'Location="{answers}"' in written and 'WantAssertionsSigned="true"' in written
    )
    assert "nameid-format:persistent" in written and "validUntil" not in written and "SingleLogout" not in written


def test_the_library_reads_metadata_alike(provider):
    theirs, ours = Reader.parse(provider.metadata())["idp"], metadata.described(provider.metadata())
    assert (theirs["entityId"], theirs["singleSignOnService"]["url"]) == (ours.entity_id, ours.sso_url)
    assert theirs["x509cert"] in ours.certificates.replace("\n", "")


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"before": BOMB, "entity": "&b;"}, "without a document type"), ({"before": OUTSIDE}, "without a document type"),
        ({"before": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">'}, "without a document type"),
    ],
)  # fmt: skip
def test_metadata_with_entities_are_not_read(provider, given, why):
    with pytest.raises(WrongProvider, match=why):
        metadata.described(provider.metadata(**given))


def test_what_is_no_metadata_of_one_provider_is_told(provider):
    one = provider.metadata().partition("?>")[2]
    for text, why in [
        ("", "cannot be read"), ("nothing", "cannot be read"), ("<a/>", "describe 0 providers"),
        (f"<all>{one}{one}</all>", "describe 2 providers"), (one.replace("HTTP-Redirect", "SOAP"), "lack a sign-in address"),
        (one.replace('use="signing"', 'use="encryption"'), "lack a sign-in address"),
        (f"{one}{' ' * 200_000}", "longer than"),
    ]:  # fmt: skip
        with pytest.raises(WrongProvider, match=why):
            metadata.described(text)
    assert metadata.described(f"<all>{one}</all>").entity_id == ENTITY


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"issuer": ""}, "entity id"), ({"issuer": "x" * 1025}, "entity id"), ({"sso_url": "http://idp.acme.example/"}, "https://"),
        ({"sso_url": "javascript:alert(1)"}, "https://"), ({"sso_url": ""}, "https://"),
        ({"sso_url": f"{PLACE}{'x' * 500}"}, "longer"),
    ],
)  # fmt: skip
def test_a_provider_without_a_name_or_a_safe_address_is_not_kept(world, provider, parts, why):
    with pytest.raises(WrongProvider, match=why):
        save_provider(world.alice, plan(provider.certificate, **parts), version=0)
    assert not IdentityProvider.objects.exists()


def test_a_provider_on_the_hubs_own_machine_may_be_served_plainly(world, provider, settings):
    save_provider(world.alice, plan(provider.certificate, sso_url="http://127.0.0.1:8080/sso"), version=0)
    settings.PUBLIC_URL = "https://hub.example"
    with pytest.raises(WrongProvider, match="https://"):
        save_provider(world.alice, plan(provider.certificate, sso_url="http://127.0.0.1:8080/sso"), version=1)


def test_certificates_that_cannot_be_read_or_have_expired_are_told(world):
    good, old = signer()[1], signer(days=-1)[1]
    for text, why in [
        ("", "at least one"), ("nothing", "cannot be read"), (good[:300], "at least one"),
        (f"{good}and more", "at least one"),
        (good.replace("M", "N", 3), "cannot be read"), (old, "expired on 2026-11-21"), (good * 6, "at most 5"),
    ]:  # fmt: skip
        with pytest.raises(WrongProvider, match=why):
            save_provider(world.alice, plan(text), version=0)
    save_provider(world.alice, plan(old + good + good), version=0)
    assert IdentityProvider.objects.get().certificates == good


def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_stays(comer, provider):
    answer = comer("alice").come_in().post(PAGE, sent(issuer="urn:acme", sso_url="http://x.example", certificates="c"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Nothing was saved: the sign-in address must be" in page and "urn:acme" in page
    assert not IdentityProvider.objects.exists()


def test_a_provider_changes_what_it_speaks_and_keeps_nothing_of_the_other(world, provider):
    save_provider(world.alice, PlannedProvider("A", "https://a.example/", "hub", "secret", ("acme.example",)), version=0)
    with pytest.raises(Stale) as told:
        save_provider(world.alice, plan(provider.certificate), version=0)
    assert told.value.current["protocol"] == "OpenID Connect" and told.value.sent["protocol"] == "SAML"
    assert told.value.current["sign-in address"] == "" and told.value.sent["domains"] == "acme.example"
    save_provider(world.alice, plan(provider.certificate), version=1)
    kept = IdentityProvider.objects.get()
    assert (kept.client_id, kept.sealed_secret) == ("", "")
    save_provider(world.alice, PlannedProvider("A", "https://a.example/", "hub", "", ("acme.example",)), version=2)
    kept = IdentityProvider.objects.get()
    assert (kept.sso_url, kept.certificates, kept.sealed_secret, kept.protocol) == ("", "", "", Protocol.OPENID_CONNECT)


@pytest.mark.parametrize(
    "half", [{"sso_url": ""}, {"certificates": ""}, {"client_id": "hub"}, {"protocol": "OPENID_CONNECT"}]
)
def test_the_records_hold_no_half_provider(world, provider, half):
    save_provider(world.alice, plan(provider.certificate), version=0)
    with pytest.raises(IntegrityError):
        IdentityProvider.objects.update(**half)


def test_without_the_extra_the_choice_says_how_to_get_it_and_nothing_is_saved(world, comer, provider, without_extra):
    alice = comer("alice").come_in()
    page = alice.get(f"{PAGE}?protocol=saml").content.decode()
    assert "SAML is an extra that this hub lacks" in page and "partnerhub[saml]" in page and "Check and save" not in page
    answer = alice.post(PAGE, sent(metadata=provider.metadata()))
    assert answer.status_code == 422 and "SAML is an extra that this hub lacks" in answer.content.decode()
    assert not IdentityProvider.objects.exists()
    assert "partnerhub[saml]" not in alice.get(PAGE).content.decode()
    assert Client().get(f"/account/organization/org-{world.acme.id}/saml/metadata/").status_code == 404


def test_a_provider_whose_extra_is_gone_lets_people_in_another_way(world, provider, monkeypatch):
    save_provider(world.alice, plan(provider.certificate), version=0)
    monkeypatch.setattr(saml, "is_installed", lambda: False)
    answer = Client().post("/account/organization/", {"email": "rita@acme.example"})
    assert answer.status_code == 503 and "password or a passkey" in answer.content.decode()
    assert Client().post(f"/account/organization/org-{world.acme.id}/saml/", {"SAMLResponse": "x"}).status_code == 404


def test_the_doctor_says_when_the_extra_is_missing_or_a_certificate_ends(world, provider, home, monkeypatch, clock):
    (home / "secret").touch(mode=0o600)
    save_provider(world.alice, plan(provider.certificate), version=0)

    def said() -> tuple[str, str, str]:
        ((state, text, advice),) = [
            (one.state, one.text, one.advice) for one in findings() if one.subject == "sign-in of Acme"
        ]
        return state, text, advice

    assert said()[:2] == ("ok", "SAML, certificate good until 2027-11-22")
    clock.shift(timedelta(days=340))
    assert said()[0] == "stale"
    clock.shift(timedelta(days=30))
    assert said()[0] == "wrong" and "expired" in said()[1]
    monkeypatch.setattr(saml, "is_installed", lambda: False)
    assert said()[0] == "wrong" and "extra for it is missing" in said()[1] and INSTALL in said()[2]


ALONE = """
import sys
for name in ("onelogin", "xmlsec", "lxml", "isodate"):
    sys.modules[name] = None  # as if it were not there
import django
django.setup()
from django.core.management import call_command
from django.urls import reverse
from allauth.socialaccount.providers import registry
from partnerhub.tenancy.signin import saml
print(reverse("saml_acs", args=["org-1"]), saml.is_installed(), registry.get_class("saml").__name__)
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
"""


def test_a_hub_without_the_extra_has_the_same_addresses_and_tables(home):
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "/account/organization/org-1/saml/ False OwnSaml\n"), done.stderr
    assert saml.is_installed()


def test_the_extra_stays_an_extra():
    run, dev = ((ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-dev.lock"))
    for library in ("python3-saml", "xmlsec", "lxml"):
        assert f"\n{library}==" not in run and f"\n{library}==" in dev
