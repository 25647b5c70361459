"""Sign-in: how the people of the organization sign in; its own provider, by OpenID Connect or by SAML."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin import providers, saml
from partnerhub.tenancy.signin.discovery import require_provider
from partnerhub.tenancy.signin.plans import ProviderShape, WrongProvider
from partnerhub.terms.codes import Protocol
from partnerhub.web.accounts.saml import hub_addresses
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number
from partnerhub.web.user_forms import ProviderForm, SamlForm

FORMS: dict[Protocol, type[ProviderForm | SamlForm]] = {Protocol.OPENID_CONNECT: ProviderForm, Protocol.SAML: SamlForm}


def sign_in(request: Request, scope: Scope) -> HttpResponse:
    """Show how people sign in; a POST sets the organization's provider up, changes it, or takes it away."""
    found, wrong = providers.provider_of(scope), ""
    protocol = _protocol(request, found)
    form = FORMS[protocol](request.POST if request.method == "POST" else None, initial=_initial(found, protocol))
    if request.method == "POST":
        scope.require(Permission.CHANGE_SETTINGS)
        if request.POST.get("act") == "remove":
            providers.remove_provider(scope, version=whole_number(request.POST.get("version", ""), 0))
            messages.success(request, gettext("The provider was taken away. Everybody signs in by password or passkey."))
            return redirect("sign_in")
        try:
            if form.is_valid():
                return _saved(request, scope, form)
        except WrongProvider as refused:
            wrong = str(refused)
    context = {"form": form, "provider": found, "wrong": wrong, "can_change": scope.may(Permission.CHANGE_SETTINGS)}
    return render(request, "pages/sign_in.html", context | _around(scope, protocol), status=422 if wrong else 200)


def _protocol(request: Request, found: ProviderShape | None) -> Protocol:
    """Return what was chosen, or what the organization's provider speaks."""
    chosen = (request.POST if request.method == "POST" else request.GET).get("protocol", "")
    if chosen in Protocol.publics():
        return Protocol.from_public(chosen)
    return found.protocol if found else Protocol.OPENID_CONNECT


def _around(scope: Scope, protocol: Protocol) -> dict[str, object]:
    """Return what stands around the form: the choice of protocol, and what a provider's administrators are told."""
    id_ = providers.id_of(scope.partner_id)
    entity_id, answers = hub_addresses(id_)
    return {
        "protocols": [(one.label, f"?protocol={one.public}", one is protocol) for one in Protocol],
        "protocol": protocol.public,
        "is_saml": protocol is Protocol.SAML,
        "missing": saml.missing() if protocol is Protocol.SAML and not saml.is_installed() else "",
        "back": settings.PUBLIC_URL + reverse("openid_connect_callback", args=[id_]),
        "entity_id": entity_id,
        "answers": answers,
    }


def _saved(request: Request, scope: Scope, form: ProviderForm | SamlForm) -> HttpResponse:
    plan = form.planned()
    if plan.protocol is Protocol.OPENID_CONNECT:
        require_provider(plan.issuer)
    providers.save_provider(scope, plan, version=form.cleaned_data["version"])
    said = gettext("Saved. People with these addresses can sign in through %(name)s.")
    messages.success(request, said % {"name": plan.name})
    return redirect("sign_in")


def _initial(found: ProviderShape | None, protocol: Protocol) -> dict[str, object]:
    if found is None:
        return {"version": 0}
    shared = {"version": found.version, "name": found.name, "domains": "\n".join(found.domains)}
    if found.protocol is not protocol:
        return shared
    return shared | {
        "issuer": found.issuer, "client_id": found.client_id, "sso_url": found.sso_url, "certificates": found.certificates,
    }  # fmt: skip
