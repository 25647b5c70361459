"""Letters about one's own way of signing in: that it was changed, with what to do if it was somebody else."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from partnerhub.jobs import mail
from partnerhub.kit import clock
from partnerhub.tenancy.models import Person

CHANGES = {
    "password_changed": "Your password was changed.",
    "password_set": "A password was set.",
    "password_reset": "Your password was reset.",
    "totp_activated": "An authenticator app was set up.",
    "totp_deactivated": "The authenticator app was removed.",
    "webauthn_added": "A passkey was added.",
    "webauthn_removed": "A passkey was removed.",
    "recovery_codes_generated": "New recovery codes were made; the old ones do not work any more.",
    "account_connected": "You signed in through your organization for the first time.",
}


def tell_changed(person_id: int, change: str, address: str) -> None:
    """Tell somebody that their way of signing in was changed, and from where. Unknown changes are told to nobody."""
    person = Person.objects.get(id=person_id)
    if change in CHANGES:
        post(person.email, "Your sign-in was changed", "sign_in_changed", {"change": CHANGES[change], "address": address})


def post(to: str, subject: str, name: str, about: dict[str, object]) -> None:
    """Post a letter made of one of this room's templates, with the moment and the way to one's profile in it."""
    context = about | {"at": clock.now(), "profile_url": f"{settings.PUBLIC_URL}{reverse('profile')}"}
    text, html = (render_to_string(f"mail/{name}.{kind}", context) for kind in ("txt", "html"))
    mail.post(to, subject, text, html)
