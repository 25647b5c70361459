"""Sign-in at one's own organization by SAML: the way there, the way back in two steps, and what the hub says of itself.

An answer comes as a form from another site, without the cookie of the session. It is checked where it arrives; what it says
waits in a session of its own for the next request of the same browser, which carries the cookie.
"""

import logging
from dataclasses import asdict
from importlib import import_module
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.sessions import LoginSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from partnerhub.tenancy.signin import saml
from partnerhub.tenancy.signin.plans import ProviderKeys
from partnerhub.tenancy.signin.providers import is_id, keys_of
from partnerhub.terms.codes import Protocol
from partnerhub.web.accounts.providers import FoundAgain, refused

WAITING, COOKIE, WAITS_SECONDS = "saml_statement", "saml-statement", 300
log = logging.getLogger(__name__)


class OwnSaml(FoundAgain, SAMLProvider):
    """The provider of an organization that speaks SAML: what it says is what the hub made of its assertion."""

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **asked: Any
    ) -> HttpResponse:
        """Answer with the way to the provider. Asked for a proof, it signs in anew whoever has signed in already."""
        anew = bool(asked.get("auth_params"))
        there, request_id = _speech().request_to(_keys(self.sub_id), _hub(self.sub_id), anew=anew)
        self.stash_redirect_state(request, process, next_url, data, state_id=request_id)
        return HttpResponseRedirect(there)

    def extract_uid(self, data: Any) -> str:
        return str(data.subject)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return asdict(data)

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {}


def hub_addresses(id_: str) -> tuple[str, str]:
    """Return the hub's entity id towards a provider, which is the address of its metadata, and where it takes answers."""
    entity_id, answers = (reverse(name, args=[id_]) for name in ("saml_metadata", "saml_acs"))
    return settings.PUBLIC_URL + entity_id, settings.PUBLIC_URL + answers


@require_GET
def saml_metadata(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Answer with the hub's description of itself. It is needed before a provider is set up, and tells nobody's secrets."""
    if not is_id(provider_id) or not saml.is_installed():
        raise Http404
    return HttpResponse(_speech().metadata_of(_hub(provider_id)), content_type="application/samlmetadata+xml")


@csrf_exempt
@require_POST
def saml_acs(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what a provider says, sent by the browser from there; the next request brings it together with its session."""
    keys = _keys(provider_id)
    try:
        statement = _speech().statement_of(keys, _hub(provider_id), request.POST.get("SAMLResponse", ""))
    except ValueError as wrong:
        log.warning("refused what %s says: %s", provider_id, wrong)
        return refused(request)
    answer = redirect("saml_finish", provider_id=provider_id)
    waiting = LoginSession(request, WAITING, COOKIE)
    waiting.store["statement"] = asdict(statement)
    waiting.store["provider"] = provider_id
    waiting.store.set_expiry(WAITS_SECONDS)
    waiting.save(answer)
    answer.cookies[COOKIE]["httponly"] = True
    return answer


@require_GET
def saml_finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom a provider vouched for, if this browser asked it to, and only once."""
    _keys(provider_id)
    waiting = LoginSession(request, WAITING, COOKIE)
    said, about = waiting.store.get("statement"), waiting.store.get("provider")
    waiting.delete()
    if not said or about != provider_id:
        return refused(request)
    statement = _speech().Statement(**said)
    provider = get_adapter(request).get_provider(request, provider_id)
    try:
        state = provider.unstash_redirect_state(request, statement.request_id)
    except PermissionDenied:
        return refused(request)
    if not saml.is_first_time(provider_id, statement.assertion_id, statement.ends_at):
        return refused(request)
    login: SocialLogin = provider.sociallogin_from_response(request, statement)
    login.state = state
    answer: HttpResponse = complete_social_login(request, login)
    return answer


def _keys(id_: str) -> ProviderKeys:
    keys = keys_of(id_)
    if keys is None or keys.protocol is not Protocol.SAML or not saml.is_installed():
        raise Http404
    return keys


def _hub(id_: str) -> Any:
    return _speech().Hub(*hub_addresses(id_))


def _speech() -> Any:
    """Return what speaks SAML; it needs the extra."""
    return import_module("partnerhub.web.accounts.assertions")
