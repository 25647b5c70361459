"""What the sign-in library asks of us: who may come in, how it is told to people, how secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.tenancy.signin import notices
from partnerhub.tenancy.signin.factors import may_do_without
from partnerhub.tenancy.signin.providers import has_provider
from partnerhub.tenancy.signin.sealing import Unreadable, seal, unseal
from partnerhub.terms.texts import mark

TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}
STAGES = {"allauth.mfa.stages.AuthenticateStage": "partnerhub.web.accounts.stages.SecondFactorStage"}
# How people prove anew who they are, the best way first.
WAYS = {
    "mfa_reauthenticate:webauthn": mark("Use a passkey"),
    "mfa_reauthenticate": mark("Use a code of your app, or a recovery code"),
    "reauthenticate": mark("Use your password"),
}


class InvitationOnly(DefaultAccountAdapter):
    """Nobody makes an account of their own; too many attempts are answered as what they are; mail goes through the box."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return what is wrong with a form. Too many attempts are no matter of the form: they are answered 429."""
        if code in TOO_OFTEN:
            raise ImmediateHttpResponse(respond_429(context.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_login_stages(self) -> list[str]:
        """Return what follows a first factor."""
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways in which somebody proves anew who they are, the best first."""
        known = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        ways = [known[id_] | {"description": gettext(words)} for id_, words in WAYS.items() if id_ in known]
        if user.is_authenticated and has_provider(user.pk):
            there = {
                "id": "provider",
                "description": gettext("Go through your organization"),
                "url": reverse("provider_proof"),
            }
            ways.append(there)
        return ways

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody by mail that their way of signing in was changed."""
        notices.tell_changed(user.pk, template_prefix.rpartition("/")[2], self.get_client_ip(self.request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: what the library would mail beyond notices is not used here."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the profile."""
        return reverse("profile")


class SecondFactors(DefaultMFAAdapter):
    """Secrets are kept sealed, and who needs a second factor keeps at least one."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a kept secret. What cannot be read fits no code."""
        try:
            return unseal(encrypted_text)
        except Unreadable:
            return ""

    def get_totp_issuer(self) -> str:
        """Return what an app calls the hub."""
        return str(settings.MFA_TOTP_ISSUER)

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether somebody may take a factor off."""
        return may_do_without(authenticator.user_id, authenticator.pk)
