"""A provider of identities that speaks SAML: it makes and signs real answers, and says in them what a test tells it to."""

import base64
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from defusedxml.ElementTree import fromstring
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

SAML = f'xmlns:saml="{Names.NS_SAML}" xmlns:samlp="{Names.NS_SAMLP}"'
PASSWORD = f"{Names.AC_PASSWORD_PROTECTED}"
TWO = "https://refeds.org/profile/mfa"
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
ENTITY, PLACE = "https://idp.acme.example/saml", "https://idp.acme.example/sso"
ASSERTION = f"{{{Names.NS_SAML}}}Assertion"


def signer(days: int = 365, name: str = "idp.acme.example") -> tuple[str, str]:
    """Return a key and a certificate for it that ends in so many days, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=900))
        .not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())
    )  # fmt: skip
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    return written.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


def moment(minutes: float = 0) -> str:
    """Return a moment so many minutes from now, as SAML writes it."""
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Asked:
    """What the hub asked for, and where it wants the answer."""

    id: str
    hub: str
    answers: str
    anew: bool


def asked_in(there: str) -> Asked:
    """Return what an address to the provider asks for."""
    sent = parse_qs(urlsplit(there).query)["SAMLRequest"][0]
    request = fromstring(zlib.decompress(base64.b64decode(sent), -15))
    issuer = request.find(f"{{{Names.NS_SAML}}}Issuer").text
    return Asked(
        request.get("ID"), issuer, request.get("AssertionConsumerServiceURL"), request.get("ForceAuthn") == "true"
    )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """An answer to be, sound until a test changes it. `asserted_to` is what the assertion itself says that it answers."""

    asked: Asked
    email: str = "rita@acme.example"
    name_id: str = "7"
    name_format: str = Names.NAMEID_PERSISTENT
    ways: str = TWO
    more: dict[str, str] = field(default_factory=dict)
    issuer: str = ENTITY
    audience: str | None = None
    destination: str | None = None
    recipient: str | None = None
    in_response_to: str | None = None
    asserted_to: str | None = None
    ends: str | None = None
    signed_in_at: str = ""
    id: str = "_assertion"
    signs: tuple[str, ...] = ("assertion",)
    status: str = Names.STATUS_SUCCESS

    def with_(self, **changes: object) -> "Answer":
        return replace(self, **changes)


def named(name: str, value: str | None) -> str:
    """Return an attribute; an empty value leaves it out."""
    return f' {name}="{value}"' if value else ""


def chosen(given: str | None, otherwise: str) -> str:
    return otherwise if given is None else given


def assertion(answer: Answer) -> str:
    """Return the assertion of an answer, unsigned."""
    asked, ends = answer.asked, named("NotOnOrAfter", chosen(answer.ends, moment(5)))
    audience = chosen(answer.audience, asked.hub)
    goes_to = f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>"
    attributes = {MAIL: answer.email} | answer.more
    said = "".join(
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
        for name, value in attributes.items()
    )
    return (
        f'<saml:Assertion {SAML} ID="{answer.id}" Version="2.0" IssueInstant="{moment()}">'
        f"<saml:Issuer>{escape(answer.issuer)}</saml:Issuer>"
        f'<saml:Subject><saml:NameID Format="{answer.name_format}">{answer.name_id}</saml:NameID>'
        f'<saml:SubjectConfirmation Method="{Names.CM_BEARER}"><saml:SubjectConfirmationData'
        f"{named('Recipient', chosen(answer.recipient, asked.answers))}{ends}"
        f"{named('InResponseTo', chosen(answer.asserted_to, asked.id))}/></saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{moment(-5)}"{ends}>{goes_to if audience else ""}</saml:Conditions>'
        f'<saml:AuthnStatement AuthnInstant="{answer.signed_in_at or moment()}"><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>{answer.ways}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{said}</saml:AttributeStatement></saml:Assertion>"
    )


def around(answer: Answer, inside: str) -> str:
    """Return a response with something in the place of its assertion."""
    return (
        f'<samlp:Response {SAML} ID="_response" Version="2.0" IssueInstant="{moment()}"'
        f"{named('Destination', chosen(answer.destination, answer.asked.answers))}"
        f"{named('InResponseTo', chosen(answer.in_response_to, answer.asked.id))}>"
        f"<saml:Issuer>{escape(answer.issuer)}</saml:Issuer>"
        f'<samlp:Status><samlp:StatusCode Value="{answer.status}"/></samlp:Status>{inside}</samlp:Response>'
    )


class SamlProvider:
    """What signs: with its own key, or with that of a test."""

    def __init__(self) -> None:
        self.key, self.certificate = signer()

    def signed(self, xml: str, algorithm: str = Names.RSA_SHA256) -> str:
        """Return a document with a signature over its root."""
        made = OneLogin_Saml2_Utils.add_sign(
            xml, self.key, self.certificate, sign_algorithm=algorithm, digest_algorithm=Names.SHA256
        )  # fmt: skip
        return made.decode() if isinstance(made, bytes) else made

    def says(self, answer: Answer) -> str:
        """Return an answer, signed where it says so."""
        inside = assertion(answer)
        inside = self.signed(inside) if "assertion" in answer.signs else inside
        outside = around(answer, inside)
        return self.signed(outside) if "response" in answer.signs else outside

    def metadata(self, place: str = PLACE, **parts: str) -> str:
        """Return its description of itself."""
        inside = "".join(self.certificate.splitlines()[1:-1])
        key = f'<ds:KeyInfo xmlns:ds="{Names.NS_DS}"><ds:X509Data><ds:X509Certificate>{inside}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>'  # noqa: E501
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>{parts.get("before", "")}'
            f'<md:EntityDescriptor xmlns:md="{Names.NS_MD}" entityID="{parts.get("entity", ENTITY)}">'
            f'<md:IDPSSODescriptor protocolSupportEnumeration="{Names.NS_SAMLP}">'
            f'<md:KeyDescriptor use="signing">{key}</md:KeyDescriptor>'
            f'<md:SingleSignOnService Binding="{Names.BINDING_HTTP_POST}" Location="https://idp.acme.example/post"/>'
            f'<md:SingleSignOnService Binding="{Names.BINDING_HTTP_REDIRECT}" Location="{place}"/>'
            "</md:IDPSSODescriptor></md:EntityDescriptor>"
        )


def sent(xml: str) -> str:
    """Return a document as a form carries it."""
    return base64.b64encode(xml.encode()).decode()
