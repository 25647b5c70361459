"""Forms of the sign-in library, where ours differ."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from partnerhub.tenancy.signin.sealing import Unreadable, seal, unseal
from partnerhub.tenancy.signin.tasks import mail_password_reset

PERIOD = 30
VALID_FOR = PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)


class _Once:
    """A code of an app counts once, for as long as it would be taken. The library forgets it after one period."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        """Return the code. Raise ValidationError."""
        code: str = super().clean_code()  # type: ignore[misc]  # beside the library's form
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        digits = "".join(sign for sign in code if sign.isdigit())
        if is_app and not cache.add(f"totp:{self.user.pk}:{digits}", 1, timeout=VALID_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Once, AuthenticateForm):
    """A code at sign-in."""


class FreshCodeForm(_Once, ReauthenticateForm):
    """A code as a fresh proof."""


class ActivateAppForm(ActivateTOTPForm):
    """Sets up an authenticator app. Until it is, its secret lies sealed in the session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = self._secret()

    def _secret(self) -> str:
        session = context.request.session
        if self.is_bound:
            try:
                return unseal(session.get(SECRET_SESSION_KEY, ""))
            except Unreadable:
                pass  # the session began anew: the code fits nothing, and the page shows another secret
        secret: str = generate_totp_secret()
        session[SECRET_SESSION_KEY] = seal(secret)
        return secret


class ResetForm(ResetPasswordForm):
    """Asks for a link to set another password. Whether anybody has the address is found out by a job, not here."""

    def clean_email(self) -> str:
        """Return the address, whoever has it or not."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have a link sent to whoever has the address."""
        email: str = self.cleaned_data["email"]
        mail_password_reset.enqueue(email)
        return email
