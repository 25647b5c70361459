"""Where the people of an organization sign in instead: at a provider of its own, and with which addresses."""

from django.db import models
from django.db.models import Q

from partnerhub.terms.codes import Protocol

SPEAKS_SAML = Q(protocol=Protocol.SAML)


class IdentityProvider(models.Model):
    """An organization's own provider. `issuer` is what it calls itself: an address, or in SAML its entity id.

    OpenID Connect takes a client with a secret, which is sealed; SAML takes the address to send people to, and the
    certificates (PEM) with which the provider signs.
    """

    partner = models.OneToOneField("tenancy.Organization", models.CASCADE, related_name="+")
    protocol = models.CharField(max_length=16, choices=Protocol.choices(), db_default=Protocol.OPENID_CONNECT)
    name = models.CharField(max_length=40)
    issuer = models.CharField(max_length=1024)
    client_id = models.CharField(max_length=190, blank=True)
    sealed_secret = models.TextField(blank=True)
    sso_url = models.CharField(max_length=500, blank=True, db_default="")
    certificates = models.TextField(blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=SPEAKS_SAML | (Q(protocol=Protocol.OPENID_CONNECT) & ~Q(client_id="")),
                name="openid_connect_has_a_client",
            ),
            models.CheckConstraint(
                condition=~SPEAKS_SAML | (Q(client_id="", sealed_secret="") & ~Q(sso_url="") & ~Q(certificates="")),
                name="saml_has_an_address_and_certificates",
            ),
        ]


class ProviderDomain(models.Model):
    """A domain of e-mail addresses whose people sign in at a provider. It belongs to one of them on the whole instance."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)
