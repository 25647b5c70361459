"""Sign-in: how the people of the organization sign in; its own OpenID Connect provider."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin import providers
from partnerhub.tenancy.signin.discovery import require_provider
from partnerhub.tenancy.signin.providers import ProviderShape, WrongProvider
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number
from partnerhub.web.user_forms import ProviderForm


def sign_in(request: Request, scope: Scope) -> HttpResponse:
    """Show how people sign in; a POST sets the organization's provider up, changes it, or takes it away."""
    found, wrong = providers.provider_of(scope), ""
    form = ProviderForm(request.POST if request.method == "POST" else None, initial=_initial(found))
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
    context = {
        "form": form,
        "provider": found,
        "wrong": wrong,
        "can_change": scope.may(Permission.CHANGE_SETTINGS),
        "back": settings.PUBLIC_URL + reverse("openid_connect_callback", args=[providers.id_of(scope.partner_id)]),
    }
    return render(request, "pages/sign_in.html", context, status=422 if wrong else 200)


def _saved(request: Request, scope: Scope, form: ProviderForm) -> HttpResponse:
    plan = form.planned()
    require_provider(plan.issuer)
    providers.save_provider(scope, plan, version=form.cleaned_data["version"])
    said = gettext("Saved. People with these addresses can sign in through %(name)s.")
    messages.success(request, said % {"name": plan.name})
    return redirect("sign_in")


def _initial(found: ProviderShape | None) -> dict[str, object]:
    if found is None:
        return {"version": 0}
    return {
        "version": found.version, "name": found.name, "issuer": found.issuer, "client_id": found.client_id,
        "domains": "\n".join(found.domains),
    }  # fmt: skip
