"""Launch my organization: the first-time set-up of the partner's own organization, in the steps that customers go through.

The steps about its profile, its brand and its administrators serve the pages that change those later, too.
"""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.own.selectors import own_organization, suggested_profile
from partnerhub.portfolio.own.services import LARGEST_LOGO, WrongProfile, change_own
from partnerhub.portfolio.own.shapes import OwnOrganizationShape
from partnerhub.portfolio.selectors import count_among
from partnerhub.portfolio.setup import steps as setup
from partnerhub.portfolio.setup.orders import own_orders_to_set_up
from partnerhub.portfolio.setup.shapes import SetupShape
from partnerhub.portfolio.setup.steps import Subject
from partnerhub.tenancy import access, granting
from partnerhub.tenancy.gate import require_fresh
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import lasting_full_administrators
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import first_error
from partnerhub.web.navigation import logo_url
from partnerhub.web.own_forms import BrandForm, FirstRoleForm, OwnForm, ProfileForm
from partnerhub.web.own_versions import after, carried
from partnerhub.web.pages.orders import shown_order
from partnerhub.web.pages.setup import NotYet, Step, Walk, plan_step, terms_step, version_of, walked
from partnerhub.web.request import Request
from partnerhub.web.rights import by_reach

TITLE = mark("Launch my organization")


def organization_setup(request: Request, scope: Scope) -> HttpResponse:
    """Set up the own organization: plan, terms, profile, brand, administrators, products. It can be left and resumed."""
    own = own_organization(scope)
    if own.is_set_up and request.method != "POST" and not request.GET.get("step"):
        return redirect("organization")
    subject = setup.own_to_set_up(scope, own.profile.name or scope.partner_name)
    state, address = setup.setup_of(scope, subject), reverse("organization_setup")
    steps = (
        plan_step(request, scope, subject, state), terms_step(request, scope, subject, state),
        profile_step(request, scope, own, address), brand_step(request, scope, own, address),
        staff_step(request, scope, own, address), _products_step(request, scope, subject, state),
    )  # fmt: skip
    walk = Walk(
        address, gettext(TITLE),
        gettext("What you ordered, on which terms, and who you are. You can leave at any step and go on later."),
        steps, state.version, (scope.partner_name, reverse("home")),
    )  # fmt: skip
    return walked(request, walk)


def profile_step(request: Request, scope: Scope, own: OwnOrganizationShape, address: str) -> Step:
    """Return the step that asks what the organization is called and where it is."""
    known = own.profile if own.profiled_at or request.method == "POST" else suggested_profile(scope, own.profile)
    form = ProfileForm(_sent(request, "profile"), initial=asdict(known))

    def show() -> dict[str, object]:
        return {"form_url": address, **carried(form, _seen(request, form, own))}

    def act() -> str:
        _change(scope, form, request, confirms="profiled_at")
        return gettext("The profile was saved.")

    is_done = own.profiled_at is not None
    return Step(
        "profile", gettext("Organization profile"), "parts/own_profile.html", is_done, show, act,
        lambda stale: after(form, stale),
    )  # fmt: skip


def brand_step(request: Request, scope: Scope, own: OwnOrganizationShape, address: str) -> Step:
    """Return the step that asks how the organization shows, and who helps."""
    form = BrandForm(_sent(request, "brand"), request.FILES or None, initial=asdict(own.profile))

    def show() -> dict[str, object]:
        held = carried(form, _seen(request, form, own))
        return {"form_url": address, "logo_url": logo_url(own.logo_digest), **held}

    def act() -> str:
        _change(scope, form, request, confirms="branded_at", logo=_sent_logo(request))
        return gettext("The brand was saved.")

    def again(stale: Stale) -> dict[str, object]:
        return after(form, stale, with_file=bool(request.FILES.get("logo")))

    return Step("brand", gettext("Brand"), "parts/own_brand.html", own.branded_at is not None, show, act, again)


def _seen(request: Request, form: OwnForm, own: OwnOrganizationShape) -> int:
    """Return the version that a form is based on: one that was sent and refused is based on what its reader saw, still."""
    return version_of(request) if form.is_bound else own.version


def _sent(request: Request, step: str) -> dict[str, str] | None:
    """Return what was sent for a step, if that is the one that is taken."""
    return request.POST.dict() if request.method == "POST" and request.POST.get("step") == step else None


def _sent_logo(request: Request) -> bytes | None:
    """Return the picture that was sent, nothing to take away the one that is there, or None. Raise WrongProfile."""
    if request.POST.get("remove_logo"):
        return b""
    file = request.FILES.get("logo")
    if file is None or not file.size:
        return None
    return bytes(file.read(LARGEST_LOGO + 1))


def _change(scope: Scope, form: OwnForm, request: Request, *, confirms: str, logo: bytes | None = None) -> None:
    """Store what a form says. What cannot be is said beside its field, too."""
    try:
        change_own(scope, seen=version_of(request), changes=form.sent, logo=logo, confirms=confirms)
    except WrongProfile as wrong:
        form.full_clean()
        text = str(wrong)
        form.add_error(wrong.field, f"{text[:1].upper()}{text[1:]}.")
        raise


def staff_step(request: Request, scope: Scope, own: OwnOrganizationShape, address: str) -> Step:
    """Return the step that shows who has a role on everything, and gives one, after a look at what that opens."""
    is_act = request.method == "POST" and request.POST.get("act") == "grant"
    form = FirstRoleForm(request.POST if is_act else None)

    def show() -> dict[str, object]:
        everything, _ = by_reach(access.administrators(scope))
        return {
            "rights": everything, "form": form, "form_url": address, "own_version": own.version,
            "lasting": len(lasting_full_administrators(scope)),
        }  # fmt: skip

    def act() -> str:
        if not is_act:
            change_own(scope, seen=version_of(request), changes={}, confirms="staffed_at")
            return gettext("The administrators were looked at.")
        return _grant(request, scope, form)

    return Step(
        "administrators", gettext("First administrators"), "parts/own_staff.html", own.staffed_at is not None, show, act,
        lambda stale: {"own_version": stale.current["version"], "is_meanwhile": True},
    )  # fmt: skip


def _grant(request: Request, scope: Scope, form: FirstRoleForm) -> str:
    if not form.is_valid():
        raise WrongOrder("email", first_error(form))
    sent = form.cleaned_data
    plan = PlannedGrant(sent["email"], Role.from_public(sent["role"]), sent["name"])
    try:
        if not request.POST.get("confirmed"):
            reach = granting.planned_reach(scope, plan)
            until = figures.day(reach.last_day) if reach.last_day else ""
            of = figures.count(count_among(scope, Permission.MANAGE_ADMINISTRATORS, None))
            raise NotYet({"planned": sent, "role": gettext(plan.role.label), "until": until, "of_customers": of})
        require_fresh(request)
        granting.grant_role(scope, plan)
    except granting.WrongGrant as wrong:
        raise WrongOrder("email", str(wrong)) from None
    return gettext("%(person)s is %(role)s now.") % {"person": sent["email"], "role": gettext(plan.role.label)}


def _products_step(request: Request, scope: Scope, subject: Subject, state: SetupShape) -> Step:
    """Return the step that leads to what was ordered and is not set up, and ends the set-up."""

    def show() -> dict[str, object]:
        waiting = [shown_order(one) for one in own_orders_to_set_up(scope, on=clock.today())]
        finished = f"{state.finished_by}, {figures.moment(state.finished_at)}" if state.finished_at else ""
        return {"waiting": waiting, "finished": finished}

    def act() -> str:
        setup.finish_setup(scope, subject, version=version_of(request))
        return gettext("%(name)s is launched.") % {"name": subject.customer}

    is_done = state.finished_at is not None
    return Step("products", gettext("Products to set up"), "parts/own_products.html", is_done, show, act)
