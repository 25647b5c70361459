"""SAML as far as the hub has a say in it: whether the extra is there, what a provider must be, what its word is worth."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib import import_module

from django.core.cache import cache
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.signin import certificates
from partnerhub.tenancy.signin.discovery import require_safe
from partnerhub.tenancy.signin.plans import PlannedProvider, WrongProvider
from partnerhub.terms.texts import mark

COMMAND = "pip install 'partnerhub[saml]'"
MISSING = mark("SAML is an extra that this hub lacks; whoever runs the hub adds it with %(command)s and starts the hub anew")
LONGEST_ENTITY_ID, LONGEST_ADDRESS = 1024, 500
# Ways of signing in that are two factors by their definition: of REFEDS, of Microsoft, and of SAML itself. A one-time code
# alone (TimeSyncToken) is none of them.
TWO_FACTORS = {
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
}
WAYS_OF_MICROSOFT = "http://schemas.microsoft.com/claims/authnmethodsreferences"
ADDRESSES = (
    "urn:oid:0.9.2342.19200300.100.1.3", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email", "mail",
)  # fmt: skip
LEEWAY_SECONDS = 600


def is_installed() -> bool:
    """Say whether the library for SAML is there and can be loaded: its parts in C have to fit each other."""
    try:
        import_module("onelogin.saml2.auth")
    except Exception:  # whatever keeps it from loading, there is no SAML then
        return False
    return True


def missing() -> str:
    """Return what to say where SAML is asked for and the extra is not there."""
    return gettext(MISSING) % {"command": COMMAND}


def sound(plan: PlannedProvider) -> PlannedProvider:
    """Return a planned provider that speaks SAML as it is to be kept. Raise WrongProvider that says what does not fit."""
    if not is_installed():
        raise WrongProvider(missing())
    if not plan.issuer or len(plan.issuer) > LONGEST_ENTITY_ID:
        raise WrongProvider(gettext("the entity id of the provider is missing, or too long"))
    if len(plan.sso_url) > LONGEST_ADDRESS:
        raise WrongProvider(gettext("the sign-in address is longer than %(most)s signs") % {"most": LONGEST_ADDRESS})
    require_safe(plan.sso_url, gettext("the sign-in address"))
    return replace(plan, client_id="", secret="", certificates=certificates.checked(plan.certificates))


def asserts_two_factors(ways: Collection[str], attributes: Mapping[str, Collection[object]]) -> bool:
    """Say whether the classes of sign-in that an assertion names, or Microsoft's attribute of them, are two factors."""
    return bool(TWO_FACTORS & {*ways, *map(str, attributes.get(WAYS_OF_MICROSOFT, ()))})


def address_in(attributes: Mapping[str, Collection[object]]) -> str:
    """Return the one e-mail address that an assertion names; none when it names several."""
    found = {str(one).strip().lower() for name in ADDRESSES for one in attributes.get(name, ()) if isinstance(one, str)}
    return found.pop() if len(found) == 1 else ""


def is_first_time(id_: str, assertion_id: str, ends_at: float) -> bool:
    """Say whether an assertion comes for the first time, and remember it for as long as it could come again."""
    seconds = max(ends_at - clock.now().timestamp(), 0) + LEEWAY_SECONDS
    return bool(cache.add(f"assertion:{id_}:{digest(assertion_id)}", True, timeout=int(seconds)))
