"""Sign-in: by invitation only. Nobody makes an account of their own, and nobody takes another's address."""

from typing import Any

from allauth.account import urls
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Closes the sign-up that the sign-in library offers, and answers too many attempts as what they are."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let an attempt through to the password check, or answer 429. The library would answer 200."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(respond_429(request)) from None


# The library's own page for changing one's address is left out: rights are given to addresses, so whoever could choose
# theirs could take what was meant for somebody else.
NAMES = (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
)  # fmt: skip
PAGES = ([pattern for pattern in urls.urlpatterns if pattern.name in NAMES], None, None)
