"""Letters about one's own way of signing in: that it was changed, with what to do if it was somebody else."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from partnerhub.jobs import mail
from partnerhub.kit import clock
from partnerhub.tenancy.models import Person
from partnerhub.tenancy.speaking import language_to
from partnerhub.terms.texts import mark

CHANGES = {
    "password_changed": mark("Your password was changed."),
    "password_set": mark("A password was set."),
    "password_reset": mark("Your password was reset."),
    "totp_activated": mark("An authenticator app was set up."),
    "totp_deactivated": mark("The authenticator app was removed."),
    "webauthn_added": mark("A passkey was added."),
    "webauthn_removed": mark("A passkey was removed."),
    "recovery_codes_generated": mark("New recovery codes were made; the old ones do not work any more."),
    "account_connected": mark("You signed in through your organization for the first time."),
}


def tell_changed(person_id: int, change: str, address: str) -> None:
    """Tell somebody that their way of signing in was changed, and from where. Unknown changes are told to nobody."""
    person = Person.objects.get(id=person_id)
    if change in CHANGES:
        with override(language_to(person.email)):
            about: dict[str, object] = {"change": gettext(CHANGES[change]), "address": address}
        post(person.email, mark("Your sign-in was changed"), "sign_in_changed", about)


def post(to: str, subject: str, name: str, about: dict[str, object]) -> None:
    """Post a letter made of one of this room's templates, with the moment and the way to one's profile in it.

    Subject and letter are in the language of whoever gets it; the subject may name parts of `about`.
    """
    context = about | {"at": clock.now(), "profile_url": f"{settings.PUBLIC_URL}{reverse('profile')}"}
    with override(language_to(to)):
        said = gettext(subject) % about
        text, html = (render_to_string(f"mail/{name}.{kind}", context) for kind in ("txt", "html"))
    mail.post(to, said, text, html)
