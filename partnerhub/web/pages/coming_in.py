"""Coming in by other ways than a password: an invitation, one's own organization."""

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.utils import perform_login
from allauth.core.internal.ratelimit import consume_or_429
from allauth.socialaccount.adapter import get_adapter as provider_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from requests import RequestException

from partnerhub.tenancy.gate import address_of
from partnerhub.tenancy.signin import proofs, providers
from partnerhub.tenancy.users import invitations
from partnerhub.web.accounts.providers import refused
from partnerhub.web.request import Request
from partnerhub.web.user_forms import InvitationForm, OrganizationForm

AGAIN = {"prompt": "login", "max_age": "0"}  # what makes a provider ask anew who somebody is, and say when it did


def invitation(request: Request, secret: str) -> HttpResponse:
    """Show whom an invitation is for; a POST uses it up, with a name and perhaps a password, and signs in."""
    try:
        target = invitations.invitation_target(secret)
        form = InvitationForm(request.POST or None, email=target.email, initial={"name": target.name})
        if request.method == "POST" and form.is_valid():
            return _come_in(request, secret, form)
    except invitations.InvitationRefused:
        return render(request, "pages/invitation_refused.html", status=404)
    return render(request, "pages/invitation.html", {"target": target, "form": form})


def _come_in(request: Request, secret: str, form: InvitationForm) -> HttpResponse:
    sent = form.cleaned_data
    name = " ".join(sent["name"].split())
    person_id = invitations.use_invitation(
        secret, name=name, password=sent["password"], address=address_of(request)
    )  # fmt: skip
    person = get_user_model().objects.get(pk=person_id)
    if request.user.is_authenticated:
        account_adapter(request).logout(request)  # somebody else's session in the same browser ends here
    proofs.note(request, person, proofs.INVITATION)
    answer: HttpResponse = perform_login(request, person)
    return answer


def at_organization(request: Request) -> HttpResponse:
    """Ask by what address somebody signs in at their organization, and show the way there."""
    form = OrganizationForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    unknown = False
    if request.method == "POST" and form.is_valid():
        if too_many := consume_or_429(
            request, app="allauth.account", action="reset_password", key=form.cleaned_data["email"]
        ):
            return too_many
        id_ = providers.provider_for(form.cleaned_data["email"])
        if id_ is not None:
            return _way_there(request, id_, form.cleaned_data["next"], {})
        unknown = True
    return render(request, "pages/at_organization.html", {"form": form, "unknown": unknown})


def prove_at_organization(request: HttpRequest) -> HttpResponse:
    """Show the way to one's organization, there to prove anew who one is."""
    id_ = providers.provider_of_person(request.user.pk or 0)
    if id_ is None:
        return refused(request)
    return _way_there(request, id_, request.GET.get("next", ""), AGAIN)


def _way_there(request: HttpRequest, id_: str, wanted: str, more: dict[str, str]) -> HttpResponse:
    """Answer with a page that leads on: a form that is redirected to another host is stopped by the content policy."""
    inside = wanted if account_adapter(request).is_safe_url(wanted) else resolve_url(settings.LOGIN_REDIRECT_URL)
    keys = providers.keys_of(id_)
    name = keys.name if keys else ""
    try:
        provider = provider_adapter(request).get_provider(request, id_)
        answer = provider.redirect(request, AuthProcess.LOGIN, next_url=inside, auth_params=dict(more))
    except (SocialApp.DoesNotExist, RequestException, KeyError, ValueError):
        return render(request, "pages/provider_silent.html", {"name": name}, status=503)
    if answer.status_code != redirect("home").status_code:
        return refused(request)
    return render(request, "pages/to_organization.html", {"name": name, "there": answer["Location"]})
