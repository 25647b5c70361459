"""What a SAML provider says of itself in its metadata: its entity id, where it takes people, how it signs."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext

from partnerhub.tenancy.signin.certificates import wrapped
from partnerhub.tenancy.signin.plans import WrongProvider

LONGEST = 200_000
MD, DS = "{urn:oasis:names:tc:SAML:2.0:metadata}", "{http://www.w3.org/2000/09/xmldsig#}"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True, slots=True)
class Described:
    """A provider as its metadata describe it; the certificates are PEM, unread."""

    entity_id: str
    sso_url: str
    certificates: str


def described(text: str) -> Described:
    """Return what metadata say. Raise WrongProvider for what is no metadata of one provider, or not only that."""
    root = _root(text)
    entities = [root] if root.tag == f"{MD}EntityDescriptor" else root.findall(f".//{MD}EntityDescriptor")
    providers = [(entity, role) for entity in entities if (role := entity.find(f"{MD}IDPSSODescriptor")) is not None]
    if len(providers) != 1:
        said = gettext("the metadata describe %(count)s providers instead of one")
        raise WrongProvider(said % {"count": len(providers)})
    ((entity, role),) = providers
    places = [one.get("Location", "") for one in role.findall(f"{MD}SingleSignOnService") if one.get("Binding") == REDIRECT]
    keys = [one for one in role.findall(f"{MD}KeyDescriptor") if one.get("use", "signing") == "signing"]
    signed = [one.text or "" for key in keys for one in key.iter(f"{DS}X509Certificate")]
    if not places or not signed:
        raise WrongProvider(gettext("the metadata lack a sign-in address for redirects, or a certificate for signing"))
    return Described(entity.get("entityID", ""), places[0], "".join(map(wrapped, signed)))


def _root(text: str) -> Element:
    if len(text) > LONGEST:
        raise WrongProvider(gettext("the metadata are longer than %(most)s signs") % {"most": LONGEST})
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise WrongProvider(gettext("the metadata cannot be read: XML without a document type is expected")) from None
    return root
