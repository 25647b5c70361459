"""Coming in: one-time links, the first administrator, and the look a reader chooses."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from partnerhub.reports.habits import begins_with_overview
from partnerhub.tenancy import services
from partnerhub.tenancy.gate import address_of
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin import proofs, sessions
from partnerhub.tenancy.signin.factors import has_second_factor
from partnerhub.web.forms import FirstAdministratorForm, LookForm
from partnerhub.web.navigation import ENTRIES, THEME_COOKIE
from partnerhub.web.request import Request

YEAR = 365 * 24 * 60 * 60


def link(request: Request, secret: str) -> HttpResponse:
    """Show whom a one-time link signs in; a POST uses it up. Following it alone changes nothing, so previews are safe."""
    try:
        partner, person = services.link_target(secret)
    except services.LinkRefused:
        return render(request, "pages/link_refused.html", status=404)
    sent = request.POST if request.method == "POST" else None
    form = FirstAdministratorForm(sent) if person is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        return _sign_in(request, secret, str(given.get("email", "")), str(given.get("name", "")))
    return render(request, "pages/link.html", {"partner": partner, "person": person, "form": form})


def _sign_in(request: Request, secret: str, email: str, name: str) -> HttpResponse:
    try:
        person_id = services.use_link(secret, email=email, name=name, address=address_of(request))
    except services.LinkRefused:
        return render(request, "pages/link_refused.html", status=404)
    person = get_user_model().objects.get(pk=person_id)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    proofs.note(request, person, proofs.LINK)
    sessions.begin(request)
    if not has_second_factor(person_id):
        request.session[proofs.MUST_ENROL] = True
    return redirect(settings.LOGIN_REDIRECT_URL)


def look(request: Request, scope: Scope) -> HttpResponse:
    """Remember light, dark or the system's choice, and go back to the page."""
    form = LookForm(request.POST)
    back = request.headers.get("Referer", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if inside else "/")
    if form.is_valid():
        response.set_cookie(
            THEME_COOKIE, form.cleaned_data["theme"], max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


CHOSEN = ("overview", "organization")  # nobody is led there unless they chose to


def home(request: Request, scope: Scope) -> HttpResponse:
    """Go to the page on which the day begins: the overview for who chose it, else the first other one they may see."""
    if begins_with_overview(scope) and scope.may(Permission.FIND_CUSTOMERS):
        return redirect("overview")
    return redirect(next(entry.name for entry in ENTRIES if entry.is_for(scope) and entry.name not in CHOSEN))
