"""What is said in SAML, through the library for it: an extra, so nothing imports this file before it is asked for.

The library checks signatures, schema, issuer, times and that there is one assertion alone. It lets pass what the hub does
not: an answer without audience, destination, recipient or end, or without the request that it answers.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Times

from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.signin import saml
from partnerhub.tenancy.signin.plans import ProviderKeys

LONGEST = 200_000
ASSERTION = "/samlp:Response/saml:Assertion"
CONFIRMED = f"{ASSERTION}/saml:Subject/saml:SubjectConfirmation"
CONFIRMS = ("Recipient", "InResponseTo", "NotOnOrAfter")


class Unbelievable(ValueError):
    """An answer that lets nobody in: the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Hub:
    """What the hub calls itself towards one provider, and where it takes answers."""

    entity_id: str
    takes_answers_at: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a believed assertion says of somebody; moments are seconds since 1970.

    `subject` is the digest of the provider's own id of them, which may be longer than what is kept.
    """

    subject: str
    email: str
    two_factors: bool
    signed_in_at: float
    request_id: str
    assertion_id: str
    ends_at: float


def metadata_of(hub: Hub) -> bytes:
    """Return the hub's description of itself, for the administrators of a provider."""
    written = _settings(hub, None).get_sp_metadata()
    return written.encode() if isinstance(written, str) else bytes(written)


def request_to(keys: ProviderKeys, hub: Hub, *, anew: bool) -> tuple[str, str]:
    """Return where somebody is sent to sign in, perhaps though they have already, and the id of the request."""
    if not keys.certificates:
        raise Unbelievable("every certificate of the provider has expired")
    auth = OneLogin_Saml2_Auth(_asked_at(hub), _settings(hub, keys))
    return auth.login(return_to="", force_authn=anew), auth.get_last_request_id()


def statement_of(keys: ProviderKeys, hub: Hub, encoded: str) -> Statement:
    """Return what a provider's answer says. Raise Unbelievable for what is not the provider's, or not meant for this hub."""
    if not keys.certificates or not encoded or len(encoded) > LONGEST:
        raise Unbelievable("no answer, one that is too long, or no certificate that is still good")
    try:
        response = OneLogin_Saml2_Response(_settings(hub, keys), encoded)
        response.is_valid(_asked_at(hub), raise_exceptions=True)
        return _stated(response, hub)
    except Exception as wrong:  # strangers may send anything here: whatever the library stumbles over lets nobody in
        raise Unbelievable(f"{type(wrong).__name__}: {wrong}") from wrong


def _stated(response: OneLogin_Saml2_Response, hub: Hub) -> Statement:
    document, request_id = response.get_xml_document(), response.get_in_response_to()
    ends = _one(document, f"{ASSERTION}/saml:Conditions/@NotOnOrAfter")
    if (
        not request_id
        or document.get("Destination") != hub.takes_answers_at
        or hub.entity_id not in response.get_audiences()
    ):
        raise Unbelievable("unasked, or for somebody else")
    _require_confirmed(document, hub, request_id)
    if response.get_nameid_format() != Names.NAMEID_PERSISTENT:
        raise Unbelievable(f"the name id is not persistent but {response.get_nameid_format()}")
    attributes = response.get_attributes()
    return Statement(
        subject=digest(response.get_nameid()),
        email=saml.address_in(attributes),
        two_factors=saml.asserts_two_factors(response.get_authn_contexts(), attributes),
        signed_in_at=Times.parse_SAML_to_time(_one(document, f"{ASSERTION}/saml:AuthnStatement/@AuthnInstant")),
        request_id=request_id,
        assertion_id=response.get_assertion_id(),
        ends_at=Times.parse_SAML_to_time(ends),
    )


def _require_confirmed(document: Any, hub: Hub, request_id: str) -> None:
    """Raise Unbelievable unless the assertion itself says to whom it goes, until when, and in answer to what."""
    _one(document, f"{CONFIRMED}/@Method")
    said = {name: _one(document, f"{CONFIRMED}/saml:SubjectConfirmationData/@{name}") for name in CONFIRMS}
    if (said["Recipient"], said["InResponseTo"]) != (hub.takes_answers_at, request_id):
        raise Unbelievable("the assertion goes to somebody else, or answers another request")


def _one(document: Any, path: str) -> str:
    found = document.xpath(path, namespaces=Names.NSMAP)
    if len(found) != 1:
        raise Unbelievable(f"{len(found)} times {path}")
    return str(found[0])


def _asked_at(hub: Hub) -> dict[str, Any]:
    """Return the request as the library wants it: where the hub says that it is, whatever a proxy makes of it."""
    place = urlsplit(hub.takes_answers_at)
    return {"https": "on" if place.scheme == "https" else "off", "http_host": place.netloc, "path_info": place.path,
            "script_name": "", "get_data": {}, "post_data": {}}  # fmt: skip


def _settings(hub: Hub, keys: ProviderKeys | None) -> OneLogin_Saml2_Settings:
    security = {
        "requestedAuthnContext": False,
        "rejectDeprecatedAlgorithm": True,
        "wantAssertionsSigned": keys is None,  # asked for in the description; an answer that is signed as a whole will do
        "wantAttributeStatement": False,  # who is known by their id needs no address
        "allowRepeatAttributeName": True,
        "allowSingleLabelDomains": True,
        "metadataValidUntil": "",
    }
    here = {
        "entityId": hub.entity_id,
        "assertionConsumerService": {"url": hub.takes_answers_at, "binding": Names.BINDING_HTTP_POST},
        "NameIDFormat": Names.NAMEID_PERSISTENT,
    }
    known = {"strict": True, "debug": False, "sp": here, "security": security}
    if keys is not None:
        known["idp"] = {
            "entityId": keys.issuer,
            "singleSignOnService": {"url": keys.sso_url, "binding": Names.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": list(keys.certificates)},
        }
    return OneLogin_Saml2_Settings(known, sp_validation_only=keys is None)
