"""The own organization once it is launched: who it is, what it bought and how that is used, what to do next; its look."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import get_language, gettext

from partnerhub.kit import clock
from partnerhub.kit.places import country_names
from partnerhub.metrics import licenses, lines
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.own.selectors import logo_of, own_organization, own_services
from partnerhub.portfolio.own.services import SHORT
from partnerhub.portfolio.own.shapes import OwnOrganizationShape, OwnServices
from partnerhub.reports.uptake import uptake_words
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import LANGUAGES
from partnerhub.web import figures
from partnerhub.web.navigation import logo_url
from partnerhub.web.own_forms import OWN_LABELS
from partnerhub.web.pages.own_setup import brand_step, profile_step
from partnerhub.web.pages.setup import Step
from partnerhub.web.pages.workspace import shown_term
from partnerhub.web.request import Request

ADDRESS = ("legal_name", "street", "postal_code", "city", "country", "domain", "phone", "language")
YEAR = 365 * 24 * 60 * 60


def organization(request: Request, scope: Scope) -> HttpResponse:
    """Show the own organization. Before it is launched, whoever may launch it is led to the set-up."""
    own, may_change = own_organization(scope), scope.may(Permission.CHANGE_SETTINGS)
    if not own.is_set_up:
        return redirect("organization_setup") if may_change else render(request, "pages/own_not_yet.html")
    services = own_services(scope, on=clock.today())
    may_set_up = scope.may(Permission.SET_UP_ORDERS)
    context = {
        "own_name": own.profile.name or scope.partner_name,
        "logo_url": logo_url(own.logo_digest),
        "about": _facts(own, ADDRESS),
        "sees_help": scope.may(Permission.READ_RESOURCES),
        "may_change": may_change,
        "prompts": _prompts(scope),
        "statuses": list(dict.fromkeys(reason.status.look for reason in services.reasons)),
        "reasons": [(one.status.look, one.fact, figures.day(one.on) if one.on else "") for one in services.reasons],
        "terms": [shown_term(one, may_set_up=may_set_up) for one in services.terms],
        "product_label": gettext(lines.product.label),
        "tiles": _tiles(services),
        "said": _said(services),
    }
    return render(request, "pages/own_organization.html", context)


def _facts(own: OwnOrganizationShape, names: tuple[str, ...]) -> list[tuple[str, str]]:
    known = {name: getattr(own.profile, name) for name in names}
    if known.get("language"):
        known["language"] = LANGUAGES[known["language"]]
    if known.get("country"):
        known["country"] = country_names(get_language() or "en").get(known["country"], known["country"])
    return [(gettext(OWN_LABELS[name]), value) for name, value in known.items() if value]


def _prompts(scope: Scope) -> list[tuple[str, str, str]]:
    """Return (icon, words, address) of what there is to do for the own organization, as far as it is the caller's."""
    every = (
        (Permission.VIEW_USERS, "user-cog", gettext("Users and their roles"), "users"),
        (Permission.VIEW_ANALYTICS, "chart-bar", gettext("How customers use what they bought"), "subscriptions"),
        (Permission.CHANGE_SETTINGS, "pencil", gettext("Edit the profile"), "organization_profile"),
        (Permission.CHANGE_SETTINGS, "adjustments", gettext("The brand"), "organization_brand"),
        (Permission.VIEW_SETTINGS, "shield-check", gettext("What figures are judged by"), "settings"),
        (Permission.VIEW_AUDIT, "history", gettext("What was done here"), "trail"),
    )
    return [(icon, words, reverse(name)) for needs, icon, words, name in every if scope.may(needs)]


def _tiles(services: OwnServices) -> list[tuple[str, str, str]]:
    """Return (label, number, what stands beside it) of what the own organization bought and how much of it is used."""
    judged = services.judged
    if judged is None:
        return []
    used = figures.count(services.used_7d) if services.used_total else figures.NOTHING
    of = gettext("of %(number)s whose use is known") % {"number": figures.count(services.used_total)}
    return [
        (gettext(licenses.total_licenses.label), figures.count(judged.total), ""),
        (gettext(licenses.assigned.label), figures.count(judged.assigned), ""),
        (gettext(licenses.available.label), figures.count(judged.available), ""),
        (gettext(licenses.used.label), used, of if services.used_total else ""),
    ]


def _said(services: OwnServices) -> tuple[object, str] | None:
    judged = services.judged
    return (judged.uptake.look, uptake_words(judged)) if judged is not None else None


def organization_profile(request: Request, scope: Scope) -> HttpResponse:
    """Show the profile; a POST changes it."""
    return _edited(request, scope, profile_step)


def organization_brand(request: Request, scope: Scope) -> HttpResponse:
    """Show the brand; a POST changes it."""
    return _edited(request, scope, brand_step)


def _edited(
    request: Request, scope: Scope, step_of: Callable[[Request, Scope, OwnOrganizationShape, str], Step]
) -> HttpResponse:
    step = step_of(request, scope, own_organization(scope), request.path)
    more: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, step.act())
            return redirect("organization")
        except WrongOrder as refused:
            more, status = {"wrong": str(refused)}, 422
        except Stale as stale:
            assert step.again is not None  # both have something that was typed
            more, status = step.again(stale), 409
    return render(request, "pages/own_edit.html", {"step": step, **step.show(), **more}, status=status)


def organization_logo(request: Request, scope: Scope) -> HttpResponse:
    """Send the logo."""
    logo = logo_of(scope)
    answer = HttpResponse(logo.content, content_type=logo.media_type, headers={"Content-Disposition": "inline"})
    return _kept(request, answer, logo.digest[:SHORT])


def organization_style(request: Request, scope: Scope) -> HttpResponse:
    """Send the accent color as the one property that the style sheet of the hub leaves open."""
    accent = scope.brand.accent
    if not accent:
        raise OutOfReach("a color")
    answer = HttpResponse(f":root {{ --partner-accent: {accent}; }}\n", content_type="text/css; charset=utf-8")
    return _kept(request, answer, accent[1:])


def _kept(request: Request, answer: HttpResponse, version: str) -> HttpResponse:
    """Let the reader's own browser keep an answer: for long under the address of its content, else until it asks again."""
    tag = quote_etag(version)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    answer["ETag"] = tag
    of_content = request.GET.get("v") == version
    answer["Cache-Control"] = f"private, max-age={YEAR}, immutable" if of_content else "private, no-cache"
    answer.may_stay_in_browser = True  # type: ignore[attr-defined]  # read by the middleware around everything
    return answer
