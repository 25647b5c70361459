"""Sign-in at one's own organization: the library speaks OpenID Connect; who a provider may vouch for is decided here."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from partnerhub.tenancy.signin import saml
from partnerhub.tenancy.signin.plans import ProviderKeys
from partnerhub.tenancy.signin.proofs import Vouched
from partnerhub.tenancy.signin.providers import asserts_two_factors, keys_of, person_of_claims
from partnerhub.terms.codes import Protocol


class OwnProviders(DefaultSocialAccountAdapter):
    """Providers are those of the organizations; nobody makes an account by coming from one."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Return the provider with an id. They are looked up one at a time, never listed."""
        keys = keys_of(provider) if provider else None
        if keys is None:
            return []
        if keys.protocol is Protocol.SAML:
            return [SocialApp(provider="saml", provider_id=keys.id, name=keys.name)] if saml.is_installed() else []
        return [_openid_app(keys)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find out for whom a provider vouches, and how; refuse who is nobody of its organization."""
        account = sociallogin.account
        known = sociallogin.user.pk if sociallogin.user and sociallogin.is_existing else None
        told = _told_by_saml if sociallogin.provider.id == "saml" else _told_by_openid
        claims, vouched = told(account.extra_data)
        person_id = person_of_claims(account.provider, claims, known) if claims else None
        if person_id is None:
            raise ImmediateHttpResponse(refused(request))
        account.extra_data = {}  # nothing of what the provider tells is kept but its id of the person
        if known is None:
            sociallogin.connect(request, get_user_model().objects.get(pk=person_id))
        else:
            account.save(update_fields=["extra_data"])
        request.vouched = vouched  # type: ignore[attr-defined]  # noted in the session once the person is known there

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Answer whatever went wrong at a provider, or on the way back, with one page."""
        raise ImmediateHttpResponse(refused(request))


def _openid_app(keys: ProviderKeys) -> SocialApp:
    settings = {
        "server_url": keys.issuer,
        "oauth_pkce_enabled": True,
        "openid_configuration_overrides": {"issuer": keys.issuer},
    }
    return SocialApp(
        provider="openid_connect", provider_id=keys.id, name=keys.name, client_id=keys.client_id, secret=keys.secret,
        settings=settings,
    )  # fmt: skip


def _told_by_openid(told: dict[str, Any]) -> tuple[dict[str, Any], Vouched]:
    """Return the claims of a token and a description of one and the same person, else none, and how they signed in."""
    token, said = told.get("id_token") or {}, told.get("userinfo") or {}
    agree = bool(token.get("sub")) and said.get("sub", token["sub"]) == token["sub"]
    at = token.get("auth_time")
    vouched = Vouched(asserts_two_factors(token.get("amr") or []), float(at) if isinstance(at, int | float) else None)
    return ({**token, **said} if agree else {}), vouched


def _told_by_saml(told: dict[str, Any]) -> tuple[dict[str, Any], Vouched]:
    """Return the claims of an assertion, and how its person signed in."""
    return {"email": told["email"]}, Vouched(told["two_factors"], told["signed_in_at"])


class FoundAgain:
    """A provider that is found again between the steps of a sign-in: the library would ask for its protocol and client."""

    def serialize(self) -> dict[str, Any]:
        """Return what a session keeps of the provider."""
        return {"id": self.sub_id}  # type: ignore[attr-defined]  # of the library's own class beside this one


class OwnOpenIDConnect(FoundAgain, OpenIDConnectProvider):
    """The provider of an organization that speaks OpenID Connect."""


def back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Answer who comes back from a provider. What it says may be anything: nonsense is refused like a lie."""
    try:
        answer: HttpResponse = openid_connect.callback(request, provider_id=provider_id)
    except (ValueError, KeyError, RequestException):
        return refused(request)
    return answer


def refused(request: HttpRequest) -> HttpResponse:
    """Return the page for a sign-in through an organization that came to nothing. It does not say whether one is known."""
    return render(request, "pages/provider_refused.html", status=403)
