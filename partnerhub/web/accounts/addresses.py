"""Which addresses of the sign-in library are ours, and behind which door each stands.

The library's own page for changing one's address is left out: rights are given to addresses, so whoever could choose
theirs could take what was meant for somebody else. Sessions and connected accounts have pages of ours.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account import urls as account
from allauth.mfa import urls as mfa
from django.urls import URLPattern, URLResolver, path

from partnerhub.web.accounts.factors import remove_passkey, rename_passkey
from partnerhub.web.accounts.providers import back_from_provider
from partnerhub.web.accounts.saml import saml_acs, saml_finish, saml_metadata

OPEN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
SIGNED_IN = {
    "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
OURS: dict[str, Any] = {"mfa_remove_webauthn": remove_passkey, "mfa_edit_webauthn": rename_passkey}
FACTORS = "second-factor/"


def _chosen(names: set[str], patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[URLPattern]:
    """Yield the addresses with these names, wherever the library has them."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _chosen(names, one.url_patterns, f"{prefix}{one.pattern}")
        elif one.name in names:
            yield path(f"{prefix}{one.pattern}", OURS.get(one.name, one.callback), name=one.name) if prefix else one


BACK_FROM_PROVIDER = path("organization/<slug:provider_id>/back/", back_from_provider, name="openid_connect_callback")
SAML = [
    path("organization/<slug:provider_id>/saml/", saml_acs, name="saml_acs"),
    path("organization/<slug:provider_id>/saml/finish/", saml_finish, name="saml_finish"),
    path("organization/<slug:provider_id>/saml/metadata/", saml_metadata, name="saml_metadata"),
]
open_pages = (
    [*_chosen(OPEN, account.urlpatterns), *_chosen(OPEN, mfa.urlpatterns, FACTORS), BACK_FROM_PROVIDER, *SAML], None, None,
)  # fmt: skip
signed_in_pages = ([*_chosen(SIGNED_IN, account.urlpatterns), *_chosen(SIGNED_IN, mfa.urlpatterns, FACTORS)], None, None)
