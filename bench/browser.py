"""A browser in which a full administrator is signed in, as they would have come in: with both factors."""


def signed_in(partner):
    """Return the browser, for a partner."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.auth.signals import user_logged_in
    from django.test import Client

    from partnerhub.kit import clock
    from partnerhub.tenancy.models import Grant, Person
    from partnerhub.tenancy.signin import proofs

    def prove(sender, request, user, **about) -> None:
        proofs.note(request, user, "password")
        proofs.note(request, user, "mfa", type="totp")

    settings.ALLOWED_HOSTS = ["*"]
    person, _ = Person.objects.get_or_create(
        email="bench@example.com", defaults={"name": "Bench", "home_id": partner.id, "created_at": clock.now()}
    )
    Grant.objects.get_or_create(
        person=person, partner_id=partner.id, role="FULL_ADMIN", defaults={"created_at": clock.now()}
    )
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {}})
    user_logged_in.connect(prove)
    client = Client()
    client.force_login(person)
    return client
