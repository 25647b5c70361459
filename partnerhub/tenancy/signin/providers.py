"""Sign-in at one's own organization: its provider, the domains of its people, and whose word it gives."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import Organization, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.provider_models import IdentityProvider, ProviderDomain
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin import certificates, saml
from partnerhub.tenancy.signin.plans import PlannedProvider, ProviderKeys, ProviderShape, WrongProvider
from partnerhub.tenancy.signin.sealing import seal, unseal
from partnerhub.terms.codes import Protocol
from partnerhub.terms.texts import mark

PREFIX = "org-"
DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
MOST_DOMAINS = 50
LONGEST_DOMAIN = 253
# What somebody is shown who changes a provider that was changed meanwhile.
COMPARED = {
    "name": mark("name"), "protocol": mark("protocol"), "issuer": mark("issuer"), "client_id": mark("client id"),
    "sign_in_address": mark("sign-in address"), "domains": mark("domains"),
}  # fmt: skip
# Values of `amr` (RFC 8176): what is known, what is had, and what unlocks a key in the hand of its owner.
KNOWN = {"pwd", "pin", "kba"}
HAD = {"otp", "hwk", "swk", "sc", "pop"}
UNLOCKS = {"pin", "user", "fpt", "face", "iris", "retina"}


def provider_of(scope: Scope) -> ProviderShape | None:
    """Return the organization's provider, if it has one."""
    scope.require(Permission.VIEW_SETTINGS)
    found = IdentityProvider.objects.filter(partner_id=scope.partner_id).prefetch_related("domains").first()
    return _shape(found) if found else None


@transaction.atomic
def save_provider(scope: Scope, plan: PlannedProvider, *, version: int) -> None:
    """Set the organization's provider up, or change it. `version` is the one that the caller saw, 0 for none.

    Raise WrongProvider or Stale.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    Organization.objects.select_for_update().get(id=scope.partner_id)
    found = IdentityProvider.objects.filter(partner_id=scope.partner_id).first()
    _require_version(found, version, plan)
    domains = _checked_domains(scope, plan.domains)
    values = _saml_values(plan) if plan.protocol is Protocol.SAML else _openid_values(plan, found)
    values |= {"name": plan.name, "protocol": plan.protocol, "version": version + 1, "changed_at": clock.now()}
    before = _said(found)
    if found and (values["protocol"], values["issuer"]) != (found.protocol, found.issuer):
        _forget_known(scope)
    kept, _ = IdentityProvider.objects.update_or_create(partner_id=scope.partner_id, defaults=values)
    kept.domains.exclude(domain__in=domains).delete()
    known = set(kept.domains.values_list("domain", flat=True))
    ProviderDomain.objects.bulk_create(ProviderDomain(provider=kept, domain=one) for one in domains if one not in known)
    audit.record(
        scope, "provider.saved", plan.name, before=before, after=_said(kept), secret_changed=bool(plan.secret)
    )  # fmt: skip


@transaction.atomic
def remove_provider(scope: Scope, *, version: int) -> None:
    """Take the organization's provider away: its people sign in by password or passkey again. Raise Stale."""
    scope.require(Permission.CHANGE_SETTINGS)
    found = IdentityProvider.objects.select_for_update().filter(partner_id=scope.partner_id).first()
    if found is None or found.version != version:
        raise Stale({"version": found.version if found else 0}, {"version": version})
    before = _said(found)
    _forget_known(scope)
    found.delete()
    audit.record(scope, "provider.removed", str(before["name"]), before=before)


def provider_for(email: str) -> str | None:
    """Return the id of the provider at which people with such addresses sign in. It says nothing about the one person."""
    _, _, domain = email.strip().lower().rpartition("@")
    found = ProviderDomain.objects.filter(domain=domain).values_list("provider__partner_id", flat=True).first()
    return id_of(found) if found else None


def id_of(partner_id: int) -> str:
    """Return the id of an organization's provider; the way back from it is known before it is set up."""
    return f"{PREFIX}{partner_id}"


def provider_of_person(person_id: int) -> str | None:
    """Return the id of the provider at which a person signs in, if their own organization has one for their address."""
    person = Person.objects.get(id=person_id)
    id_ = provider_for(person.email)
    return id_ if id_ == id_of(person.home_id) else None


def has_provider(person_id: int) -> bool:
    """Say whether a person can sign in at their own organization."""
    return provider_of_person(person_id) is not None


def is_id(id_: str) -> bool:
    """Say whether a text has the form of a provider's id, be there such a one or not."""
    return bool(re.fullmatch(rf"{PREFIX}[0-9]{{1,12}}", id_))


def keys_of(id_: str) -> ProviderKeys | None:
    """Return what it takes to speak to a provider, or None when there is no such one."""
    if not is_id(id_):
        return None
    found = IdentityProvider.objects.filter(partner_id=int(id_.removeprefix(PREFIX))).first()
    if found is None:
        return None
    secret = unseal(found.sealed_secret) if found.sealed_secret else ""
    return ProviderKeys(
        id_, found.name, found.issuer, found.client_id, secret, Protocol(found.protocol), found.sso_url,
        certificates.good_ones(found.certificates),
    )  # fmt: skip


def saml_providers() -> list[tuple[str, datetime | None]]:
    """Return the organizations whose people sign in by SAML, each with the end of its provider's last certificate."""
    found = IdentityProvider.objects.filter(protocol=Protocol.SAML).select_related("partner").order_by("partner__name", "id")
    return [(one.partner.name, certificates.good_until(one.certificates)) for one in found]


def person_of_claims(id_: str, claims: Mapping[str, Any], known_person_id: int | None) -> int | None:
    """Return whom a provider vouches for: an active person of its own organization with an address in its domains.

    Whom it vouched for before is known by the provider's own id of them, whatever their address is there by now.
    """
    provider = _provider(id_)
    people = Person.objects.filter(home_id=provider.partner_id, is_active=True)
    if known_person_id is not None:
        return people.filter(id=known_person_id).values_list("id", flat=True).first()
    email = str(claims.get("email") or "").strip().lower()
    is_ours = provider.domains.filter(domain=email.rpartition("@")[2]).exists()
    if not is_ours or claims.get("email_verified") is False:
        return None
    return people.filter(email=email).values_list("id", flat=True).first()


def asserts_two_factors(amr: object) -> bool:
    """Say whether the ways of signing in that a provider names (RFC 8176) are two factors."""
    named: Collection[str] = {str(one) for one in amr} if isinstance(amr, list) else {str(amr)}
    ways = set(named)
    return "mfa" in ways or bool(ways & KNOWN and ways & HAD) or bool(ways & HAD - {"otp"} and ways & UNLOCKS)


def _openid_values(plan: PlannedProvider, found: IdentityProvider | None) -> dict[str, object]:
    sealed = seal(plan.secret) if plan.secret else (found.sealed_secret if found else "")
    issuer = plan.issuer.rstrip("/")
    return {"issuer": issuer, "client_id": plan.client_id, "sealed_secret": sealed, "sso_url": "", "certificates": ""}


def _saml_values(plan: PlannedProvider) -> dict[str, object]:
    plan = saml.sound(plan)
    return {
        "issuer": plan.issuer, "client_id": "", "sealed_secret": "", "sso_url": plan.sso_url,
        "certificates": plan.certificates,
    }  # fmt: skip


def _forget_known(scope: Scope) -> None:
    """Forget whom the provider vouched for by its own ids: at another one the same id may be somebody else's."""
    SocialAccount.objects.filter(provider=id_of(scope.partner_id)).delete()


def _provider(id_: str) -> IdentityProvider:
    return IdentityProvider.objects.get(partner_id=int(id_.removeprefix(PREFIX)))


def _shape(found: IdentityProvider) -> ProviderShape:
    domains = tuple(sorted(one.domain for one in found.domains.all()))
    return ProviderShape(
        found.name, found.issuer, found.client_id, bool(found.sealed_secret), domains, found.version,
        Protocol(found.protocol), found.sso_url, found.certificates, certificates.good_until(found.certificates),
    )  # fmt: skip


def _said(found: IdentityProvider | None) -> dict[str, object]:
    """Return what the trail says of a provider; its secret is not part of it."""
    if found is None:
        return {}
    return {
        "name": found.name, "protocol": Protocol(found.protocol).label, "issuer": found.issuer,
        "client_id": found.client_id, "sign_in_address": found.sso_url,
        "certificates": certificates.fingerprints(found.certificates),
        "domains": sorted(found.domains.values_list("domain", flat=True)),
    }  # fmt: skip


def _require_version(found: IdentityProvider | None, version: int, plan: PlannedProvider) -> None:
    if (found.version if found else 0) == version:
        return
    now, sent = _said(found), {
        "name": plan.name, "protocol": plan.protocol.label, "issuer": plan.issuer, "client_id": plan.client_id,
        "sign_in_address": plan.sso_url, "domains": sorted(plan.domains),
    }  # fmt: skip
    told = [name for name in COMPARED if sent[name] or now.get(name)]
    raise Stale(
        {COMPARED[name]: _shown(now.get(name)) for name in told}, {COMPARED[name]: _shown(sent[name]) for name in told}
    )


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _checked_domains(scope: Scope, given: Collection[str]) -> list[str]:
    domains = sorted({one.strip().lower().removeprefix("@") for one in given if one.strip()})
    if not domains or len(domains) > MOST_DOMAINS:
        raise WrongProvider(gettext("name at least one domain and at most %(most)s") % {"most": MOST_DOMAINS})
    for domain in domains:
        if len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain):
            said = gettext('"%(domain)s" is not a domain; write it like example.com')
            raise WrongProvider(said % {"domain": domain[:80]})
        taken = ProviderDomain.objects.filter(domain=domain).exclude(provider__partner_id=scope.partner_id).exists()
        foreign = Person.objects.filter(email__endswith=f"@{domain}").exclude(home_id=scope.partner_id).exists()
        if taken or foreign:
            said = gettext("people of another organization have addresses at %(domain)s")
            raise WrongProvider(said % {"domain": domain})
    return domains
